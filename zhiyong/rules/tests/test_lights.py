"""What is left, when to warn, which light shows."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.clock import (
    Light,
    Remaining,
    Term,
    TermError,
    Unit,
    light,
    light_at,
    remaining,
    warn_at,
    warn_from,
)
from zhiyong.rules.tests.calendars import SHIPPED, days

DAY = timedelta(days=1)
T = Term.parse


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "today", "unit", "value", "is_late"),
    [
        pytest.param("2025-10-10", "2025-09-30", Unit.WORKING_DAY, 2, False, id="over a holiday"),
        pytest.param("2025-10-10", "2025-10-10", Unit.WORKING_DAY, 0, False, id="the last day"),
        pytest.param("2025-10-10", "2025-10-11", Unit.WORKING_DAY, -1, True, id="late, 补班"),
        pytest.param("2025-11-21", "2025-11-22", Unit.WORKING_DAY, 0, True, id="late by a weekend"),
        pytest.param("2025-11-21", "2025-11-22", Unit.DAY, -1, True, id="late by a day"),
        pytest.param("2025-11-21", "2025-11-01", Unit.DAY, 20, False, id="days"),
    ],
)
def test_what_is_left(due: str, today: str, unit: Unit, value: int, is_late: bool) -> None:
    assert remaining(d(due), d(today), unit, SHIPPED) == Remaining(value, unit, is_late)


def test_what_is_left_is_told_in_days_only() -> None:
    with pytest.raises(TermError, match="NEEDS_DAY"):
        remaining(d("2025-10-10"), d("2025-10-01"), Unit.MONTH, SHIPPED)
    with pytest.raises(TermError, match="NEEDS_CALENDAR"):
        remaining(d("2025-10-10"), d("2025-10-01"), Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("due", "warn", "start", "expected"),
    [
        pytest.param("2025-10-10", T("3 days"), None, "2025-10-07", id="days"),
        pytest.param("2025-10-10", T("3 working days"), None, "2025-09-29", id="working days"),
        pytest.param("2025-10-12", T("3 working days"), None, "2025-09-30", id="due on a Sunday"),
        pytest.param("2025-03-31", T("1 month"), None, "2025-02-28", id="a month"),
        pytest.param("2025-03-31", T("1 year"), None, "2024-03-31", id="a year"),
        pytest.param("2025-03-31", T("at once"), None, "2025-03-31", id="not before the day"),
        pytest.param("2025-10-31", Fraction(1, 3), "2025-10-01", "2025-10-21", id="a third"),
        pytest.param("2025-10-31", Fraction(1, 7), "2025-10-01", "2025-10-27", id="rounded down"),
        pytest.param("2025-10-10", T("30 days"), "2025-10-01", "2025-10-01", id="not before start"),
    ],
)
def test_when_to_warn(due: str, warn: Term | Fraction, start: str | None, expected: str) -> None:
    begun = d(start) if start else None

    assert warn_from(d(due), warn, start=begun, calendar=SHIPPED) == d(expected)


@given(due=days, value=st.integers(1, 30), unit=st.sampled_from([Unit.DAY, Unit.WORKING_DAY]))
def test_warns_on_the_first_day_with_no_more_than_that_left(
    due: date, value: int, unit: Unit
) -> None:
    day = warn_from(due, Term(value, unit), calendar=SHIPPED)

    assert remaining(due, day, unit, SHIPPED).value <= value
    assert remaining(due, day - DAY, unit, SHIPPED).value > value


@pytest.mark.parametrize(
    ("warn", "start", "error"),
    [
        (T("3 hours"), None, TermError),
        (T("9000 years"), None, TermError),
        (Fraction(1, 3), None, ValueError),
        (Fraction(3, 2), d("2025-01-01"), ValueError),
    ],
)
def test_refuses_a_warning_that_names_no_day(
    warn: Term | Fraction, start: date | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        warn_from(d("2025-10-10"), warn, start=start)


@pytest.mark.parametrize(
    ("due", "today", "options", "expected"),
    [
        ("2025-10-10", "2025-10-06", {}, Light.RUNNING),
        ("2025-10-10", "2025-10-07", {}, Light.DUE_SOON),
        ("2025-10-10", "2025-10-10", {}, Light.DUE_SOON),
        ("2025-10-10", "2025-10-11", {}, Light.OVERDUE),
        ("2025-10-10", "2025-10-11", {"is_paused": True}, Light.OVERDUE),
        ("2025-10-10", "2025-10-08", {"is_paused": True}, Light.PAUSED),
        (None, "2025-10-11", {}, Light.PAUSED),
        (None, "2025-10-11", {"met_on": d("2025-10-11")}, Light.MET),
        ("2025-10-10", "2025-10-12", {"met_on": d("2025-10-11")}, Light.MET),
    ],
)
def test_the_light(
    due: str | None, today: str, options: dict[str, object], expected: Light
) -> None:
    last = d(due) if due else None

    assert light(last, d(today), d("2025-10-07"), **options) is expected  # type: ignore[arg-type]


def test_without_a_warning_it_runs_to_its_last_day() -> None:
    assert light(d("2025-10-10"), d("2025-10-10")) is Light.RUNNING


def test_a_term_of_hours_has_moments() -> None:
    start = datetime(2025, 10, 1, 8, tzinfo=UTC)
    due = start + timedelta(hours=24)
    warn = warn_at(due, T("6 hours"))

    assert warn == datetime(2025, 10, 2, 2, tzinfo=UTC)
    assert warn_at(due, Fraction(1, 4), start=start) == warn
    assert warn_at(due, T("48 hours"), start=start) == start
    assert light_at(due, warn - timedelta(seconds=1), warn) is Light.RUNNING
    assert light_at(due, warn, warn) is Light.DUE_SOON
    assert light_at(due, due, warn) is Light.DUE_SOON
    assert light_at(due, due + timedelta(seconds=1), warn) is Light.OVERDUE
    assert light_at(due, due, warn, met_at=due) is Light.MET
    with pytest.raises(TermError, match="NEEDS_DAY"):
        warn_at(due, T("1 day"))
    with pytest.raises(ValueError, match="start"):
        warn_at(due, Fraction(1, 4))
