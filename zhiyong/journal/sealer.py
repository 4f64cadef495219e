"""The one process at a time that puts entries into the tree and signs its head.

Entries are sealed in the order in which they came; anonymous ones once an hour, shuffled, so that
their place in the tree says no more than the hour. A head states that all that was waiting at
its moment is in the tree, so a backlog is emptied before it is signed.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from zhiyong.journal import keys, nodes
from zhiyong.journal.models import Log, SealerState, TreeHead
from zhiyong.rules.proof import documents, files
from zhiyong.rules.proof.keys import Purpose
from zhiyong.rules.proof.tree import Node
from zhiyong.shell import clock

log = logging.getLogger(__name__)

BATCH = 20_000
LOCK = 6962  # the RFC
SLOT_SECONDS = 3600
"""How long anonymous entries gather before they are sealed; settings.SEAL_ANONYMOUS_EVERY."""

LATEST_SLOTS = 6
"""After so many slots anonymous entries are sealed even if the sealer has just started."""

Rows = Sequence[tuple[UUID, bytes]]

ORDINARY = """
    SELECT w.entry, e.leaf FROM journal_waiting w JOIN journal_entry e ON e.id = w.entry
    WHERE w.seq IS NOT NULL ORDER BY w.seq LIMIT %s
"""
ANONYMOUS = """
    SELECT w.entry, e.leaf FROM journal_waiting w JOIN journal_entry e ON e.id = w.entry
    WHERE w.seq IS NULL
"""
READS = """
    SELECT r.id, r.leaf FROM journal_read r
    WHERE r."on" >= %s AND r."on" < %s AND NOT EXISTS (
        SELECT FROM journal_leaf l WHERE l.log = 'reads' AND l.entry = r.id
    )
    ORDER BY r."on", r.id LIMIT %s
"""


def seal_once(*, at: datetime | None = None) -> int:
    """Seal what waits and sign the head; return how many entries were sealed.

    Another sealer at work makes this one return 0 at once.
    """
    moment = at or clock.now()
    with transaction.atomic():
        if not _alone():
            return 0
        state, _ = SealerState.objects.get_or_create(pk=1)
        sealed = _append(Log.ACTS, lambda: _take(ORDINARY, [BATCH]))
        slot = int(moment.timestamp()) // anonymous_every()
        if _is_due(state, slot):
            sealed += _append(Log.ACTS, _anonymous_once())
            state.sealed_slot = slot
        if state.seen_slot != slot:
            state.seen_slot = slot
            state.save()
        if sealed:
            sign_head(Log.ACTS, moment)
    return sealed


def seal_reads(*, since: date, before: date, at: datetime | None = None) -> int:
    """Seal the reads of the days from `since` until `before`; return how many were sealed."""
    with transaction.atomic():
        if not _alone():
            return 0
        sealed = _append(Log.READS, lambda: _select(READS, [since, before, BATCH]))
        if sealed:
            sign_head(Log.READS, at or clock.now())
    return sealed


def run_forever(stop: threading.Event, *, pause: float = 1.0) -> None:
    """Seal each second until `stop` is set; what fails is tried again."""
    while not stop.wait(pause):
        try:
            seal_once()
        except Exception:
            log.exception("sealing failed, trying again")
            stop.wait(10 * pause)
        finally:
            connection.close()


def sign_head(of: Log, moment: datetime) -> TreeHead:
    """Sign the tree of a log as it stands; a size has one head."""
    size = nodes.size_of(of)
    last = TreeHead.objects.filter(log=of).order_by("-size").first()
    if last and last.size == size:
        return last
    signed = files.sign(
        documents.TreeHead(
            log_id=keys.log_id(of),
            size=size,
            root=nodes.frontier(of, size).root(),
            moment=max(moment, last.at) if last else moment,
        ),
        keys.signer(Purpose.HEAD),
    )
    return TreeHead.objects.create(
        log=of,
        size=size,
        root=signed.body.root,
        at=signed.body.moment,
        previous=digest_of(last) if last else b"",
        algorithm=signed.signature.algorithm,
        key_id=signed.signature.key_id,
        signature=signed.signature.value,
    )


def digest_of(head: TreeHead) -> bytes:
    """Return what the next head of the chain keeps of this one."""
    return sha256(bytes(head.previous) + bytes(head.root) + bytes(head.signature)).digest()


def anonymous_every() -> int:
    """Return how many seconds anonymous entries gather before they are sealed together."""
    return int(getattr(settings, "SEAL_ANONYMOUS_EVERY", SLOT_SECONDS))


def _is_due(state: SealerState, slot: int) -> bool:
    """Tell whether a slot has just ended.

    A sealer that was away waits for the end of the slot it wakes up in: what came a moment ago
    would else be sealed alone. Not for ever: the receipt promises a day.
    """
    if slot == state.sealed_slot:
        return False
    return state.seen_slot == slot - 1 or slot - state.sealed_slot >= LATEST_SLOTS


def _alone() -> bool:
    """Take the sealers' lock until the transaction ends, if it is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _append(of: Log, take: Callable[[], Rows]) -> int:
    """Append batch after batch until nothing is left; return how many leaves came in."""
    count = 0
    edge = None
    while rows := take():
        edge = edge or nodes.frontier(of, nodes.size_of(of))
        made: list[Node] = edge.append(leaf for _, leaf in rows)
        nodes.write(of, [entry for entry, _ in rows], made)
        count += len(rows)
        if len(rows) < BATCH:
            break
    return count


def _anonymous_once() -> Callable[[], Rows]:
    """Return a source that gives all anonymous entries once, shuffled."""
    rows = list(_take(ANONYMOUS, []))
    secrets.SystemRandom().shuffle(rows)
    batches = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    source = iter(batches)
    return lambda: next(source, [])


def _take(query: str, params: list[Any]) -> Rows:
    """Return waiting entries and let them wait no more."""
    rows = _select(query, params)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM journal_waiting WHERE entry = ANY(%s)", [[entry for entry, _ in rows]]
            )
    return rows


def _select(query: str, params: list[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [(entry, bytes(leaf)) for entry, leaf in cursor.fetchall()]
