"""What the public may know in numbers: how many, how many in time, how many content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F
from django.db.models.functions import TruncMonth

from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import Rating
from zhiyong.plans.models import PackVersion
from zhiyong.plans.selectors import pack_of_version

MONTHS = 6
SMALL = 10
"""Fewer than this many are never shown by themselves: they could point at somebody."""

KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Period:
    """Some months, the last day included, and what happened in them; None is withheld.

    Shares are of one. `in_time`: answers given by their day, of those due or given. `content`:
    ratings of "basically satisfied" or better, of all ratings.
    """

    first: date
    last: date
    received: int | None
    in_time: Fraction | None
    content: Fraction | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The last months together, and by month; small months are joined with their neighbours."""

    whole: Period
    months: tuple[Period, ...]


def figures(today: date) -> Figures:
    """Return the public figures of the last six full months and this one.

    Unit: complaints received, answers owed, ratings given. Window: by day of receipt, by day of
    the answer or the day it was due, by day of rating. Source: complaints, duties met by an
    answer, ratings; accusations handed over to other bodies are in none of them. At most an
    hour old.
    """
    key = f"portal-figures-{today}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = _counted(today)
        cache.set(key, found, KEPT_SECONDS)
    return found


@dataclass(slots=True)
class _Sum:
    received: int = 0
    owed: int = 0
    in_time: int = 0
    rated: int = 0
    content: int = 0

    def add(self, other: "_Sum") -> None:
        for name in ("received", "owed", "in_time", "rated", "content"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def _counted(today: date) -> Figures:
    starts = _starts(today)
    sums = {start: _Sum() for start in starts}
    for name, rows in _rows(starts[0], today):
        for month, many in rows.items():
            if month in sums:
                setattr(sums[month], name, getattr(sums[month], name) + many)
    whole = _Sum()
    for one in sums.values():
        whole.add(one)
    return Figures(_period(starts[0], today, whole), tuple(_by_month(starts, today, sums)))


def _starts(today: date) -> list[date]:
    """Return the first days of the months, the oldest first."""
    starts = [today.replace(day=1)]
    for _month in range(MONTHS):
        starts.insert(0, (starts[0] - timedelta(days=1)).replace(day=1))
    return starts


def _rows(since: date, today: date) -> list[tuple[str, Mapping[date, int]]]:
    received = Complaint.objects.filter(received_on__range=(since, today))
    answers = Duty.objects.filter(code__in=_answer_codes())
    given = answers.filter(state=Duty.State.MET, met_on__range=(since, today))
    late = answers.filter(state=Duty.State.OPEN, due_on__range=(since, today - timedelta(days=1)))
    ratings = Rating.objects.filter(on__range=(since, today))
    return [
        ("received", _monthly(received, "received_on")),
        ("owed", _monthly(given, "met_on")),
        ("owed", _monthly(late, "due_on")),
        ("in_time", _monthly(given.filter(met_on__lte=F("due_on")), "met_on")),
        ("rated", _monthly(ratings, "on")),
        ("content", _monthly(ratings.filter(grade__gte=Rating.Grade.FAIR), "on")),
    ]


def _answer_codes() -> list[str]:
    """Return the ids of the clocks that an answer to the complainant meets, in every plan."""
    versions = PackVersion.objects.exclude(state=PackVersion.State.DRAFT)
    return sorted(
        {
            clock.id
            for version in versions
            for clock in pack_of_version(version).clocks
            if clock.met_by == "reply.served"
        }
    )


def _monthly(rows: Any, field: str) -> dict[date, int]:
    found = rows.annotate(month=TruncMonth(field)).values("month").annotate(many=Count("pk"))
    return {row["month"]: row["many"] for row in found.order_by()}


def _by_month(starts: list[date], today: date, sums: Mapping[date, _Sum]) -> list[Period]:
    """Return the months, small ones joined with those that follow until they are large enough."""
    periods: list[tuple[date, date, _Sum]] = []
    pending: tuple[date, _Sum] | None = None
    for place, start in enumerate(starts):
        last = starts[place + 1] - timedelta(days=1) if place + 1 < len(starts) else today
        first, together = pending or (start, _Sum())
        together.add(sums[start])
        if together.received >= SMALL:
            periods.append((first, last, together))
            pending = None
        else:
            pending = (first, together)
    if pending and periods:
        first, _last, together = periods.pop()
        together.add(pending[1])
        periods.append((first, today, together))
    return [_period(*one) for one in periods]


def _period(first: date, last: date, total: _Sum) -> Period:
    return Period(
        first,
        last,
        total.received if total.received >= SMALL else None,
        Fraction(total.in_time, total.owed) if total.owed >= SMALL else None,
        Fraction(total.content, total.rated) if total.rated >= SMALL else None,
    )
