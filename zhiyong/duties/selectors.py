"""Reads of duties: what is owed, by whom, and how it stands today."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from zhiyong.duties.models import Duty
from zhiyong.shell import about, lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Standing
from zhiyong.shell.lights import Light

OPEN = Q(state=Duty.State.OPEN)
OVER = (Duty.State.MET, Duty.State.VOID)


def duties_visible_to(standing: Standing) -> QuerySet[Duty]:
    """Return the duties somebody may see: their own, their units', and those of what they read."""
    units = standing.units(*READS_ALL)
    mine = Q(owner_person=standing.person_id or 0)
    duties = Duty.objects.filter(Q(audience__among=units) | Q(owner_unit__id__among=units) | mine)
    return about.leave_out(duties, standing)


def with_light(duties: QuerySet[Duty], today: date, now: datetime | None = None) -> QuerySet[Duty]:
    """Add `light` (see `shell.lights`), by comparison alone: what `rules.clock.light` says.

    A term of hours turns at its moment, given `now`; without it, at the end of its day. A duty
    that was late before its clock stopped stays overdue.
    """
    overdue = Q(due_on__lt=today)
    if now is not None:
        overdue |= Q(due_at__lt=now)
    return duties.annotate(
        light=Case(
            When(state__in=[Duty.State.MET, Duty.State.VOID], then=Value(Light.DONE.value)),
            When(due_on__isnull=True, then=Value(Light.PAUSED.value)),
            When(overdue, then=Value(Light.OVERDUE.value)),
            When(state=Duty.State.PAUSED, then=Value(Light.PAUSED.value)),
            When(warn_on__lte=today, then=Value(Light.DUE_SOON.value)),
            default=Value(Light.NORMAL.value),
            output_field=CharField(),
        )
    )


def of_light(duties: QuerySet[Duty], light: str, today: date) -> QuerySet[Duty]:
    """Return the running duties that stand at a light: plain comparisons that indexes serve."""
    match Light(light):
        case Light.OVERDUE:
            return duties.filter(due_on__lt=today).exclude(state__in=OVER)
        case Light.DUE_SOON:
            return duties.filter(OPEN, due_on__gte=today, warn_on__lte=today)
        case Light.NORMAL:
            later = Q(warn_on__isnull=True) | Q(warn_on__gt=today)
            return duties.filter(OPEN, later, due_on__gte=today)
        case Light.PAUSED:
            still = Q(due_on__isnull=True) | Q(due_on__gte=today)
            return duties.filter(still, state=Duty.State.PAUSED)
        case Light.DONE:
            return duties.filter(state__in=OVER)


def mine(standing: Standing) -> QuerySet[Duty]:
    """Return the open duties of a person: named for them, or for a unit they act for."""
    return (
        duties_visible_to(standing)
        .filter(OPEN)
        .filter(
            Q(owner_person=standing.person_id or 0)
            | Q(owner_person__isnull=True, owner_unit__id__among=standing.units(*READS_ALL))
        )
        .select_related("owner_unit", "owner_person")
    )


def of_my_units(standing: Standing) -> QuerySet[Duty]:
    """Return the open duties of the units whose cases somebody reads, whoever has them by name."""
    units = standing.units(*READS_ALL)
    return duties_visible_to(standing).filter(OPEN, owner_unit__id__among=units)


def late_ones(standing: Standing, today: date, most: int = 100) -> int:
    """Return how many of a person's own duties are late or nearly due, up to `most`.

    Unit: open duties, named for the person or for a unit they act for. Window: their warning day
    has come by `today`.
    """
    return mine(standing).filter(warn_on__lte=today).order_by()[:most].count()


def of_subject(reference: str, standing: Standing) -> QuerySet[Duty]:
    """Return the duties of one object, the next due first."""
    return (
        duties_visible_to(standing)
        .filter(subject=reference)
        .select_related("owner_unit", "owner_person")
        .order_by("due_on", "pk")
    )


def running(reference: str) -> QuerySet[Duty]:
    """Return the duties that run for a subject, for an act on it: the caller may see them."""
    return Duty.objects.filter(
        subject=reference, state__in=[Duty.State.OPEN, Duty.State.PAUSED]
    ).order_by("due_on", "pk")


def next_due(references: Iterable[str], standing: Standing) -> dict[str, Duty]:
    """Return, for each object, its open or paused duty that is due first: one query."""
    rows = (
        duties_visible_to(standing)
        .filter(subject__in=list(references), state__in=[Duty.State.OPEN, Duty.State.PAUSED])
        .order_by("subject", "due_on", "pk")
        .distinct("subject")
    )
    return {duty.subject: duty for duty in rows}


def count_by_light(duties: QuerySet[Duty], today: date) -> dict[str, int]:
    """Return how many duties stand at each light.

    Shape: {light: number}; lights without a duty are left out. Unit: duties.
    """
    lights = list(Light)
    counted = with_light(duties, today).aggregate(
        **{light.value: Count("pk", filter=Q(light=light.value)) for light in lights}
    )
    return {light: n for light, n in counted.items() if n}
