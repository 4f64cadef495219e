"""A workbook handed in, read, shown, confirmed and carried out: all of it, or nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhiyong.directory import selectors
from zhiyong.directory.models import Account, CellError, ImportRun, PlannedChange
from zhiyong.directory.services.current import hold_tree
from zhiyong.directory.services.progress import Progress
from zhiyong.directory.workbook.applying import carry_out
from zhiyong.directory.workbook.planning import Change, Plan, Rights, make_plan
from zhiyong.directory.workbook.reading import NotReadable, Problem, read
from zhiyong.journal.services import record
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.errors import Refusal
from zhiyong.shell.queue import enqueue, spoken

State = ImportRun.State
AT_ONCE = 300_000
"""Workbooks up to so many bytes are read while the page waits; larger ones by the worker."""
MOST_ERRORS = 5_000
"""So many errors are kept; whoever has more mends these first."""
MOST_THREADS = 300
LOCKED = (
    "directory_region",
    "directory_unit",
    "directory_unitspan",
    "directory_post",
    "directory_postspan",
    "directory_person",
    "directory_tenure",
)
"""Nobody else changes these while a workbook is carried out; everybody reads them."""


class NotWaiting(Refusal):
    """The workbook is not at the stage that the act needs."""

    def __init__(self, run: ImportRun) -> None:
        text = _("This workbook is at the stage “{state}”.")
        super().__init__(text.format(state=run.get_state_display()))


def rights_of(standing: Standing) -> Rights:
    """Return which units somebody keeps; only a system administrator adds units at the top."""
    return Rights(
        units=standing.units(*selectors.EDITORS), tops=Role.SYSTEM_ADMIN in standing.roles
    )


@transaction.atomic
def receive_workbook(
    *, name: str, content: bytes, on: date, rights: Rights, by: Account, today: date
) -> ImportRun:
    """Take a workbook in; a small one is read at once, a large one by the worker.

    `on` is the day from which its changes hold.

    :raises NotReadable: if it is no workbook that can be read.
    """
    run = ImportRun.objects.create(
        name=name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        on=on,
        uploaded_by=by,
        uploaded_on=today,
    )
    record("import.received", of=run, by=by, on=today, facts={"digest": run.digest})
    if len(content) <= AT_ONCE:
        examine(run=run, rights=rights)
    else:
        enqueue("directory.examine", run=run.pk, language=spoken())
    return run


def examine(*, run: ImportRun, rights: Rights) -> ImportRun:
    """Read a workbook and compare it with the directory: errors, or what would change.

    Safe to run again.
    """
    if run.state not in (State.WAITING, State.READING):
        return run
    run.state = State.READING
    run.save(update_fields=["state"])
    progress = Progress(run)
    try:
        plan, reading = _plan(run, rights, progress)
    except NotReadable as refusal:
        return _unreadable(run, refusal)
    with transaction.atomic():
        if ImportRun.objects.select_for_update().get(pk=run.pk).state != State.READING:
            return run  # withdrawn meanwhile
        run.errors.all().delete()
        run.changes.all().delete()
        _keep(CellError, (_error(run, one) for one in plan.problems[:MOST_ERRORS]))
        run.rows = reading.rows
        run.notes = reading.notes
        run.summary = {
            "errors": len(plan.problems),
            "sheets": {key: len(table.rows) for key, table in reading.tables.items()},
        }
        run.state = State.WRONG
        if not plan.problems:
            _keep(PlannedChange, (_change(run, one) for one in plan.changes))
            run.state = State.READY
            run.plan_digest = plan.digest
            run.summary |= {"counts": plan.counts, "totals": plan.totals}
        else:
            run.content = b""
        run.done = run.total = run.rows
        run.save()
    return run


@transaction.atomic
def confirm_workbook(*, run: ImportRun, rights: Rights, by: Account, today: date) -> ImportRun:
    """Confirm what a workbook would change; a small one is carried out at once.

    :raises NotWaiting: if it does not wait for that.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != State.READY:
        raise NotWaiting(run)
    run.state, run.confirmed_by, run.done = State.CONFIRMED, by, 0
    run.save(update_fields=["state", "confirmed_by", "done"])
    record("import.confirmed", of=run, by=by, on=today, facts={"digest": run.plan_digest})
    if len(run.content) <= AT_ONCE:
        return carry_out_workbook(run=run, rights=rights, today=today)
    enqueue("directory.carry_out", run=run.pk)
    return run


@transaction.atomic
def carry_out_workbook(*, run: ImportRun, rights: Rights, today: date) -> ImportRun:
    """Carry a confirmed workbook out, if the directory still answers with the same changes.

    Safe to run again. Otherwise nothing changes, and the run is overtaken.
    """
    hold_tree()
    run = ImportRun.objects.select_related("uploaded_by", "confirmed_by").get(pk=run.pk)
    if run.state != State.CONFIRMED:
        return run
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(LOCKED)} IN SHARE ROW EXCLUSIVE MODE")
    progress = Progress(run)
    plan, _reading = _plan(run, rights, progress)
    if plan.problems or plan.digest != run.plan_digest:
        run.state = State.STALE
        run.save(update_fields=["state"])
        return run
    progress.begin(len(plan.changes))
    carry_out(plan, today, progress)
    run.state, run.content, run.done = State.DONE, b"", run.total
    run.save(update_fields=["state", "content", "done"])
    record(
        "import.done",
        of=run,
        by=run.confirmed_by or run.uploaded_by,
        on=run.on,
        threads=_threads(plan),
        facts={"digest": run.digest, "changes": run.plan_digest, **plan.totals},
    )
    return run


@transaction.atomic
def compare_again(*, run: ImportRun, rights: Rights, by: Account, today: date) -> ImportRun:
    """Compare a workbook that was overtaken with the directory as it is now.

    :raises NotWaiting: if it was not overtaken.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != State.STALE:
        raise NotWaiting(run)
    run.state = State.WAITING
    run.save(update_fields=["state"])
    record("import.received", of=run, by=by, on=today, facts={"digest": run.digest})
    if len(run.content) <= AT_ONCE:
        return examine(run=run, rights=rights)
    enqueue("directory.examine", run=run.pk, language=spoken())
    return run


@transaction.atomic
def withdraw_workbook(*, run: ImportRun, by: Account, today: date) -> ImportRun:
    """Withdraw a workbook that was not carried out.

    :raises NotWaiting: if it is being carried out, or was.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state in (State.CONFIRMED, State.DONE, State.WITHDRAWN, State.BROKEN):
        raise NotWaiting(run)
    run.state, run.content = State.WITHDRAWN, b""
    run.save(update_fields=["state", "content"])
    run.changes.all().delete()
    record("import.withdrawn", of=run, by=by, on=today)
    return run


@transaction.atomic
def give_up(*, run: ImportRun, today: date) -> ImportRun:
    """Say that a fault of the program stopped the work on a workbook; nothing was changed."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in (State.WAITING, State.READING, State.CONFIRMED):
        return run
    run.state, run.content = State.BROKEN, b""
    run.save(update_fields=["state", "content"])
    run.changes.all().delete()
    record("import.broken", of=run, by="clock", on=today)
    return run


def _plan(run: ImportRun, rights: Rights, progress: Progress) -> tuple[Plan, Any]:
    reading = read(bytes(run.content))
    progress.begin(reading.rows)
    return make_plan(reading, run.on, rights, progress), reading


def _unreadable(run: ImportRun, refusal: NotReadable) -> ImportRun:
    run.state, run.content = State.WRONG, b""
    run.notes = [{"code": "UNREADABLE", "text": str(refusal)}]
    run.summary = {"errors": 1, "sheets": {}}
    run.save()
    return run


def _error(run: ImportRun, problem: Problem) -> dict[str, Any]:
    return {
        "run_id": run.pk,
        "sheet": problem.sheet[:31],
        "row": problem.row,
        "column": problem.column,
        "heading": problem.heading[:40],
        "value": problem.value,
        "code": problem.code,
        "facts": problem.facts,
    }


def _change(run: ImportRun, change: Change) -> dict[str, Any]:
    return {
        "run_id": run.pk,
        "kind": change.kind,
        "sheet": change.sheet,
        "row": change.row,
        "title": change.title[:200],
        "differences": change.differences,
    }


def _keep(model: type[CellError | PlannedChange], rows: Iterable[dict[str, Any]]) -> None:
    """Write many rows by COPY."""
    table = model._meta.db_table
    source: Iterator[dict[str, Any]] = iter(rows)
    first = next(source, None)
    if first is None:
        return
    columns = ", ".join(f'"{name}"' for name in first)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in (first, *source):
            copy.write_row(
                [
                    json.dumps(value, ensure_ascii=False)
                    if isinstance(value, dict | list | tuple)
                    else value
                    for value in row.values()
                ]
            )


def _threads(plan: Plan) -> list[Any]:
    """Return what was changed, for the time lines, as long as it is not too much."""
    units = [
        *plan.new_units,
        *(now for now, _day, _values in plan.unit_changes),
        *(now for now, _values in plan.unit_descriptions),
        *(now for now, _day in plan.closings),
    ]
    posts = [
        *plan.new_posts,
        *(now for now, _day, _values in plan.post_changes),
        *(now for now, _day in plan.abolitions),
    ]
    people = [
        *plan.new_people,
        *plan.renames,
        *(now for now, _name, _value, _day in plan.facts),
        *(now for now, _post, _values in plan.new_tenures),
    ]
    touched: list[Any] = [
        *(now.unit for now in units),
        *(now.post for now in posts),
        *(now.person for now in people),
        *(tenure.person for tenure, _values in plan.tenure_changes),
        *(now.region for now in plan.new_regions),
        *(now.region for now, _values in plan.region_changes),
    ]
    return touched if len(touched) <= MOST_THREADS else []
