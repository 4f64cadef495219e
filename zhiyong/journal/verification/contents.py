"""The contents that the rooms keep, compared with the digests that the journal holds of them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from zhiyong.journal.commitments import REGISTRY, Covered
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.journal.verification.findings import Fault, Report
from zhiyong.journal.verification.tree import Progress

BATCH = 1000


def check(report: Report, progress: Progress) -> None:
    """Recompute the digest of every covered content, and look for it among the entries."""
    for covered in REGISTRY.values():
        total, done, erased = covered.rows().count(), 0, 0
        rows = covered.rows().order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            erased += _check_batch(covered, batch, report)
            done += len(batch)
            progress(covered.label, done, total)
        table = f"{covered.model._meta.db_table} ({covered.label})"
        report.covered[table] = done - erased
        if erased:
            report.erased[table] = erased


def _check_batch(covered: Covered, batch: Sequence[Any], report: Report) -> int:
    """Check some rows; return how many of them were erased on purpose."""
    threads = {row.pk: covered.of(row) for row in batch}
    known, emptied = _digests(list(set(threads.values())))
    erased = 0
    for row in batch:
        salt = covered.salt(row)
        if not salt:
            erased += 1
            continue
        thread = threads[row.pk]
        digest = recommit(covered.content(row), salt)
        if digest in known.get(thread, ()) or thread in emptied:
            continue
        report.add(
            Fault.CONTENT_CHANGED,
            entry=f"{covered.model._meta.db_table}:{row.pk}",
            subject=thread,
            detail=covered.label,
        )
    return erased


def _digests(threads: list[str]) -> tuple[dict[str, set[str]], set[str]]:
    """Return the digests that entries of each thread hold, and the threads with an emptied one."""
    known: dict[str, set[str]] = {}
    emptied: set[str] = set()
    for entry in _entries(threads):
        for thread in entry.threads:
            known.setdefault(thread, set()).update(entry.commitments.values())
        if entry.verb == "journal.pruned":
            emptied.update(entry.threads)
    return known, emptied


def _entries(threads: list[str]) -> Iterator[Entry]:
    """Yield the entries of some threads that hold a digest, or tell that one was emptied."""
    found = Entry.objects.filter(threads__overlap=threads)
    yield from found.exclude(commitments={}).iterator()
    yield from found.filter(verb="journal.pruned").iterator()
