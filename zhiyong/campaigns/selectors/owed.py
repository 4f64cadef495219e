"""What each unit will owe, before a campaign is launched; what people should look at first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Campaign, Stage, Task
from zhiyong.campaigns.selectors.standing import Edge, gaps, overlaps
from zhiyong.directory.models import Unit
from zhiyong.plans.wording import language
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.phases import PhaseFinding, phase_findings

OURS = frozenset(
    {
        "PHASE_GAP",
        "PHASE_OVERLAP",
        "TASK_AFTER_PHASE",
        "DATE_UNRESOLVED",
        "PHASE_BACKWARDS",
        "CHAIN_SLACK",
        "SAME_DAY",
    }
)
"""Findings on the plan's days that are looked for anew in the days that hold here, and notes."""


@dataclass(frozen=True, slots=True)
class TaskOwed:
    """A task with how many units will owe it; what is wrong with its days, in codes.

    by   what its parties are called · codes NO_UNITS, NO_DAY, BEFORE_LAUNCH, AFTER_PHASE
    """

    task: Task
    by: tuple[str, ...]
    units: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a launch would open: per task and in all; what to look at first."""

    tasks: list[TaskOwed]
    left_out: list[Task]
    overlaps: list[Edge]
    gaps: list[Edge]
    said: list[str]
    units: int

    @property
    def total(self) -> int:
        """How many assignments there will be at first."""
        return sum(one.units for one in self.tasks)

    @property
    def blocked(self) -> list[TaskOwed]:
        """The tasks that nobody owes: they keep the campaign from being launched."""
        return [one for one in self.tasks if "NO_UNITS" in one.codes]


def preview(campaign: Campaign, on: date) -> Preview:
    """Return what a launch on a day would open."""
    pack = plan.pack(campaign)
    said = {one.id: one for one in pack.tasks}
    members = members_of(campaign)
    tasks, left_out = [], []
    for task in campaign.tasks.select_related("stage", "receiver"):
        if task.left_out:
            left_out.append(task)
            continue
        by = said[task.code].by if task.code in said else ()
        units = {unit for party in by for unit in members.get(party, ())}
        labels = tuple(plan.label_of(pack, party).say(language()) for party in by)
        goes_on = task.code in said and said[task.code].goes_on
        codes = tuple(_codes(task, len(units), on, goes_on=goes_on))
        tasks.append(TaskOwed(task, labels, len(units), codes))
    stages = list(campaign.stages.all())
    meant = {one.id for one in pack.phases if one.overlaps}
    shared = [
        edge
        for edge in overlaps(stages)
        if edge.first.code not in meant and edge.second.code not in meant
    ]
    return Preview(
        tasks=tasks,
        left_out=left_out,
        overlaps=shared,
        gaps=gaps(stages),
        said=[_said(pack, one) for one in phase_findings(pack) if one.code not in OURS],
        units=len({unit for units in members.values() for unit in units}),
    )


def _said(pack: Pack, found: PhaseFinding) -> str:
    """Return what people should know about the plan's days, with the name of what it is about."""
    params = {name: str(value) for name, value in found.params.items()}
    text = Problem("", 0, found.path, found.code, params).say(language())
    kind, _dot, code = found.path.partition(".")
    named = pack.tasks if kind == "tasks" else pack.phases
    label = next((one.label.say(language()) for one in named if one.id == code), "")
    return f"“{label}” {text}" if label else text


def _codes(task: Task, units: int, on: date, *, goes_on: bool) -> Iterable[str]:
    if not units:
        yield "NO_UNITS"
    if task.due is None and not task.every and not goes_on:
        yield "NO_DAY"
    if task.due and task.due < on and not task.every:
        yield "BEFORE_LAUNCH"
    if task.due and task.stage and task.stage.last and task.due > task.stage.last and not goes_on:
        yield "AFTER_PHASE"


def members_of(campaign: Campaign) -> dict[str, set[int]]:
    """Return the ids of the units that take part, by party."""
    found: dict[str, set[int]] = {}
    rows = campaign.members.filter(until_on__isnull=True)
    for party, unit in rows.values_list("party", "unit_id"):
        found.setdefault(party, set()).add(unit)
    return found


def units_of(campaign: Campaign) -> QuerySet[Unit]:
    """Return the units that take part in a campaign."""
    taking = campaign.members.filter(until_on__isnull=True)
    return Unit.objects.filter(pk__in=taking.values("unit"))


def owed_by_unit(campaign: Campaign, units: Iterable[int]) -> dict[int, list[Task]]:
    """Return the tasks that each of some units will owe, in the plan's order."""
    members = members_of(campaign)
    said = {one.id: one.by for one in plan.pack(campaign).tasks}
    tasks = list(campaign.tasks.filter(left_out="").select_related("stage"))
    wanted = set(units)
    found: dict[int, list[Task]] = {unit: [] for unit in wanted}
    for task in tasks:
        owing = {pk for party in said.get(task.code, ()) for pk in members.get(party, ())}
        for unit in owing & wanted:
            found[unit].append(task)
    return found


def members_count(campaign: Campaign) -> Counter[str]:
    """Return how many units take part as each party."""
    rows = campaign.members.filter(until_on__isnull=True).values_list("party", flat=True)
    return Counter(rows)


def months_of(stages: Iterable[Stage]) -> list[date]:
    """Return the first days of the months over which phases reach, at most 24."""
    days = [day for stage in stages for day in (stage.first, stage.last) if day]
    if not days:
        return []
    month, last = min(days).replace(day=1), max(days)
    found: list[date] = []
    while month <= last and len(found) < 24:
        found.append(month)
        month = (month.replace(day=28) + (date(2000, 1, 8) - date(2000, 1, 1))).replace(day=1)
    return found
