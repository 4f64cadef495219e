"""What is known about people, units, decisions and appeals; and what was found to follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.facts import Facts
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.responsibility import Place

EVERY_YEAR = 0
"""The key of a yearly sum that is the same in every year."""


class Holding(NamedTuple):
    """Who held a place, from a day until before another; without days: always."""

    who: str
    from_: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        """Return whether they held it on this day."""
        return not (self.from_ and day < self.from_) and not (self.until and day >= self.until)


Places = Mapping[str, tuple[Holding, ...]]


@dataclass(frozen=True, slots=True)
class Person:
    """A person: where they are, what they get, and who stands over them where that is their own."""

    unit: str | None = None
    staff_type: str | None = None
    bonuses: Mapping[int, Fraction] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    places: Places = field(default_factory=dict)

    def bonus(self, year: int) -> Fraction | None:
        """Return the yearly sum of which shares are withheld."""
        return self.bonuses.get(year, self.bonuses.get(EVERY_YEAR))


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit: who held which place in it, and the sum that the unit as such gets."""

    bonuses: Mapping[int, Fraction] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    places: Places = field(default_factory=dict)

    def bonus(self, year: int) -> Fraction | None:
        """Return the yearly sum of which shares are withheld."""
        return self.bonuses.get(year, self.bonuses.get(EVERY_YEAR))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A measure of a decision; `stated`: its fields, where they are known.

    Of a recommendation that got an answer of its own: its day, and whether it was `declined`; the
    decision's own day of the outcome then says nothing about it.
    """

    measure: str
    stated: Mapping[str, str] | None = None
    until: date | None = None
    outcome_on: date | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on a person or unit.

    on          the day it was made · effective: the day it names instead
    outcome_on  of a recommendation: the day the outcome came back · declined: it was not followed
    act         the day of the act, of a continuing one its last
    by          the body that decides · bases: legal bases cited · deciders: who took part
    rests_on    decisions that it rested on · confirmed: linked measures that needed a decision of
                their own and have one, by the person, with its day
    assessed    accountability items that have been assessed · served: the day it reached them
    """

    id: str
    on: date
    subject: str
    measures: tuple[Chosen, ...]
    case: str | None = None
    effective: date | None = None
    outcome_on: date | None = None
    declined: bool = False
    act: date | None = None
    facts: Facts = field(default_factory=dict)
    by: str | None = None
    bases: tuple[str, ...] | None = None
    deciders: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    confirmed: Mapping[str, date] = field(default_factory=dict)
    assessed: frozenset[str] = frozenset()
    served: date | None = None

    @property
    def act_day(self) -> date:
        """Return the day that says who held which place."""
        return self.act or self.on

    @property
    def own_case(self) -> str:
        """Return the case that it belongs to; without one it is a case of its own."""
        return f"case:{self.case}" if self.case else f"decision:{self.id}"


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal against a decision; without an outcome it is still open.

    outcome     an outcome of the pack, or its effect: stands, changed, revoked
    measures    what a changed decision holds · to: where it was filed · handled_by: who decides it
    notified    the day on which whoever appealed was told the outcome
    day_assumed the day of the outcome is not told: the last day that is, stands for it
    """

    decision: str
    outcome: str | None = None
    on: date | None = None
    measures: tuple[Chosen, ...] = ()
    served: date | None = None
    filed: date | None = None
    to: str | None = None
    handled_by: tuple[str, ...] = ()
    notified: date | None = None
    day_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything that a question about decisions tells.

    history   measures from before these decisions, by person; under "" those of whoever is asked
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    units: Mapping[str, UnitRecord] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    history: Mapping[str, tuple[Had, ...]] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    calendar: Calendar | None = None

    def unit_of(self, subject: str) -> str | None:
        """Return the unit of a person; a unit is its own."""
        if subject in self.units:
            return subject
        person = self.people.get(subject)
        return person.unit if person else None

    def history_of(self, subject: str) -> tuple[Had, ...]:
        """Return what a person had before these decisions."""
        return self.history.get(subject, ()) + self.history.get("", ())

    def facts_of(self, subject: str) -> Facts:
        """Return the facts given about a person and their unit."""
        person, unit = self.people.get(subject), self.units.get(self.unit_of(subject) or "")
        return {**(unit.facts if unit else {}), **(person.facts if person else {})}


def holders(matter: Matter, subject: str, place: Place, day: date) -> tuple[str, ...] | None:
    """Return who held a place on a day, as seen from a person or unit; None: it is not told."""
    if place == "subject":
        return (subject,)
    unit = matter.unit_of(subject)
    if place == "unit":
        return (unit,) if unit else None
    person, record = matter.people.get(subject), matter.units.get(unit or "")
    for places in (person.places if person else {}, record.places if record else {}):
        if place in places:
            found = [holding.who for holding in places[place] if holding.on(day)]
            return tuple(dict.fromkeys(found))
    return None


# ── what follows ──────────────────────────────────────────────────────────────────────────

EffectState = Literal["in_force", "superseded", "rolled_back", "pending", "lapsed", "unknown"]
Waiting = Literal["outcome", "own_decision"]


class Note(NamedTuple):
    """Why something is as it is: a code and what a sentence about it needs."""

    code: str
    params: Mapping[str, object] = {}


class Taken(NamedTuple):
    """A measure on somebody: decided, or linked because of somebody else's.

    waits   for what it is pending · through: the last day, of one that lasts
    """

    decision: str
    measure: str
    on: str | None
    origin: Literal["decided", "linked"]
    ground: Grounded | None
    effective: date | None
    from_measure: str | None = None
    place: Place = "subject"
    waits: Waiting | None = None
    declined: bool = False
    through: date | None = None
    notes: tuple[Note, ...] = ()


class Effect(NamedTuple):
    """One thing that follows, on one person or unit; `on` is None where nobody told who it is.

    target    what it concerns: a measure, freeze, document, clock, liability, body, eligibility
              or step · bundle: deductions of one bundle are added, the highest bundle of a case
              counts · due, since, through: its days
    """

    id: str
    effect: str
    on: str | None
    place: Place
    taken: Taken
    case: str
    ground: Grounded
    state: EffectState
    effective: date | None
    year: int | None = None
    share: Fraction | None = None
    of: str = ""
    appraisal: str = ""
    grade: str = ""
    target: str = ""
    due: date | None = None
    since: date | None = None
    through: date | None = None
    bundle: str = ""
    open_path: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """What one decision leads to by itself: measures, and everything that follows from them."""

    decision: Decision
    taken: tuple[Taken, ...]
    effects: tuple[Effect, ...]
