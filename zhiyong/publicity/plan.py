"""What a plan says about a publication: by whom, to whom, for how long, in which words."""

from datetime import date, timedelta

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import subtree_ids
from zhiyong.duties.calendars import counted
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_in_force, bound_unit, pack_of
from zhiyong.publicity import subjects
from zhiyong.publicity.models import Publication
from zhiyong.rules.clock import Term
from zhiyong.rules.clock.counting import last_day
from zhiyong.rules.pack.procedure import Publication as Rule

Audience = Publication.Audience
WITHIN: dict[str, frozenset[str]] = {
    Audience.PUBLIC: frozenset(Audience.values),
    Audience.INTERNAL: frozenset(Audience.values) - {Audience.PUBLIC},
    Audience.SYSTEM: frozenset(
        {Audience.SYSTEM, Audience.UNIT, Audience.UNIT_HEADS, Audience.PARTIES}
    ),
    Audience.UNIT: frozenset({Audience.UNIT, Audience.PARTIES}),
    Audience.UNIT_HEADS: frozenset({Audience.UNIT_HEADS}),
    Audience.PARTIES: frozenset({Audience.PARTIES}),
}
"""Which audiences lie within which: what the plan lets all see, fewer may see, too."""

OWN = frozenset({Audience.UNIT, Audience.PARTIES})
"""Whom a publication reaches at most that no rule of a plan names."""


def rule_of(adoption: Adoption | None, rule: str) -> Rule | None:
    """Return the plan's rule of a publication; None where it rests on none."""
    if adoption is None or not rule:
        return None
    return next((one for one in pack_of(adoption).publications if one.id == rule), None)


def allowed(rule: Rule | None) -> frozenset[str]:
    """Return the audiences that a publication may have."""
    if rule is None:
        return OWN
    return frozenset().union(*(WITHIN[one] for one in rule.audience))


def may_publish(rule: Rule, adoption: Adoption, unit: Unit) -> bool:
    """Whether a unit is one of those that the plan has publish it.

    Parties that are no bound body (every unit, the departments) leave it to whoever acts.
    """
    pack = pack_of(adoption)
    if not rule.by or any(not pack.has("bindings", party) for party in rule.by):
        return True
    return any(bound_unit(adoption, party) == unit for party in rule.by)


def hangs_until(rule: Rule, from_on: date) -> date | None:
    """Return until when a publication hangs at least, where the plan gives it a term."""
    if not isinstance(rule.objection, Term):
        return None
    term = rule.objection
    end, _plain = counted(lambda calendar: last_day(term, from_on, calendar))
    return end


def as_long_again(publication: Publication, from_on: date) -> date | None:
    """Return until when a correction hangs: as many days as what it corrects did."""
    if publication.from_on is None or publication.until_on is None:
        return None
    return from_on + timedelta(days=(publication.until_on - publication.from_on).days)


def reached(audience: str, unit: Unit, adoption: Adoption | None) -> list[int]:
    """Return the ids of the units that an audience means today.

    The unit: with what is below it. The line of units, and the heads of units: those below the
    body that put the plan in force.
    """
    match audience:
        case Audience.UNIT:
            return sorted(subtree_ids(unit))
        case Audience.SYSTEM | Audience.UNIT_HEADS:
            return sorted(subtree_ids(adoption.body if adoption else unit))
        case _:
            return []


def without_names(text: str, reference: str) -> str:
    """Return a text with the names of those it is about replaced by what they are."""
    named = sorted(subjects.of(reference).people(reference), key=lambda one: -len(one.name))
    for one in named:
        if one.name:
            text = text.replace(one.name, one.shown)
    return text


def rules_for(units: frozenset[int], on: date) -> list[tuple[Adoption, Rule]]:
    """Return the plans' publications that may be made for one of some units on a day."""
    mine = list(Unit.objects.filter(pk__in=units))
    return [
        (adoption, rule)
        for adoption in adoptions_in_force(on)
        for rule in pack_of(adoption).publications
        if any(adoption.body_id in unit.path and may_publish(rule, adoption, unit) for unit in mine)
    ]
