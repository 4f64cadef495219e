"""A small plan with measures, for the tests of what follows from decisions."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from zhiyong.rules.consequences import Chosen, Decision, Holding, Matter, Person, UnitRecord
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.tests.helpers import pack

PLAN = (Path(__file__).parent / "plans" / "sanctioning.yaml").read_text(encoding="utf-8")

MARCH = date(2021, 3, 15)


@cache
def the_plan() -> Pack:
    return pack(PLAN)


def people() -> dict[str, Person]:
    return {
        name: Person(unit="bureau", bonuses={0: Fraction(bonus)})
        for name, bonus in (("wang", 10000), ("head", 14000), ("deputy", 12000))
    }


def units() -> dict[str, UnitRecord]:
    held = {
        "main_leader": (Holding("head"),),
        "leader_in_charge": (Holding("deputy"),),
        "leading_team": (Holding("head"), Holding("deputy")),
        "direct_superior": (Holding("mayor"),),
    }
    return {"bureau": UnitRecord(bonuses={0: Fraction(800000)}, places=held)}


def decision(
    name: str,
    measure: str,
    on: date = MARCH,
    *,
    subject: str = "wang",
    case: str | None = None,
    outcome_on: date | None = None,
    effective: date | None = None,
    act: date | None = None,
    rests_on: tuple[str, ...] = (),
    confirmed: dict[str, date] | None = None,
    deciders: tuple[str, ...] = (),
    by: str | None = None,
    **facts: str | bool,
) -> Decision:
    measures = tuple(Chosen(one) for one in measure.split("+"))
    return Decision(
        name,
        on,
        subject,
        measures,
        case,
        facts=facts,
        outcome_on=outcome_on,
        effective=effective,
        act=act,
        rests_on=rests_on,
        confirmed=confirmed or {},
        deciders=deciders,
        by=by,
    )


def matter(*decisions: Decision, **more: object) -> Matter:
    return Matter(people(), units(), decisions, **more)  # type: ignore[arg-type]
