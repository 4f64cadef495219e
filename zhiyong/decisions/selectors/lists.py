"""The lists of decisions and of returns to office."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from zhiyong.decisions.models import ChosenMeasure, Decision, DecisionNotice, Reappointment
from zhiyong.decisions.selectors.access import (
    DRAFTERS,
    decisions_visible_to,
    not_about,
    reappointments_visible_to,
)
from zhiyong.shell.access import Role, Standing

MOST_COUNTED = 100


def decisions(standing: Standing) -> QuerySet[Decision]:
    """Return the decisions that somebody may see, with all that a list shows of them."""
    return (
        decisions_visible_to(standing)
        .select_related("respondent__person", "respondent__unit", "case", "body", "adoption__pack")
        .prefetch_related("measures", "notices")
        .defer("facts", "offer", "reasons", "against_offer")
    )


def with_measure(rows: QuerySet[Decision], measure: str) -> QuerySet[Decision]:
    """Return the decisions that hold a measure in any version."""
    held = ChosenMeasure.objects.filter(decision=OuterRef("pk"), measure=measure)
    return rows.filter(Exists(held))


def unserved(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Return the decisions with a notice that has not been served."""
    waiting = DecisionNotice.objects.filter(
        decision=OuterRef("pk"),
        of=DecisionNotice.Of.DECISION,
        state__in=[DecisionNotice.State.DUE, DecisionNotice.State.RETURNED],
    )
    return rows.filter(Exists(waiting), made_on__isnull=False)


def running_out(rows: QuerySet[Decision], on: date) -> QuerySet[Decision]:
    """Return the decisions that run out by a day."""
    return rows.filter(expires_on__isnull=False, expires_on__lte=on)


def returns(standing: Standing) -> QuerySet[Reappointment]:
    """Return the returns to office that somebody may see, with what a list shows of them."""
    return reappointments_visible_to(standing).select_related("person", "unit", "adoption__pack")


def count_to_do(standing: Standing) -> int:
    """Return how many drafts lie with somebody's offices, up to 100."""
    units = standing.units(*DRAFTERS, Role.LEADER)
    if not units:
        return 0
    rows = Decision.objects.filter(
        case__audience__among=units, state__in=[Decision.State.DRAFT, Decision.State.PROPOSED]
    )
    return not_about(rows, standing).order_by()[:MOST_COUNTED].count()
