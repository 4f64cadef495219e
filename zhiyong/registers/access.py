"""Who keeps a register, and who reads it: as the plan names them, and the adopting body's office.

A party that is bound to a unit is whoever acts for that unit, for every row. A body that every
unit has within itself is whoever acts for the unit that a row belongs to. A position is whoever
holds the role of the same name there. What the platform cannot resolve is left to the office.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import role_of
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.fields import Register
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Role, Standing

KEEPERS = (Role.OFFICE, Role.UNIT_LIAISON, Role.PERSONNEL, Role.CLERK, Role.SECTION_HEAD)
"""Roles that write for a unit."""
READERS = (*KEEPERS, Role.LEADER, Role.SUPERVISOR)
WATCHERS = (Role.OFFICE, Role.SUPERVISOR)
"""Roles of the adopting body that see what the figures show."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The rows of a register that somebody reaches: all of them, or those of some units."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()

    def covers(self, unit: Unit | int | None) -> bool:
        """Whether the rows of a unit are within reach."""
        pk = unit.pk if isinstance(unit, Unit) else unit
        return self.everywhere or pk in self.units

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.units)


EVERYWHERE = Reach(everywhere=True)
Bound = Mapping[str, int]
"""The units that play the roles of a plan, by role."""


def keeping(standing: Standing, adoption: Adoption, register: Register, bound: Bound) -> Reach:
    """Return the rows of a register that somebody keeps."""
    if adoption.body_id in standing.units(Role.OFFICE):
        return EVERYWHERE
    return _of_parties(pack_of(adoption), register.kept_by, standing, bound, KEEPERS)


def reading(standing: Standing, adoption: Adoption, register: Register, bound: Bound) -> Reach:
    """Return the rows of a register that somebody reads: who keeps it, its audience, the office."""
    if adoption.body_id in standing.units(*WATCHERS):
        return EVERYWHERE
    pack = pack_of(adoption)
    parties = (*register.kept_by, *register.audience)
    if register.reports_to:
        parties = (*parties, register.reports_to)
    return _of_parties(pack, parties, standing, bound, READERS)


def watching(standing: Standing, adoption: Adoption, bound: Bound) -> frozenset[str] | None:
    """Return for which roles of the plan somebody sees what the figures show; None: for all.

    The office and the supervisors of the adopting body see all of it; those of a body that the
    plan names see the leads that go to it.
    """
    if adoption.body_id in standing.units(*WATCHERS):
        return None
    units = standing.units(*WATCHERS)
    return frozenset(role for role, unit in bound.items() if unit in units)


def _of_parties(
    pack: Pack,
    parties: Iterable[str],
    standing: Standing,
    bound: Bound,
    roles: tuple[Role, ...],
) -> Reach:
    mine = standing.units(*roles)
    units: frozenset[int] = frozenset()
    for party in parties:
        if bound.get(party) in mine:
            return EVERYWHERE
        if pack.has("actors", party) and pack.element("actors", party).own:
            units |= mine
        elif role := role_of(party):
            units |= standing.units(role)
    return Reach(units=units)
