"""What a pack says about consequences, prepared once; and the facts that go into them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from zhiyong.rules.conditions import Node
from zhiyong.rules.consequences.records import Decision, Matter
from zhiyong.rules.facts import FactValue
from zhiyong.rules.pack.sanctions import Combination, Consequence, Freeze
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import Prepared

NEUTRAL = Combination(cap=Fraction(1))
"""Of a pack that says nothing about it: no more than all of a sum can be withheld."""


class Row(NamedTuple):
    """A consequence, what it does, and the place of its condition."""

    consequence: Consequence
    effect: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The consequences and freezes of a pack by their measures, with their conditions."""

    prepared: Prepared
    rows: dict[str, tuple[Row, ...]]
    freezes: dict[str, tuple[Freeze, ...]]
    combination: Combination
    derived: frozenset[str]


def decision_facts(pack: Pack, matter: Matter, decision: Decision) -> dict[str, FactValue]:
    """Return the facts of a decision, with those that the engine itself supplies if declared.

    subject.places   the places that the person held on the day of the act
    subject.kind     person or unit · person.staff_type: as given about the person
    """
    facts = {**matter.facts, **matter.facts_of(decision.subject), **decision.facts}
    return supplied(pack, matter, decision.subject, decision.act_day, facts)


def rules_of(pack: Pack) -> Rules:
    """Return what a pack says about consequences."""
    return pack.once("consequences", _prepare)


def supplied(
    pack: Pack, matter: Matter, subject: str, day: date, facts: dict[str, FactValue]
) -> dict[str, FactValue]:
    """Return facts with those added that the engine knows by itself and the pack declares."""
    derived = rules_of(pack).derived
    if "subject.kind" in derived:
        facts.setdefault("subject.kind", "unit" if subject in matter.units else "person")
    person = matter.people.get(subject)
    if person and person.staff_type and "person.staff_type" in derived:
        facts.setdefault("person.staff_type", person.staff_type)
    if "subject.places" in derived and "subject.places" not in facts:
        record = matter.units.get(matter.unit_of(subject) or "")
        if record:
            facts["subject.places"] = frozenset(
                place
                for place, held in record.places.items()
                if any(one.who == subject and one.on(day) for one in held)
            )
    return facts


_SUPPLIED = ("subject.kind", "subject.places", "person.staff_type")


def _prepare(pack: Pack) -> Rules:
    conditions: list[Node] = []
    rows: dict[str, list[Row]] = {}
    for consequence in pack.consequences:
        place = None
        if consequence.when is not None:
            place = len(conditions)
            conditions.append(consequence.when)
        for measure in consequence.of:
            rows.setdefault(measure, []).append(Row(consequence, consequence.effect, place))
    freezes: dict[str, list[Freeze]] = {}
    for freeze in pack.freezes:
        for measure in freeze.follows:
            freezes.setdefault(measure, []).append(freeze)
    return Rules(
        Prepared(conditions, pack.vocabulary),
        {name: tuple(found) for name, found in rows.items()},
        {name: tuple(found) for name, found in freezes.items()},
        pack.combination or NEUTRAL,
        frozenset(one for one in _SUPPLIED if one in pack.vocabulary.facts),
    )
