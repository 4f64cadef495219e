"""What a plan says about its campaign, completed by what is usual."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from zhiyong.campaigns.models import Campaign, Task
from zhiyong.directory.models import Unit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.conditions import Truth, evaluate
from zhiyong.rules.facts import Facts, FactValue
from zhiyong.rules.pack.campaign import Phase
from zhiyong.rules.pack.campaign import Task as PlanTask
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.periods import period_of
from zhiyong.rules.routing import scope_of
from zhiyong.rules.values import Label

USUAL = Path(__file__).parent / "data" / "usual.yaml"


@cache
def _warn_days() -> int:
    said = yaml.safe_load(USUAL.read_text(encoding="utf-8"))
    return int(str(said["warn"]).split()[0])


def warn_on(due: date) -> date:
    """Return the day on which the light of what is due on a day turns to "due soon"."""
    return due - timedelta(days=_warn_days())


def pack(campaign: Campaign) -> Pack:
    """Return what the plan of a campaign says."""
    return pack_of(campaign.adoption)


def task_of(task: Task) -> PlanTask | None:
    """Return what the plan says about a task; None where the plan in force no longer has it."""
    return next((one for one in pack(task.campaign).tasks if one.id == task.code), None)


def phase_of(campaign: Campaign, code: str) -> Phase | None:
    """Return what the plan says about a phase; None where it no longer has it."""
    return next((one for one in pack(campaign).phases if one.id == code), None)


@dataclass(frozen=True, slots=True)
class Party:
    """Who owes tasks of the plan.

    is_bound  one unit plays the role under the adoption; else a person chooses the units
    tasks     codes of the tasks that it owes
    """

    code: str
    label: Label
    is_bound: bool
    tasks: tuple[str, ...]


def parties(plan: Pack) -> list[Party]:
    """Return who owes tasks of a plan, in the order in which its tasks name them."""
    named: dict[str, list[str]] = {}
    for task in plan.tasks:
        for party in task.by:
            named.setdefault(party, []).append(task.id)
    return [
        Party(code, label_of(plan, code), plan.has("bindings", code), tuple(tasks))
        for code, tasks in named.items()
    ]


def label_of(plan: Pack, party: str) -> Label:
    """Return what a party of a plan is called."""
    if plan.has("bindings", party):
        return plan.binding(party).label
    return plan.actor(party).label if plan.has("actors", party) else Label(zh=party, en=party)


def facts_of(unit: Unit, plan: Pack) -> Facts:
    """Return what a plan may ask about a unit, as far as the directory knows it."""
    known: dict[str, FactValue] = {
        "unit.kind": unit.kind.lower(),
        "unit.level": unit.level.lower(),
        "unit.parent_kind": unit.parent.kind.lower() if unit.parent else None,
    }
    declared = plan.vocabulary.facts
    found: dict[str, FactValue] = {}
    for name, value in known.items():
        fact = declared.get(name)
        values = {one.id for one in fact.values} if fact and fact.values else None
        if fact is not None and value is not None and (values is None or value in values):
            found[name] = value
    tags = declared.get("unit.tags")
    if tags is not None:
        allowed = {one.id for one in tags.values} if tags.values else None
        found["unit.tags"] = tuple(tag for tag in unit.tags if allowed is None or tag in allowed)
    return found


def proposed(plan: Pack, party: str, units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield the units that a party of a plan certainly means, of those that there are.

    They are covered by the plan, and fit what the plan says about the party. Units without a
    place of their own (internal sections) are proposed by nobody.
    """
    actor = plan.actor(party) if plan.has("actors", party) else None
    for unit in units:
        if unit.kind == Unit.Kind.SECTION:
            continue
        facts = facts_of(unit, plan)
        if scope_of(plan, "unit", facts).truth is Truth.UNMET:
            continue
        meant = actor.when if actor is not None else None
        if meant is None or evaluate(meant, facts, plan.vocabulary).is_met:
            yield unit


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a task: its name ("" where it comes once), its first and its last day here."""

    name: str
    first: date | None
    last: date | None


def period_on(task: Task, day: date) -> Period | None:
    """Return the turn of a recurring task that a day falls into; None before or after it runs.

    It runs from its own first day, else its phase's; to its last day, else its phase's, unless
    the plan lets it go on.
    """
    if not task.every:
        return None
    first = task.first or (task.stage.first if task.stage else None)
    last = task.due or (task.stage.last if task.stage else None)
    said = task_of(task)
    if said is not None and said.goes_on and task.due is None:
        last = None
    if (first and day < first) or (last and day > last):
        return None
    turn = period_of(task.every, day)
    begins = max(turn.first, first) if first else turn.first
    return Period(turn.name, begins, min(turn.last, last) if last else turn.last)
