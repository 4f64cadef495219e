"""What changes for whom when a campaign goes on under another version of its plan."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import QuerySet

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Campaign, Stage, Task
from zhiyong.campaigns.selectors.standing import NOT_DONE
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.campaign import Task as PlanTask
from zhiyong.rules.phases import phase_days, task_days, years_on

Kind = Literal["new", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a phase or a task as they hold: the first and the last."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that is new, gone or changed, and for how many units.

    was, becomes   its days before and after · said: the plan in force later
    units          how many units owe it afterwards, or do not any more
    not_done       how many of those that owe it have not done it: for them it changes
    parties        whether other parties owe it than before
    """

    kind: Kind
    label: str
    code: str
    task: Task | None
    said: PlanTask | None
    was: Days | None
    becomes: Days | None
    units: int
    not_done: int
    parties: bool = False
    worded: bool = False


@dataclass(frozen=True, slots=True)
class StageChange:
    """A phase that is new, gone or has other days."""

    kind: Kind
    label: str
    code: str
    stage: Stage | None
    was: Days | None
    becomes: Days | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """All that changes, and the parties of new tasks for which units must be chosen first."""

    tasks: list[TaskChange] = field(default_factory=list)
    stages: list[StageChange] = field(default_factory=list)
    to_choose: list[plan.Party] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes for anybody."""
        return not (self.tasks or self.stages)


def may_follow(campaign: Campaign) -> QuerySet[Adoption]:
    """Return the adoptions of other versions of a campaign's plan by the same body."""
    rows = Adoption.objects.filter(
        pack_code=campaign.adoption.pack_code, body=campaign.adoption.body
    )
    return rows.exclude(pk=campaign.adoption_id).select_related("pack", "body").order_by("-pk")


def amendment(campaign: Campaign, adoption: Adoption) -> Amendment:
    """Return what changes in a campaign under another version of its plan, and for how many.

    Days that the office moved itself stay as it moved them.
    """
    stages = _stages(campaign, adoption)
    tasks = _tasks(campaign, adoption, stages)
    pack = pack_of(adoption)
    known = set(
        campaign.members.filter(until_on__isnull=True).values_list("party", flat=True).distinct()
    )
    needed = {party for one in tasks if one.kind != "gone" and one.said for party in one.said.by}
    missing = [
        party for party in plan.parties(pack) if party.code in needed - known and not party.is_bound
    ]
    return Amendment(tasks, stages, missing)


def _stages(campaign: Campaign, adoption: Adoption) -> list[StageChange]:
    days = phase_days(pack_of(adoption))
    have = {stage.code: stage for stage in campaign.stages.all()}
    found = []
    for code, one in days.items():
        becomes = Days(years_on(one.first, campaign.years), years_on(one.last, campaign.years))
        label = one.phase.label.zh
        stage = have.get(code)
        if stage is None:
            found.append(StageChange("new", label, code, None, None, becomes))
            continue
        source = (one.first, one.last)
        if source != (stage.source_first, stage.source_last):
            was = Days(stage.first, stage.last)
            own = (stage.first, stage.last) != (
                years_on(stage.source_first, campaign.years),
                years_on(stage.source_last, campaign.years),
            )
            becomes = was if own else becomes
            found.append(StageChange("changed", stage.label, code, stage, was, becomes))
    for code, stage in have.items():
        if code not in days:
            was = Days(stage.first, stage.last)
            found.append(StageChange("gone", stage.label, code, stage, was, None))
    return found


def _tasks(campaign: Campaign, adoption: Adoption, stages: list[StageChange]) -> list[TaskChange]:
    pack, before = pack_of(adoption), {one.id: one for one in plan.pack(campaign).tasks}
    days = task_days(pack)
    have = {task.code: task for task in campaign.tasks.select_related("stage")}
    ends = {one.code: one.becomes.last for one in stages if one.becomes}
    ends |= {stage.code: stage.last for stage in campaign.stages.all() if stage.code not in ends}
    members: dict[str, set[int]] = {}
    for party, unit in campaign.members.filter(until_on__isnull=True).values_list("party", "unit"):
        members.setdefault(party, set()).add(unit)
    found = []
    for one in pack.tasks:
        units = {unit for party in one.by for unit in members.get(party, ())}
        first = years_on(days[one.id].first, campaign.years)
        due = years_on(days[one.id].due, campaign.years)
        if due is None and not one.every and not one.goes_on:
            due = ends.get(one.phase or "")
        task = have.get(one.id)
        if task is None or (task.left_out and one.id not in before):
            change = TaskChange(
                "new", one.label.zh, one.id, task, one, None, Days(first, due), len(units), 0
            )
            found.append(change)
            continue
        if task.left_out:
            continue
        was = Days(task.first, task.due)
        if task.source_due == days[one.id].source_due and not _end_moved(task, ends):
            first, due = task.first, task.due
        earlier = before.get(one.id)
        parties = earlier is not None and set(earlier.by) != set(one.by)
        worded = earlier is not None and (earlier.label, earlier.parts) != (one.label, one.parts)
        if was != Days(first, due) or parties or worded:
            count = _open(task)
            found.append(
                TaskChange(
                    "changed",
                    task.label,
                    one.id,
                    task,
                    one,
                    was,
                    Days(first, due),
                    len(units),
                    count,
                    parties,
                    worded,
                )
            )
    said = {one.id for one in pack.tasks}
    for code, task in have.items():
        if code not in said and not task.left_out:
            owing = Assignment.objects.filter(task=task).exclude(state=Assignment.State.VOID)
            count = owing.values("unit").distinct().count()
            was = Days(task.first, task.due)
            found.append(
                TaskChange("gone", task.label, code, task, None, was, None, count, _open(task))
            )
    return found


def _end_moved(task: Task, ends: dict[str, date | None]) -> bool:
    """Return whether a task that is due when its phase ends is due on another day then."""
    if task.stage is None or task.source_due is not None or task.due != task.stage.last:
        return False
    return ends.get(task.stage.code) != task.stage.last


def _open(task: Task) -> int:
    return Assignment.objects.filter(task=task, state__in=NOT_DONE).count()
