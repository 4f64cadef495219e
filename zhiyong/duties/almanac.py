"""A year of the working calendar, laid out by months and weeks."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear
from zhiyong.rules.calendar import Calendar

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: worked, off, a holiday, or made up for."""

    day: date
    sort: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its weeks, Monday first; None where a day belongs to another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


@dataclass(frozen=True, slots=True)
class Almanac:
    """One year: its months, where its days come from, how many are worked."""

    year: int
    source: str
    months: tuple[Month, ...]
    named: tuple[CalendarDay, ...]

    @property
    def working(self) -> int:
        """How many days are worked. Unit: days of the year."""
        return sum(month.working for month in self.months)


def years() -> list[int]:
    """Return the years whose holidays are known, in order."""
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))


def loads() -> list[CalendarLoad]:
    """Return the last loadings, the newest first."""
    return list(CalendarLoad.objects.order_by("-pk")[:20])


def almanac(year: int) -> Almanac | None:
    """Return a year's calendar; None if its holidays are not known."""
    known = CalendarYear.objects.filter(year=year).first()
    if known is None:
        return None
    named = tuple(CalendarDay.objects.filter(day__year=year).order_by("day"))
    rows = [(one.day, one.is_working, one.name_zh) for one in named]
    working = Calendar.build(rows, years=[year])
    chinese = (get_language() or "zh").startswith("zh")
    names = {one.day: one.name_zh if chinese else one.name_en for one in named}
    months = tuple(_month(year, month, working, names) for month in MONTHS)
    return Almanac(year, known.source, months, named)


def _month(year: int, month: int, working: Calendar, names: dict[date, str]) -> Month:
    weeks = tuple(
        tuple(_day(day, month, working, names) for day in week)
        for week in Weeks().monthdatescalendar(year, month)
    )
    worked = sum(
        1 for week in weeks for day in week if day is not None and day.sort in ("worked", "made-up")
    )
    return Month(date(year, month, 1), weeks, worked)


def _day(day: date, month: int, working: Calendar, names: dict[date, str]) -> Day | None:
    if day.month != month:
        return None
    name = names.get(day, "")
    if working.is_working(day):
        return Day(day, "made-up" if name else "worked", name)
    return Day(day, "holiday" if name else "off", name)
