"""Where the pages of meetings stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.meetings.models import Attendance, Item, Meeting
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES, Standing
from zhiyong.shell.navigation import Group
from zhiyong.shell.navigation import Item as Place


def _votes_owed(standing: Standing) -> int:
    """Return how many items of meetings in session wait for this member's vote."""
    me = standing.person_id
    if me is None:
        return 0
    there = Attendance.objects.filter(
        person=me,
        votes=True,
        presence=Attendance.Presence.PRESENT,
        meeting__state=Meeting.State.OPEN,
    )
    owed = Item.objects.filter(
        meeting__in=there.values("meeting"), state__in=[Item.State.WAITING, Item.State.OPEN]
    ).exclude(asides__person=me)
    return owed.exclude(votes__person=me)[:100].count()


def register() -> None:
    """Add the meetings."""
    navigation.add(
        Place(Group.DECISIONS, _("Meetings"), "meetings:list", READS_CASES, 10, _votes_owed)
    )
