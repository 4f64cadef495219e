"""When a duty is due, and that it is met, lapses and passes on as it should."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear, Duty
from zhiyong.duties.services import (
    NoSuchClock,
    OpenNumber,
    Owner,
    clocks_from,
    happened,
    meet,
    pause,
    reassign,
    reopen_after,
    void,
)
from zhiyong.duties.tests.factories import SUBJECT, a_duty
from zhiyong.journal.models import Entry
from zhiyong.plans.models import Adoption, PackContent, PackVersion
from zhiyong.plans.tests.factories import DAY, City, the_pack

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
CHANGES = pytest.mark.clause("S3-122")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        # calendar days: the day of the event is not counted, and nothing rolls
        pytest.param("decision_notice", "2026-01-31", "2026-03-02", id="30 days", marks=CHANGES),
        pytest.param("reply", "2026-03-02", "2026-05-01", id="60 days, ends on a holiday"),
        pytest.param("acceptance", "2026-02-13", "2026-02-28", id="15 days, ends on a Saturday"),
        pytest.param("decision_notice", "2024-01-30", "2024-02-29", id="30 days to a leap day"),
        # working days round the National Day of 2025: 9/28 and 10/11 are made up for
        pytest.param("send_up", "2025-09-26", "2025-10-10", id="over National Day"),
        pytest.param("send_up", "2025-10-09", "2025-10-15", id="a Saturday that is worked"),
        pytest.param("send_up", "2025-09-30", "2025-10-14", id="from the last day before it"),
        pytest.param("send_up", "2025-10-03", "2025-10-14", id="from a day in the holiday"),
        # and round the Spring Festival of 2026: 2/14 and 2/28 are made up for
        pytest.param("send_up", "2026-02-12", "2026-02-26", id="over Spring Festival"),
        pytest.param("send_up", "2026-02-25", "2026-03-03", id="the Saturday after it"),
        pytest.param("return_misrouted", "2026-03-02", "2026-03-09", id="a plain week"),
        # months go by the number, and end with the month where it has no such day
        pytest.param("rectification", "2026-03-15", "2026-09-15", id="six months"),
        pytest.param("rectification", "2025-08-31", "2026-02-28", id="six months to February"),
        # at once
        pytest.param("major_report", "2026-10-04", "2026-10-04", id="on the very day"),
    ],
)
def test_due_day(city: City, code: str, start: str, due: str) -> None:
    duty = a_duty(city, code, start=day(start))

    assert duty.due_on == day(due) == duty.original_due_on
    assert duty.state == Duty.State.OPEN
    assert duty.due_at is None


@pytest.mark.parametrize(
    ("code", "moment", "due", "warn"),
    [
        ("sign_for", "2026-03-02T10:00", "2026-03-03T10:00", "2026-03-03"),
        ("sign_for", "2026-03-06T17:30", "2026-03-07T17:30", "2026-03-07"),
        ("sign_for_urgent", "2026-03-02T10:00", "2026-03-02T18:00", "2026-03-02"),
        ("sign_for_extra_urgent", "2026-03-02T23:30", "2026-03-03T01:30", "2026-03-03"),
    ],
)
def test_hours_run_from_the_moment(city: City, code: str, moment: str, due: str, warn: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)

    duty = a_duty(city, code, start=at.date(), at=at)

    assert duty.due_at == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)
    assert (duty.due_on, duty.warn_on) == (duty.due_at.date(), day(warn))


def test_hours_without_a_moment_run_from_the_end_of_the_day(city: City) -> None:
    duty = a_duty(city, "sign_for_urgent")

    assert duty.due_at == datetime(2026, 3, 3, 7, 59, tzinfo=SHANGHAI)


def test_a_duty_is_written_down_with_its_grounds(city: City) -> None:
    duty = a_duty(city, "decision_notice")

    entry = Entry.objects.get(verb="duty.opened")
    assert entry.threads == [f"duty:{duty.pk}", SUBJECT]
    assert entry.audience == duty.audience
    assert entry.facts["due"] == "2026-04-01"
    assert duty.basis["zh"] == "《提高机关工作效能专项行动实施方案》六(三)"
    assert duty.clause == "六(三) S3-122"
    assert duty.warn_on == day("2026-03-25")
    assert duty.press_on == day("2026-04-02")


def test_opening_the_same_again_returns_the_running_one(city: City) -> None:
    first = a_duty(city, "reply")

    assert a_duty(city, "reply", start=day("2026-03-09")) == first
    assert Entry.objects.filter(verb="duty.opened").count() == 1


def test_a_clock_that_the_plan_has_not_is_refused(city: City) -> None:
    with pytest.raises(NoSuchClock):
        a_duty(city, "no_such_clock")

    assert not Duty.objects.exists()


def test_a_term_left_open_needs_its_number(city: City) -> None:
    """A published plan is fixed; here one is made with an open term, behind the services' back."""
    content = the_pack().as_data()
    for clock in content["clocks"]:
        if clock["id"] == "reply":
            clock["term"] = "unspecified"
    pack = PackVersion.objects.create(
        code="open", title_zh="甲", title_en="A", digest="x", state="DRAFT"
    )
    PackContent.objects.create(version=pack, content=content)
    adoption = Adoption.objects.create(
        pack=pack, pack_code="open", body=city.court, valid=city.adoption.valid
    )

    with pytest.raises(OpenNumber):
        a_duty(city, "reply", adoption=adoption)
    adoption.open_numbers = {"clocks.reply.term": "45 days"}
    assert a_duty(city, "reply", adoption=adoption).due_on == day("2026-04-16")


def test_a_year_without_a_calendar_counts_plain_weeks_and_says_so(city: City) -> None:
    """A complaint of the last days of December is never turned away for want of a calendar."""
    duty = a_duty(city, "send_up", start=day("2026-12-29"))

    assert duty.due_on == day("2027-01-05")
    assert duty.explanation[-1] == {"code": "PLAIN_WEEKS", "years": [2027]}


def test_without_any_calendar_calendar_days_are_as_they_are(city: City) -> None:
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    CalendarLoad.objects.create(years=[], source="none", digest="", by="clock", on=DAY)

    assert a_duty(city, "reply").due_on == day("2026-05-01")
    assert a_duty(city, "send_up").due_on == day("2026-03-09")


def test_opening_asks_little_of_the_database(city: City) -> None:
    """The duty, unless one runs already, and its entry, whose leaf a trigger makes."""
    a_duty(city, "acceptance", of="complaint:2")

    with CaptureQueriesContext(connection) as asked:
        a_duty(city, "acceptance")

    statements = [one["sql"].split()[0] for one in asked]
    assert statements == ["SAVEPOINT", "INSERT", "INSERT", "RELEASE"]


# ── met, lapsed, passed on ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "late"), [("2026-04-01", 0), ("2026-04-02", 1), ("2026-03-05", 0), ("2026-05-01", 30)]
)
def test_meeting_notes_by_how_many_days_it_was_late(city: City, on: str, late: int) -> None:
    a_duty(city, "decision_notice")

    met = meet(of=SUBJECT, code="decision_notice", by="clock", on=day(on))

    assert met
    assert (met.state, met.met_on) == ("MET", day(on))
    assert Entry.objects.get(verb="duty.met").facts["late_days"] == late


def test_meeting_what_does_not_run_does_nothing(city: City) -> None:
    a_duty(city, "reply")

    assert meet(of=SUBJECT, code="call_back", by="clock", on=DAY) is None
    assert meet(of="complaint:2", code="reply", by="clock", on=DAY) is None
    assert not Entry.objects.filter(verb="duty.met").exists()


def test_meeting_while_the_clock_stands_still_counts_the_pause(city: City) -> None:
    """60 days from 2 March, of which 40 lie in a pause: on 20 May nobody is late."""
    a_duty(city, "reply")
    pause(of=SUBJECT, code="reply", reason="other_procedure", by="clock", on=day("2026-04-10"))

    met = meet(of=SUBJECT, code="reply", by="clock", on=day("2026-05-20"))

    assert met
    assert met.due_on == day("2026-06-10")
    assert met.pauses.get().until_on == day("2026-05-20")
    assert Entry.objects.get(verb="duty.met").facts["late_days"] == 0


def test_lapsing_one_kind_or_all(city: City) -> None:
    a_duty(city, "reply")
    a_duty(city, "call_back")
    a_duty(city, "reply", of="complaint:2")

    assert void(of=SUBJECT, code="reply", reason="withdrawn", by="clock", on=DAY) == 1
    assert void(of=SUBJECT, reason="withdrawn", by="clock", on=DAY) == 1
    assert void(of=SUBJECT, reason="withdrawn", by="clock", on=DAY) == 0

    assert set(Duty.objects.filter(subject=SUBJECT).values_list("state", flat=True)) == {"VOID"}
    assert Duty.objects.get(subject="complaint:2").state == "OPEN"
    assert Entry.objects.filter(verb="duty.lapsed").count() == 2


def test_a_lapsed_duty_may_begin_again(city: City) -> None:
    first = a_duty(city, "reply")
    void(of=SUBJECT, reason="withdrawn", by="clock", on=DAY)

    assert a_duty(city, "reply", start=day("2026-03-09")) != first


def test_passing_on_changes_owner_and_audience_and_only_what_changes(city: City) -> None:
    duty = a_duty(city, "reply")
    handler = city.official(city.section)

    moved = reassign(
        of=SUBJECT,
        owner_unit=city.section,
        owner_person=handler,
        audience=city.court.pk,
        by="clock",
        on=DAY,
    )
    again = reassign(of=SUBJECT, owner_unit=city.section, owner_person=handler, by="clock", on=DAY)

    duty.refresh_from_db()
    assert (moved, again) == (1, 0)
    assert (duty.owner_unit, duty.owner_person) == (city.section, handler)
    assert duty.audience == city.court.pk
    assert Entry.objects.get(verb="duty.passed_on").audience == city.court.pk


def test_taking_back_that_it_was_met(city: City) -> None:
    duty = a_duty(city, "reply")
    meet(of=SUBJECT, code="reply", by="clock", on=DAY)

    reopened = reopen_after(duty=duty, by="clock", on=DAY)

    assert (reopened.state, reopened.met_on) == ("OPEN", None)
    reopen_after(duty=duty, by="clock", on=DAY)
    assert Entry.objects.filter(verb="duty.reopened").count() == 1


# ── events ────────────────────────────────────────────────────────────────────────────────


def let_happen(city: City, event: str, **more: object) -> list[Duty]:
    owners = {
        "receiving_body": Owner(city.bodies["personnel_bureau"]),
        "handling_unit": Owner(city.bureau, audience=city.bodies["personnel_bureau"].pk),
    }
    return happened(
        event,
        of=SUBJECT,
        adoption=city.adoption,
        owners=owners,
        by="clock",
        on=DAY,
        **more,  # type: ignore[arg-type]
    )


def test_an_event_starts_its_clocks_and_meets_what_it_meets(city: City) -> None:
    opened = let_happen(city, "complaint.received")
    assert {duty.code for duty in opened} >= {"registration", "acceptance", "acceptance_notice"}

    let_happen(city, "complaint.registered")

    assert Duty.objects.get(code="registration").state == "MET"
    assert Duty.objects.get(code="acceptance").state == "OPEN"


@pytest.mark.parametrize(
    ("event", "kind", "urgency", "expected"),
    [
        ("matter.assigned", "", "", ["sign_for"]),
        ("matter.assigned", "", "urgent", ["sign_for_urgent"]),
        ("matter.assigned", "", "extra_urgent", ["sign_for_extra_urgent"]),
        ("complaint.accepted", "", "", ["reply"]),
        ("complaint.accepted", "suggestion", "", ["reply_suggestion"]),
        ("complaint.accepted", "inquiry", "", ["reply_inquiry"]),
    ],
)
def test_a_stand_in_runs_only_where_kind_or_urgency_puts_it(
    event: str, kind: str, urgency: str, expected: list[str]
) -> None:
    found = [clock.id for clock in clocks_from(the_pack(), event, kind=kind, urgency=urgency)]

    assert found == expected


def test_meeting_one_of_the_stand_ins(city: City) -> None:
    let_happen(city, "matter.assigned", urgency="urgent")

    let_happen(city, "matter.signed_for")

    assert Duty.objects.get().state == "MET"


def test_windows_and_outsiders_open_no_duty(city: City) -> None:
    """What the complainant may do, or a body outside owes, is no duty of the office."""
    opened = let_happen(city, "reply.served")

    assert [duty.code for duty in opened] == ["call_back"]


def test_an_event_on_a_matter_meets_duties_of_its_complaint_too(city: City) -> None:
    a_duty(city, "reply")

    let_happen_on_matter = {"also_meets": [SUBJECT], "of": "matter:5"}
    happened(
        "reply.served",
        adoption=city.adoption,
        owners={},
        by="clock",
        on=DAY,
        **let_happen_on_matter,  # type: ignore[arg-type]
    )

    assert Duty.objects.get(code="reply").state == "MET"
