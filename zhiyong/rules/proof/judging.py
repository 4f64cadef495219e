"""How the two promises of one receipt stand. What each answer rests on: see `verdict`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zhiyong.rules.proof.documents import (
    AbsenceStatement,
    Receipt,
    StageStatement,
    TreeHead,
)
from zhiyong.rules.proof.evidence import Evidence, Finding, Param


class Outcome(StrEnum):
    """The answer; the later in this list, the graver."""

    KEPT = "KEPT"
    NOT_YET_PROVABLE = "NOT_YET_PROVABLE"
    NOT_SHOWN = "NOT_SHOWN"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    SEALED_LATE = "SEALED_LATE"
    DUE_DAY_PASSED = "DUE_DAY_PASSED"
    REMOVED_OR_NEVER_SEALED = "REMOVED_OR_NEVER_SEALED"
    LOG_SPLIT = "LOG_SPLIT"
    FORGED = "FORGED"


class Ground(StrEnum):
    """What an outcome rests on, see above."""

    PROVED = "PROVED"
    STATED = "STATED"
    UNANSWERED = "UNANSWERED"


@dataclass(frozen=True, slots=True)
class Promise:
    """How one promise stands, what that rests on, and what was seen."""

    outcome: Outcome
    ground: Ground | None
    because: tuple[Finding, ...]


def gravest(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the gravest of some outcomes."""
    return max(outcomes, key=list(Outcome).index)


class Judge:
    """The evidence about one log, asked about one receipt."""

    def __init__(self, log: Evidence, receipt: Receipt, now: datetime, proof_refused: bool) -> None:
        self.log = log
        self.receipt = receipt
        self.now = now
        self.proof_refused = proof_refused

    def sealing(self) -> Promise:
        """Return how the promise to seal the entry stands."""
        receipt = self.receipt
        return self._sealed(
            receipt.leaf,
            receipt.received_from,
            receipt.sealed_by,
            Outcome.REMOVED_OR_NEVER_SEALED,
            Outcome.SEALED_LATE,
        )

    def acceptance(self) -> Promise | None:
        """Return how the promise to decide stands; None if the receipt makes none."""
        due, shown_by = self.receipt.due_at, self.receipt.decision_sealed_by
        if due is None or shown_by is None:
            return None
        stages = sorted(
            (stage for stage in self.log.stages if stage.leaf == self.receipt.leaf),
            key=lambda stage: stage.stated_at,
        )
        against = [stage for stage in stages if _is_against(stage, self.receipt)]
        in_time = [stage for stage in stages if stage.decided_on and stage not in against]
        if against:
            seen = [_said(against[0], self.receipt)]
            if in_time:
                both: dict[str, Param] = {"first": against[0].stated_at}
                seen.append(Finding("STATEMENTS_DISAGREE", both | {"second": in_time[0].stated_at}))
            return Promise(Outcome.DUE_DAY_PASSED, Ground.STATED, tuple(seen))
        if not in_time:
            return self._missing(shown_by, Outcome.DUE_DAY_PASSED)
        decisions = [self._decided(stage, shown_by) for stage in in_time]
        return min(decisions, key=lambda promise: list(Outcome).index(promise.outcome))

    def _decided(self, stage: StageStatement, shown_by: datetime) -> Promise:
        """Return how acceptance stands when the office names a day in time, and an entry."""
        assert stage.decision_leaf is not None  # comes with decided_on
        shown = self._sealed(
            stage.decision_leaf,
            self.receipt.received_from,  # no decision is older than its complaint
            shown_by,
            Outcome.DUE_DAY_PASSED,
            Outcome.DUE_DAY_PASSED,
        )
        ground = Ground.STATED if shown.outcome is Outcome.KEPT else shown.ground
        return Promise(shown.outcome, ground, (_said(stage, self.receipt), *shown.because))

    def _sealed(
        self, leaf: bytes, opens: datetime, deadline: datetime, gone: Outcome, late: Outcome
    ) -> Promise:
        """Return how the promise stands that a leaf from `opens` is sealed by `deadline`."""
        if positions := self.log.positions_of(leaf):
            place, size = positions[0]
            shown = Finding("LEAF_SHOWN", {"index": place, "size": size})
            if self.log.shows_another_at(place, leaf):
                other = Finding("LEAF_REPLACED", {"index": place})
                return Promise(gone, Ground.PROVED, (shown, other))
            for absence in self.log.absences:
                if absence.leaf == leaf and absence.size > place:
                    return Promise(gone, Ground.STATED, (shown, _absent(absence)))
            for head in self.log.heads_since(deadline):
                if head.size <= place:
                    behind = Finding("LEAF_BEHIND", {"index": place, **_named(head)})
                    return Promise(late, Ground.PROVED, (shown, behind))
            return Promise(Outcome.KEPT, Ground.PROVED, (shown,))

        if not_listed := self._not_listed(opens, deadline):
            return Promise(gone, Ground.PROVED, (not_listed,))
        for absence in self.log.absences:
            if absence.leaf == leaf and absence.stated_at >= deadline:
                return Promise(gone, Ground.STATED, (_absent(absence),))
        return self._missing(deadline, gone)

    def _not_listed(self, opens: datetime, deadline: datetime) -> Finding | None:
        """Return the range that would have to hold a leaf which is not shown anywhere."""
        begun = max((head.size for head in self.log.heads if head.moment <= opens), default=0)
        for head in self.log.heads_since(deadline):
            for listed in self.log.ranges:
                if listed.size == head.size and listed.first <= begun:
                    return Finding("LEAF_NOT_LISTED", {"first": listed.first, **_named(head)})
        return None

    def _missing(self, deadline: datetime, gone: Outcome) -> Promise:
        """Return how a promise stands for which nothing is shown."""
        heads = self.log.heads_since(deadline)
        if not heads:
            code = "BEFORE_DEADLINE" if self.now < deadline else "NO_LATER_HEAD"
            wait = Finding(code, {"deadline": self.receipt.where_it_is(deadline)})
            return Promise(Outcome.NOT_YET_PROVABLE, None, (wait,))
        if self.proof_refused:
            refused = Finding("PROOF_REFUSED", _named(heads[0]))
            return Promise(gone, Ground.UNANSWERED, (refused,))
        return Promise(Outcome.NOT_SHOWN, None, (Finding("PROOF_NOT_GIVEN", _named(heads[0])),))


def _is_against(stage: StageStatement, receipt: Receipt) -> bool:
    """Return whether a statement says itself that the due day passed without a decision."""
    if stage.decided_on:
        return receipt.accept_by is not None and stage.decided_on > receipt.accept_by
    return receipt.due_at is not None and stage.stated_at >= receipt.due_at


def _said(stage: StageStatement, receipt: Receipt) -> Finding:
    said: dict[str, Param] = {"stage": stage.stage, "moment": stage.stated_at}
    if stage.decided_on is None:
        return Finding("UNDECIDED_STATED", said)
    code = "DECIDED_LATE" if _is_against(stage, receipt) else "DECISION_STATED"
    return Finding(code, said | {"day": str(stage.decided_on), "due": str(receipt.accept_by)})


def _absent(absence: AbsenceStatement) -> Finding:
    return Finding("ABSENCE_STATED", {"size": absence.size, "moment": absence.stated_at})


def _named(head: TreeHead) -> dict[str, Param]:
    return {"size": head.size, "moment": head.moment}
