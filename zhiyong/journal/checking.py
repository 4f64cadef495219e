"""What the public page does with the files it is given.

It adds what this server can supply: the newest tree head, proofs of the receipts' entries, links
between heads. So one receipt is enough. That saves the way to the follow-up page; it does not make
this server a witness: who does not trust it runs `zhiyong verify` elsewhere, with keys from paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from zhiyong.journal import explain, keys, proofs, receipts, selectors
from zhiyong.journal.explain import Explanation
from zhiyong.journal.models import Log, TreeHead
from zhiyong.rules import proof
from zhiyong.rules.proof import Filed, Signed

SERVER = "zhiyong"
"""The name of this server among the sources."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and what can be taken home."""

    explanation: Explanation
    leaves: tuple[str, ...]
    """Leaf hashes of the receipts whose entries are in the record."""

    missing_since: str
    """The day from which the full list of leaves tells more; "" if nothing is missing."""


def check(sources: Iterable[tuple[str, bytes]], *, now: datetime) -> Checked:
    """Return what files prove, together with what this server can add.

    :raises ProofFileError: if one of them is none of ours, or damaged.
    """
    given: list[tuple[str, Filed]] = []
    for name, content in sources:
        try:
            given += [(name, document) for document in proof.load(content)]
        except proof.ProofFileError as error:
            raise proof.ProofFileError(error.code, path=name, **error.params) from None
    documents = [document for _, document in given]
    promised = [
        document.body
        for document in documents
        if isinstance(document, Signed) and isinstance(document.body, proof.Receipt)
    ]
    added = [(SERVER, document) for document in _supplied(documents, promised, now)]
    report = proof.verify_documents([*given, *added], keys.ring(), now=now)
    found = {receipt.leaf: selectors.leaf_by_hash(receipt.leaf) for receipt in promised}
    missing = [receipt for receipt in promised if found[receipt.leaf] is None]
    overdue = [receipt.received_on for receipt in missing if receipt.sealed_by < now]
    return Checked(
        explain.explain(report),
        leaves=tuple(leaf.hex() for leaf, stored in found.items() if stored),
        missing_since=min(overdue).isoformat() if overdue else "",
    )


def _supplied(
    documents: Sequence[Filed], promised: Sequence[proof.Receipt], now: datetime
) -> list[Filed]:
    """Return what this server knows of the matter."""
    newest = proofs.latest()
    if newest is None:
        return []
    supplied: list[Filed] = []
    for receipt in promised:
        if receipt.log_id != keys.log_id(Log.ACTS):
            continue
        stored = selectors.leaf_by_hash(receipt.leaf)
        if stored and stored.index < newest.size:
            supplied.append(proofs.inclusion_of_leaf(stored, of=newest))
        elif receipt.sealed_by < now and (denial := receipts.absence(leaf=receipt.leaf, at=now)):
            supplied.append(denial)
    heads = [
        document.body
        for document in documents
        if isinstance(document, Signed) and isinstance(document.body, proof.TreeHead)
    ]
    supplied += _links(heads, newest)
    if supplied:
        supplied.append(proofs.head(newest))
    return supplied


def _links(heads: Sequence[proof.TreeHead], newest: TreeHead) -> list[Filed]:
    """Return proofs that the record of each head is the beginning of today's."""
    ours = {head.size for head in heads if head.log_id == keys.log_id(Log.ACTS)}
    sizes = sorted({size for size in ours if 0 < size < newest.size} | {newest.size})
    links: list[Filed] = [proofs.consistency(first, second) for first, second in pairwise(sizes)]
    for stored in selectors.heads().filter(size__in=ours):
        links.append(proofs.head(stored))
    return links if ours else []
