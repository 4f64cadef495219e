"""Working days: the week's pattern, holidays, make-up days, and years nobody knows yet."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.calendar import Calendar, CalendarMissing, CalendarRowError, Stretch
from zhiyong.rules.tests.calendars import SHIPPED, YEARS, days

DAY = timedelta(days=1)


def naive_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= chinese_calendar.is_workday(day)
    return day


def test_agrees_with_its_source_on_every_day_it_covers() -> None:
    first, last = date(min(YEARS), 1, 1), date(max(YEARS), 12, 31)
    every = [first + n * DAY for n in range((last - first).days + 1)]

    assert [d for d in every if SHIPPED.is_working(d) != chinese_calendar.is_workday(d)] == []


@given(day=days, count=st.integers(1, 300))
def test_the_nth_working_day_after_is_found_as_by_walking(day: date, count: int) -> None:
    assert SHIPPED.after(day, count) == naive_after(day, count)


@given(day=days, count=st.integers(1, 300))
def test_before_undoes_after(day: date, count: int) -> None:
    found = SHIPPED.after(day, count)

    assert SHIPPED.is_working(found)
    assert SHIPPED.count(day + DAY, found) == count
    assert SHIPPED.before(found + DAY, count) == SHIPPED.on_or_after(day + DAY)


@given(day=days, length=st.integers(0, 400))
def test_counts_as_by_walking(day: date, length: int) -> None:
    last = day + length * DAY
    walked = sum(chinese_calendar.is_workday(day + n * DAY) for n in range(length + 1))

    assert SHIPPED.count(day, last) == walked
    assert SHIPPED.count(last + DAY, day) == 0


@given(day=days)
def test_stretches_hold_days_off_only_and_end_at_working_days(day: date) -> None:
    last = day + 90 * DAY

    for stretch in SHIPPED.holidays(day, last):
        assert stretch.names
        assert SHIPPED.count(stretch.first, stretch.last) == 0
        assert stretch.first == day or SHIPPED.is_working(stretch.first - DAY)
        assert stretch.last == last or SHIPPED.is_working(stretch.last + DAY)


def test_names_the_holidays_of_a_stretch_and_the_days_that_make_up_for_them() -> None:
    first, last = date(2023, 9, 25), date(2023, 10, 10)

    assert list(SHIPPED.holidays(first, last)) == [
        Stretch(date(2023, 9, 29), date(2023, 10, 6), ("Mid-autumn Festival", "National Day"))
    ]
    assert [(d.day, d.name) for d in SHIPPED.made_up(first, last)] == [
        (date(2023, 10, 7), "National Day"),
        (date(2023, 10, 8), "National Day"),
    ]


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        pytest.param(lambda c: c.after(date(2025, 12, 30), 5), 2026, id="past the end"),
        pytest.param(lambda c: c.before(date(2024, 1, 3), 5), 2023, id="before the beginning"),
        pytest.param(lambda c: c.is_working(date(2030, 1, 1)), 2030, id="one day outside"),
        pytest.param(lambda c: c.count(date(2024, 1, 1), date(2027, 1, 1)), 2026, id="a range"),
        pytest.param(lambda c: c.after(date(2025, 12, 31), 1), 2026, id="begins after the end"),
        pytest.param(lambda c: c.after(date(2024, 12, 31), 9999), 2026, id="far past the end"),
    ],
)
def test_refuses_to_guess_a_year_and_names_it(ask: object, year: int) -> None:
    calendar = Calendar.build([], years=[2024, 2025])

    with pytest.raises(CalendarMissing) as missing:
        ask(calendar)  # type: ignore[operator]

    assert missing.value.year == year


def test_a_gap_between_covered_years_is_missing_too() -> None:
    calendar = Calendar.build([], years=[2023, 2025])

    assert calendar.after(date(2022, 12, 31), 1) == date(2023, 1, 2)
    with pytest.raises(CalendarMissing) as after:
        calendar.after(date(2023, 12, 20), 30)
    with pytest.raises(CalendarMissing) as before:
        calendar.before(date(2025, 1, 10), 30)

    assert (after.value.year, before.value.year) == (2024, 2024)


def test_an_empty_calendar_covers_nothing() -> None:
    with pytest.raises(CalendarMissing) as missing:
        Calendar.build([], years=[]).after(date(2025, 1, 1), 1)

    assert missing.value.year == 2025


def test_the_week_is_data_too() -> None:
    six_days = Calendar.build([], years=[2025], working_weekdays=frozenset(range(6)))

    assert six_days.is_working(date(2025, 11, 22))
    assert not six_days.is_working(date(2025, 11, 23))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(date(2023, 12, 31), False, "")], "ROW_OUTSIDE_YEARS"),
        ([(date(2024, 5, 1), False, "a"), (date(2024, 5, 1), True, "b")], "ROWS_DISAGREE"),
    ],
)
def test_refuses_rows_that_cannot_be_true(rows: list[tuple[date, bool, str]], code: str) -> None:
    with pytest.raises(CalendarRowError) as refused:
        Calendar.build(rows, years=[2024])

    assert refused.value.code == code


@pytest.mark.parametrize("count", [0, -1])
def test_counting_no_days_is_a_fault(count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        SHIPPED.after(date(2024, 1, 2), count)
    with pytest.raises(ValueError, match="at least 1"):
        SHIPPED.before(date(2024, 1, 2), count)
