"""How the plan's steps of a case stand, and which stages it may go on to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.cases import plan
from zhiyong.cases.models import Case, StepRecord
from zhiyong.cases.selectors.facts import facts_of_case
from zhiyong.rules.casework import Recorded, StageStanding, StepStanding, stand
from zhiyong.rules.pack.schema import Pack


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a case, each with what is recorded of it, and the stages."""

    steps: tuple[StepStanding, ...]
    stages: tuple[StageStanding, ...]
    records: tuple[StepRecord, ...]

    def record_of(self, step: str) -> StepRecord | None:
        """Return what is recorded of a step; of several, the newest."""
        return next((one for one in reversed(self.records) if one.step == step), None)

    def missing(self, stage: str) -> list[StepStanding]:
        """Return the steps that must still be recorded before a stage."""
        found = next(one for one in self.stages if one.stage == stage)
        return [one for one in self.steps if one.step.id in found.missing]


def steps_of(case: Case, on: date) -> Steps:
    """Return how the plan's steps stand on a day.

    A case takes the tracks on which something is recorded, else the plan's first one.
    """
    pack = plan.pack(case)
    records = tuple(
        case.steps.filter(is_current=True, waived=False)
        .select_related("recorded_by__person")
        .order_by("pk")
    )
    recorded = {row.step: Recorded(tuple(row.fields), refused=row.refused) for row in records}
    steps, stages = stand(pack, recorded, facts_of_case(case, on), _tracks(pack, recorded))
    return Steps(steps, stages, records)


def _tracks(pack: Pack, recorded: Iterable[str]) -> set[str] | None:
    tracks = [step.track for step in pack.case_steps if step.track]
    known = set(recorded)
    taken = {step.track for step in pack.case_steps if step.track and step.id in known}
    return taken or ({tracks[0]} if tracks else None)
