"""Who may know about a matter. Every read of one starts here."""

from django.db.models import Q, QuerySet

from zhiyong.intake.models import NamedPerson
from zhiyong.matters.models import Matter
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing


def matters_visible_to(standing: Standing) -> QuerySet[Matter]:
    """Return the matters somebody may see: their units', those their units follow, their own.

    A unit that has given a matter back, or from which it was taken, sees it no more. Nobody sees
    a matter about themselves.
    """
    units = standing.units(*READS_ALL)
    here = Q(handler=standing.person_id) if standing.person_id else Q(pk__in=[])
    if units:
        here |= Q(audience__among=units)
    held = here & ~Q(state=Matter.State.RETURNED)
    kept = Q(keeper__id__among=units) if units else Q(pk__in=[])
    return not_about(Matter.objects.filter(held | kept), standing)


def not_about(rows: QuerySet[Matter], standing: Standing) -> QuerySet[Matter]:
    """Leave out the matters whose complaint names somebody."""
    if standing.person_id is None:
        return rows
    named = NamedPerson.objects.filter(person=standing.person_id).values("complaint")
    return rows.exclude(complaint__in=named)


def for_keeper(standing: Standing, matter: Matter, *roles: Role) -> bool:
    """Whether somebody holds one of the roles in the office that keeps the complaint."""
    return matter.keeper_id in standing.units(*roles)


def for_unit(standing: Standing, matter: Matter, *roles: Role) -> bool:
    """Whether somebody holds one of the roles in the handling unit, while it has the matter."""
    return matter.state != Matter.State.RETURNED and matter.audience in standing.units(*roles)


def is_handler(standing: Standing, matter: Matter) -> bool:
    """Whether somebody handles a matter."""
    return standing.person_id is not None and standing.person_id == matter.handler_id
