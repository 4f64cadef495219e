"""A calendar is loaded: the duties that count working days are counted anew, on record."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyong.directory.models import Account
from zhiyong.duties.calendars import Source, in_force
from zhiyong.duties.counting import Days, clock_of, recount, uses_the_calendar
from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear, Duty
from zhiyong.duties.services.pressing import press_on
from zhiyong.journal.services import Act, record, record_many
from zhiyong.plans.models import Adoption
from zhiyong.rules.calendar import Calendar, ShippedDay

By = Account | str
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """A duty whose days another calendar changes."""

    duty: Duty
    days: Days

    @property
    def is_due_elsewhere(self) -> bool:
        """Whether the due day itself moves, and not only the warning."""
        return self.days.due_on != self.duty.due_on


@transaction.atomic
def load_calendar(
    *, days: Iterable[ShippedDay], years: Collection[int], source: str, by: By, on: date
) -> CalendarLoad:
    """Replace the days of some years, and count anew what runs in working days.

    :raises CalendarRowError: if a day lies outside the years, or is given twice differently.
    """
    rows = sorted(days)
    Calendar.build(((row.day, row.is_working, row.name_zh) for row in rows), years=years)
    CalendarDay.objects.filter(day__year__in=list(years)).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=row.day,
            is_working=row.is_working,
            name_zh=row.name_zh,
            name_en=row.name_en,
            source=source,
        )
        for row in rows
    )
    for year in sorted(years):
        CalendarYear.objects.update_or_create(year=year, defaults={"source": source})
    load = CalendarLoad.objects.create(
        years=sorted(years),
        source=source,
        digest=hashlib.sha256(repr(rows).encode()).hexdigest(),
        by=by if isinstance(by, str) else f"account:{by.pk}",
        on=on,
    )
    load.moved = _recount_running(load, by, on)
    load.save(update_fields=["moved"])
    record(
        "calendar.loaded",
        of=load,
        by=by,
        on=on,
        facts={"years": load.years, "digest": load.digest, "moved": load.moved},
    )
    return load


def preview(*, days: Iterable[ShippedDay], years: Collection[int]) -> int:
    """Return how many running duties would have another due day if these days were loaded.

    :raises CalendarRowError: as `load_calendar`.
    """
    rows = [(row.day, row.is_working, row.name_zh) for row in days]
    Calendar.build(rows, years=years)
    source = in_force().replacing(years, rows)
    return sum(move.is_due_elsewhere for batch in _moves(source) for move in batch)


def _recount_running(load: CalendarLoad, by: By, on: date) -> int:
    moved = 0
    source = in_force()
    for batch in _moves(source, lock=True):
        acts = [
            Act(
                "duty.recounted",
                f"duty:{move.duty.pk}",
                {"code": move.duty.code, "was": move.duty.due_on, "due": move.days.due_on},
                (move.duty.subject, load),
                move.duty.audience,
            )
            for move in batch
            if move.is_due_elsewhere
        ]
        if acts:
            record_many(acts, by=by, on=on)
        for move in batch:
            _apply(move, source)
        Duty.objects.bulk_update(
            [move.duty for move in batch],
            ["due_on", "warn_on", "explanation", "press_on"],
            batch_size=200,
        )
        moved += len(acts)
    return moved


def _apply(move: Move, source: Source) -> None:
    duty = move.duty
    duty.due_on, duty.warn_on = move.days.due_on, move.days.warn_on
    duty.explanation = move.days.steps
    duty.press_on = press_on(duty, source)


def _moves(source: Source, *, lock: bool = False) -> Iterator[list[Move]]:
    """Yield, in batches, the running duties whose days a calendar changes."""
    which = _depending()
    if not which:
        return
    ids = which.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(islice(ids, BATCH)):
        yield list(_moves_among(batch, source, lock=lock))


def _moves_among(ids: Sequence[int], source: Source, *, lock: bool) -> Iterator[Move]:
    duties = (
        Duty.objects.filter(pk__in=ids, state__in=[Duty.State.OPEN, Duty.State.PAUSED])
        .select_related("adoption__pack")
        .prefetch_related("pauses", "extensions")
        .order_by("pk")
    )
    for duty in duties.select_for_update(of=("self",)) if lock else duties:
        days = recount(duty, source)
        stands = (duty.due_on, duty.warn_on, duty.explanation)
        if (days.due_on, days.warn_on, days.steps) != stands:
            yield Move(duty, days)


def _depending() -> QuerySet[Duty] | None:
    """Return the running duties that a change of the calendar can move; None if none can be."""
    running = Duty.objects.filter(
        state__in=[Duty.State.OPEN, Duty.State.PAUSED], adoption__isnull=False
    )
    kinds = running.order_by().values_list("adoption", "code").distinct()
    adoptions = Adoption.objects.select_related("pack").in_bulk({one for one, _code in kinds})
    wanted = Q()
    for adoption, code in kinds:
        if uses_the_calendar(adoptions[adoption], clock_of(adoptions[adoption], code)):
            wanted |= Q(adoption=adoption, code=code)
    return running.filter(wanted) if wanted else None
