"""Where the pages of publications stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add what was made known; everybody who signs in has it."""
    navigation.add(Item(Group.PUBLICITY, _("Publicity"), "publicity:list", frozenset(), 10))
