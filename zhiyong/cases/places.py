"""Where the pages of cases stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.cases.selectors.lists import OVERSEERS, count_leads, count_mine
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES, Role
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the lists of cases."""
    handlers = frozenset({Role.HANDLER, Role.SECTION_HEAD})
    navigation.add(
        Item(Group.CASES, _("My cases"), "cases:mine", handlers, 60, count_mine),
        Item(Group.CASES, _("Cases"), "cases:cases", READS_CASES, 65, count_leads),
        Item(Group.CASES, _("Cases lying still"), "cases:still", frozenset(OVERSEERS), 70),
    )
