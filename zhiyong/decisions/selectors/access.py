"""Who may know about a decision. Every read of one starts here."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from zhiyong.approvals.models import Step
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import access as cases
from zhiyong.consequences.models import Entry
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
    """Leave out the decisions about somebody, those of cases kept from them, those untold."""
    rows = rows.filter(case__in=cases.not_kept_from(Case.objects.all(), standing))
    return rows.exclude(pk__in=untold(standing).values("pk"))


def untold(standing: Standing) -> QuerySet[Decision]:
    """Return the decisions by which something falls on somebody who has not been told of it yet.

    Whoever took part in one knows it: who sat in its meeting, signed it, or decided as the head.
    """
    me = standing.person_id or 0
    number = Cast(Substr("source", len("decision:") + 1), BigIntegerField())
    falls = Entry.objects.filter(
        person=me, served_on__isnull=True, source__startswith="decision:"
    ).values_list(number, flat=True)
    signed = Step.objects.filter(decided_by=me).values("approval")
    rows = Decision.objects.filter(pk__in=falls)
    rows = rows.exclude(pk__in=subjects_before(standing, "decision"))
    rows = rows.exclude(approval__isnull=False, approval__in=signed)
    heads = standing.units(*cases.LEADS)
    return rows.exclude(item__isnull=True, approval__isnull=True, audience__among=heads)


def references_about(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the decisions that are kept from somebody."""
    hidden = Decision.objects.exclude(case__in=cases.not_kept_from(Case.objects.all(), standing))
    rows = Decision.objects.filter(
        Q(pk__in=hidden.values("pk")) | Q(pk__in=untold(standing).values("pk"))
    )
    return rows.values_list(Concat(Value("decision:"), Cast("pk", CharField())), flat=True)


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
