"""The lists: what we sent, what reached us, what is awaited."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from zhiyong.cases.models import Case
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import duties_visible_to, with_light
from zhiyong.shell.access import READS_ALL, Standing
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.access import (
    ACTS_HERE,
    ARRIVED,
    RECEIVES,
    not_about,
    sent_visible_to,
)

State = Transfer.State
AWAITED = (State.SENT, State.RECEIVED)
MOST_COUNTED = 100


def sent_by(standing: Standing) -> QuerySet[Transfer]:
    """Return the letters of the cases somebody sees, with all that a list shows."""
    return ready(sent_visible_to(standing))


def received_by(standing: Standing) -> QuerySet[Transfer]:
    """Return the letters that reached somebody's units."""
    units = standing.units(*READS_ALL)
    if not units:
        return Transfer.objects.none()
    rows = Transfer.objects.filter(to_unit__id__among=units, state__in=ARRIVED)
    return ready(not_about(rows, standing))


def awaited(case: Case) -> QuerySet[Transfer]:
    """Return the letters of a case whose reply is awaited, and was not waived."""
    return case.transfers.filter(state__in=AWAITED, waived_on__isnull=True).order_by("pk")


def in_state(rows: QuerySet[Transfer], state: str) -> QuerySet[Transfer]:
    """Return the letters that stand somewhere."""
    return rows.filter(state=state)


def ready(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Return letters with all that a list shows of them: no query for each row."""
    return rows.select_related(
        "case", "unit", "to_unit", "adoption__pack", "respondent__person", "respondent__unit"
    ).defer("text", "outcome", "waiver", "case__summary")


def with_duties(rows: Collection[Transfer], standing: Standing, today: object) -> None:
    """Give each letter of a page its next duty and the light of that: one query.

    Sets `duty` (or None) and `light` ("" where nothing runs).
    """
    wanted = [f"transfer:{row.pk}" for row in rows]
    running = duties_visible_to(standing).filter(
        subject__in=wanted, state__in=[Duty.State.OPEN, Duty.State.PAUSED]
    )
    found: dict[str, Duty] = {}
    for duty in with_light(running, today).order_by("due_on", "pk"):  # type: ignore[arg-type]
        found.setdefault(duty.subject, duty)
    for row in rows:
        duty_of_it = found.get(f"transfer:{row.pk}")
        row.duty = duty_of_it  # type: ignore[attr-defined]
        row.light = getattr(duty_of_it, "light", "")  # type: ignore[attr-defined]


def count_to_sign_for(standing: Standing) -> int:
    """Return how many letters wait in somebody's units for a signature or a reply, up to 100."""
    units = standing.units(*RECEIVES)
    if not units:
        return 0
    rows = Transfer.objects.filter(to_unit__id__among=units, state__in=AWAITED)
    return rows.order_by()[:MOST_COUNTED].count()


def count_awaited(standing: Standing) -> int:
    """Return how many letters somebody's units have drafted and not sent, up to 100."""
    units = standing.units(*ACTS_HERE)
    if not units:
        return 0
    rows = Transfer.objects.filter(Q(audience__among=units), state=State.DRAFT)
    return rows.order_by()[:MOST_COUNTED].count()
