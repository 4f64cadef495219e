"""Who a party of a plan is, here and today: a position in the procedure, or a bound body."""

from dataclasses import dataclass
from datetime import date

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import people_with, superior_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.shell.access import Role


@dataclass(frozen=True, slots=True)
class Addressees:
    """People, or a unit; neither where the party stands outside the platform or is vacant."""

    people: tuple[Person, ...] = ()
    unit: Unit | None = None


NOBODY = Addressees()
BODIES = frozenset({"superior", "handling_unit", "receiving_body"})
"""Parties that are a unit by where it stands, not by a binding of the plan."""


def role_of(actor: str) -> Role | None:
    """Return the platform's role for a position of a plan: the one of the same name."""
    try:
        return Role(actor.upper())
    except ValueError:
        return None


def position_of(adoption: Adoption, party: str) -> Role | None:
    """Return the role by which a party is a position in a unit; None for a body or a person."""
    if party in BODIES or pack_of(adoption).has("bindings", party):
        return None
    return role_of(party)


def addressees(
    adoption: Adoption,
    party: str,
    *,
    unit: Unit,
    on: date,
    person: Person | None = None,
    keeper: Unit | None = None,
) -> Addressees:
    """Return who a party is for a unit's matter on a day.

    A bound role is its unit; a post is whoever holds the role of the same name for `unit`, and
    "handler" the person who has the matter; "superior" is the unit above, "handling_unit" the
    unit itself, "receiving_body" the unit that keeps the complaint, where it is given.
    """
    if pack_of(adoption).has("bindings", party):
        return Addressees(unit=bound_unit(adoption, party))
    if party == Role.HANDLER.lower() and person is not None:
        return Addressees(people=(person,))
    match party:
        case "superior":
            return Addressees(unit=superior_of(unit, on))
        case "handling_unit":
            return Addressees(unit=unit)
        case "receiving_body":
            return Addressees(unit=keeper)
    role = role_of(party)
    if role is None:
        return NOBODY
    return Addressees(people=tuple(people_with(role, unit, on)))
