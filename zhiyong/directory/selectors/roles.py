"""Who holds which role, and what waits for a second person."""

from datetime import date

from django.db.models import Q, QuerySet

from zhiyong.directory.models import RoleBinding
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import ADMINISTRATORS, READS_CASES, Role, Standing

CONFIRM_OWN = (Role.LEADER, Role.OFFICE)
"""Whoever leads a unit, or its office, may be the second person for that unit's roles."""


def bindings_visible_to(standing: Standing) -> QuerySet[RoleBinding]:
    """Return the roles somebody may look at: administrators all, leaders those of their units."""
    rows = RoleBinding.objects.select_related("unit", "post__unit", "person")
    if standing.roles & ADMINISTRATORS:
        return rows
    return rows.filter(unit__id__among=standing.units(*CONFIRM_OWN))


def bindings_to_confirm(standing: Standing, on: date) -> QuerySet[RoleBinding]:
    """Return the roles that wait for this person as the second one: not proposed by them."""
    still = Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)
    rows = bindings_visible_to(standing).filter(
        still, role__in=READS_CASES, confirmed_by__isnull=True
    )
    if Role.SECURITY_ADMIN not in standing.roles:
        rows = rows.filter(unit__id__among=standing.units(*CONFIRM_OWN))
    own = Q(person=standing.person_id) | Q(proposed_by__person=standing.person_id)
    return rows.exclude(own).order_by("pk")
