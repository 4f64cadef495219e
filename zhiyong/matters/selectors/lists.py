"""The lists of matters: mine, my unit's, those we keep, those lying still, those to be assigned."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhiyong.directory.models import Person
from zhiyong.directory.selectors import people_with
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors import complaints_kept_by
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors.access import not_about
from zhiyong.shell.access import READS_ALL, Role, Standing

ASSIGNERS = (Role.CLERK, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
MOST_COUNTED = 100
WAITS_FOR_HANDLER = (Matter.State.HANDLING,)
ENDED = (Matter.State.CLOSED, Matter.State.RETURNED)


def mine(standing: Standing) -> QuerySet[Matter]:
    """Return the matters that somebody handles, or handled to the end."""
    if standing.person_id is None:
        return Matter.objects.none()
    rows = Matter.objects.filter(handler=standing.person_id)
    return ready(not_about(rows.exclude(state=Matter.State.RETURNED), standing))


def of_my_units(standing: Standing) -> QuerySet[Matter]:
    """Return the matters that somebody's units handle."""
    units = standing.units(*READS_ALL)
    if not units:
        return Matter.objects.none()
    rows = Matter.objects.filter(audience__among=units).exclude(state=Matter.State.RETURNED)
    return ready(not_about(rows, standing))


def kept(standing: Standing) -> QuerySet[Matter]:
    """Return the matters whose complaints somebody's units keep."""
    units = standing.units(*READS_ALL)
    if not units:
        return Matter.objects.none()
    return ready(not_about(Matter.objects.filter(keeper__id__among=units), standing))


def lying_still(standing: Standing, before: date) -> QuerySet[Matter]:
    """Return the open matters that nobody has touched since a day, that day not counted."""
    units = standing.units(*READS_ALL)
    if not units:
        return Matter.objects.none()
    rows = Matter.objects.filter(
        Q(audience__among=units) | Q(keeper__id__among=units),
        closed_on__isnull=True,
        touched_on__lt=before,
    )
    return ready(not_about(rows, standing))


def open_ones() -> QuerySet[Matter]:
    """Return the matters that have not ended: few, and with indexes of their own."""
    return Matter.objects.filter(closed_on__isnull=True)


def in_state(rows: QuerySet[Matter], state: str) -> QuerySet[Matter]:
    """Return the matters that stand somewhere; those still open are looked for among the open."""
    rows = rows.filter(state=state)
    return rows if state in ENDED else rows.filter(closed_on__isnull=True)


def ready(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return matters with all that a list shows of them: no query for each row."""
    return rows.select_related(
        "complaint", "handling_unit", "keeper", "handler", "adoption__pack"
    ).defer("complaint__text", "instructions")


def to_be_assigned(standing: Standing) -> QuerySet[Complaint]:
    """Return the accepted complaints of somebody's offices that no unit has yet."""
    return (
        complaints_kept_by(standing, *ASSIGNERS)
        .filter(state=Complaint.State.ACCEPTED)
        .select_related("subject_unit", "keeper", "adoption__pack")
        .defer("text")
    )


def handlers_of(matter: Matter, on: date) -> QuerySet[Person]:
    """Return the people who may be given a matter, those who stand back from it left out."""
    return people_with(Role.HANDLER, matter.handling_unit, on).exclude(
        pk__in=matter.recusals.values("person")
    )


def loads(people: Iterable[Person]) -> dict[int, int]:
    """Return how many matters each of some people handles now: one query.

    Shape: {id of the person: number}; those without any are left out. Unit: open matters.
    """
    rows = Matter.objects.filter(handler__in=list(people), closed_on__isnull=True)
    counted = rows.order_by().values_list("handler").annotate(n=Count("pk"))
    return {handler: n for handler, n in counted if handler is not None}


def count_to_assign(standing: Standing) -> int:
    """Return how many complaints wait to be assigned, up to 100."""
    return to_be_assigned(standing).order_by()[:MOST_COUNTED].count()


def count_mine(standing: Standing) -> int:
    """Return how many matters wait for somebody as their handler, up to 100."""
    if standing.person_id is None:
        return 0
    rows = open_ones().filter(handler=standing.person_id, state__in=WAITS_FOR_HANDLER)
    return rows.order_by()[:MOST_COUNTED].count()


def count_of_units(standing: Standing) -> int:
    """Return how many matters wait in somebody's units for a signature or a handler, up to 100."""
    units = standing.units(Role.CLERK, Role.SECTION_HEAD)
    if not units:
        return 0
    waiting = (Matter.State.ASSIGNED, Matter.State.SIGNED_FOR)
    rows = open_ones().filter(audience__among=units, state__in=waiting)
    return rows.order_by()[:MOST_COUNTED].count()


def count_kept(standing: Standing) -> int:
    """Return how many matters wait for the office that keeps them, up to 100: reports, returns."""
    units = standing.units(*ASSIGNERS, Role.SUPERVISOR)
    if not units:
        return 0
    waiting = (Matter.State.REPORTED, Matter.State.RETURN_ASKED, Matter.State.CALLED_BACK)
    rows = open_ones().filter(keeper__id__among=units, state__in=waiting)
    return rows.order_by()[:MOST_COUNTED].count()
