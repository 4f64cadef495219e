"""What a plan says about appeals: with whom, by when, by whom, on what paper, how they end."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.directory.models import Body, Person, Unit
from zhiyong.directory.selectors import superior_of
from zhiyong.duties.counting import days
from zhiyong.intake import labels
from zhiyong.meetings.plan import body_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.procedure import Appeals, HearingBody, Meeting, Notice, Outcome
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
from zhiyong.shell.errors import Refusal

RECEIVED = "appeal.received"
ANSWERED = "appeal.answered"
SERVED = "decision.served"

SERIES = "appeal"
"""The series in which a body numbers its appeals."""

UNITS = frozenset({"subject_unit", "unit"})
"""Parties of a plan that are a unit, not a person."""


class NoAppeals(Refusal):
    """The plan says nothing about appeals."""


def rule_of(pack: Pack) -> Appeals:
    """Return what a plan says about appeals.

    :raises NoAppeals: if it says nothing.
    """
    if pack.appeals is None:
        raise NoAppeals(_("The plan says nothing about appeals."))
    return pack.appeals


@dataclass(frozen=True, slots=True)
class Hearing:
    """A body with which an appeal may be filed, as the plan calls it, and which unit that is."""

    code: str
    label: str
    unit: Unit
    same: bool
    clause: Clause | None


def hearing_bodies(adoption: Adoption, decided: Unit, on: date) -> list[Hearing]:
    """Return with whom an appeal against a decision of a unit may be filed on a day.

    A place that nobody holds (a body without a superior, a role that is not bound) is left out.
    """
    pack = pack_of(adoption)
    found = []
    for place in pack.appeals.to if pack.appeals else ():
        unit = _unit_of(adoption, place, decided, on)
        if unit is not None:
            label = place.label.say(labels.language())
            found.append(Hearing(place.id, label, unit, unit.pk == decided.pk, place.clause))
    return found


def _unit_of(adoption: Adoption, place: HearingBody, decided: Unit, on: date) -> Unit | None:
    if place.party:
        return bound_unit(adoption, place.party)
    return superior_of(decided, on) if place.above else decided


def label_of(pack: Pack, code: str) -> str:
    """Return what the plan calls a body with which appeals are filed."""
    places = pack.appeals.to if pack.appeals else ()
    return next((one.label.say(labels.language()) for one in places if one.id == code), code)


def may_be_a_unit(pack: Pack) -> bool:
    """Return whether the plan lets a unit appeal."""
    return bool(UNITS & set(_filers(pack)))


def may_be_a_person(pack: Pack) -> bool:
    """Return whether the plan lets a person appeal."""
    filers = _filers(pack)
    return not filers or bool(set(filers) - UNITS)


def _filers(pack: Pack) -> tuple[str, ...]:
    rule = rule_of(pack)
    if rule.by:
        return tuple(rule.by)
    return (pack.clock(rule.window).owed_by,) if rule.window else ()


def window_until(adoption: Adoption, served: date | None) -> date | None:
    """Return the last day on which an appeal is in time; None before it was served."""
    rule = pack_of(adoption).appeals
    if rule is None or rule.window is None or served is None:
        return None
    return days(adoption, pack_of(adoption).clock(rule.window), served).due_on


def answer_clock(pack: Pack) -> Clock | None:
    """Return the clock by which an appeal is answered."""
    rule = pack.appeals
    return pack.clock(rule.answer) if rule and rule.answer else None


def owed_from(pack: Pack) -> list[Clock]:
    """Return the clocks that begin when an appeal is received."""
    return [clock for clock in pack.clocks if clock.from_ == RECEIVED]


def outcomes(pack: Pack) -> tuple[Outcome, ...]:
    """Return how an appeal may end, in the plan's order."""
    return pack.appeals.outcomes if pack.appeals else ()


def outcome(pack: Pack, code: str) -> Outcome | None:
    """Return an outcome by its id."""
    return next((one for one in outcomes(pack) if one.id == code), None)


def answer_slip(pack: Pack) -> Slip | None:
    """Return the paper on which an appeal is answered, if the plan has one."""
    rule = pack.appeals
    return pack.slip(rule.slip) if rule and rule.slip else None


def refusal_slip(pack: Pack) -> Slip | None:
    """Return the paper that says why an appeal is not heard, if the plan has one."""
    rule = pack.appeals
    return pack.slip(rule.refusal_slip) if rule and rule.refusal_slip else None


def notices(pack: Pack) -> list[Notice]:
    """Return the notices of an appeal's answer."""
    return [one for one in pack.decision_notices if one.of == "appeal"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The meeting that decides an appeal: of which body, under which rule of the plan."""

    body: Body
    rule: Meeting


def panel_of(adoption: Adoption, unit: Unit, on: date) -> Panel | None:
    """Return the meeting of a hearing body; None: the plan has none for it, its head decides."""
    pack = pack_of(adoption)
    rules = [one for one in pack.meetings if one.of and _is(adoption, one.of, unit)]
    body = body_of(adoption, rules[0].of, on) if rules else None
    if body is None:
        return None
    return Panel(body, next((one for one in rules if one.every), rules[0]))


def _is(adoption: Adoption, party: str, unit: Unit) -> bool:
    bound = bound_unit(adoption, party) if pack_of(adoption).has("bindings", party) else None
    return bound is not None and bound.pk == unit.pk


def who_is(unit: Unit | None, person: Person | None, party: str) -> Unit | Person | None:
    """Return who a party of a notice is: the unit, or the person where there is one."""
    return unit if party in UNITS or person is None else person
