"""Who may know what stands against somebody. Every read for somebody starts here."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.consequences.readers import closed, opened
from zhiyong.directory.models import Tenure
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import ADMINISTRATORS, READS_ALL, Role, Standing

CARRIES_OUT = frozenset({Role.PERSONNEL, Role.UNIT_LIAISON, *READS_ALL})
"""Roles of a unit that sees what it has to carry out."""


def entries_visible_to(standing: Standing) -> QuerySet[Entry]:
    """Return the entries somebody may see.

    Those of the bodies for which they read, and of the cases that they see; those about people
    and units that their organisation department looks after; those that their unit carries out;
    and what falls on themselves, from the day on which they were told, and not before. An
    administrator sees none.
    """
    own = Q(pk__in=[])
    if standing.person_id is not None:
        own = Q(person=standing.person_id, served_on__isnull=False)
    if standing.roles & ADMINISTRATORS:
        return Entry.objects.filter(own)
    others = _of_office(standing)
    if standing.person_id is not None:
        others &= ~Q(person=standing.person_id) | Q(person__isnull=True)
    return Entry.objects.filter(own | others)


def _of_office(standing: Standing) -> Q:
    readers, keepers = standing.units(*READS_ALL), standing.units(Role.PERSONNEL)
    doers = standing.units(*CARRIES_OUT)
    seen = Q(pk__in=[])
    if readers:
        decided = Q(audience__among=readers)
        for cases in closed(standing):
            decided &= ~Q(case__in=cases)
        seen |= decided
    for cases in opened(standing):
        seen |= Q(case__in=cases)
    if keepers:
        holders = Tenure.objects.filter(post__unit__id__among=keepers).values("person")
        seen |= Q(unit__id__among=keepers) | Q(person__in=holders)
    if doers:
        seen |= Q(carried_out_by__id__among=doers)
    return seen


def references_untold(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the entries on somebody of which they were not told yet."""
    reference = Concat(Value("consequence:"), Cast("pk", CharField()))
    mine = Entry.objects.filter(person=standing.person_id or 0, served_on__isnull=True)
    return mine.values_list(reference, flat=True)


def sums_visible_to(standing: Standing) -> QuerySet[YearlySum]:
    """Return the yearly sums of the units whose personnel somebody keeps, and one's own."""
    units = standing.units(Role.PERSONNEL, Role.UNIT_LIAISON, Role.OFFICE)
    own = Q(person=standing.person_id) if standing.person_id is not None else Q(pk__in=[])
    if not units:
        return YearlySum.objects.filter(own)
    holders = Tenure.objects.filter(post__unit__id__among=units).values("person")
    return YearlySum.objects.filter(own | Q(unit__id__among=units) | Q(person__in=holders))
