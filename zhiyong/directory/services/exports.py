"""The directory taken away as a workbook: a small one at once, a large one by the worker."""

from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from zhiyong.directory.models import Account, ExportRun, Unit
from zhiyong.directory.services.progress import Progress
from zhiyong.directory.workbook.writing import count_of_export, export
from zhiyong.journal.services import record_read
from zhiyong.shell.queue import enqueue, spoken

AT_ONCE = 20_000
"""So many rows are written while the page waits."""
KEPT = timedelta(days=1)


@transaction.atomic
def export_now(
    *, units: QuerySet[Unit], on: date, by: Account, today: date, unit: Unit | None = None
) -> IO[bytes]:
    """Return the workbook of some units, and write down who took it away."""
    run = ExportRun.objects.create(on=on, unit=unit, asked_by=by, asked_on=today)
    run.total = run.done = count_of_export(units, on)
    run.save(update_fields=["total", "done"])
    record_read(run, by=by, on=today, what="export", facts={"rows": run.total, "day": on})
    return export(units, on)


@transaction.atomic
def ask_for_export(
    *, rows: int, on: date, by: Account, today: date, unit: Unit | None = None
) -> ExportRun:
    """Let the worker write a workbook of the units that somebody keeps, or of one and below."""
    run = ExportRun.objects.create(on=on, unit=unit, asked_by=by, asked_on=today, total=rows)
    record_read(run, by=by, on=today, what="export", facts={"rows": rows, "day": on})
    enqueue("directory.export", run=run.pk, language=spoken())
    return run


def write_export(*, run: ExportRun, units: QuerySet[Unit], at: datetime) -> ExportRun:
    """Write the workbook of an export; safe to run again."""
    if run.finished_at is not None:
        return run
    progress = Progress(run)
    progress.begin(count_of_export(units, run.on))
    with export(units, run.on, progress) as file:
        run.content = file.read()
    run.finished_at, run.done = at, run.total
    run.save()
    return run


def give_up(*, run: ExportRun) -> None:
    """Say that a fault of the program stopped the writing of an export."""
    ExportRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(is_broken=True)


def forget_exports(*, before: datetime) -> int:
    """Empty the workbooks that were written before a moment; return how many."""
    return ExportRun.objects.filter(finished_at__lt=before).exclude(content=b"").update(content=b"")
