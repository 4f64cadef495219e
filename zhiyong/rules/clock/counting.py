"""From a start and a term to the last day.

The readings behind the rules, where a pack says nothing else: the day of the event is not
counted; a last day that nobody works stays the last day; "…日前" includes that day.

Months and years end on the day of the same number: a year from 15 March 2021 runs through
15 March 2022. Where the last month has no such day, they end on its last day: a month from
31 January ends on 28 or 29 February. Where the first day is counted (SAME), they end one
number earlier: a month that includes 1 March ends on 31 March.

A roll forward goes to the next working day, a roll backward to the last one before, but not
to before the first day: then the last day stays where it is.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock.steps import Step, StepCode
from zhiyong.rules.clock.terms import Term, TermError, Unit

DAY = timedelta(days=1)
MONTHS_OF_A_YEAR = 12


class FirstDay(StrEnum):
    """Whether counting begins on the day after the event, or on its own day."""

    NEXT = "NEXT"
    SAME = "SAME"


class Roll(StrEnum):
    """Where a last day goes that nobody works."""

    NONE = "NONE"
    FORWARD = "FORWARD"
    BACKWARD = "BACKWARD"


@dataclass(frozen=True, slots=True)
class CountRule:
    """How a term is counted; the defaults are the readings above."""

    first_day: FirstDay = FirstDay.NEXT
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        # Packs give plain texts: "NEXT", "FORWARD".
        object.__setattr__(self, "first_day", FirstDay(self.first_day))
        object.__setattr__(self, "roll", Roll(self.roll))


DEFAULT_RULE = CountRule()


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, or None while a pause is open, with the steps that led there."""

    day: date | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DueAt:
    """The last moment of a term of hours, with the steps that led there."""

    moment: datetime
    steps: tuple[Step, ...]


def last_day(
    term: Term,
    start: date,
    calendar: Calendar | None = None,
    rule: CountRule = DEFAULT_RULE,
) -> date:
    """Return the last day of a term, rolled as the rule says, without steps (for batches).

    :raises TermError: if the term counts hours, or needs a calendar and none is given, or
        leaves the dates that can be written.
    :raises CalendarMissing: if working days are needed outside the covered years.
    """
    end = counted(term, start, calendar, rule.first_day)
    return rolled(end, first_counted(term, start, rule.first_day), term, calendar, rule.roll)


def due_at(term: Term, start: datetime) -> DueAt:
    """Return the last moment of a term of hours: hours run through nights and holidays.

    :raises TermError: if the term counts anything else.
    """
    if term.unit is not Unit.HOUR:
        raise TermError("NEEDS_DAY", term=str(term))
    try:
        moment = start + timedelta(hours=term.value)
    except OverflowError as error:
        raise TermError("OUT_OF_DATES", term=str(term), start=start) from error
    begun = Step(StepCode.STARTED_AT, {"moment": start, "term": str(term)})
    return DueAt(moment, (begun, Step(StepCode.DUE_AT, {"moment": moment})))


def counted(term: Term, start: date, calendar: Calendar | None, first_day: FirstDay) -> date:
    """Return the last day that a term counts, before any roll.

    :raises TermError: as `last_day`.
    :raises CalendarMissing: as `last_day`.
    """
    same = first_day is FirstDay.SAME
    if term.is_at_once:
        return start
    try:
        match term.unit:
            case Unit.HOUR:
                raise TermError("NEEDS_MOMENT", term=str(term))
            case Unit.DAY:
                return start + timedelta(days=term.value - same)
            case Unit.WORKING_DAY:
                return needed(calendar, term).after(start - DAY if same else start, term.value)
            case Unit.MONTH | Unit.YEAR:
                return _in_month(*_target(term, start, same))
    except OverflowError as error:
        raise TermError("OUT_OF_DATES", term=str(term), start=start) from error


def first_counted(term: Term, start: date, first_day: FirstDay) -> date:
    """Return the first day that belongs to a term.

    :raises TermError: if it leaves the dates that can be written.
    """
    try:
        return start if first_day is FirstDay.SAME or term.is_at_once else start + DAY
    except OverflowError as error:
        raise TermError("OUT_OF_DATES", term=str(term), start=start) from error


def rolled(day: date, first: date, term: Term, calendar: Calendar | None, roll: Roll) -> date:
    """Return where a last day goes that nobody works; never back to before the first day.

    :raises TermError: if a roll is asked for without a calendar.
    :raises CalendarMissing: if the day's year is not covered.
    """
    match roll:
        case Roll.NONE:
            return day
        case Roll.FORWARD:
            return needed(calendar, term).on_or_after(day)
        case Roll.BACKWARD:
            back = needed(calendar, term).on_or_before(day)
            return back if back >= first else day


def months_before(day: date, months: int) -> date:
    """Return the day of the same number so many months before, or that month's last day.

    :raises OverflowError: if that lies before the first date that can be written.
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 - months, MONTHS_OF_A_YEAR)
    return _in_month(year, month + 1, day.day)


def needed(calendar: Calendar | None, term: Term) -> Calendar:
    """Return the calendar.

    :raises TermError: if there is none.
    """
    if calendar is None:
        raise TermError("NEEDS_CALENDAR", term=str(term))
    return calendar


def started(term: Term, start: date, first_day: FirstDay) -> Step:
    """Return the step that opens an explanation."""
    return Step(StepCode.STARTED, {"day": start, "term": str(term), "first_day": first_day.value})


def counting_steps(
    term: Term, start: date, end: date, calendar: Calendar | None, first_day: FirstDay
) -> Iterator[Step]:
    """Yield what happened between the start and the last day counted."""
    first = first_counted(term, start, first_day)
    if term.unit is Unit.WORKING_DAY:
        working = needed(calendar, term)
        yield Step(StepCode.FIRST_DAY, {"day": working.on_or_after(first)})
        yield from _passed(working, first, end)
    elif term.unit is Unit.DAY and not term.is_at_once:
        yield Step(StepCode.FIRST_DAY, {"day": first})
    elif term.unit in (Unit.MONTH, Unit.YEAR):
        number = start.day - (first_day is FirstDay.SAME)
        if number > end.day:
            yield Step(StepCode.MONTH_END_CLAMPED, {"number": number, "day": end})
    yield Step(StepCode.COUNTED, {"day": end, "term": str(term)})


def roll_step(since: date, day: date, roll: Roll, calendar: Calendar | None) -> Step:
    """Return the step of a roll, with the names of the holidays that caused it."""
    low, high = min(since, day), max(since, day)
    stretches = calendar.holidays(low, high) if calendar else ()
    names = tuple(dict.fromkeys(name for stretch in stretches for name in stretch.names))
    return Step(StepCode.ROLLED, {"since": since, "day": day, "roll": roll.value, "names": names})


def _passed(calendar: Calendar, first: date, last: date) -> Iterator[Step]:
    """Yield the holidays, weekends and make-up days in a count of working days."""
    weekends = (last - first).days + 1 - calendar.count(first, last)
    for holiday in calendar.holidays(first, last):
        weekends -= holiday.days
        yield Step(
            StepCode.HOLIDAY_PASSED,
            {
                "first": holiday.first,
                "last": holiday.last,
                "days": holiday.days,
                "names": holiday.names,
            },
        )
    if weekends:
        yield Step(StepCode.WEEKENDS_PASSED, {"days": weekends})
    for made_up in calendar.made_up(first, last):
        yield Step(StepCode.MAKE_UP_DAY_COUNTED, {"day": made_up.day, "name": made_up.name})


def _target(term: Term, start: date, same: bool) -> tuple[int, int, int]:
    """Return year, month and number of the day on which months or years end."""
    months = term.value * (MONTHS_OF_A_YEAR if term.unit is Unit.YEAR else 1)
    number = start.day - same
    if number == 0:  # counted from the first of a month: to the end of the month before
        months, number = months - 1, 31
    index = start.year * MONTHS_OF_A_YEAR + start.month - 1 + months
    year, month = divmod(index, MONTHS_OF_A_YEAR)
    return year, month + 1, number


def _in_month(year: int, month: int, number: int) -> date:
    """Return the day of that number, or the month's last day where there is none."""
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no date in the year {year}")
    return date(year, month, min(number, monthrange(year, month)[1]))
