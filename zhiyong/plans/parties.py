"""Who a party of a plan is, here and today: a position in the procedure, or a bound body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import (
    leaders_in_charge,
    main_leaders,
    people_with,
    span_on,
    superior_of,
)
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.shell.access import Role

OVERSEERS = (Role.SUPERVISOR, Role.OFFICE, Role.SECTION_HEAD, Role.LEADER)
"""Who is told where a plan says that a body is."""
SIGNERS = (Role.LEADER, Role.SECTION_HEAD, Role.OFFICE)
"""Who signs for a body, the first that somebody holds."""


@dataclass(frozen=True, slots=True)
class Addressees:
    """People, or a unit; neither where the party stands outside the platform or is vacant.

    `role` is the position that the people hold; none for a person who is meant by name.
    """

    people: tuple[Person, ...] = ()
    unit: Unit | None = None
    role: Role | None = None


NOBODY = Addressees()
BODIES = frozenset({"superior", "handling_unit", "receiving_body"})
"""Parties that are a unit by where it stands, not by a binding of the plan."""

HANDLERS = frozenset({"handler", "case_handler", "responsible_person"})
HEADS = frozenset({"unit_head", "department_head"})
IN_CHARGE = frozenset({"leader_in_charge", "deputy_in_charge", "designated_leader", "leader_above"})
MANAGES_CADRES = frozenset({"managing_body", "appointing_body"})
"""Words that plans share for positions and bodies; where a plan means others, it binds them."""


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
    subject: Unit | None = None,
) -> Addressees:
    """Return who a party is for a unit's matter on a day.

    A bound role is its unit; a post is whoever holds the role of the same name for `unit`, and
    "handler" the person who has the matter. "superior" is the unit above, "receiving_body" the
    unit that keeps the complaint (`unit`, if no other is given), "subject_unit" the one complained
    of, where it is given. Any other body is `unit` itself: who owes what every unit owes.
    """
    pack = pack_of(adoption)
    if pack.has("bindings", party):
        return Addressees(unit=bound_unit(adoption, party))
    if party in HANDLERS and person is not None:
        return Addressees(people=(person,))
    match party:
        case "superior" | "supervising_department":
            return Addressees(unit=superior_of(unit, on))
        case "receiving_body":
            return Addressees(unit=keeper or unit)
        case "subject_unit":
            return Addressees(unit=subject)
    if party in MANAGES_CADRES:
        span = span_on(unit, on)
        return Addressees(unit=(span and span.cadre_manager) or superior_of(unit, on))
    if pack.has("actors", party) and pack.actor(party).kind == "body":
        return Addressees(unit=unit)
    return _holders(party, unit, on)


def _holders(party: str, unit: Unit, on: date) -> Addressees:
    """Return who holds a position: by the role of that name, else as the directory has leaders."""
    if party in HEADS:
        heads = tuple(tenure.person for tenure in main_leaders(unit, on))
        return Addressees(people=heads) if heads else _holders("leader", unit, on)
    role = Role.LEADER if party in IN_CHARGE else role_of(party)
    role = Role.HANDLER if party in HANDLERS else role
    if role is None:
        return NOBODY
    people = tuple(people_with(role, unit, on))
    if not people and party in IN_CHARGE:
        return Addressees(people=tuple(one.person for one in leaders_in_charge(unit, on)))
    return Addressees(people=people, role=role)


def people_of(unit: Unit, on: date, roles: Iterable[Role] = OVERSEERS) -> tuple[Person, ...]:
    """Return the people who hold one of some roles for a body on a day, in the roles' order."""
    held = [person for role in roles for person in people_with(role, unit, on)]
    return tuple({person.pk: person for person in held}.values())


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a party: those named, or whoever holds a role for a unit at that time."""

    people: tuple[Person, ...] = ()
    role: Role | None = None
    place: Unit | None = None


def signer_of(
    adoption: Adoption, party: str, *, unit: Unit, on: date, person: Person | None = None
) -> Signer:
    """Return who signs for a party of a unit's matter; for a body, whoever leads it.

    Nobody's position is vacant for good: role and place stay, whoever comes to hold them.
    """
    who = addressees(adoption, party, unit=unit, on=on, person=person)
    if who.unit is None:
        return Signer(who.people, who.role, unit if who.role else None)
    for role in SIGNERS:
        if found := people_of(who.unit, on, [role]):
            return Signer(found, role, who.unit)
    return Signer((), SIGNERS[0], who.unit)
