"""The steps of a case: which are done, what they lack, and what a case may go on to.

A step that must come before a stage holds the case back from it and from what comes later; a step
whose condition is not met is not needed, nor is one of a track that the case does not take. None
is skipped: of steps in order, one that is done while an earlier one is not says so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from zhiyong.rules.conditions import Truth, evaluate
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.procedure import CaseStep
from zhiyong.rules.pack.schema import Pack

Stage = Literal["start", "conclusion", "decision", "publication", "closing"]
StepState = Literal["done", "incomplete", "refused", "open", "not_needed", "unknown"]

_HELD_BACK_BY: Mapping[Stage, tuple[Stage, ...]] = {
    "start": ("start",),
    "conclusion": ("start", "conclusion"),
    "decision": ("start", "conclusion", "decision"),
    "publication": ("start", "conclusion", "decision", "publication"),
    "closing": ("start", "conclusion", "decision", "closing"),
}
"""A case is closed whether or not it was published."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record of a step: the fields that are filled, or that the person refused it."""

    fields: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class StepStanding:
    """How a step stands.

    missing   fields that must still be filled · skipped: earlier steps that are not done
    """

    step: CaseStep
    state: StepState
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Return whether it holds nothing back."""
        return self.state in ("done", "refused", "not_needed")


@dataclass(frozen=True, slots=True)
class StageStanding:
    """Whether a case may go on to a stage: None while it is not known whether a step is needed."""

    stage: Stage
    allowed: bool | None
    missing: tuple[str, ...]


def stand(
    pack: Pack,
    recorded: Mapping[str, Recorded],
    facts: Facts,
    tracks: Collection[str] | None = None,
) -> tuple[tuple[StepStanding, ...], tuple[StageStanding, ...]]:
    """Return how every step of a case stands, and which stages it may go on to.

    tracks   those that the case takes; left out: those on which a step is recorded, and while
             there is none it is not known which steps of a track are needed; of a plan with a
             single track every case takes it

    :raises FactError: if a fact has a value that a condition cannot compare.
    """
    taken = {step.track for step in pack.case_steps if step.id in recorded and step.track}
    if tracks is not None:
        taken |= set(tracks)
    all_tracks = {step.track for step in pack.case_steps if step.track}
    if tracks is None and len(all_tracks) == 1:
        taken = all_tracks
    is_known = tracks is not None or bool(taken)
    alone = {
        step.id: _off_track(step, taken, is_known)
        or _alone(pack, step, recorded.get(step.id), facts)
        for step in pack.case_steps
    }
    steps = tuple(
        StepStanding(one.step, one.state, one.missing, _skipped(one, alone.values()))
        for one in alone.values()
    )
    return steps, tuple(_stage(stage, steps) for stage in _HELD_BACK_BY)


def _off_track(step: CaseStep, taken: Collection[str], is_known: bool) -> StepStanding | None:
    """Return how a step of a track stands that the case does not take, or may not take."""
    if step.track is None or step.track in taken:
        return None
    return StepStanding(step, "not_needed" if is_known else "unknown")


def _alone(pack: Pack, step: CaseStep, record: Recorded | None, facts: Facts) -> StepStanding:
    if record is not None and record.refused and step.refusable:
        return StepStanding(step, "refused")
    required = tuple(one.id for one in step.fields if one.required)
    if record is not None and not record.refused:
        missing = tuple(name for name in required if name not in record.fields)
        return StepStanding(step, "incomplete" if missing else "done", missing)
    if step.when is not None:
        truth = evaluate(step.when, facts, pack.vocabulary).truth
        if truth is not Truth.MET:
            return StepStanding(step, "unknown" if truth is Truth.UNKNOWN else "not_needed")
    return StepStanding(step, "open", required)


def _skipped(one: StepStanding, others: Iterable[StepStanding]) -> tuple[str, ...]:
    if one.step.order is None or one.state not in ("done", "incomplete"):
        return ()
    return tuple(
        other.step.id
        for other in others
        if other.step.track == one.step.track
        and other.step.order is not None
        and other.step.order < one.step.order
        and not other.is_settled
        and other.state != "unknown"
    )


def _stage(stage: Stage, steps: Iterable[StepStanding]) -> StageStanding:
    holding = [
        one for one in steps if one.step.before in _HELD_BACK_BY[stage] and not one.is_settled
    ]
    certain = [one for one in holding if one.state != "unknown"]
    allowed = False if certain else None if holding else True
    return StageStanding(stage, allowed, tuple(one.step.id for one in holding))
