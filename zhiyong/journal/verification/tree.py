"""Leaves, rows and inner nodes, recomputed block by block with memory that stays flat."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db import connection

from zhiyong.journal import nodes
from zhiyong.journal.models import Entry, Log, TreeHead
from zhiyong.journal.verification import rows
from zhiyong.journal.verification.findings import Fault, Report
from zhiyong.journal.verification.heads import Heads
from zhiyong.journal.verification.rows import Row
from zhiyong.rules import proof
from zhiyong.rules.proof.files import Signed

BLOCK = 4096
NAMED_AT_MOST = 16
ALLOWED_SKEW_SECONDS = 300
NO_HASH = bytes(32)

Progress = Callable[[str, int, int], None]
Leaves = dict[int, tuple[UUID, bytes]]


class TreeCheck:
    """One log, recomputed from its rows and compared with its leaves, nodes and heads."""

    def __init__(
        self, log: Log, elsewhere: Iterable[Signed[proof.TreeHead]], report: Report
    ) -> None:
        self.log = log
        self.report = report
        self.heads = Heads(log, elsewhere, report)
        self.frontier = proof.Frontier()
        self.bad: set[proof.Place] = set()

    def run(self, progress: Progress) -> None:
        """Walk through the log from its first leaf."""
        stored, claimed = nodes.size_of(self.log), self.heads.size
        if stored < claimed:
            detail = f"{claimed} → {stored}"
            self.report.add(Fault.LOG_SHRANK, log=self.log, index=stored, detail=detail)
        self._compare_heads()
        for begin in range(0, stored, BLOCK):
            end = min(begin + BLOCK, stored)
            leaves = self._leaves(begin, end)
            self._check_rows(leaves, begin, end)
            self._check_nodes(self._append(leaves, begin, end))
            progress(self.log.value, end, stored)
        table = "journal_entry" if self.log == Log.ACTS else "journal_read"
        self.report.covered[table] = stored
        self.report.heads[self.log.value] = self.heads.seen

    def _leaves(self, begin: int, end: int) -> Leaves:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT index, entry, hash FROM journal_leaf"
                " WHERE log = %s AND index >= %s AND index < %s",
                [self.log.value, begin, end],
            )
            return {index: (entry, bytes(digest)) for index, entry, digest in cursor.fetchall()}

    # --- rows ---------------------------------------------------------------------------------

    def _check_rows(self, leaves: Leaves, begin: int, end: int) -> None:
        found = rows.of_ids(self.log, {entry for entry, _ in leaves.values()})
        prunes = _entries({row.pruned_by for row in found.values() if row.pruned_by})
        latest = self._latest_moments(begin, end)
        for index in range(begin, end):
            if index not in leaves:
                self.report.add(Fault.LEAF_DELETED, log=self.log, index=index)
                continue
            entry, digest = leaves[index]
            row = found.get(entry)
            if row is None:
                self.report.add(Fault.ENTRY_DELETED, log=self.log, index=index, entry=str(entry))
            elif row.pruned_by:
                self._check_pruned(row, digest, prunes.get(row.pruned_by), index)
            else:
                self._check_row(row, digest, index, latest(index))

    def _check_row(self, row: Row, digest: bytes, index: int, latest: float | None) -> None:
        try:
            recomputed = proof.leaf_hash(row.body())
        except proof.NotCanonical:
            recomputed = NO_HASH
        where = {"log": self.log, "index": index, **row.names}
        if recomputed == digest != row.leaf:
            self.report.add(Fault.HASH_CHANGED, **where)
        elif recomputed == row.leaf != digest:
            self.report.add(Fault.BODY_AND_HASH_CHANGED, **where)
        elif recomputed != digest:
            self.report.add(Fault.BODY_CHANGED, **where)
        elif latest and row.recorded_at and row.recorded_at.timestamp() > latest:
            self.report.add(Fault.ENTRY_STAMP, **where)

    def _check_pruned(self, row: Row, digest: bytes, prune: Entry | None, index: int) -> None:
        """An emptied entry has its leaf, and an entry of its own that names two persons."""
        if row.leaf != digest:
            self.report.add(Fault.HASH_CHANGED, log=self.log, index=index, **row.names)
        if (
            prune is None
            or prune.verb != "journal.pruned"
            or prune.subject != f"entry:{row.id}"
            or prune.facts.get("proposed_by") in (None, prune.actor)
        ):
            self.report.add(Fault.PRUNE_UNFOUNDED, log=self.log, index=index, **row.names)
            return
        people = f"{prune.facts['proposed_by']}, {prune.actor}"
        self.report.pruned.append(f"#{index} {row.id}: {prune.id} ({people}, {prune.on})")

    def _latest_moments(self, begin: int, end: int) -> Callable[[int], float | None]:
        """Return a function that gives the latest moment at which a leaf can have been recorded."""
        after = TreeHead.objects.filter(log=self.log, size__gt=begin).order_by("size")
        sealed = list(after.filter(size__lte=end).values_list("size", "at"))
        sealed += list(after.filter(size__gt=end).values_list("size", "at")[:1])

        def latest(index: int) -> float | None:
            while sealed and sealed[0][0] <= index:
                sealed.pop(0)
            return sealed[0][1].timestamp() + ALLOWED_SKEW_SECONDS if sealed else None

        return latest

    # --- the tree -----------------------------------------------------------------------------

    def _append(self, leaves: Leaves, begin: int, end: int) -> list[proof.Node]:
        """Append a block, stopping at each size that a head speaks of."""
        made: list[proof.Node] = []
        while begin < end:
            stop = min(self.heads.next_size() or end, end)
            made += self.frontier.append(
                leaves.get(index, (None, NO_HASH))[1] for index in range(begin, stop)
            )
            begin = stop
            self._compare_heads()
        return made

    def _compare_heads(self) -> None:
        """Compare the heads of the size that is reached; a first one that differs tells where."""
        size = self.frontier.size
        while self.heads.next_size() is not None and (self.heads.next_size() or 0) <= size:
            head = self.heads.take()
            if head.size == size and head.root == self.frontier.root():
                self.heads.last_good = size
            elif not self.heads.disagree:
                self.heads.disagree = True
                first = self.heads.last_good
                detail = f"{head.source}; {self._names(first, size)}"
                self.report.add(Fault.HEAD_DISAGREES, log=self.log, index=size, detail=detail)

    def _check_nodes(self, made: list[proof.Node]) -> None:
        """Compare the inner nodes that a block completes; name what is below the lowest."""
        inner = [node for node in made if node.level]
        get = nodes.read(self.log, (proof.Place(node.level, node.position) for node in inner))
        for node in inner:
            place = proof.Place(node.level, node.position)
            first, last = node.position << node.level, (node.position + 1) << node.level
            try:
                fits = get(*place) == node.hash
            except nodes.NodeMissing:
                detail = f"{node.level}/{node.position}"
                self.report.add(Fault.NODE_DELETED, log=self.log, index=first, detail=detail)
                continue
            if fits:
                continue
            self.bad.add(place)
            below = {proof.Place(node.level - 1, 2 * node.position + side) for side in (0, 1)}
            if not below & self.bad:
                detail = self._names(first, last)
                self.report.add(Fault.TREE_CHANGED, log=self.log, index=first, detail=detail)

    def _names(self, first: int, end: int) -> str:
        """Say which entries stand at the places [first, end), by name if they are few."""
        if end - first > NAMED_AT_MOST:
            return f"#{first} – #{end - 1}"
        leaves = self._leaves(first, end)
        found = rows.of_ids(self.log, {entry for entry, _ in leaves.values()})
        named = []
        for index in range(first, end):
            row = found.get(leaves[index][0]) if index in leaves else None
            named.append(f"#{index} {row.id} {row.verb} {row.subject}" if row else f"#{index}")
        return "; ".join(named)


def _entries(ids: Collection[UUID]) -> dict[UUID, Entry]:
    return {entry.id: entry for entry in Entry.objects.filter(id__in=ids)} if ids else {}
