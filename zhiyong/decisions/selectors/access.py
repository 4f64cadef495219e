"""Who may know about a decision. Every read of one starts here."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import access as cases
from zhiyong.decisions.models import Decision, DecisionNotice, Reappointment, Suspension
from zhiyong.meetings.selectors import subjects_before
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing

DRAFTERS = (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.OFFICE)
"""Who prepares decisions, enters services and answers, in the body of the case or that decides."""


def decisions_visible_to(standing: Standing) -> QuerySet[Decision]:
    """Return the decisions somebody may see: of the body that decides, and of the case's.

    And those before meetings in which they sit. Nobody sees one about themselves here; they have
    the notice.
    """
    units = standing.units(*READS_ALL)
    here = Q(pk__in=subjects_before(standing, "decision"))
    if units:
        here |= Q(audience__among=units) | Q(case__audience__among=units)
    return not_about(Decision.objects.filter(here), standing)


def cases_to_decide(standing: Standing) -> QuerySet[Any, Any]:
    """Return the ids of the cases that somebody reads since they decide on them.

    In a meeting in which they sit; or as a head of the body before which the draft lies.
    """
    here = Q(pk__in=subjects_before(standing, "decision"))
    if heads := standing.units(*cases.LEADS):
        here |= Q(audience__among=heads) & ~Q(state=Decision.State.DRAFT)
    return Decision.objects.filter(here).values_list("case", flat=True)


def not_about(rows: QuerySet[Decision], standing: Standing) -> QuerySet[Decision]:
    """Leave out the decisions about somebody, and those of cases that are kept from them."""
    return rows.filter(case__in=cases.not_kept_from(Case.objects.all(), standing))


def references_about(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the decisions in cases that are kept from somebody."""
    hidden = Decision.objects.exclude(case__in=cases.not_kept_from(Case.objects.all(), standing))
    return hidden.values_list(Concat(Value("decision:"), Cast("pk", CharField())), flat=True)


def numbers_of(ids: Collection[int]) -> Mapping[int, str]:
    """Return the numbers of decisions that were made; a draft has none."""
    return dict(Decision.objects.filter(pk__in=ids).values_list("pk", "number"))


def notices_visible_to(standing: Standing) -> QuerySet[DecisionNotice]:
    """Return the notices of the decisions that somebody may see."""
    return DecisionNotice.objects.filter(decision__in=decisions_visible_to(standing))


def suspensions_visible_to(standing: Standing) -> QuerySet[Suspension]:
    """Return the suspensions in the cases of somebody's bodies; who stands down sees their own."""
    units = standing.units(*READS_ALL)
    here = Q(case__audience__among=units) if units else Q(pk__in=[])
    here &= Q(case__in=cases.not_kept_from(Case.objects.all(), standing))
    if standing.person_id is not None:
        here |= Q(respondent__person=standing.person_id)
    return Suspension.objects.filter(here)


def reappointments_visible_to(standing: Standing) -> QuerySet[Reappointment]:
    """Return the returns to office that somebody's bodies look at; nobody sees their own."""
    units = standing.units(*READS_ALL)
    if not units:
        return Reappointment.objects.none()
    rows = Reappointment.objects.filter(
        Q(audience__among=units) | Q(decision__audience__among=units)
    )
    return rows.exclude(person=standing.person_id) if standing.person_id else rows


def drafts(standing: Standing, decision: Decision) -> bool:
    """Whether somebody prepares this decision: for the body that decides, or that has the case."""
    units = standing.units(*DRAFTERS)
    return decision.audience in units or decision.case.audience in units
