"""Where the pages of decisions stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.decisions.selectors.lists import count_to_do
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the lists of decisions and of returns to office."""
    navigation.add(
        Item(Group.DECISIONS, _("Decisions"), "decisions:list", READS_CASES, 20, count_to_do),
        Item(Group.DECISIONS, _("Returns to office"), "decisions:returns", READS_CASES, 50),
    )
