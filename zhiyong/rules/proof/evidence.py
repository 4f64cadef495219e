"""What a set of files shows about one log, once every signature and every path is checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from zhiyong.rules.proof.documents import (
    AbsenceStatement,
    ConsistencyProof,
    InclusionProof,
    LeafRange,
    StageStatement,
    TreeHead,
)
from zhiyong.rules.proof.tree import Frontier, verify_consistency, verify_inclusion

Param = str | int | datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was seen: a code and what a sentence about it needs.

    About a file (`source` is always there): SIGNATURE_GENUINE, SIGNATURE_FORGED, KEY_UNKNOWN
    (type, key_id) · PROOF_VALID, PROOF_INVALID, HEAD_MISSING (type, size) · KEY_IGNORED (key_id:
    a key among the evidence is not thereby trusted).

    About the log: HEADS_DISAGREE (size) · LOG_SHRANK (first, second) · HEADS_LINKED,
    HEADS_NOT_LINKED (first, second): whether the one is shown to begin the other.

    About a promise: LEAF_SHOWN (index, size) · LEAF_REPLACED (index) · LEAF_BEHIND (index,
    size, moment) · LEAF_NOT_LISTED (first, size, moment) · ABSENCE_STATED (size, moment) ·
    PROOF_NOT_GIVEN, PROOF_REFUSED (size, moment) · BEFORE_DEADLINE, NO_LATER_HEAD (deadline) ·
    DECISION_STATED, DECIDED_LATE (stage, moment, day, due) · UNDECIDED_STATED (stage, moment) ·
    STATEMENTS_DISAGREE (first, second).
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


class Shown(NamedTuple):
    """At which place a leaf is shown, and in a tree of which size."""

    place: int
    size: int


@dataclass(slots=True)
class Evidence:
    """The checked documents of one log; only genuine ones are put in."""

    algorithm: str
    heads: list[TreeHead] = field(default_factory=list)
    stages: list[StageStatement] = field(default_factory=list)
    absences: list[AbsenceStatement] = field(default_factory=list)
    inclusions: list[InclusionProof] = field(default_factory=list)
    ranges: list[LeafRange] = field(default_factory=list)
    links: set[tuple[int, int]] = field(default_factory=set)

    def heads_of(self, size: int) -> Iterator[TreeHead]:
        """Yield the heads of one size: one, unless the log was split."""
        return (head for head in self.heads if head.size == size)

    def heads_since(self, moment: datetime) -> list[TreeHead]:
        """Return the heads signed at or after a moment, the earliest first."""
        late = (head for head in self.heads if head.moment >= moment)
        return sorted(late, key=lambda head: head.moment)

    def add_inclusion(self, proof: InclusionProof, source: str) -> Finding:
        """Take in an inclusion proof if it fits a genuine head."""
        heads = list(self.heads_of(proof.size))
        valid = any(
            verify_inclusion(
                proof.leaf, proof.index, proof.size, proof.path, head.root, self.algorithm
            )
            for head in heads
        )
        if valid:
            self.inclusions.append(proof)
        return _checked(source, proof.type, proof.size, bool(heads), valid)

    def add_range(self, listed: LeafRange, source: str) -> Finding:
        """Take in a range of leaves if it ends in the root of a genuine head."""
        heads = list(self.heads_of(listed.size))
        frontier = Frontier(listed.first, listed.peaks, self.algorithm)
        before = frontier.root()
        frontier.append(listed.leaves)
        valid = any(head.root == frontier.root() for head in heads)
        if valid:
            self.ranges.append(listed)
            if any(head.root == before for head in self.heads_of(listed.first)):
                self.links.add((listed.first, listed.size))
        return _checked(source, listed.type, listed.size, bool(heads), valid)

    def add_consistency(self, proof: ConsistencyProof, source: str) -> Finding:
        """Take in a consistency proof if it joins two genuine heads."""
        pairs = [
            (first, second)
            for first in self.heads_of(proof.first_size)
            for second in self.heads_of(proof.second_size)
        ]
        valid = any(
            verify_consistency(
                first.size, second.size, first.root, second.root, proof.path, self.algorithm
            )
            for first, second in pairs
        )
        if valid:
            self.links.add((proof.first_size, proof.second_size))
        return _checked(source, proof.type, proof.second_size, bool(pairs), valid)

    def positions_of(self, leaf: bytes) -> list[Shown]:
        """Return where a leaf is shown, the first place first."""
        shown = [Shown(p.index, p.size) for p in self.inclusions if p.leaf == leaf]
        shown += [
            Shown(r.first + r.leaves.index(leaf), r.size) for r in self.ranges if leaf in r.leaves
        ]
        return sorted(shown)

    def shows_another_at(self, index: int, leaf: bytes) -> bool:
        """Return whether a genuine head has something else in a leaf's place."""
        listed = any(
            r.first <= index < r.size and r.leaves[index - r.first] != leaf for r in self.ranges
        )
        return listed or any(p.index == index and p.leaf != leaf for p in self.inclusions)

    def contradictions(self) -> Iterator[Finding]:
        """Yield what the heads say against each other."""
        ordered = sorted(self.heads, key=lambda head: (head.moment, head.size))
        for size in sorted({head.size for head in ordered}):
            if len({head.root for head in self.heads_of(size)}) > 1:
                yield Finding("HEADS_DISAGREE", {"size": size})
        for earlier, later in pairwise(ordered):
            if later.size < earlier.size:
                yield Finding("LOG_SHRANK", {"first": earlier.size, "second": later.size})

    def linkage(self) -> Iterator[Finding]:
        """Yield for each two neighbouring sizes whether one is shown to begin the other."""
        for first, second in pairwise(sorted({head.size for head in self.heads})):
            code = "HEADS_LINKED" if self._linked(first, second) else "HEADS_NOT_LINKED"
            yield Finding(code, {"first": first, "second": second})

    def _linked(self, first: int, second: int) -> bool:
        """Return whether links lead from one size to another; an empty tree begins every one."""
        reached, edge = {first}, {first}
        while edge:
            edge = {to for since, to in self.links if since in edge} - reached
            reached |= edge
        return first == 0 or second in reached


def _checked(source: str, name: str, size: int, has_head: bool, valid: bool) -> Finding:
    code = "PROOF_VALID" if valid else "PROOF_INVALID" if has_head else "HEAD_MISSING"
    return Finding(code, {"source": source, "type": name, "size": size})
