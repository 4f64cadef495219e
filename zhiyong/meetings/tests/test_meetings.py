"""Meetings: called with what waits, monthly by themselves, opened with a quorum, closed, signed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.directory.models import Body, SeatRole
from zhiyong.directory.services import give_seat
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PersonFactory, UnitFactory, account_with
from zhiyong.files.services import store
from zhiyong.files.tests.samples import pdf
from zhiyong.journal.models import Entry
from zhiyong.meetings import plan, services
from zhiyong.meetings.models import Attendance, Item, Meeting
from zhiyong.meetings.selectors import (
    attendances_of,
    composition,
    meetings_visible_to,
    waiting_items,
)
from zhiyong.meetings.tests.factories import (
    a_body,
    a_meeting,
    account_of,
    opened,
    pass_item,
    secretary,
)
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db
MAY_18, MAY_28 = date(2026, 5, 18), date(2026, 5, 28)
PRESENT, EXCUSED = Attendance.Presence.PRESENT, Attendance.Presence.EXCUSED


def put(body: Body, subject: str = "", ready_on: date = DAY, on: date = DAY) -> Item:
    return services.put(
        subject=subject or f"unit:{body.unit_id}",
        body=body,
        rule="monthly",
        ready_on=ready_on,
        audience=body.unit_id,
        motion={"act": "try"},
        by=secretary(body),
        on=on,
    )


def call(city: City, body: Body, **changes: Any) -> Meeting:
    told: dict[str, Any] = {
        "body": body,
        "adoption": city.adoption,
        "rule": "monthly",
        "day": DAY,
        "by": secretary(body),
        "on": DAY,
    }
    return services.call_meeting(**(told | changes))


def verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="meeting.").order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_the_party_of_a_plan_is_the_leading_group_of_its_unit(city: City, body: Body) -> None:
    found = plan.series_of(city.adoption, DAY)

    assert {(one.rule.id, one.body.pk) for one in found} == {
        ("monthly", body.pk),
        ("special", body.pk),
    }
    assert plan.body_of(city.adoption, "nobody", DAY) is None


def test_members_are_those_of_the_day(city: City, body: Body) -> None:
    by = secretary(body)
    unit = UnitFactory.create()
    head = city.deputy_head(unit)
    give_seat(body=body, role=SeatRole.MEMBER_UNIT, unit=unit, on=DAY, by=by)
    liaison = PersonFactory.create()
    give_seat(body=body, role=SeatRole.LIAISON, person=liaison, for_unit=unit, on=DAY, by=by)

    listed = {one.person.pk: one.votes for one in composition(body, DAY)}

    assert listed[liaison.pk] is False
    assert len(listed) == 4 + (head.pk in listed)
    assert sum(listed.values()) == 3 + (head.pk in listed)


@pytest.mark.clause("S3-118")
def test_what_is_ready_goes_to_the_next_meeting(city: City, body: Body) -> None:
    meeting = call(city, body, day=MAY_28, on=date(2026, 5, 4))

    item = put(body, ready_on=MAY_18, on=MAY_18)

    assert (item.meeting, item.state) == (meeting, Item.State.WAITING)


def test_what_is_ready_after_it_waits_for_the_next(city: City, body: Body) -> None:
    call(city, body, day=MAY_28, on=date(2026, 5, 4))

    item = put(body, ready_on=date(2026, 5, 29), on=date(2026, 5, 29))

    assert item.meeting is None
    assert list(waiting_items(body)) == [item]


@pytest.mark.clause("S3-120")
def test_the_meeting_of_the_month_is_called_with_what_waits(city: City, body: Body) -> None:
    units = [UnitFactory.create() for _place in range(4)]
    items = [put(body, f"unit:{unit.pk}", date(2026, 5, 20), date(2026, 5, 20)) for unit in units]

    assert services.tick(on=date(2026, 6, 1)) == 1

    meeting = Meeting.objects.get()
    assert (meeting.period, meeting.state, meeting.on) == ("2026-06", "CALLED", date(2026, 6, 30))
    assert list(meeting.items.order_by("order")) == items
    assert services.tick(on=date(2026, 6, 1)) == 0
    assert Notice.objects.filter(template="meeting.called").count() == 3


@pytest.mark.clause("S3-120")
def test_a_month_without_its_meeting_is_marked(city: City, body: Body) -> None:
    item = put(body, "", date(2026, 5, 20), date(2026, 5, 20))
    services.tick(on=date(2026, 6, 1))

    services.tick(on=date(2026, 6, 30))
    assert Meeting.objects.get().state == Meeting.State.CALLED
    services.tick(on=date(2026, 7, 1))

    june, july = Meeting.objects.order_by("on")
    item.refresh_from_db()
    assert (june.state, july.state, july.period) == ("MISSED", "CALLED", "2026-07")
    assert (item.meeting, item.state) == (july, Item.State.WAITING)
    assert "meeting.missed" in verbs()
    assert Notice.objects.filter(template="meeting.missed").exists()


@pytest.mark.clause("S3-121")
def test_a_special_meeting_needs_a_reason(city: City, body: Body) -> None:
    with pytest.raises(services.Incomplete) as refusal:
        call(city, body, rule="special", reason=" ")

    assert str(refusal.value.basis) == "六(三) S3-121"
    assert (Meeting.objects.count(), verbs()) == (0, [])

    meeting = call(city, body, rule="special", reason="汛期突发，须当日研究。")
    assert (meeting.period, meeting.reason) == ("", "汛期突发，须当日研究。")


@pytest.mark.clause("S3-121")
def test_a_special_meeting_has_the_same_quorum(city: City, body: Body) -> None:
    meeting = call(city, body, rule="special", reason="汛期突发，须当日研究。")

    with pytest.raises(services.NoQuorum):
        opened(meeting, members=1)
    assert plan.terms(city.adoption, "special") == plan.terms(city.adoption, "monthly")


def test_a_month_has_one_meeting(city: City, body: Body) -> None:
    call(city, body)

    with pytest.raises(services.NotNow) as refusal:
        call(city, body, day=DAY + timedelta(days=3))

    assert str(refusal.value.basis) == "六(三) S3-120"
    assert Meeting.objects.count() == 1


def test_nobody_calls_a_meeting_for_yesterday_or_of_nobody(city: City, body: Body) -> None:
    with pytest.raises(services.NotNow):
        call(city, body, day=DAY - timedelta(days=1))
    empty = a_body(city.bureau, members=0)
    with pytest.raises(Refusal):
        call(city, empty)

    assert not Meeting.objects.exists()


def test_a_body_without_members_stops_no_night(city: City) -> None:
    a_body(city.bodies["leading_group"], members=0)

    assert services.tick(on=DAY) == 0


def test_it_moves_within_its_month_and_its_members_are_read_anew(city: City, body: Body) -> None:
    meeting = call(city, body)
    new = PersonFactory.create()
    give_seat(
        body=body, role=SeatRole.MEMBER, person=new, on=DAY + timedelta(days=2), by=secretary(body)
    )

    with pytest.raises(services.NotNow):
        services.reschedule(
            meeting=meeting, day=date(2026, 4, 2), place="", by=secretary(body), on=DAY
        )
    services.reschedule(
        meeting=meeting,
        day=DAY + timedelta(days=3),
        place="三楼会议室",
        by=secretary(body),
        on=DAY,
    )

    assert new.pk in {one.person_id for one in attendances_of(meeting)}


def test_it_opens_with_a_quorum_on_its_day(city: City, body: Body) -> None:
    later = DAY + timedelta(days=2)
    meeting = call(city, body, day=later)
    people = [one.person_id for one in attendances_of(meeting)]
    by = secretary(body)

    with pytest.raises(services.NotNow):
        services.record_presence(meeting=meeting, presence={people[0]: PRESENT}, by=by, on=DAY)
    with pytest.raises(services.Incomplete):
        services.open_meeting(meeting=meeting, by=by, on=later)
    there: dict[int, str] = {people[0]: PRESENT, people[1]: EXCUSED, people[2]: EXCUSED}
    services.record_presence(meeting=meeting, presence=there, by=by, on=later)
    with pytest.raises(services.NoQuorum) as refusal:
        services.open_meeting(meeting=meeting, by=by, on=later)
    assert str(refusal.value.basis) == "六(三) S3-120"
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CALLED

    services.record_presence(meeting=meeting, presence={people[1]: PRESENT}, by=by, on=later)
    meeting = services.open_meeting(meeting=meeting, by=by, on=later)

    assert meeting.state == Meeting.State.OPEN
    assert verbs()[-1] == "meeting.opened"
    with pytest.raises(services.NotNow):
        services.open_meeting(meeting=meeting, by=by, on=later)


def test_somebody_there_presides(city: City, body: Body) -> None:
    meeting = call(city, body)
    chair, second, third = (one.person for one in attendances_of(meeting))
    by = secretary(body)
    there: dict[int, str] = {chair.pk: EXCUSED, second.pk: PRESENT, third.pk: PRESENT}
    services.record_presence(meeting=meeting, presence=there, by=by, on=DAY)

    with pytest.raises(services.NotAMember):
        services.open_meeting(meeting=meeting, by=by, on=DAY)
    meeting = services.open_meeting(meeting=meeting, chair=second, by=by, on=DAY)

    assert meeting.chair == second


def test_presence_is_of_those_who_belong_to_it(city: City, body: Body) -> None:
    meeting = call(city, body)
    stranger = PersonFactory.create()

    with pytest.raises(services.NotAMember):
        services.record_presence(
            meeting=meeting, presence={stranger.pk: PRESENT}, by=secretary(body), on=DAY
        )

    assert "meeting.presence_recorded" not in verbs()


def test_called_off_its_items_wait(city: City, body: Body) -> None:
    item = put(body)
    meeting = call(city, body)

    with pytest.raises(services.Incomplete):
        services.cancel(meeting=meeting, reason="", by=secretary(body), on=DAY)
    services.cancel(meeting=meeting, reason="组长出差。", by=secretary(body), on=DAY)

    item.refresh_from_db()
    assert (item.meeting, item.state) == (None, Item.State.POSTPONED)
    again = call(city, body)
    item.refresh_from_db()
    assert item.meeting == again


def test_a_meeting_that_decided_is_not_called_off(city: City, body: Body) -> None:
    item = put(body)
    meeting = a_meeting(body=body)
    pass_item(item)

    with pytest.raises(services.NotNow):
        services.cancel(meeting=meeting, reason="不开了", by=secretary(body), on=DAY)


def close(meeting: Meeting, **changes: Any) -> Meeting:
    told: dict[str, Any] = {
        "meeting": meeting,
        "minutes": "会议听取了汇报，进行了讨论。",
        "outputs": {"decision": "给予有关责任人诫勉谈话。"},
        "by": secretary(meeting.body),
        "on": DAY,
    }
    return services.close_meeting(**(told | changes))


def test_it_closes_with_minutes_on_paper_and_the_signed_copy_comes_back(
    city: City, body: Body
) -> None:
    item = put(body)
    meeting = a_meeting(body=body)
    with pytest.raises(services.Incomplete):
        close(meeting)
    pass_item(item)
    with pytest.raises(services.Incomplete):
        close(meeting, minutes=" ")
    with pytest.raises(services.Incomplete) as refusal:
        close(meeting, outputs={})
    assert str(refusal.value.basis) == "六(三) S3-120"
    meeting.refresh_from_db()
    assert (meeting.state, Paper.objects.count()) == (Meeting.State.OPEN, 0)

    meeting = close(meeting)

    paper = Paper.objects.get()
    assert (meeting.state, meeting.minutes_paper, paper.number) == (
        Meeting.State.CLOSED,
        paper,
        meeting.number,
    )
    assert "给予有关责任人诫勉谈话。" in str(paper.data)
    _sign(meeting, body)


def _sign(meeting: Meeting, body: Body) -> None:
    by = secretary(body)
    upload = SimpleUploadedFile("纪要.pdf", pdf(), content_type="application/pdf")
    scan = store(
        upload=upload, of=meeting, purpose="meeting.signed", by=by, on=DAY, audience=body.unit_id
    )
    told: dict[str, Any] = {"meeting": meeting, "scan": scan, "by": by, "on": DAY}
    with pytest.raises(Refusal):
        services.attach_signed(code="XXXXXXXXXX", **told)
    assert meeting.minutes_paper
    code = meeting.minutes_paper.code.lower()
    assert services.attach_signed(code=code, **told).signed_scan == scan
    with pytest.raises(services.NotNow):
        services.attach_signed(code=code, **told)


def test_seen_by_the_office_and_by_who_sits_in_it(city: City, body: Body) -> None:
    meeting = call(city, body)
    member = account_of(attendances_of(meeting)[0].person)
    stranger = account_with(Role.OFFICE, Role.LEADER, unit=city.bureau)

    for account, sees in ((member, True), (secretary(body), True), (stranger, False)):
        seen = meetings_visible_to(standing_of(account, DAY)).filter(pk=meeting.pk)
        assert seen.exists() is sees


def test_without_a_rule_of_the_plan_the_usual_holds(city: City, body: Body) -> None:
    terms = plan.terms(city.adoption, "")

    assert (str(terms.quorum), str(terms.majority), terms.tie) == ("1/2", "1/2", "rejected")
    with pytest.raises(services.Incomplete):
        call(city, body, rule="")
