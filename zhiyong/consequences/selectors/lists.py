"""The ledger as a list: whose it is, what is late, what stands on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors.access import CARRIES_OUT, entries_visible_to
from zhiyong.shell.access import Standing

MOST_COUNTED = 100


def ledger(standing: Standing) -> QuerySet[Entry]:
    """Return the entries somebody may see, with all that a list shows of them."""
    return entries_visible_to(standing).select_related(
        "adoption__pack", "person", "unit", "post__unit", "carried_out_by"
    )


def of_unit(rows: QuerySet[Entry], unit: str) -> QuerySet[Entry]:
    """Return the entries on a unit, on people for a post in it, or for it to carry out."""
    return rows.filter(Q(unit=unit) | Q(post__unit=unit) | Q(carried_out_by=unit))


def late(rows: QuerySet[Entry], on: date) -> QuerySet[Entry]:
    """Return what should have been carried out before a day."""
    return rows.filter(state=Entry.State.IN_FORCE, carried_out_on__isnull=True, due_on__lt=on)


def count_to_carry_out(standing: Standing) -> int:
    """Return how many entries somebody's units have to carry out by a day, up to 100."""
    units = standing.units(*CARRIES_OUT)
    if not units:
        return 0
    rows = entries_visible_to(standing).filter(
        state=Entry.State.IN_FORCE,
        carried_out_on__isnull=True,
        due_on__isnull=False,
        carried_out_by__id__among=units,
    )
    return rows.order_by()[:MOST_COUNTED].count()
