"""What writes to the journal."""

import json
import secrets
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.journal import guard
from zhiyong.journal.models import Entry, Read
from zhiyong.rules.proof.hashes import hasher
from zhiyong.shell.errors import Refusal

__all__ = [
    "Act",
    "Commitment",
    "PruneReason",
    "PruneRefused",
    "anonymously",
    "commit",
    "propose_prune",
    "prune",
    "recommit",
    "record",
    "record_many",
    "record_read",
    "rethread",
]

SALT_BYTES = 32

INSERT_ENTRIES = """
    INSERT INTO journal_entry
        (id, version, anonymous, verb, subject, actor, "on", audience, threads, facts,
         commitments, algorithm)
    SELECT id, 1, anonymous, verb, subject, actor, "on", audience,
        ARRAY(SELECT jsonb_array_elements_text(threads)), facts, commitments, 'sha256'
    FROM jsonb_to_recordset(%s::jsonb) AS given (
        id uuid, anonymous boolean, verb text, subject text, actor text, "on" date,
        audience bigint, threads jsonb, facts jsonb, commitments jsonb
    )
    RETURNING id, recorded_on, recorded_at, leaf
"""
INSERT_READ = """
    INSERT INTO journal_read (id, version, what, subject, actor, "on", facts, query, algorithm)
    VALUES (%s, 1, %s, %s, %s, %s, %s, %s, 'sha256')
    RETURNING recorded_at, leaf
"""

_without_moment: ContextVar[bool] = ContextVar("journal_without_moment", default=False)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise about a content that the journal does not hold.

    `digest` (hex) goes into the entry; the room keeps `salt` beside the content. Whoever has
    both can prove the content; once they are erased, the digest says nothing.
    """

    digest: str
    salt: bytes


def commit(content: str | bytes) -> Commitment:
    """Return a commitment to a content, with a fresh salt."""
    salt = secrets.token_bytes(SALT_BYTES)
    return Commitment(recommit(content, salt), salt)


def recommit(content: str | bytes, salt: bytes | memoryview) -> str:
    """Return the digest (hex) of a content with the salt kept beside it.

    SHA-256 of 0x02 (leaves begin with 0x00, nodes with 0x01), the salt's length, salt, content.
    """
    raw = content.encode() if isinstance(content, str) else content
    salt = bytes(salt)
    return hasher().digest(b"\x02" + bytes([len(salt)]) + salt + raw).hex()


@contextmanager
def anonymously() -> Iterator[None]:
    """Write every entry of this block without a moment, as those of an anonymous complaint."""
    token = _without_moment.set(True)
    try:
        yield
    finally:
        _without_moment.reset(token)


def record(
    verb: str,
    *,
    of: models.Model | str,
    by: models.Model | str,
    on: date,
    threads: Iterable[models.Model | str] = (),
    audience: int | None = None,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
    anonymous: bool = False,
) -> Entry:
    """Write one act to the journal, in the caller's transaction.

    `of` is the subject, `by` an account or the name of a machine, `threads` what else the act
    belongs to (the subject itself always does). `anonymous` leaves out the moment.

    :raises TransactionManagementError: if there is no transaction: an act and its record
        stand or fall together.
    :raises NotForTheJournal: if a fact could be personal content.
    """
    act = Act(verb, of, facts or {}, tuple(threads), audience, commits or {})
    return _write([_entry(act, by=by, on=on, anonymous=anonymous)])[0]


@dataclass(frozen=True, slots=True)
class Act:
    """One act of many that are written down together; as the arguments of `record`."""

    verb: str
    of: models.Model | str
    facts: Mapping[str, Any] = field(default_factory=dict)
    threads: tuple[models.Model | str, ...] = ()
    audience: int | None = None
    commits: Mapping[str, Commitment] = field(default_factory=dict)


def record_many(acts: Iterable[Act], *, by: models.Model | str, on: date) -> list[Entry]:
    """Write many acts to the journal in one trip to the database; return their entries, in order.

    :raises TransactionManagementError: as `record`.
    :raises NotForTheJournal: as `record`.
    """
    return _write([_entry(act, by=by, on=on, anonymous=False) for act in acts])


def _write(entries: list[Entry]) -> list[Entry]:
    if not entries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ENTRIES, [json.dumps([_row(entry) for entry in entries])])
        written = {pk: stamped for pk, *stamped in cursor.fetchall()}
    for entry in entries:
        entry.recorded_on, entry.recorded_at, leaf = written[entry.id]
        entry.leaf = bytes(leaf)
        entry._state.adding = False
    return entries


def _entry(act: Act, *, by: models.Model | str, on: date, anonymous: bool) -> Entry:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() needs the act's own transaction")
    anonymous = anonymous or _without_moment.get()
    subject = guard.reference(act.of)
    return Entry(
        id=uuid.uuid4() if anonymous else _ordered_id(),
        anonymous=anonymous,
        verb=guard.verb(act.verb),
        subject=subject,
        actor=guard.actor(by),
        on=on,
        audience=act.audience,
        threads=list(dict.fromkeys([subject, *map(guard.reference, act.threads)])),
        facts=guard.facts(act.facts),
        commitments={name: made.digest for name, made in act.commits.items()},
    )


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "anonymous": entry.anonymous,
        "verb": entry.verb,
        "subject": entry.subject,
        "actor": entry.actor,
        "on": entry.on.isoformat(),
        "audience": entry.audience,
        "threads": entry.threads,
        "facts": entry.facts,
        "commitments": entry.commitments,
    }


def record_read(
    of: models.Model | str,
    *,
    by: models.Model | str,
    on: date,
    what: Literal["read", "search", "export", "open"] = "read",
    facts: Mapping[str, Any] | None = None,
    query: str = "",
) -> Read:
    """Write down that somebody read, searched, exported or opened something.

    `query` is sealed to the auditors; while they have no key, only its length is kept.

    :raises NotForTheJournal: if a fact could be personal content.
    """
    from zhiyong.journal import reads

    sealed, about = reads.seal_query(query)
    read = Read(
        id=_ordered_id(),
        what=what,
        subject=guard.reference(of),
        actor=guard.actor(by),
        on=on,
        facts=guard.facts({**(facts or {}), **about}),
        query=sealed,
    )
    reads.make_month(on)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_READ,
            [
                read.id,
                read.what,
                read.subject,
                read.actor,
                read.on,
                json.dumps(read.facts),
                sealed,
            ],
        )
        read.recorded_at, leaf = cursor.fetchone()
    read.leaf = bytes(leaf)
    read._state.adding = False
    return read


class PruneReason(models.TextChoices):
    """Why the body of an entry is emptied."""

    COURT_ORDER = "COURT_ORDER", gettext_lazy("By order of a court")
    PERSONAL_CONTENT = "PERSONAL_CONTENT", gettext_lazy("It holds personal content by mistake")
    RETENTION = "RETENTION", gettext_lazy("Its time of keeping has ended")


class PruneRefused(Refusal):
    """The entry cannot be emptied, or not by this person."""


@transaction.atomic
def propose_prune(*, entry: Entry, reason: PruneReason, by: models.Model | str, on: date) -> Entry:
    """Propose to empty the body of an entry; somebody else must confirm it.

    :raises PruneRefused: if it is empty already, or records a prune itself.
    """
    _check_prunable(entry)
    return record(
        "journal.prune_proposed",
        of=f"entry:{entry.id}",
        by=by,
        on=on,
        audience=entry.audience,
        facts={"reason": reason},
    )


@transaction.atomic
def prune(*, proposal: Entry, by: models.Model | str, on: date) -> Entry:
    """Empty the body of an entry for ever, as somebody else proposed; its leaf stays.

    Return the entry that records it.

    :raises PruneRefused: if the same person proposed it, or it was emptied already.
    """
    if proposal.verb != "journal.prune_proposed":
        raise PruneRefused(_("Nobody has proposed to empty this entry."))
    entry = Entry.objects.select_for_update().get(pk=proposal.subject.partition(":")[2])
    _check_prunable(entry)
    if guard.actor(by) == proposal.actor:
        raise PruneRefused(_("Somebody else must confirm it."))
    pruned = record(
        "journal.pruned",
        of=proposal.subject,
        by=by,
        on=on,
        threads=entry.threads,
        audience=entry.audience,
        facts={"proposed_by": proposal.actor, "reason": proposal.facts["reason"]},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_prune(%s, %s)", [entry.id, pruned.id])
    return pruned


def _check_prunable(entry: Entry) -> None:
    if entry.is_pruned:
        raise PruneRefused(_("This entry was emptied already."))
    if entry.verb in {"journal.pruned", "journal.rethreaded"}:
        raise PruneRefused(_("This entry holds the record together and stays."))


def rethread(
    *,
    source: models.Model | str,
    into: models.Model | str,
    by: models.Model | str,
    on: date,
    audience: int | None = None,
) -> Entry:
    """Join the thread of one object to that of another: their time lines become one.

    :raises TransactionManagementError: if there is no transaction.
    """
    return record(
        "journal.rethreaded",
        of=source,
        by=by,
        on=on,
        threads=[into],
        audience=audience,
        facts={"from": guard.reference(source), "into": guard.reference(into)},
    )


_last = 0
_guard = threading.Lock()


def _ordered_id() -> uuid.UUID:
    """Return a UUID of version 7: milliseconds, then a fraction that never goes back."""
    global _last
    with _guard:
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = ticks
    milliseconds, fraction = divmod(ticks, 4096)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 7 << 76 | fraction << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))
