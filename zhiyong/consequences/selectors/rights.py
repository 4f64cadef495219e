"""Who may carry out, confirm and end what follows."""

from datetime import date

from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors.access import CARRIES_OUT
from zhiyong.directory.models import Unit
from zhiyong.plans.parties import addressees
from zhiyong.rules.pack.sanctions import Gate
from zhiyong.shell.access import Role, Standing

ENDS = (Role.LEADER, Role.OFFICE, Role.PANEL_MEMBER)
"""Who acts for the body that decided."""


def is_about(standing: Standing, entry: Entry) -> bool:
    """Whether an entry falls on somebody themselves."""
    return entry.person_id is not None and entry.person_id == standing.person_id


def acts_for(standing: Standing, unit: Unit) -> bool:
    """Whether somebody acts for a unit in what it has to carry out or confirm."""
    return unit.pk in standing.units(*CARRIES_OUT)


def may_carry_out(standing: Standing, entry: Entry) -> bool:
    """Whether somebody may enter that it was carried out.

    Nobody does so about themselves, but for a paper that they have to write and hand in.
    """
    if is_about(standing, entry):
        return entry.effect == "write" and entry.served_on is not None
    doer = entry.carried_out_by_id or entry.audience
    return bool({doer, entry.audience} & standing.units(*CARRIES_OUT))


def may_end(standing: Standing, entry: Entry) -> bool:
    """Whether somebody may end it for the body that decided it; nobody does for themselves."""
    return not is_about(standing, entry) and entry.audience in standing.units(*ENDS)


def home_of(entry: Entry) -> Unit | None:
    """Return the unit of whoever it falls on, as on the day of the act."""
    if entry.unit is not None:
        return entry.unit
    return entry.post.unit if entry.post else entry.carried_out_by


def body_of_gate(entry: Entry, gate: Gate, on: date) -> Unit | None:
    """Return the unit that confirms a gate: as the plan binds it, or beside the person."""
    unit = home_of(entry)
    if unit is None:
        return None
    return addressees(entry.adoption, gate.by, unit=unit, on=on, subject=unit).unit
