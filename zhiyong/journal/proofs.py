"""Proofs out of the stored tree, in the documents of `rules.proof`: each one query for nodes."""

import json
from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from zhiyong.journal import keys, nodes
from zhiyong.journal.models import Entry, Leaf, Log, TreeHead
from zhiyong.rules import proof
from zhiyong.rules.proof import files
from zhiyong.rules.proof.files import Filed, Signed
from zhiyong.shell.errors import Refusal

CHUNK = 10_000


class NotSealed(Refusal):
    """The entry is not in the tree yet, or not in the tree of that head."""

    def __init__(self) -> None:
        super().__init__(_("This entry is not sealed yet. It will be within the promised time."))


def head(stored: TreeHead) -> Signed[proof.TreeHead]:
    """Return a stored tree head as the document that was signed."""
    return Signed(
        proof.TreeHead(
            log_id=keys.log_id(stored.log),
            size=stored.size,
            root=bytes(stored.root),
            moment=stored.at,
        ),
        proof.Signature(
            algorithm=stored.algorithm, key_id=stored.key_id, value=bytes(stored.signature)
        ),
    )


def latest(log: Log = Log.ACTS) -> TreeHead | None:
    """Return the newest head of a log, None while nothing is sealed."""
    return TreeHead.objects.filter(log=log).order_by("-size").first()


def inclusion(
    entry: Entry | UUID, *, of: TreeHead | None = None, log: Log = Log.ACTS
) -> proof.InclusionProof:
    """Return the proof that an entry is in the tree of a head (the newest, if none is named).

    :raises NotSealed: if it is not.
    """
    leaf = Leaf.objects.filter(log=log, entry=getattr(entry, "id", entry)).first()
    return inclusion_of_leaf(leaf, of=of)


def inclusion_of_leaf(leaf: Leaf | None, *, of: TreeHead | None = None) -> proof.InclusionProof:
    """Return the proof that a leaf is in the tree of a head (the newest, if none is named).

    :raises NotSealed: if it is not.
    """
    of = of or (latest(Log(leaf.log)) if leaf else None)
    if leaf is None or of is None or leaf.index >= of.size:
        raise NotSealed
    get = nodes.read(Log(leaf.log), proof.needed_for_inclusion(leaf.index, of.size))
    return proof.InclusionProof(
        log_id=keys.log_id(leaf.log),
        leaf=bytes(leaf.hash),
        index=leaf.index,
        size=of.size,
        path=proof.inclusion_proof(leaf.index, of.size, get),
    )


def consistency(first: int, second: int, log: Log = Log.ACTS) -> proof.ConsistencyProof:
    """Return the proof that the tree of `first` leaves is the beginning of that of `second`.

    :raises IndexError: if the first is larger than the second.
    """
    get = nodes.read(log, proof.needed_for_consistency(first, second))
    return proof.ConsistencyProof(
        log_id=keys.log_id(log),
        first_size=first,
        second_size=second,
        path=proof.consistency_proof(first, second, get),
    )


def bundle(entry: Entry | UUID, *, log: Log = Log.ACTS) -> str:
    """Return a file that proves an entry to be in the log: inclusion proof and tree head.

    :raises NotSealed: if it is not.
    """
    newest = latest(log)
    if newest is None:
        raise NotSealed
    return files.dump(inclusion(entry, of=newest, log=log), head(newest))


def leaf_range(first: TreeHead | None, last: TreeHead) -> Iterator[str]:
    """Yield, piece by piece, a file of both heads and of every leaf between them.

    With it anybody can tell that a leaf is *not* in the log. Memory stays flat.
    """
    log, start = Log(last.log), first.size if first else 0
    frame: dict[str, object] = proof.LeafRange(
        log_id=keys.log_id(log), first=start, peaks=nodes.frontier(log, start).peaks, leaves=()
    ).to_data()
    del frame["leaves"]
    heads: list[Filed] = [head(stored) for stored in (first, last) if stored]
    yield json.dumps({"type": files.BUNDLE, "version": proof.documents.VERSION})[:-1]
    yield ', "documents": [' + "".join(json.dumps(each.to_data()) + ", " for each in heads)
    yield json.dumps(frame)[:-1] + ', "leaves": ['
    for begin in range(start, last.size, CHUNK):
        hashes = _hashes(log, begin, min(begin + CHUNK, last.size))
        yield (", " if begin > start else "") + ", ".join(f'"{digest}"' for digest in hashes)
    yield "]}]}\n"


def _hashes(log: Log, begin: int, end: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(hash, 'hex') FROM journal_leaf"
            " WHERE log = %s AND index >= %s AND index < %s ORDER BY index",
            [log, begin, end],
        )
        return [digest for (digest,) in cursor.fetchall()]
