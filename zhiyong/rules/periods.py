"""The turns in which something comes again: each day, week, month, quarter, half year or year.

A week is that of ISO 8601: Monday to Sunday, of the year that holds its Thursday.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhiyong.rules.terms import day_after

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_LETTERS = {"quarter": "Q", "half_year": "H"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn; its name is "2026-03-05", "2026-W10", "2026-03", "2026-Q1", "2026-H1" or "2026"."""

    name: str
    first: date
    last: date


def period_of(every: str, day: date) -> Turn:
    """Return the turn that holds a day.

    :raises KeyError: if nothing comes again so often.
    """
    if every == "day":
        return Turn(day.isoformat(), day, day)
    if every == "week":
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=min(weekday - 1, (day - date.min).days))
        last = day + timedelta(days=min(7 - weekday, (date.max - day).days))
        return Turn(f"{year}-W{week:02d}", monday, last)
    months = MONTHS[every]
    part = (day.month - 1) // months
    first = date(day.year, part * months + 1, 1)
    return Turn(_name(every, day.year, part), first, _last_of(day.year, part * months + months))


def turns(every: str, first: date, last: date) -> Iterator[Turn]:
    """Yield each turn from the one that holds the first day to the one that holds the last."""
    day: date | None = first
    while day is not None and day <= last:
        turn = period_of(every, day)
        yield turn
        day = day_after(turn.last)


def _last_of(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _name(every: str, year: int, part: int) -> str:
    if every == "year":
        return str(year)
    if every == "month":
        return f"{year}-{part + 1:02d}"
    return f"{year}-{_LETTERS[every]}{part + 1}"
