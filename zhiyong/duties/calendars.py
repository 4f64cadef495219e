"""The working calendar in force: rows of our own table, built once a process for each load.

Next year's holidays are announced only near the end of this one. Nobody's complaint waits for
that: a year that is not loaded counts as plain weeks, the count says so, and it is counted anew
when the year is loaded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from zhiyong.directory.editions import remembered
from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear
from zhiyong.rules.calendar import Calendar, CalendarMissing

T = TypeVar("T")
Row = tuple[date, bool, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The days that are not what their weekday says, and the years that they cover."""

    rows: frozenset[Row]
    years: frozenset[int]

    @classmethod
    def of(cls, rows: Iterable[Row], years: Iterable[int]) -> "Source":
        """Return a source of rows in any order."""
        return cls(frozenset(rows), frozenset(years))

    def replacing(self, years: Iterable[int], rows: Iterable[Row]) -> "Source":
        """Return the source as it will be when the rows of some years are loaded."""
        new = frozenset(years)
        kept = (row for row in self.rows if row[0].year not in new)
        return Source.of([*kept, *rows], self.years | new)

    def calendar(self, plain: frozenset[int] = frozenset()) -> Calendar:
        """Return the calendar; the years in `plain` are weeks without holidays."""
        return _built(self, plain)


NOTHING = Source(frozenset(), frozenset())


@lru_cache(maxsize=16)
def _built(source: Source, plain: frozenset[int]) -> Calendar:
    return Calendar.build(source.rows, years=source.years | plain)


def in_force() -> Source:
    """Return the calendar's days as they were last loaded: one query while nothing new was."""
    return _loaded(remembered("calendar", _last_load))


def _last_load() -> int:
    return CalendarLoad.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=4)
def _loaded(load: int) -> Source:  # noqa: ARG001 - the key of the cache
    years = CalendarYear.objects.values_list("year", flat=True)
    rows = CalendarDay.objects.values_list("day", "is_working", "name_zh")
    return Source.of(rows, years)


def calendar() -> Calendar:
    """Return the calendar as it was last loaded; it refuses days of years that are not."""
    return in_force().calendar()


def counted(count: Callable[[Calendar], T], source: Source | None = None) -> tuple[T, list[int]]:
    """Return what is counted with the calendar, and the years that were counted as plain weeks."""
    source = source or in_force()
    plain: frozenset[int] = frozenset()
    while True:
        try:
            return count(source.calendar(plain)), sorted(plain)
        except CalendarMissing as gap:
            plain |= {gap.year}
