"""The rows of the two logs, as the verifier needs them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhiyong.journal.canonical import entry_bytes, read_bytes
from zhiyong.journal.models import Entry, Log, Read


@dataclass(frozen=True, slots=True)
class Row:
    """One entry or read: its hashes are recomputed from its columns alone."""

    id: UUID
    verb: str
    subject: str
    leaf: bytes
    recorded_at: datetime | None
    body: Callable[[], bytes]
    pruned_by: UUID | None = None

    @property
    def names(self) -> dict[str, str]:
        """What a problem says about the row."""
        return {"entry": str(self.id), "verb": self.verb, "subject": self.subject}


def of_ids(log: Log, ids: Collection[UUID]) -> dict[UUID, Row]:
    """Return the rows with these ids; those that are gone are missing."""
    if log == Log.ACTS:
        return {entry.id: of_entry(entry) for entry in Entry.objects.filter(id__in=ids)}
    return {read.id: of_read(read) for read in Read.objects.filter(id__in=ids)}


def unsealed(log: Log, before: date) -> Iterator[Row]:
    """Yield the rows that no leaf seals and that do not wait for it."""
    if log == Log.ACTS:
        entries: Any = Entry.objects.raw(
            "SELECT e.* FROM journal_entry e"
            " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.log = 'acts' AND l.entry = e.id)"
            " AND NOT EXISTS (SELECT FROM journal_waiting w WHERE w.entry = e.id)"
        )
        yield from (of_entry(entry) for entry in entries.iterator())
    else:
        reads: Any = Read.objects.raw(
            'SELECT r.* FROM journal_read r WHERE r."on" < %s'
            " AND NOT EXISTS (SELECT FROM journal_leaf l WHERE l.log = 'reads' AND l.entry = r.id)",
            [before],
        )
        yield from (of_read(read) for read in reads.iterator())


def of_entry(entry: Entry) -> Row:
    """Return an act as a row."""
    return Row(
        entry.id,
        entry.verb,
        entry.subject,
        bytes(entry.leaf),
        entry.recorded_at,
        lambda: entry_bytes(entry),
        entry.pruned_by,
    )


def of_read(read: Read) -> Row:
    """Return a read as a row."""
    return Row(
        read.id,
        read.what,
        read.subject,
        bytes(read.leaf),
        read.recorded_at,
        lambda: read_bytes(read),
    )
