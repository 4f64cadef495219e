"""Where the pages of plans stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def settle() -> None:
    """Add the library."""
    navigation.add(Item(Group.PLANS, _("Plan library"), "plans:library", frozenset(), order=10))
