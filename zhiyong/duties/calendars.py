"""The working calendar in force: rows of our own table, built once a process for each load."""

from functools import lru_cache

from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear
from zhiyong.rules.calendar import Calendar


def calendar() -> Calendar:
    """Return the calendar as it was last loaded: one query while nothing new was loaded."""
    last = CalendarLoad.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _calendar(last or 0)


@lru_cache(maxsize=2)
def _calendar(load: int) -> Calendar:  # noqa: ARG001 - the key of the cache
    years = list(CalendarYear.objects.values_list("year", flat=True))
    rows = CalendarDay.objects.values_list("day", "is_working", "name_zh")
    return Calendar.build(rows, years=years)
