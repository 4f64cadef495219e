"""What the nights do: the period's meeting is called, and one that was not held is shown."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory.selectors import people_with
from zhiyong.duties.calendars import counted
from zhiyong.meetings import plan
from zhiyong.meetings.models import Meeting
from zhiyong.meetings.selectors import RUNNERS
from zhiyong.meetings.services.calling import call_meeting, release
from zhiyong.meetings.services.common import locked, tell
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import adoptions_in_force
from zhiyong.rules.periods import period_of
from zhiyong.shell.errors import Refusal

CLOCK = "clock"


def tick(*, on: date) -> int:
    """Mark the meetings that their period passed by, and call those of the periods of a day.

    Returns how many meetings that touched; a second run of the day touches none.
    """
    return _miss(on) + _call(on)


def _miss(on: date) -> int:
    missed = 0
    called = Meeting.objects.filter(state=Meeting.State.CALLED, on__lt=on).exclude(period="")
    for meeting in called.order_by("pk"):
        missed += _miss_one(meeting, on)
    return missed


@transaction.atomic
def _miss_one(meeting: Meeting, on: date) -> int:
    meeting = locked(meeting)
    rule = plan.rule_of(meeting.adoption, meeting.rule)
    if meeting.state != Meeting.State.CALLED or rule.every is None:
        return 0
    if period_of(rule.every, meeting.on).last >= on:
        return 0
    release(meeting, _("The meeting of this period was not held."), CLOCK, on)
    meeting.state, meeting.closed_on = Meeting.State.MISSED, on
    meeting.save(update_fields=["state", "closed_on"])
    tell("meeting.missed", meeting, CLOCK, on, {"period": meeting.period})
    keepers = {one.pk: one for role in RUNNERS for one in people_with(role, meeting.body.unit, on)}
    if meeting.chair is not None:
        keepers[meeting.chair.pk] = meeting.chair
    notices.tell(of=meeting, to=keepers.values(), template="meeting.missed", on=on)
    return 1


def _call(on: date) -> int:
    called = 0
    for adoption in adoptions_in_force(on):
        for series in plan.series_of(adoption, on):
            if series.rule.every is None:
                continue
            try:
                called += _call_one(series, on)
            except Refusal:
                continue  # a body without members: its page says so
    return called


@transaction.atomic
def _call_one(series: plan.Series, on: date) -> int:
    assert series.rule.every is not None
    turn = period_of(series.rule.every, on)
    here = Meeting.objects.filter(body=series.body, rule=series.rule.id, period=turn.name).exclude(
        Q(state=Meeting.State.CANCELLED) | Q(state=Meeting.State.MISSED)
    )
    under_way = here.filter(state__in=[Meeting.State.CALLED, Meeting.State.OPEN]).exists()
    if under_way or here.count() >= (series.rule.times or 1):
        return 0
    day, _plain = counted(lambda calendar: calendar.on_or_before(turn.last))
    call_meeting(
        body=series.body,
        adoption=series.adoption,
        rule=series.rule.id,
        day=max(day, on),
        by=CLOCK,
        on=on,
    )
    return 1
