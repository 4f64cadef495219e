"""Who is under investigation on a day: the ledger of consequences asks, and grades nobody then."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from zhiyong.cases.models import Case, Respondent


def under_investigation(
    people: Collection[int], units: Collection[int], on: date
) -> dict[str, str]:
    """Return the people and units about whom a case is being verified, filed or concluded.

    Shape: {"person:3": "case:5"}, the oldest case of each; one statement. A lead that nobody has
    taken up yet, or that is held for later, is no investigation.
    """
    concerned = Q(person__in=people) if people else Q(pk__in=[])
    if units:
        concerned |= Q(unit__in=units)
    rows = (
        Respondent.objects.filter(concerned, added_on__lte=on, case__opened_on__lte=on)
        .filter(Q(removed_on__isnull=True) | Q(removed_on__gt=on))
        .filter(Q(case__closed_on__isnull=True) | Q(case__closed_on__gt=on))
        .filter(Q(case__decided_on__isnull=True) | Q(case__decided_on__gt=on))
        .exclude(case__state__in=[Case.State.LEAD, Case.State.HELD])
        .order_by("-case__opened_on", "-case")
        .values_list("person", "unit", "case")
    )
    return {
        f"person:{person}" if person is not None else f"unit:{unit}": f"case:{case}"
        for person, unit, case in rows
    }
