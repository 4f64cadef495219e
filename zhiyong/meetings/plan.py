"""What a plan says about its meetings, completed by what is usual."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from zhiyong.directory.models import Body
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.meetings import Terms, terms_of
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.procedure import Meeting as Rule

USUAL = Path(__file__).parent / "data" / "usual.yaml"
SERIES = "meeting"
"""The series in which a body numbers its meetings."""
MINUTES = "meeting_minutes"
"""The slip on which minutes are issued."""

KINDS = (
    Body.Kind.LEADING_GROUP,
    Body.Kind.LEADING_TEAM,
    Body.Kind.JOINT_MEETING,
    Body.Kind.TASK_FORCE,
    Body.Kind.OFFICE,
)
"""Which body of a unit is meant where a plan names the unit's party: the first there is."""


@cache
def usual() -> Rule:
    """Return how a body meets where its plan leaves it out, with the reason."""
    return Rule.model_validate(yaml.safe_load(USUAL.read_text(encoding="utf-8")))


def rule_of(adoption: Adoption, rule: str) -> Rule:
    """Return a plan's series of meetings; what is usual for "", or where the plan has no such."""
    pack = pack_of(adoption)
    return next((one for one in pack.meetings if one.id == rule), usual())


def terms(adoption: Adoption, rule: str) -> Terms:
    """Return how a series of meetings decides."""
    return terms_of(rule_of(adoption, rule), usual())


def ground_of(rule: Rule) -> Clause | None:
    """Return the clause on which a meeting rests."""
    return rule.clause


def minutes_slip(adoption: Adoption) -> Slip | None:
    """Return the paper on which minutes are issued, if the plan has one."""
    pack = pack_of(adoption)
    return pack.slip(MINUTES) if pack.has("slips", MINUTES) else None


@dataclass(frozen=True, slots=True)
class Series:
    """One of a plan's series of meetings, and the body that holds it here."""

    adoption: Adoption
    rule: Rule
    body: Body


def body_of(adoption: Adoption, party: str | None, on: date) -> Body | None:
    """Return the body of seats that a party of a plan means on a day, if it is bound and set up.

    A bound unit's leading group, else its leading team, joint meeting, task force or office.
    """
    unit = bound_unit(adoption, party) if party else None
    if unit is None:
        return None
    bodies = list(
        Body.objects.filter(unit=unit, valid__contains=on).select_related("unit").order_by("pk")
    )
    return min(bodies, key=lambda body: KINDS.index(Body.Kind(body.kind)), default=None)


def series_of(adoption: Adoption, on: date) -> list[Series]:
    """Return a plan's series of meetings whose bodies are set up here on a day."""
    bodies: dict[str | None, Body | None] = {}
    found = []
    for rule in pack_of(adoption).meetings:
        if rule.of not in bodies:
            bodies[rule.of] = body_of(adoption, rule.of, on)
        if (body := bodies[rule.of]) is not None:
            found.append(Series(adoption, rule, body))
    return found
