"""A calendar is loaded: the open duties that count working days are counted anew, on record."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction

from zhiyong.directory.models import Account
from zhiyong.duties.counting import clock_of, recount, term_of
from zhiyong.duties.models import CalendarDay, CalendarLoad, CalendarYear, Duty
from zhiyong.duties.services.pressing import press_on
from zhiyong.journal.services import record
from zhiyong.rules.calendar import Calendar, ShippedDay
from zhiyong.rules.clock import Unit

By = Account | str


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


def _recount_running(load: CalendarLoad, by: By, on: date) -> int:
    moved = 0
    running = (
        Duty.objects.select_for_update(of=("self",))
        .filter(state=Duty.State.OPEN, adoption__isnull=False)
        .select_related("adoption__pack")
        .prefetch_related("pauses", "extensions")
    )
    for duty in running.iterator(chunk_size=1000):
        assert duty.adoption is not None
        clock = clock_of(duty.adoption, duty.code)
        units = {term_of(duty.adoption, clock).unit}
        if Unit.WORKING_DAY not in units and duty.due_at is not None:
            continue
        counted = recount(duty)
        if counted.due_on == duty.due_on:
            continue
        was = duty.due_on
        duty.due_on, duty.warn_on = counted.due_on, counted.warn_on
        duty.explanation = counted.steps
        duty.press_on = press_on(duty)
        duty.save(update_fields=["due_on", "warn_on", "explanation", "press_on"])
        record(
            "duty.recounted",
            of=duty,
            by=by,
            on=on,
            threads=[duty.subject, load],
            audience=duty.audience,
            facts={"code": duty.code, "was": was, "due": duty.due_on},
        )
        moved += 1
    return moved
