"""Workbooks read in: shown first with every error at its cell, then entered whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.codes import opened_by_server, sealed_by_server
from zhiyong.intake.drafts import Entry, Identity, Lodging, headline
from zhiyong.intake.ledger.reading import read
from zhiyong.intake.models import Complaint, Import, Registration
from zhiyong.intake.selectors.plan import adoption_of
from zhiyong.intake.services.common import NotNow, happened
from zhiyong.intake.services.lodging import NoPlan, content_of, lodge_complaint
from zhiyong.intake.services.registering import register_under
from zhiyong.journal.services import commit, record
from zhiyong.plans.models import Adoption
from zhiyong.shell.errors import Refusal
from zhiyong.shell.queue import enqueue, spoken

TASK = "intake.enter_import"
STEP = 25
"""After how many rows the progress is written down."""
HOTLINE_CHANNEL = "hotline_12345"
LOCK = "SELECT pg_advisory_xact_lock(hashtext('intake import'), %s)"


@transaction.atomic
def take_workbook(
    *, unit: Unit, kind: str, name: str, content: bytes, by: Account, on: date, at: datetime
) -> Import:
    """Read a workbook and keep what was read, sealed, until somebody confirms or discards it.

    :raises NotReadable: if it cannot be read at all.
    :raises NoPlan: if no plan has ever been in force here.
    """
    adoption = _adoption(unit, on)
    found = read(content, kind, adoption=adoption, unit=unit, on=on)
    made = Import.objects.create(
        unit=unit,
        kind=kind,
        name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        rows=sealed_by_server(json.dumps(found.rows).encode()),
        errors=found.errors,
        total=len(found.rows),
        state=Import.State.FAILED if found.errors else Import.State.SHOWN,
        by=by,
        on=on,
        at=at,
    )
    if found.errors:
        made.rows = b""
        made.save(update_fields=["rows"])
    record(
        "import.read",
        of=made,
        by=by,
        on=on,
        threads=[unit],
        facts={"rows": made.total, "errors": len(found.errors), "digest": made.digest},
    )
    return made


def rows_of(found: Import) -> list[dict[str, Any]]:
    """Return the rows of an import that waits; none once it has ended."""
    raw = bytes(found.rows)
    rows: list[dict[str, Any]] = json.loads(opened_by_server(raw)) if raw else []
    return rows


@transaction.atomic
def confirm_import(*, found: Import, by: Account, on: date) -> Import:
    """Have the rows entered by the worker: all of them, or none.

    :raises NotNow: if it has errors, or was confirmed or discarded before.
    """
    found = _waiting(found)
    found.state = Import.State.RUNNING
    found.save(update_fields=["state"])
    record("import.confirmed", of=found, by=by, on=on, facts={"rows": found.total})
    enqueue(TASK, lock=f"import-{found.pk}", import_id=found.pk, language=spoken())
    return found


@transaction.atomic
def discard_import(*, found: Import, by: Account, on: date) -> Import:
    """Throw away what was read.

    :raises NotNow: if it was confirmed or discarded before.
    """
    found = _waiting(found)
    found.state = Import.State.DISCARDED
    found.rows = b""
    found.save(update_fields=["state", "rows"])
    record("import.discarded", of=found, by=by, on=on)
    return found


def _waiting(found: Import) -> Import:
    found = Import.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state != Import.State.SHOWN:
        raise NotNow(_("This workbook was entered or discarded before, or has errors."))
    return found


def enter_import(*, found: Import) -> int:
    """Enter every row in one transaction; return how many. For the worker; safe to run again.

    A row that is refused undoes all of them; the import then says which row it was.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('intake import'), %s)", [found.pk]
            )
        found = Import.objects.select_related("unit", "by__person").get(pk=found.pk)
        if found.state != Import.State.RUNNING:
            return 0
        enter = _ledger_row if found.kind == Import.Kind.LEDGER else _hotline_row
        adoption = _adoption(found.unit, found.on)
        try:
            with transaction.atomic(), _progress(found) as tell:
                rows = rows_of(found)
                if found.kind == Import.Kind.LEDGER:
                    rows.sort(key=_joined_last)
                for place, row in enumerate(rows, 1):
                    _at_row(place, lambda row=row: enter(found, row, adoption))  # type: ignore[misc]
                    tell(place)
        except _RowRefused as refused:
            found.state = Import.State.FAILED
            found.errors = [
                {
                    "cell": str(refused.place),
                    "heading": "",
                    "value": "",
                    "message": str(refused),
                }
            ]
            found.done = 0
        else:
            found.state = Import.State.DONE
            found.done = found.total
        found.rows = b""
        found.save(update_fields=["state", "errors", "rows", "done"])
        record(
            "import.entered" if found.state == Import.State.DONE else "import.failed",
            of=found,
            by=found.by,
            on=found.on,
            facts={"rows": found.done},
        )
    return found.done


@transaction.atomic
def give_import_up(*, found: Import) -> Import:
    """Say that a fault of the program stopped the entering; nothing was entered."""
    found = Import.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state == Import.State.RUNNING:
        said = _("A fault of the program stopped the entering; the server's log has it.")
        found.state, found.rows, found.done = Import.State.FAILED, b"", 0
        found.errors = [{"cell": "", "heading": "", "value": "", "message": said}]
        found.save(update_fields=["state", "errors", "rows", "done"])
        record("import.failed", of=found, by=found.by, on=found.on, facts={"rows": 0})
    return found


class _RowRefused(Exception):
    """A row was refused after all; `place` counts from the first row below the headings."""

    def __init__(self, place: int, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.place = place


def _at_row(place: int, act: Callable[[], None]) -> None:
    try:
        act()
    except Refusal as refusal:
        raise _RowRefused(place, refusal) from refusal


@contextmanager
def _progress(found: Import) -> Iterator[Callable[[int], None]]:
    """Write how far it is, on a connection of its own: readers see it while the act is open."""
    beside = connections["default"].copy()

    def tell(done: int) -> None:
        if done % STEP == 0:
            with beside.cursor() as cursor:
                cursor.execute("UPDATE intake_import SET done = %s WHERE id = %s", [done, found.pk])

    try:
        yield tell
    finally:
        beside.close()


def _ledger_row(found: Import, row: dict[str, Any], adoption: Adoption) -> None:
    """Enter a line of an old ledger: kept by the office, under the number that it had."""
    subject = row.get("subject") or {}
    received_on = date.fromisoformat(row["received_on"])
    registered_on = date.fromisoformat(row["registered_on"] or row["received_on"])
    complaint = Complaint(
        adoption=adoption,
        audience=found.unit_id,
        keeper=found.unit,
        channel=row["channel"],
        subject_unit_id=subject.get("unit"),
        subject_unit_text="" if subject.get("unit") else subject.get("text", ""),
        title=row["title"],
        text=row.get("text") or row["title"],
        received_on=received_on,
        entered_on=found.on,
        entered_by=found.by,
        entered_at=found.at,
        entered_unit=found.unit,
    )
    kept = commit(content_of(complaint))
    complaint.salt = kept.salt
    complaint.save(force_insert=True)
    record(
        "complaint.imported",
        of=complaint,
        by=found.by,
        on=found.on,
        threads=[found],
        audience=complaint.audience,
        facts={"received_on": received_on, "outcome": row["outcome"]},
        commits={"content": kept},
    )
    if row["outcome"] == Complaint.State.REGISTERED:
        happened(complaint, "complaint.received", by=found.by, on=found.on, start=received_on)
    register_under(complaint=complaint, number=row["number"], by=found.by, on=registered_on)
    if row["outcome"] != Complaint.State.REGISTERED:
        complaint.refresh_from_db()
        complaint.state = row["outcome"]
        complaint.closed_on = date.fromisoformat(row["closed_on"])
        complaint.competent_body = row.get("competent_body", "")
        complaint.refusal = row.get("refusal", "")
        if row["outcome"] == Complaint.State.MERGED:
            complaint.merged_into = _numbered(found.unit, row["merged_into"])
        complaint.save(
            update_fields=["state", "closed_on", "competent_body", "refusal", "merged_into"]
        )


def _joined_last(row: dict[str, Any]) -> bool:
    """Sort what was joined into another behind that other."""
    return bool(row["outcome"] == Complaint.State.MERGED)


def _numbered(unit: Unit, number: str) -> Complaint:
    """Return the complaint that stands under a number in a unit's register.

    :raises NotNow: if none does.
    """
    line = Registration.objects.filter(unit=unit, number=number, ended_on__isnull=True).first()
    if line is None:
        raise NotNow(_("No complaint stands under {number}.").format(number=number))
    return line.complaint


def _hotline_row(found: Import, row: dict[str, Any], adoption: Adoption) -> None:  # noqa: ARG001
    """Lodge a work order as it came: the plan's routing decides who keeps it."""
    subject = row.get("subject") or {}
    unit = Unit.objects.filter(pk=subject.get("unit") or 0).first()
    identity = None
    if row.get("caller"):
        identity = Identity(name=row["caller"], telephone=row["telephone"])
    source = {"answer_by": row["answer_by"]} if row.get("answer_by") else {}
    lodge_complaint(
        draft=Lodging(
            channel=HOTLINE_CHANNEL,
            title=row.get("title") or headline(row["text"]),
            text=row["text"],
            subject_unit=unit,
            subject_unit_text="" if unit else subject.get("text", ""),
            place=row.get("place", ""),
            identity=identity,
            received_on=date.fromisoformat(row["received_on"]),
            entry=Entry(unit=found.unit, source=source, outside_number=row["number"]),
            receipt=False,
        ),
        by=found.by,
        on=found.on,
        at=found.at,
    )


def _adoption(unit: Unit, on: date) -> Adoption:
    adoption = adoption_of(unit, on)
    if adoption is None:
        raise NoPlan(_("No plan is in force here yet, so nothing can be taken in."))
    return adoption
