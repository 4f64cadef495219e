"""The meetings of the demo's leading group: called, held with votes and minutes."""

from collections.abc import Collection
from datetime import date

from zhiyong.demo.people import Office
from zhiyong.demo.source import data
from zhiyong.directory.models import Body
from zhiyong.meetings import services as meetings
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.meetings.selectors import attendances_of, roll_of


def call(office: Office, body: Body, day: date, on: date) -> Meeting:
    """Call the regular meeting of the group for a day."""
    words = data("cases")["meeting"]
    return meetings.call_meeting(
        body=body,
        adoption=office.adoption,
        rule=words["rule"],
        day=day,
        place=words["place"],
        by=office.accounts["office"],
        on=on,
    )


def hold(office: Office, body: Body, day: date, *, against: Collection[int] = ()) -> Meeting:
    """Hold the meeting of a day, the last member excused; `against` votes no on an item."""
    words, by = data("cases")["meeting"], office.accounts["office"]
    meeting = call(office, body, day, day)
    voting = [one for one in attendances_of(meeting) if one.votes]
    excused = {one.person_id for one in voting[-words["excused"] :]}
    meetings.record_presence(
        meeting=meeting,
        presence={
            one.person_id: Attendance.Presence.EXCUSED
            if one.person_id in excused
            else Attendance.Presence.PRESENT
            for one in attendances_of(meeting)
        },
        by=by,
        on=day,
    )
    meeting = meetings.open_meeting(meeting=meeting, by=by, on=day)
    for item in meeting.items.order_by("pk"):
        _vote(office, item, day, with_no=item.pk in against)
        meetings.close_vote(item=item, by=by, on=day)
    rule = words["output"]
    return meetings.close_meeting(
        meeting=Meeting.objects.get(pk=meeting.pk),
        minutes=words["minutes"],
        outputs={rule: words["recorded"]},
        by=by,
        on=day,
    )


def _vote(office: Office, item: Item, day: date, *, with_no: bool) -> None:
    accounts = {one.person_id: one for one in office.accounts.values()}
    voters = roll_of(item).voters
    for person in voters:
        no = with_no and person == voters[-1]
        item.refresh_from_db()
        meetings.cast(
            item=item,
            lock=item.lock,
            person=person,
            choice=Vote.Choice.NO if no else Vote.Choice.YES,
            reason=data("cases")["meeting"]["dissent"] if no else "",
            by=accounts[person.pk],
            on=day,
        )
