"""Where the pages of duties stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.duties.views.lists import late_count
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item


def settle() -> None:
    """Add the list of duties and the working calendar."""
    navigation.add(
        Item(Group.WORK, _("Things due"), "duties:duties", READS_CASES, order=20, count=late_count),
        Item(Group.PLANS, _("Working calendar"), "duties:calendar", frozenset(), order=40),
    )
