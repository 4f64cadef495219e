"""A calendar is loaded: what counts working days moves, on record; the rest stays."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyong.duties.calendars import calendar
from zhiyong.duties.models import CalendarLoad, CalendarYear, Duty
from zhiyong.duties.services import load_calendar, pause, resume
from zhiyong.duties.services.calendars import preview
from zhiyong.duties.tests.factories import a_duty
from zhiyong.journal.models import Entry
from zhiyong.plans.tests.factories import City
from zhiyong.rules.calendar import CalendarMissing, CalendarRowError, ShippedDay

pytestmark = pytest.mark.django_db


def day(text: str) -> date:
    return date.fromisoformat(text)


def off(*days: str) -> list[ShippedDay]:
    return [ShippedDay(day(one), False, "元旦", "New Year's Day") for one in days]


NEW_YEAR = off("2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04")
"""What a made-up notice for 2027 says."""


def load(*rows: ShippedDay, years: tuple[int, ...] = (2027,)) -> CalendarLoad:
    return load_calendar(
        days=rows, years=years, source="国办发明电", by="clock", on=day("2026-11-20")
    )


@pytest.fixture
def running(city: City) -> dict[str, Duty]:
    """Duties that reach into a year whose holidays nobody knows yet."""
    return {
        "working": a_duty(city, "send_up", start=day("2026-12-29")),
        "calendar": a_duty(city, "reply", start=day("2026-12-29")),
        "this year": a_duty(city, "return_misrouted", start=day("2026-11-02")),
        "other": a_duty(city, "send_up", of="complaint:2", start=day("2027-01-11")),
    }


def test_open_duties_are_counted_anew_and_it_is_written_down(running: dict[str, Duty]) -> None:
    assert preview(days=NEW_YEAR, years=[2027]) == 1

    loaded = load(*NEW_YEAR)

    duty = running["working"]
    assert duty.due_on == day("2027-01-05")
    duty.refresh_from_db()
    assert (duty.due_on, duty.original_due_on) == (day("2027-01-07"), day("2027-01-05"))
    assert duty.warn_on == day("2027-01-05")
    assert duty.press_on == day("2027-01-08")
    assert duty.explanation[-1] == {"code": "DUE", "day": "2027-01-07"}
    assert loaded.moved == 1
    entry = Entry.objects.get(verb="duty.recounted")
    assert (entry.facts["was"], entry.facts["due"]) == ("2027-01-05", "2027-01-07")
    assert f"calendar:{loaded.pk}" in entry.threads
    assert entry.audience == duty.audience
    said = Entry.objects.get(verb="calendar.loaded", subject=f"calendar:{loaded.pk}").facts
    assert (said["years"], said["moved"]) == ([2027], 1)


def test_what_the_calendar_does_not_touch_stays(running: dict[str, Duty]) -> None:
    before = {duty.pk: duty.due_on for duty in running.values()}

    load(*NEW_YEAR)

    for name in ("calendar", "this year", "other"):
        running[name].refresh_from_db()
        assert running[name].due_on == before[running[name].pk]
    assert {"code": "PLAIN_WEEKS", "years": [2027]} not in running["other"].explanation


def test_loading_the_same_again_moves_nothing(running: dict[str, Duty]) -> None:
    load(*NEW_YEAR)

    assert preview(days=NEW_YEAR, years=[2027]) == 0
    assert load(*NEW_YEAR).moved == 0


def test_a_correction_moves_back(running: dict[str, Duty]) -> None:
    load(*NEW_YEAR)

    assert load(*NEW_YEAR[:1]).moved == 1

    running["working"].refresh_from_db()
    assert running["working"].due_on == day("2027-01-06")


def test_pauses_and_extensions_are_kept(city: City) -> None:
    duty = a_duty(city, "reply_inquiry", start=day("2026-12-24"))
    assert duty.due_on == day("2026-12-31")
    reply = a_duty(city, "reply", start=day("2026-12-01"))
    pause(
        of=reply.subject, code="reply", reason="other_procedure", by="clock", on=day("2026-12-10")
    )
    resume(of=reply.subject, code="reply", by="clock", on=day("2026-12-20"))
    reply.refresh_from_db()
    was = reply.due_on

    load(*NEW_YEAR)

    reply.refresh_from_db()
    assert reply.due_on == was


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        pytest.param(off("2026-12-31"), "ROW_OUTSIDE_YEARS", id="a day of another year"),
        pytest.param(
            [*off("2027-01-01"), ShippedDay(day("2027-01-01"), True, "元旦", "New Year's Day")],
            "ROWS_DISAGREE",
            id="off and worked at once",
        ),
    ],
)
def test_days_that_cannot_be_are_refused(city: City, rows: list[ShippedDay], code: str) -> None:
    with pytest.raises(CalendarRowError, match=code):
        load(*rows)

    assert not CalendarYear.objects.filter(year=2027).exists()
    assert CalendarLoad.objects.count() == 1


def test_the_calendar_is_read_once(city: City) -> None:
    calendar()

    with CaptureQueriesContext(connection) as asked:
        assert calendar().is_working(day("2026-10-10"))
        assert not calendar().is_working(day("2026-10-01"))

    assert len(asked) == 2
    with pytest.raises(CalendarMissing):
        calendar().is_working(day("2027-01-01"))


def test_many_duties_are_counted_in_few_queries(city: City) -> None:
    for n in range(1, 31):
        a_duty(city, "send_up", of=f"complaint:{n}", start=day("2026-12-29"))

    with CaptureQueriesContext(connection) as asked:
        assert load(*NEW_YEAR).moved == 30

    assert len(asked) < 30
