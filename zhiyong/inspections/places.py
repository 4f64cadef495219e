"""Where the pages of inspections stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.inspections.selectors import (
    KNOWS,
    READERS,
    count_my_visits,
    count_open_findings,
)
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the lists of inspections."""
    group = Group.INSPECTIONS
    readers, knows = frozenset(READERS), frozenset(KNOWS)
    navigation.add(
        Item(group, _("Rounds of inspection"), "inspections:rounds", readers, 10),
        Item(group, _("My visits"), "inspections:visits", knows, 20, count_my_visits),
        Item(
            group,
            _("Inspection findings"),
            "inspections:findings",
            readers,
            30,
            count_open_findings,
        ),
        Item(group, _("Figures of inspections"), "inspections:figures", knows, 40),
    )
