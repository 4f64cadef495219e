"""Where the pages of appeals stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.appeals.selectors.access import READERS
from zhiyong.appeals.selectors.lists import count_waiting
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the list of appeals, and everybody's own."""
    navigation.add(
        Item(Group.DECISIONS, _("Appeals"), "appeals:list", frozenset(READERS), 40, count_waiting),
        Item(Group.ACCOUNT, _("Decisions about me"), "appeals:mine", frozenset(), 60),
    )
