"""people, units, history, decisions, appeals: what a question tells about them, as records."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator

from zhiyong.rules.consequences import (
    Appeal,
    Chosen,
    Decision,
    Holding,
    Matter,
    Person,
    UnitRecord,
)
from zhiyong.rules.consequences.records import EVERY_YEAR
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.ladder import HistoryEntry
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.responsibility import PLACES
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, Id, ValueProblem, parse_day, parse_number, split_list

HELD_PLACES = tuple(place for place in PLACES if place not in ("subject", "unit"))


class HoldingGiven(Shape):
    """Who held a place, from a day until before another."""

    who: str
    from_: DayField | None = Field(default=None, alias="from")
    until: DayField | None = None


def _held(value: Any) -> Any:
    """Read "head", [head, deputy] or [{who, from, until}]."""
    if value is None:
        return None
    value = split_list(value)
    entries = value if isinstance(value, list | tuple) else [value]
    return [one if isinstance(one, Mapping | Shape) else {"who": str(one)} for one in entries]


def _sums(value: Any) -> dict[int, Fraction]:
    """Read a yearly sum: 10000, or {2021: 10000, 2022: 12000}."""
    if isinstance(value, Mapping):
        return {int(parse_number(str(year))): parse_number(str(one)) for year, one in value.items()}
    return {EVERY_YEAR: parse_number(str(value))}


def _act(value: Any) -> date:
    """Read the day of an act; of a continuing one its last day counts."""
    if isinstance(value, Mapping):
        day = value.get("until") or value.get("from")
        if day is None or not set(value) <= {"from", "until"}:
            raise ValueProblem("DAY_UNREADABLE", text=str(dict(value))[:40])
        return parse_day(str(day))
    return value if isinstance(value, date) else parse_day(str(value))


def _chosen(value: Any) -> Any:
    """Read measures: [admonition], or [{measure: circular, audience: system, until: …}]."""
    value = split_list(value)
    return value if isinstance(value, list | tuple) else [value]


Held = Annotated[tuple[HoldingGiven, ...] | None, BeforeValidator(_held)]
Sums = Annotated[dict[int, Fraction], PlainValidator(_sums)]
Act = Annotated[date, PlainValidator(_act)]
Measures = Annotated[tuple[Any, ...], BeforeValidator(_chosen)]
Names = Annotated[tuple[str, ...], BeforeValidator(split_list)]
Days = dict[str, DayField]


class PlacesGiven(Shape):
    """Who held which place; a place that is not told is not known."""

    main_leader: Held = None
    party_head: Held = None
    administrative_head: Held = None
    leader_in_charge: Held = None
    direct_superior: Held = None
    leading_team: Held = None
    responsible_persons: Held = None
    managing_body: Held = None
    evaluator: Held = None
    handling_head: Held = None
    facts: dict[str, Any] = {}

    def places(self) -> dict[str, tuple[Holding, ...]]:
        """Return the places that are told."""
        return {
            place: tuple(Holding(one.who, one.from_, one.until) for one in held)
            for place in HELD_PLACES
            if (held := getattr(self, place)) is not None
        }


class PersonGiven(PlacesGiven):
    """A person, as a question tells of them."""

    unit: str | None = None
    staff_type: str | None = None
    annual_bonus: Sums = {}


class UnitGiven(PlacesGiven):
    """A unit, as a question tells of it."""

    unit_bonus: Sums = {}


class ClosingGiven(Shape):
    """What is there when a case is to be closed: papers by whom, steps done, steps waived."""

    written: dict[str, Names] = {}
    steps: Names = ()
    waived: Names = ()


class DecisionGiven(Shape):
    """A decision, as a question tells of it."""

    id: str | None = None
    case: str | None = None
    on: DayField | None = None
    effective: DayField | None = None
    outcome_on: DayField | None = None
    outcome: str | None = None
    subject: str
    act: Act | None = None
    measures: Measures = ()
    facts: dict[str, Any] = {}
    rests_on: Names = ()
    by: Id | None = None
    bases: Names | None = None
    deciders: Names = ()
    confirmed: Days = {}
    assessed: Names = ()
    served: DayField | None = None
    notices: Days | None = None
    closing: ClosingGiven | None = None


class AppealGiven(Shape):
    """An appeal, as a question tells of it."""

    decision: str
    served: DayField | None = None
    filed: DayField | None = None
    on: DayField | None = None
    outcome: str | None = None
    measures: Measures = ()
    to: str | None = None
    handled_by: Names = ()
    notified: DayField | None = None


def read_matter(context: Context, *, again: bool = False) -> tuple[Matter, list[DecisionGiven]]:
    """Return what a question tells about decisions, and these as they were written.

    again   it has been read before, and what was wrong with it has been told
    """
    told = len(context.problems)
    people = {
        name: Person(
            one.unit,
            one.staff_type,
            one.annual_bonus,
            context.read_facts(one.facts, f"people.{name}.facts"),
            one.places(),
        )
        for name, one in context.read_map(PersonGiven, "people").items()
    }
    units = {
        name: UnitRecord(
            one.unit_bonus,
            context.read_facts(one.facts, f"units.{name}.facts"),
            one.places(),
        )
        for name, one in context.read_map(UnitGiven, "units").items()
    }
    given, decisions = _read_decisions(context)
    days = {one.id: one.on for one in decisions}
    appeals = []
    for place, one in enumerate(context.read_all(AppealGiven, "appeals")):
        if one.decision not in days:
            context.trouble(f"appeals.{place}.decision", "DECISION_NOT_TOLD", decision=one.decision)
            continue
        appeals.append(_appeal(context, one, f"appeals.{place}", days[one.decision]))
    if again:
        del context.problems[told:]
    matter = Matter(
        people,
        units,
        tuple(decisions),
        tuple(appeals),
        read_history(context, again=True),
        context.facts,
        context.calendar,
    )
    return matter, given


def read_history(context: Context, *, again: bool = False) -> dict[str, tuple[Had, ...]]:
    """Return the measures from before, by person; "" where nobody is named."""
    told = len(context.problems)
    found: dict[str, tuple[Had, ...]] = {}
    for one in context.read_all(HistoryEntry, "history"):
        found[one.who or ""] = (*found.get(one.who or "", ()), one.as_had())
    if again:
        del context.problems[told:]
    return found


def _read_decisions(context: Context) -> tuple[list[DecisionGiven], list[Decision]]:
    """Return the decisions of a question, each name once, each with its day or today's."""
    given, decisions = [], []
    names: set[str] = set()
    for place, one in enumerate(context.read_all(DecisionGiven, "decisions")):
        path, name = f"decisions.{place}", one.id or str(place + 1)
        on = one.on or context.today
        if on is None:
            context.trouble(f"{path}.on", "DECISION_DAY_NEEDED")
        elif name in names:
            context.trouble(f"{path}.id", "DECISION_TWICE", decision=name)
        else:
            names.add(name)
            given.append(one)
            decisions.append(_decision(context, one, name, on, path))
    return given, decisions


def _decision(context: Context, given: DecisionGiven, name: str, on: date, path: str) -> Decision:
    return Decision(
        name,
        on,
        given.subject,
        tuple(_read_chosen(context, given.measures, path)),
        given.case,
        given.effective,
        given.outcome_on,
        given.outcome == "declined",
        given.act,
        context.read_facts(given.facts, f"{path}.facts"),
        given.by,
        given.bases,
        given.deciders,
        given.rests_on,
        given.confirmed,
        frozenset(given.assessed),
        given.served,
    )


def _appeal(context: Context, given: AppealGiven, path: str, decided: date) -> Appeal:
    on = given.on
    if on is None and given.outcome is not None:
        on = max(one for one in (given.filed, given.served, decided) if one)
    return Appeal(
        given.decision,
        given.outcome,
        on,
        tuple(_read_chosen(context, given.measures, path)),
        given.served,
        given.filed,
        given.to,
        given.handled_by,
        given.notified,
        given.on is None and on is not None,
    )


def _read_chosen(context: Context, measures: tuple[Any, ...], path: str) -> list[Chosen]:
    found = []
    for place, one in enumerate(measures):
        if not isinstance(one, Mapping):
            found.append(Chosen(str(one)))
            continue
        stated = {str(key): "" if value is None else str(value) for key, value in one.items()}
        name, until = stated.pop("measure", ""), stated.pop("until", "")
        day = None
        if until:
            try:
                day = parse_day(until)
            except ValueProblem as error:
                context.trouble(f"{path}.measures.{place}.until", error.code, **error.params)
        found.append(Chosen(name, stated, day))
    return found
