"""What is read from the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from zhiyong.journal import nodes
from zhiyong.journal.follow import REGISTRY
from zhiyong.journal.models import (
    Entry,
    Leaf,
    Log,
    Position,
    Read,
    TreeHead,
    Waiting,
    kind_of_subject,
)
from zhiyong.journal.sentences import Line, lines
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Role, Standing

LONGEST_TIMELINE = 1000
IN_ORDER = (F("on").asc(), F("recorded_at").asc(nulls_first=True), F("id").asc())
"""Entries without a moment come first on their day: what began a matter mostly has none."""
CAP = 10_000

FAMILY = """
    WITH RECURSIVE family (root, thread) AS (
        SELECT each, each FROM unnest(%s::text[]) AS each
        UNION
        SELECT f.root, e.facts ->> 'from'
        FROM family f JOIN journal_entry e ON e.threads @> ARRAY[f.thread]::varchar[]
        WHERE e.verb = 'journal.rethreaded' AND e.facts ->> 'into' = f.thread
    )
    SELECT root, thread FROM family
"""


# --- auditors -----------------------------------------------------------------------------------


def entries_visible_to(standing: Standing) -> QuerySet[Entry]:
    """Return the entries that an auditor may see: about no case, or about one of their units."""
    if Role.AUDIT_ADMIN not in standing.roles:
        return Entry.objects.none()
    return Entry.objects.filter(Q(audience=None) | Q(audience__in=standing.units(Role.AUDIT_ADMIN)))


def of_kind(entries: QuerySet[Entry], kind: str) -> QuerySet[Entry]:
    """Return the entries whose subject is of a kind; the index serves it."""
    return entries.alias(kind=kind_of_subject()).filter(kind=kind)


def of_thread(entries: QuerySet[Entry], thread: str) -> QuerySet[Entry]:
    """Return the entries of a thread, and of those that were joined to it."""
    return entries.filter(threads__overlap=thread_family(thread))


def reads_visible_to(standing: Standing) -> QuerySet[Read]:
    """Return the log of reads, for auditors only."""
    return Read.objects.all() if Role.AUDIT_ADMIN in standing.roles else Read.objects.none()


def verbs() -> list[str]:
    """Return every verb that was ever recorded, without reading every entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE v (verb) AS ("
            " (SELECT verb FROM journal_entry ORDER BY verb LIMIT 1)"
            " UNION ALL SELECT (SELECT e.verb FROM journal_entry e WHERE e.verb > v.verb"
            "  ORDER BY e.verb LIMIT 1) FROM v WHERE v.verb IS NOT NULL"
            ") SELECT verb FROM v WHERE verb IS NOT NULL AND verb <> ''"
        )
        return [verb for (verb,) in cursor.fetchall()]


# --- the time line ------------------------------------------------------------------------------


def timeline(
    thread: str, standing: Standing, *, public: bool = False, also: Iterable[int] = ()
) -> list[Line]:
    """Return what happened to an object as sentences, the oldest first.

    The number of queries does not grow with the entries. Who may not see the object gets
    nothing; of what happened to it, an entry with an audience is shown to those who read cases
    there, to whoever sees the object of that audience, and where the caller knows that the
    reader may see what is done for the units of `also`. `public`: what the complainant may
    know, by the Kinds' `public_verbs`, without names; the caller has checked the receipt code.
    """
    if not public:
        return timelines([thread], standing, also=also)
    allowed = frozenset().union(*(each.public_verbs for each in kinds.every()))
    entries = Entry.objects.filter(threads__overlap=thread_family(thread), verb__in=allowed)
    return _told(list(entries.order_by(*IN_ORDER)[:LONGEST_TIMELINE]), thread, standing, True)


def timelines(
    threads: Sequence[str], standing: Standing, *, also: Iterable[int] = ()
) -> list[Line]:
    """Return what happened to several objects as one story, each entry once; as `timeline`.

    An entry is shown if the time line of one of the objects alone would show it. The number of
    queries grows with the Kinds of the objects, not with their number.
    """
    covered = _covered(threads, {*standing.units(*READS_ALL), *also}, standing)
    family = _families(covered)
    told = Entry.objects.filter(threads__overlap=list(family)).filter(
        Q(audience=None) | Q(audience__in=frozenset().union(*covered.values()))
    )
    found = [
        entry
        for entry in told.order_by(*IN_ORDER)[:LONGEST_TIMELINE]
        if any(
            entry.audience is None or entry.audience in covered[root]
            for thread in entry.threads
            for root in family.get(thread, ())
        )
    ]
    return _told(found, threads[0], standing, False)


def _covered(
    threads: Iterable[str], units: set[int], standing: Standing
) -> dict[str, frozenset[int]]:
    """Return the objects among some that somebody sees, each with the audiences it opens."""
    asked: dict[str, list[int]] = {}
    for thread in threads:
        kind, pk = kinds.split(thread)
        asked.setdefault(kind.name, []).append(pk)
    rows = (
        row
        for kind, pks in asked.items()
        for row in kinds.get(kind).visible_to(standing).filter(pk__in=pks)
    )
    return {kinds.ref(row): _opened_by(row, units) for row in rows}


def _opened_by(row: Any, units: set[int]) -> frozenset[int]:
    audience = getattr(row, "audience", None)
    return frozenset({*units, audience}) if isinstance(audience, int) else frozenset(units)


def _told(found: list[Entry], thread: str, standing: Standing, public: bool) -> list[Line]:
    found.sort(key=lambda entry: _rank(entry, thread))
    return lines(found, standing, public=public, places=places(found))


def _rank(entry: Entry, thread: str) -> tuple[date, float, bool]:
    """Return the order of a time line: without a moment, what befell the object itself first."""
    moment = entry.recorded_at.timestamp() if entry.recorded_at else 0.0
    return entry.on, moment, entry.subject != thread


def thread_family(thread: str) -> list[str]:
    """Return a thread and all those that were ever joined to it."""
    return list(_families([thread]))


def _families(threads: Iterable[str]) -> dict[str, list[str]]:
    """Return the threads that were ever joined to some, and those, each with which of them."""
    roots = list(threads)
    found: dict[str, list[str]] = {}
    if roots:
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [roots])
            for root, thread in cursor.fetchall():
                found.setdefault(thread, []).append(root)
    return found


def places(entries: Sequence[Entry]) -> dict[UUID, int]:
    """Return where entries stand in the tree; those that still wait are missing."""
    return dict(
        Leaf.objects.filter(log=Log.ACTS, entry__in=[entry.id for entry in entries]).values_list(
            "entry", "index"
        )
    )


def prune_proposal(entry: Entry) -> Entry | None:
    """Return the newest proposal to empty an entry, None if nobody has proposed it."""
    proposals = Entry.objects.filter(
        threads__contains=[f"entry:{entry.id}"], verb="journal.prune_proposed"
    )
    return proposals.order_by("-recorded_at").first()


# --- the tree -----------------------------------------------------------------------------------


def heads(log: Log = Log.ACTS) -> QuerySet[TreeHead]:
    """Return the signed tree heads of a log; everybody may read them."""
    return TreeHead.objects.filter(log=log)


def latest_heads(limit: int = 10, log: Log = Log.ACTS) -> list[TreeHead]:
    """Return the newest tree heads of a log, the newest first."""
    return list(heads(log).order_by("-size")[:limit])


def head_before(day: date, log: Log = Log.ACTS) -> TreeHead | None:
    """Return the last head that was signed before a day began, None if there is none."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return heads(log).filter(at__lt=begins).order_by("-at", "-size").first()


def day_ends(log: Log, year: int, month: int) -> list[TreeHead]:
    """Return the last head of each day of a month, for the print that is kept elsewhere."""
    day, found = date(year, month, 1), []
    while day.month == month:
        day += timedelta(days=1)
        head = head_before(day, log)
        if head and timezone.localdate(head.at) == day - timedelta(days=1):  # noqa: TID251
            found.append(head)
    return found


def leaf_by_hash(digest: bytes) -> Leaf | None:
    """Return the leaf with a hash, if the log of acts has it."""
    return Leaf.objects.filter(log=Log.ACTS, hash=digest).order_by("index").first()


# --- how the journal is --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """How far sealing and its followers are.

    `waiting` counts entries not sealed yet, up to `CAP`; `since` is the moment of the oldest of
    them that has one. `behind` tells for each follower how many leaves it has not read.
    """

    sealed: int
    waiting: int
    since: datetime | None
    behind: dict[str, int]


def health() -> Health:
    """Return how the journal is doing, for `zhiyong doctor` and the auditors' page."""
    size = nodes.size_of(Log.ACTS)
    waiting = list(Waiting.objects.values_list("entry", flat=True)[:CAP])
    since = Entry.objects.filter(id__in=waiting).aggregate(first=Min("recorded_at"))["first"]
    positions = dict(Position.objects.values_list("name", "next_index"))
    return Health(
        sealed=size,
        waiting=len(waiting),
        since=since,
        behind={name: size - positions.get(name, 0) for name in REGISTRY},
    )
