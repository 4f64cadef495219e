"""An office with a log, that keeps its promises or does not: the ground of the proof tests."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from zhiyong.rules.proof import (
    AbsenceStatement,
    ConsistencyProof,
    Frontier,
    InclusionProof,
    KeyRing,
    LeafRange,
    PrivateKey,
    Purpose,
    Receipt,
    Signed,
    StageStatement,
    TreeHead,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    peaks_of,
    root_of,
    sign,
)

LOG = "acts.city.example"
PROMISE = PrivateKey(Purpose.PROMISE, "ed25519", bytes(range(32)))
HEAD = PrivateKey(Purpose.HEAD, "ed25519", bytes(range(32, 64)))
STRANGER = PrivateKey(Purpose.HEAD, "ed25519", bytes(32))
RING = KeyRing([PROMISE.public, HEAD.public])

CHINA = 8 * 60
RECEIVED = date(2026, 11, 2)
ACCEPT_BY = date(2026, 11, 16)
LEAF = leaf_hash(b"the complaint")
DECISION = leaf_hash(b"the decision")

BEFORE = datetime(2026, 11, 1, 15, 59, tzinfo=UTC)  # a minute before 2 November in China
SEALED_BY = datetime(2026, 11, 3, 16, tzinfo=UTC)  # the end of the day, and 24 hours
DUE_AT = datetime(2026, 11, 16, 16, tzinfo=UTC)  # the end of 16 November
SHOWN_BY = datetime(2026, 11, 17, 16, tzinfo=UTC)  # and 24 hours


def others(count: int, since: int = 0) -> list[bytes]:
    """Return the leaves of entries that concern nobody here."""
    return [leaf_hash(b"other %d" % n) for n in range(since, since + count)]


def receipt(**changes: object) -> Signed[Receipt]:
    """Return a receipt for a complaint of 2 November, to be decided by 16 November."""
    fields = {
        "log_id": LOG,
        "leaf": LEAF,
        "received_on": RECEIVED,
        "utc_offset_minutes": CHINA,
        "seal_within_hours": 24,
        "accept_by": ACCEPT_BY,
    }
    return sign(Receipt(**{**fields, **changes}), PROMISE)  # type: ignore[arg-type]


def stage(
    at: datetime, decided_on: date | None = None, **changes: object
) -> Signed[StageStatement]:
    """Return a signed word on the stage: decided on a day by the usual entry, or not decided."""
    fields = {
        "log_id": LOG,
        "leaf": LEAF,
        "stated_at": at,
        "stage": "ACCEPTED" if decided_on else "RECEIVED",
        "decided_on": decided_on,
        "decision_leaf": DECISION if decided_on else None,
    }
    return sign(StageStatement(**{**fields, **changes}), PROMISE)  # type: ignore[arg-type]


def absence(at: datetime, size: int, leaf: bytes = LEAF) -> Signed[AbsenceStatement]:
    """Return a signed word that a log has no such leaf."""
    said = AbsenceStatement(log_id=LOG, leaf=leaf, size=size, stated_at=at)
    return sign(said, PROMISE)


@dataclass
class Office:
    """A log in memory, its tree, and the documents that its office gives out."""

    leaves: list[bytes] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def get(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]

    def seal(self, *leaves: bytes) -> None:
        for node in Frontier.load(len(self.leaves), self.get).append(leaves):
            self.nodes[node.level, node.position] = node.hash
        self.leaves += leaves

    def head(self, moment: datetime, size: int | None = None) -> Signed[TreeHead]:
        count = len(self.leaves) if size is None else size
        top = root_of(count, self.get)
        return sign(TreeHead(log_id=LOG, size=count, root=top, moment=moment), HEAD)

    def inclusion(self, leaf: bytes, size: int | None = None) -> InclusionProof:
        count = len(self.leaves) if size is None else size
        index = self.leaves.index(leaf)
        path = inclusion_proof(index, count, self.get)
        return InclusionProof(log_id=LOG, leaf=leaf, index=index, size=count, path=path)

    def consistency(self, first: int, second: int) -> ConsistencyProof:
        path = consistency_proof(first, second, self.get)
        return ConsistencyProof(log_id=LOG, first_size=first, second_size=second, path=path)

    def listed(self, first: int) -> LeafRange:
        peaks = tuple(self.get(*place) for place in peaks_of(first))
        return LeafRange(log_id=LOG, first=first, peaks=peaks, leaves=tuple(self.leaves[first:]))
