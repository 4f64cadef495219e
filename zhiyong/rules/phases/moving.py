"""A plan's days in another year."""

from datetime import date, timedelta

_DAY = timedelta(days=1)


def years_on(day: date | None, years: int) -> date | None:
    """Return the same day so many years on; the last day of a month stays the last of its month.

    :raises ValueError: if the calendar has no such year.
    """
    if day is None or not years:
        return day
    year = day.year + years
    if (day + _DAY).month != day.month:
        after = date(year + day.month // 12, day.month % 12 + 1, 1)
        return after - _DAY
    return day.replace(year=year)
