"""The queue of an office: its steps, its counts, its lights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import next_due, with_light
from zhiyong.intake.models import ENDED, Complaint
from zhiyong.intake.selectors.access import complaints_kept_by
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Role, Standing
from zhiyong.shell.lights import Light

State = Complaint.State
REFERENCE = "complaint:"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the queue: which state waits there, or all those in which it has ended.

    So the page of a step is read off one index in its order, and off no other rows.
    """

    key: str
    label: object
    states: tuple[str, ...]

    @property
    def has_ended(self) -> bool:
        """Whether what stands here has ended."""
        return frozenset(self.states) == ENDED


STEPS = (
    Step("register", _("To be registered"), (State.LODGED,)),
    Step("decide", _("To be decided on"), (State.REGISTERED,)),
    Step("assign", _("To be assigned"), (State.ACCEPTED,)),
    Step("handling", _("In handling"), (State.IN_HANDLING,)),
    Step("replied", _("Replied"), (State.REPLIED,)),
    Step("ended", _("Ended"), tuple(sorted(ENDED))),
)
ALL = Step("all", _("All"), ())
MOST_COUNTED = 100


def step(key: str) -> Step:
    """Return a step of the queue by its key; what is to be registered, where there is none."""
    return {each.key: each for each in (*STEPS, ALL)}.get(key, STEPS[0])


def queue(standing: Standing, where: Step) -> QuerySet[Complaint]:
    """Return the complaints that wait at a step for somebody's offices, ready to be listed."""
    rows = complaints_kept_by(standing)
    if where.has_ended:
        rows = rows.filter(closed_on__isnull=False)
    elif where.states:
        rows = rows.filter(state=where.states[0])
    return rows.select_related("subject_unit", "keeper", "adoption__pack", "details").defer("text")


def counts(standing: Standing, most: int = MOST_COUNTED) -> dict[str, int]:
    """Return how many complaints wait at each step, counted up to `most`: one query.

    Shape: {step: number}. Unit: complaints kept by the offices whose cases somebody reads.
    """
    units = sorted(standing.units(*READS_ALL))
    if not units:
        return {each.key: 0 for each in STEPS}
    limb = (
        "(SELECT count(*) FROM (SELECT 1 FROM intake_complaint WHERE audience = ANY(%s)"
        " AND state = ANY(%s) AND id NOT IN"
        " (SELECT complaint_id FROM intake_namedperson WHERE person_id = %s) LIMIT %s) AS few)"
    )
    params: list[Any] = []
    for each in STEPS[:-1]:
        params += [units, list(each.states), standing.person_id or 0, most]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([limb] * len(STEPS[:-1]))}", params)
        found = cursor.fetchone()
    return {each.key: int(many) for each, many in zip(STEPS[:-1], found, strict=True)}


def waiting(standing: Standing) -> int:
    """Return how many complaints wait for a clerk, up to 100: to be registered or decided on."""
    rows = complaints_kept_by(standing, Role.CLERK).filter(
        state__in=[State.LODGED, State.REGISTERED]
    )
    return rows.order_by()[:MOST_COUNTED].count()


def with_duties(rows: Iterable[Complaint], standing: Standing, today: date) -> None:
    """Give each complaint of a page its next duty and the light of that, in one query.

    Sets `duty` (or None) and `light` ("" where nothing runs).
    """
    rows = list(rows)
    found = next_due((kinds.ref(row) for row in rows), standing)
    for row in rows:
        duty = found.get(kinds.ref(row))
        row.duty = duty  # type: ignore[attr-defined]
        row.light = light_of(duty, today) if duty else ""  # type: ignore[attr-defined]


def light_of(duty: Duty, today: date) -> Light:
    """Return the light of one duty at the beginning of a day, as pages know it."""
    if duty.state == Duty.State.PAUSED or duty.due_on is None:
        return Light.PAUSED
    if duty.due_on < today:
        return Light.OVERDUE
    return Light.DUE_SOON if duty.warn_on and duty.warn_on <= today else Light.NORMAL


def of_light(rows: QuerySet[Complaint], light: str, today: date) -> QuerySet[Complaint]:
    """Return the complaints with a running duty of that light of the pages."""
    duties: QuerySet[Any, Any] = with_light(
        Duty.objects.filter(subject__startswith=REFERENCE, state__in=["OPEN", "PAUSED"]), today
    )
    duties = duties.filter(light=light)
    ids = duties.values_list(
        Cast(Substr("subject", len(REFERENCE) + 1), BigIntegerField()), flat=True
    )
    return rows.filter(pk__in=ids)
