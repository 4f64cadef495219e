"""How a running term stands today, in a form that SQL can compare too.

A light needs two stored days, so a nightly run over a million duties is two comparisons a row::

    MET       met_on is not null
    PAUSED    due is null (a pause is open)
    OVERDUE   today > due
    PAUSED    a pause covers today
    DUE_SOON  today >= warn_from
    RUNNING   otherwise

The order is that of the list: a duty that was late before it was paused stays OVERDUE.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock.counting import DAY, MONTHS_OF_A_YEAR, months_before, needed
from zhiyong.rules.clock.terms import WORDS, Term, TermError, Unit

Warn = Term | Fraction
"""When to warn: a term before the due day, or the last share of the whole term."""


class Light(StrEnum):
    """How a duty stands."""

    RUNNING = "RUNNING"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    PAUSED = "PAUSED"
    MET = "MET"


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a term: 0 on its last day, negative when late.

    `is_late` is told apart from `value`, since a term that ended on Friday is late on Saturday
    by no working day.
    """

    value: int
    unit: Unit
    is_late: bool


def remaining(
    due: date, today: date, unit: Unit = Unit.DAY, calendar: Calendar | None = None
) -> Remaining:
    """Return how much is left after today.

    Unit:   calendar days, or working days.
    Window: the days after today up to and including the due day; when late, the days after
            the due day up to and including today, as a negative number.

    :raises TermError: if the unit is neither DAY nor WORKING_DAY, or needs a calendar.
    :raises CalendarMissing: if working days are needed outside the covered years.
    """
    match unit:
        case Unit.DAY:
            value = (due - today).days
        case Unit.WORKING_DAY:
            working = needed(calendar, Term(1, unit))
            value = working.count(today + DAY, due) - working.count(due + DAY, today)
        case _:
            raise TermError("NEEDS_DAY", term=WORDS[unit])
    return Remaining(value, unit, is_late=today > due)


def warn_from(
    due: date, warn: Warn, *, start: date | None = None, calendar: Calendar | None = None
) -> date:
    """Return the first day on which the light turns DUE_SOON, never before `start` nor after `due`.

    - Days: the first day with at most that many days left.
    - Working days: the first day with at most that many working days left.
    - Months, years: the day of the same number before the due day, or that month's last day.
    - A share of the term, such as 1/3: the last third of the calendar days from `start`
      to `due`, rounded down to whole days.

    :raises TermError: if `warn` counts hours, needs a calendar, or leaves the dates.
    :raises ValueError: if a share is not between 0 and 1, or has no `start`.
    :raises CalendarMissing: if working days are needed outside the covered years.
    """
    try:
        day = _warn_from(due, warn, start, calendar)
    except OverflowError as error:
        raise TermError("OUT_OF_DATES", term=str(warn), start=due) from error
    return min(due, max(day, start)) if start else day


def warn_at(due_at: datetime, warn: Warn, *, start: datetime | None = None) -> datetime:
    """Return the moment from which a term of hours is DUE_SOON.

    :raises TermError: if `warn` counts anything but hours.
    :raises ValueError: if a share is not between 0 and 1, or has no `start`.
    """
    if isinstance(warn, Fraction):
        if start is None:
            raise ValueError("a share of a term needs its start")
        share = _share(warn)
        return due_at - (due_at - start) * share.numerator / share.denominator
    if warn.unit is not Unit.HOUR:
        raise TermError("NEEDS_DAY", term=str(warn))
    moment = due_at - timedelta(hours=warn.value)
    return max(moment, start) if start else moment


def light(
    due: date | None,
    today: date,
    warn: date | None = None,
    *,
    met_on: date | None = None,
    is_paused: bool = False,
) -> Light:
    """Return how a duty stands today; `warn` is the day that `warn_from` gave, if any."""
    if met_on is not None:
        return Light.MET
    if due is None:
        return Light.PAUSED
    if today > due:
        return Light.OVERDUE
    if is_paused:
        return Light.PAUSED
    return Light.DUE_SOON if warn is not None and today >= warn else Light.RUNNING


def light_at(
    due: datetime, now: datetime, warn: datetime | None = None, *, met_at: datetime | None = None
) -> Light:
    """Return how a duty of hours stands now; the due moment itself is still in time."""
    if met_at is not None:
        return Light.MET
    if now > due:
        return Light.OVERDUE
    return Light.DUE_SOON if warn is not None and now >= warn else Light.RUNNING


def _warn_from(due: date, warn: Warn, start: date | None, calendar: Calendar | None) -> date:
    if isinstance(warn, Fraction):
        if start is None:
            raise ValueError("a share of a term needs its start")
        share = _share(warn)
        return due - DAY * ((due - start).days * share.numerator // share.denominator)
    match warn.unit:
        case Unit.DAY:
            return due - DAY * warn.value
        case Unit.WORKING_DAY:
            return needed(calendar, warn).before(due + DAY, warn.value + 1)
        case Unit.MONTH:
            return months_before(due, warn.value)
        case Unit.YEAR:
            return months_before(due, warn.value * MONTHS_OF_A_YEAR)
        case Unit.HOUR:
            raise TermError("NEEDS_MOMENT", term=str(warn))


def _share(share: Fraction) -> Fraction:
    if not 0 < share < 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    return share
