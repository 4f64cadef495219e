"""The lists: rounds, one's own visits, findings; and what a round's page shows."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from zhiyong.directory.models import Unit
from zhiyong.inspections.models import Finding, Member, Round, Visit
from zhiyong.inspections.selectors.access import (
    INSPECTED,
    PLANS,
    findings_visible_to,
    rounds_visible_to,
    whole_rounds,
)
from zhiyong.shell.access import Standing

MOST_COUNTED = 100
State = Round.State


def rounds_for(standing: Standing) -> QuerySet[Round]:
    """Return the rounds of somebody's list, with all that it shows."""
    return ready(rounds_visible_to(standing))


def ready(rows: QuerySet[Round]) -> QuerySet[Round]:
    """Return rounds with all that a list shows of them: no query for each row."""
    return rows.select_related("adoption__pack", "adoption__body", "unit").defer("purpose")


def count_parts(rows: Collection[Round], standing: Standing) -> None:
    """Give each round of a page its numbers of units, visits made and findings: three queries.

    A unit that is inspected counts nothing but its own findings.
    """
    found = {row.pk: row for row in rows}
    for row in rows:
        row.units_count = row.visits_count = row.findings_count = 0  # type: ignore[attr-defined]
    seen = whole_rounds(standing).filter(pk__in=found)
    for pk, n in seen.annotate(n=Count("targets")).values_list("pk", "n"):
        found[pk].units_count = n  # type: ignore[attr-defined]
    made = seen.annotate(n=Count("visits", filter=Q(visits__state=Visit.State.MADE)))
    for pk, n in made.values_list("pk", "n"):
        found[pk].visits_count = n  # type: ignore[attr-defined]
    counted = findings_visible_to(standing).filter(round__in=found).order_by().values("round")
    for each in counted.annotate(n=Count("pk")):
        found[each["round"]].findings_count = each["n"]  # type: ignore[attr-defined]


def my_visits(standing: Standing) -> QuerySet[Visit]:
    """Return the visits that wait for somebody's team, the next first."""
    if standing.person_id is None:
        return Visit.objects.none()
    mine = Member.objects.filter(
        team=OuterRef("target__team"), person=standing.person_id, left_on__isnull=True
    )
    return (
        Visit.objects.filter(Exists(mine), state=Visit.State.PLANNED)
        .select_related("target__unit", "round__adoption__pack", "revisit_of")
        .order_by(F("planned_on").asc(nulls_last=True), "pk")
    )


def count_my_visits(standing: Standing) -> int:
    """Return how many visits wait for somebody's team, up to 100."""
    return my_visits(standing).order_by()[:MOST_COUNTED].count()


def findings_for(standing: Standing) -> QuerySet[Finding]:
    """Return the findings of somebody's list, with all that it shows."""
    return (
        findings_visible_to(standing)
        .select_related("round__adoption__pack", "unit", "visit")
        .prefetch_related("outcomes")
    )


def count_open_findings(standing: Standing) -> int:
    """Return how many findings wait for a decision of somebody who plans, or for an answer of
    their unit; up to 100."""
    decide = Q(state=Finding.State.OPEN, audience__among=standing.units(*PLANS))
    owed = Q(
        answered_on__isnull=True,
        state__in=[Finding.State.OPEN, Finding.State.HANDED_ON],
        round__state=State.REPORTED,
        unit__id__among=standing.units(*INSPECTED),
    )
    rows = findings_visible_to(standing).filter(decide | owed)
    return rows.order_by()[:MOST_COUNTED].count()


def inspected_units_of(standing: Standing, round_: Round) -> frozenset[int]:
    """Return which of somebody's units a round inspects."""
    here = standing.units(*INSPECTED)
    return frozenset(round_.targets.filter(unit__id__among=here).values_list("unit_id", flat=True))


def planning_units(standing: Standing) -> QuerySet[Unit]:
    """Return the units for which somebody plans rounds."""
    return Unit.objects.filter(pk__in=standing.units(*PLANS), closed_on__isnull=True)


def overdue_revisits(round_: Round, today: date) -> QuerySet[Visit]:
    """Return the revisits of a round that are due and were not made."""
    return round_.visits.filter(
        state=Visit.State.PLANNED, revisit_of__isnull=False, planned_on__lt=today
    )
