"""The meeting sits: who is there, and that it has begun."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.directory.models import Person
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.meetings.selectors import attendances_of, roll
from zhiyong.meetings.services.calling import refresh
from zhiyong.meetings.services.common import (
    By,
    HasVoted,
    Incomplete,
    NoQuorum,
    NotAMember,
    NotNow,
    basis_of,
    locked,
    need_state,
    tell,
)
from zhiyong.rules.meetings import Quorum

Presence = Attendance.Presence


@transaction.atomic
def record_presence(
    *,
    meeting: Meeting,
    presence: Mapping[int, str],
    by: By,
    on: date,
    remarks: Mapping[int, str] | None = None,
) -> Meeting:
    """Write down who is there; by the ids of people. May be corrected until the meeting closes.

    :raises NotNow: if the meeting is over, or its day has not come.
    :raises NotAMember: if somebody does not belong to it.
    :raises HasVoted: if somebody who has voted on an open item is said not to be there.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED, Meeting.State.OPEN)
    _need_its_day(meeting, on)
    if meeting.state == Meeting.State.CALLED:
        refresh(meeting)
    listed = {one.person_id: one for one in attendances_of(meeting)}
    if not listed.keys() >= presence.keys():
        raise NotAMember(_("Somebody does not belong to this meeting: ask them as a guest first."))
    voted = set(
        Vote.objects.filter(item__meeting=meeting, item__state=Item.State.OPEN).values_list(
            "person", flat=True
        )
    )
    for pk, value in presence.items():
        attendance = listed[pk]
        if value != Presence.PRESENT and pk in voted:
            text = _("{name} has voted on an open item: close that vote first.")
            raise HasVoted(text.format(name=attendance.person.name))
        attendance.presence = Presence(value)
        attendance.remark = (remarks or {}).get(pk, attendance.remark).strip()
        attendance.save(update_fields=["presence", "remark"])
    there = sum(one.presence == Presence.PRESENT for one in listed.values() if one.votes)
    members = sum(one.votes for one in listed.values())
    tell("meeting.presence_recorded", meeting, by, on, {"present": there, "members": members})
    return meeting


@transaction.atomic
def open_meeting(
    *,
    meeting: Meeting,
    by: By,
    on: date,
    chair: Person | None = None,
    recorder: Person | None = None,
) -> Meeting:
    """Open a meeting on its day, once enough members are there.

    :raises NotNow: if it was opened, or its day has not come.
    :raises Incomplete: if the presence of a member was not recorded.
    :raises NoQuorum: if too few are there.
    :raises NotAMember: if the chair is no member who is there.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED)
    _need_its_day(meeting, on)
    refresh(meeting)
    attendances = attendances_of(meeting)
    unknown = [one for one in attendances if one.votes and one.presence == Presence.UNKNOWN]
    if unknown:
        names = _(", ").join(one.person.name for one in unknown)
        raise Incomplete(_("Record first whether they are there: {names}.").format(names=names))
    taking_part = roll(meeting, attendances, set())
    if not taking_part.quorum.is_met:
        raise too_few(meeting, taking_part.quorum)
    chair = chair or meeting.chair
    if chair is None or chair not in taking_part.present:
        raise NotAMember(_("Say who presides: a member with a vote who is there."))
    meeting.chair, meeting.state = chair, Meeting.State.OPEN
    meeting.recorder = recorder or meeting.recorder
    meeting.save(update_fields=["chair", "recorder", "state"])
    tell(
        "meeting.opened",
        meeting,
        by,
        on,
        {
            "chair": chair,
            "present": taking_part.quorum.counted,
            "members": taking_part.quorum.members,
            "needed": taking_part.quorum.needed,
        },
    )
    return meeting


def too_few(meeting: Meeting, quorum: Quorum) -> NoQuorum:
    """Return the refusal for want of a quorum, with the figures and the clause."""
    text = _("No quorum: {counted} of {members} take part, {needed} are needed.")
    return NoQuorum(
        text.format(counted=quorum.counted, members=quorum.members, needed=quorum.needed),
        basis=basis_of(meeting),
    )


def _need_its_day(meeting: Meeting, on: date) -> None:
    if on < meeting.on:
        text = _("The meeting is called for {day}; nothing happens in it before.")
        raise NotNow(text.format(day=date_format(meeting.on)))
