"""The stored tree of a log: its size, its nodes, its frontier."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Max

from zhiyong.journal.models import Leaf, Log
from zhiyong.rules.proof.tree import Frontier, GetNode, Node, Place, peaks_of

READ = """
    SELECT wanted.level, wanted.index, coalesce(leaf.hash, node.hash)
    FROM unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index)
    LEFT JOIN journal_leaf leaf
        ON wanted.level = 0 AND leaf.log = %s AND leaf.index = wanted.index
    LEFT JOIN journal_node node
        ON wanted.level > 0 AND node.log = %s AND node.level = wanted.level
            AND node.index = wanted.index
"""


class NodeMissing(Exception):
    """A part of the stored tree is not there: somebody removed it."""


def size_of(log: Log) -> int:
    """Return how many leaves the tree of a log has."""
    last: int | None = Leaf.objects.filter(log=log).aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def read(log: Log, places: Iterable[Place]) -> GetNode:
    """Return a function that gives the hash at each of these places: one query.

    :raises NodeMissing: (the function) if the place is not stored, or was not asked for.
    """
    wanted = list(places)
    with connection.cursor() as cursor:
        cursor.execute(READ, [[p.level for p in wanted], [p.position for p in wanted], log, log])
        found = {Place(level, index): digest for level, index, digest in cursor.fetchall()}

    def get(level: int, index: int) -> bytes:
        digest = found.get(Place(level, index))
        if digest is None:
            raise NodeMissing(f"{log} {level}/{index}")
        return bytes(digest)

    return get


def frontier(log: Log, size: int) -> Frontier:
    """Return the right edge of the tree of `size` leaves."""
    return Frontier.load(size, read(log, peaks_of(size)))


def write(log: Log, entries: list[UUID], made: list[Node]) -> None:
    """Store the nodes that a batch completed; `entries` are the ids of its leaves, in order."""
    ids = iter(entries)
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY journal_leaf (log, index, entry, hash) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["varchar", "int8", "uuid", "bytea"])
            for node in made:
                if node.level == 0:
                    copy.write_row((log.value, node.position, next(ids), node.hash))
        with cursor.copy(
            "COPY journal_node (log, level, index, hash) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["varchar", "int2", "int8", "bytea"])
            for node in made:
                if node.level:
                    copy.write_row((log.value, node.level, node.position, node.hash))
