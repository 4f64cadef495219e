"""Who works on items, who looks after them, who strikes them off.

The unit works on its own items. The office and the supervisors of the body that put a plan in
force see every item under it; so do those of the bodies that the plan names for it: who confirms,
who issues notices, its standing bodies.
"""

from collections.abc import Iterable

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption, Binding
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role, Standing

WORKERS = (
    Role.UNIT_LIAISON,
    Role.LEADER,
    Role.SECTION_HEAD,
    Role.OFFICE,
    Role.CLERK,
    Role.HANDLER,
)
"""Roles that put things right for a unit, and say so."""
WATCHERS = (Role.OFFICE, Role.SUPERVISOR)
"""Roles of the body of a plan that see every item, and enter problems of others."""
CHECKERS = (Role.OFFICE, Role.SUPERVISOR, Role.INSPECTOR)
"""Roles that look whether something was put right."""
READERS = (*WORKERS, Role.SUPERVISOR, Role.INSPECTOR)
ENTERS = tuple(dict.fromkeys((*WORKERS, *WATCHERS)))
"""Roles that enter problems: of their own unit, or of all."""


def named_bodies(adoption: Adoption) -> frozenset[str]:
    """Return the roles of a plan whose bodies look after its items."""
    pack = pack_of(adoption)
    named: set[str] = set()
    if pack.rectification:
        named |= {*pack.rectification.confirmed_by}
    if pack.notice_ladder:
        named |= {*pack.notice_ladder.by}
    named |= {body.role for body in pack.bodies if body.role}
    return frozenset(named)


def keepers_of(adoptions: Iterable[Adoption]) -> dict[int, frozenset[int]]:
    """Return the units whose office and supervisors see all items of a plan: one query."""
    found = {one.pk: {one.body_id} for one in adoptions}
    wanted = {one.pk: named_bodies(one) for one in adoptions}
    rows = Binding.objects.filter(adoption__in=found)
    for adoption, role, unit in rows.values_list("adoption", "role", "unit"):
        if role in wanted[adoption]:
            found[adoption].add(unit)
    return {pk: frozenset(units) for pk, units in found.items()}


def watched_by(standing: Standing, *roles: Role) -> frozenset[int]:
    """Return the plans in force somewhere whose items somebody sees all: two queries."""
    units = standing.units(*(roles or WATCHERS))
    if not units:
        return frozenset()
    adoptions = [*Adoption.objects.select_related("pack")]
    keepers = keepers_of(adoptions)
    return frozenset(pk for pk, bodies in keepers.items() if bodies & units)


def watches(standing: Standing, adoption: Adoption, *roles: Role) -> bool:
    """Whether somebody looks after all items of a plan."""
    units = standing.units(*(roles or WATCHERS))
    return bool(units and keepers_of([adoption])[adoption.pk] & units)


def confirming_units(adoption: Adoption) -> dict[str, int]:
    """Return the bodies that strike items off, by the plan's word for them.

    A party that is bound to no unit, such as the offices at all levels, is the body that put the
    plan in force; so is whoever strikes off where the plan names nobody.
    """
    pack = pack_of(adoption)
    named = pack.rectification.confirmed_by if pack.rectification else ()
    bound = dict(adoption.bindings.filter(role__in=named).values_list("role", "unit"))
    return {party: bound.get(party, adoption.body_id) for party in named} or {"": adoption.body_id}


def confirms_as(adoption: Adoption, standing: Standing) -> str | None:
    """Return as which party of the plan somebody strikes items off; None if they do not.

    Those who look after all items of the plan may where the plan names a party that is no one
    unit.
    """
    units = standing.units(*CHECKERS)
    parties = confirming_units(adoption)
    for party, unit in parties.items():
        if unit in units:
            return party
    open_parties = [party for party, unit in parties.items() if unit == adoption.body_id]
    if open_parties and keepers_of([adoption])[adoption.pk] & units:
        return open_parties[0]
    return None


def works_for(standing: Standing, unit: Unit | int) -> bool:
    """Whether somebody works on the items of a unit."""
    pk = unit.pk if isinstance(unit, Unit) else unit
    return pk in standing.units(*WORKERS)


def is_own(standing: Standing, unit: int, adoption: Adoption) -> bool:
    """Whether a unit is somebody's own: nobody judges it, but the plan's body its own items."""
    return standing.home_unit_id == unit != adoption.body_id


def answers_for(standing: Standing, unit: int, adoption: Adoption) -> bool:
    """Whether somebody speaks for a unit: whoever looks after all units speaks for their own only.

    So nobody hands in, or answers, for a unit that they are to judge.
    """
    if not works_for(standing, unit):
        return False
    return unit == standing.home_unit_id or not watches(standing, adoption)
