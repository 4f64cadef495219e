"""Reads of approvals: what waits for whom, and how far it is."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.approvals.models import Approval, Step
from zhiyong.shell.access import READS_CASES, Standing


def approvals_visible_to(standing: Standing) -> QuerySet[Approval]:
    """Return the approvals somebody may see: within their roles, or passing through their hands."""
    me = standing.person_id or 0
    through_my_hands = Step.objects.filter(approval=OuterRef("pk")).filter(
        Q(candidates__contains=[me]) | Q(delegated_to=me) | Q(decided_by=me)
    )
    return Approval.objects.filter(
        Q(audience__in=standing.units(*READS_CASES)) | Exists(through_my_hands)
    )


def current_step(approval: Approval) -> Step | None:
    """Return the step whose turn it is; None if the approval has ended or was sent back."""
    if approval.state != Approval.State.RUNNING:
        return None
    return approval.steps.filter(round=approval.round, verdict="").order_by("order").first()


def waiting_for(standing: Standing) -> QuerySet[Step]:
    """Return the steps whose turn it is and that this person may take."""
    if standing.person_id is None:
        return Step.objects.none()
    earlier = Step.objects.filter(
        approval=OuterRef("approval"),
        round=OuterRef("round"),
        order__lt=OuterRef("order"),
        verdict="",
    )
    me = Q(delegated_to=standing.person_id) | Q(
        delegated_to__isnull=True, candidates__contains=[standing.person_id]
    )
    return (
        Step.objects.filter(me, verdict="", approval__state=Approval.State.RUNNING)
        .filter(~Exists(earlier))
        .select_related("approval__unit", "approval__adoption__pack")
        .order_by("approval__started_on", "pk")
    )


def of_subject(reference: str, standing: Standing) -> QuerySet[Approval]:
    """Return the approvals of one object, the newest first, with their steps."""
    return (
        approvals_visible_to(standing)
        .filter(subject=reference)
        .prefetch_related("steps__decided_by", "steps__delegated_to", "steps__scan")
        .order_by("-pk")
    )
