"""What a plan aims at, and whom it sets up: its goals with what serves them, its bodies, seats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Campaign
from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import bodies_of_unit, shortages_of
from zhiyong.plans.selectors import roles_of
from zhiyong.plans.wording import language
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.campaign import Body


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the plan: the tasks that serve it, how many of what is owed is accepted."""

    label: str
    clause: Clause | None
    tasks: tuple[str, ...]
    owed: int
    accepted: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """A body of the plan: which unit it is here, its seats, what the directory lacks of it.

    seats   what is needed, "副组长 2" · is_set_up: the directory has a body of seats for the unit
    """

    label: str
    clause: Clause | None
    unit: Unit | None
    hosted_by: str
    same_as: str
    note: str
    seats: tuple[str, ...]
    is_set_up: bool
    short: tuple[str, ...]


def goals(campaign: Campaign, counts: Mapping[int, Mapping[str, Any]]) -> list[Goal]:
    """Return the goals of a campaign's plan. A goal that no task names is served by all of them."""
    pack = plan.pack(campaign)
    named = any(task.goals for task in pack.tasks)
    rows = {task.code: task for task in campaign.tasks.filter(left_out="")}
    found = []
    for goal in pack.goals:
        serving = [
            rows[one.id]
            for one in pack.tasks
            if one.id in rows and (goal.id in one.goals or not named)
        ]
        found.append(
            Goal(
                label=goal.label.say(language()),
                clause=goal.clause,
                tasks=tuple(task.label for task in serving) if named else (),
                owed=sum(counts.get(task.pk, {}).get("owed", 0) for task in serving),
                accepted=sum(counts.get(task.pk, {}).get("accepted", 0) for task in serving),
            )
        )
    return found


def bodies(campaign: Campaign, on: date) -> list[SetUp]:
    """Return the bodies that a campaign's plan sets up, and how far they are set up here."""
    bound = roles_of(campaign.adoption)
    return [_set_up(one, bound.get(one.role or ""), on) for one in plan.pack(campaign).bodies]


def _set_up(body: Body, unit: Unit | None, on: date) -> SetUp:
    found = list(bodies_of_unit(unit, on)) if unit is not None else []
    own = [one for one in found if unit is not None and one.unit_id == unit.pk]
    short = [
        f"{lack.label} {lack.filled}/{lack.needed}"
        for lacks in shortages_of(own, on).values()
        for lack in lacks
    ]
    return SetUp(
        label=body.label.say(language()),
        clause=body.clause,
        unit=unit,
        hosted_by=body.hosted_by.say(language()) if body.hosted_by else "",
        same_as=body.same_as.say(language()) if body.same_as else "",
        note=body.note.say(language()) if body.note else "",
        seats=tuple(
            f"{seat.label.say(language())} {seat.count}"
            if isinstance(seat.count, int)
            else seat.label.say(language())
            for seat in body.seats
        ),
        is_set_up=bool(own),
        short=tuple(short),
    )
