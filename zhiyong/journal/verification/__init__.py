"""`zhiyong verify --database`: whether the database still says what was once sealed.

Everything is recomputed in this process from the columns of the rows; the functions and triggers
of the database are not believed. What cannot be found this way: entries removed together with
all later leaves, nodes and heads, or a history signed anew with the keys. For these, heads that
were kept elsewhere are needed; hand them over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zhiyong.journal import nodes
from zhiyong.journal.models import Entry, Log, Position, Waiting
from zhiyong.journal.verification import contents, rows
from zhiyong.journal.verification.findings import Fault, Problem, Report
from zhiyong.journal.verification.tree import Progress, TreeCheck
from zhiyong.rules import proof
from zhiyong.rules.proof.files import Signed

__all__ = ["Fault", "Problem", "Report", "verify_database"]

GUARDS = {
    "journal_entry": {
        "journal_stamp",
        "journal_refuse_update",
        "journal_refuse_delete",
        "journal_refuse_truncate",
    },
    "journal_leaf": {"journal_refuse_change", "journal_refuse_truncate"},
    "journal_node": {"journal_refuse_change", "journal_refuse_truncate"},
    "journal_treehead": {"journal_refuse_change", "journal_refuse_truncate"},
    "journal_read": {"journal_stamp_read", "journal_refuse_change", "journal_refuse_truncate"},
}


def silent(label: str, done: int, total: int) -> None:
    """Show no progress."""


def verify_database(
    *,
    at: datetime,
    heads: Iterable[Signed[proof.TreeHead]] = (),
    progress: Progress = silent,
) -> Report:
    """Recompute both logs and every covered content; return what was found.

    `heads` are tree heads that were kept outside this database. The whole check sees one
    snapshot, so work may go on meanwhile.
    """
    report = Report(started_at=at)
    elsewhere = list(heads)
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _check_guards(report)
        for log in Log:
            TreeCheck(log, elsewhere, report).run(progress)
            _check_unsealed(log, at, report)
        _check_waiting(at, report)
        _check_followers(report)
        contents.check(report, progress)
    return report


def _check_guards(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " AND tgrelid = ANY(%s::regclass[])",
            [list(GUARDS)],
        )
        awake = set(cursor.fetchall())
    for table, triggers in GUARDS.items():
        for trigger in sorted(triggers):
            if (table, trigger) not in awake:
                report.add(Fault.TRIGGER_OFF, detail=f"{table}: {trigger}")


def _check_unsealed(log: Log, at: datetime, report: Report) -> None:
    """Whatever is neither sealed nor waits for it came in by another door."""
    before = timezone.localtime(at).date() - timedelta(days=2)
    for row in rows.unsealed(log, before):
        report.add(Fault.ENTRY_INSERTED, log=log, **row.names)


def _check_waiting(at: datetime, report: Report) -> None:
    """What waits is there, fits its hash, and does not wait longer than was promised."""
    patience = timedelta(days=1, hours=settings.SEAL_WITHIN_HOURS)
    oldest = timezone.localtime(at - patience).date()
    ids = list(Waiting.objects.values_list("entry", flat=True))
    for begin in range(0, len(ids), contents.BATCH):
        batch = ids[begin : begin + contents.BATCH]
        found = Entry.objects.in_bulk(batch)
        for pk in batch:
            entry = found.get(pk)
            if entry is None:
                report.add(Fault.WAITING_DELETED, log=Log.ACTS, entry=str(pk))
                continue
            row = rows.of_entry(entry)
            if not entry.is_pruned and proof.leaf_hash(row.body()) != row.leaf:
                report.add(Fault.BODY_CHANGED, log=Log.ACTS, **row.names)
            elif entry.recorded_on < oldest:
                report.add(Fault.NEVER_SEALED, log=Log.ACTS, **row.names)


def _check_followers(report: Report) -> None:
    """A follower that has read further than the log reaches has seen what is gone."""
    size = nodes.size_of(Log.ACTS)
    for name, read in Position.objects.filter(next_index__gt=size).values_list(
        "name", "next_index"
    ):
        detail = f"{name}: {read} → {size}"
        report.add(Fault.LOG_SHRANK, log=Log.ACTS, index=size, detail=detail)
