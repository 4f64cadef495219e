"""Reads of approvals: what waits for whom, and how far it is."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.approvals import recusals
from zhiyong.approvals.models import Approval, Step
from zhiyong.directory.models import Person
from zhiyong.directory.selectors import people_with
from zhiyong.plans.parties import SIGNERS, people_of
from zhiyong.shell import about, lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing


def approvals_visible_to(standing: Standing) -> QuerySet[Approval]:
    """Return the approvals somebody may see: within their roles, or passing through their hands.

    Never one of something that names them.
    """
    me = standing.person_id or 0
    through_my_hands = Step.objects.filter(approval=OuterRef("pk")).filter(
        _held(standing) | Q(delegated_to=me) | Q(decided_by=me)
    )
    rows = Approval.objects.filter(
        Q(audience__in=standing.units(*READS_ALL)) | Exists(through_my_hands)
    )
    return about.leave_out(rows, standing)


def _held(standing: Standing) -> Q:
    """Say which steps are somebody's own today: by a position held or stood in for, or by name."""
    mine = Q(position="", candidates__contains=[standing.person_id or 0])
    for role in standing.roles:
        mine |= Q(position=role, place__id__among=standing.units(role))
    return mine


def current_step(approval: Approval) -> Step | None:
    """Return the step whose turn it is; None if the approval has ended or was sent back.

    Of those who sign jointly, the first who has not.
    """
    if approval.state != Approval.State.RUNNING:
        return None
    return open_steps(approval).first()


def open_steps(approval: Approval) -> QuerySet[Step]:
    """Return the steps whose turn it is: one, or the seats of those who sign jointly and have not.

    Empty if the approval has ended or was sent back.
    """
    if approval.state != Approval.State.RUNNING:
        return Step.objects.none()
    mine = Step.objects.filter(approval=approval, round=approval.round, verdict="")
    first = mine.order_by("order").values("order")[:1]
    return mine.filter(order=first).order_by("seat")


def step_of(approval: Approval, person: int | None, on: date) -> Step | None:
    """Return the step that somebody may take now; None if it is not their turn."""
    for step in open_steps(approval):
        if person in [one.pk for one in takers(step, on)]:
            return step
    return None


def holders(step: Step, on: date) -> list[Person]:
    """Return whose step it is on a day: who holds the position, or stands in for it, by then."""
    if step.place is None:
        return list(Person.objects.filter(pk__in=step.candidates).order_by("pinyin", "pk"))
    return list(people_with(Role(step.position), step.place, on))


def takers(step: Step, on: date) -> list[Person]:
    """Return who may take a step on a day: its holders, and to whom one of them passed it on.

    What was passed on by somebody who no longer holds the position counts no more. Whoever is
    tied to what it is about takes no part: somebody else stands in, whom the office names.
    """
    own = holders(step, on)
    if step.delegated_to is not None and step.delegated_by in own:
        own = [step.delegated_to, *(person for person in own if person != step.delegated_to)]
    kept = recusals.barred(step.approval.subject, own, on)
    return [person for person in own if person.pk not in kept]


def recused(step: Step, on: date) -> dict[int, str]:
    """Return why no holder of a step may take it; empty while somebody may, or nobody holds it."""
    own = holders(step, on)
    return {} if takers(step, on) else recusals.barred(step.approval.subject, own, on)


def next_in_line(step: Step, on: date) -> Person | None:
    """Return who could stand in for a step: the first who signs for the place, in their order.

    Neither tied to it nor a hand of this round already.
    """
    if step.place is None:
        return None
    hands = set(
        step.approval.steps.filter(round=step.round, decided_by__isnull=False).values_list(
            "decided_by", flat=True
        )
    )
    people = people_of(step.place, on, [role for role in SIGNERS if role != step.position])
    kept = recusals.barred(step.approval.subject, people, on)
    return next((one for one in people if one.pk not in kept and one.pk not in hands), None)


def names_of(steps: Iterable[Step], on: date) -> dict[int, list[Person]]:
    """Return, by step, who may take it on a day; steps of one position are asked for once."""
    found: dict[int, list[Person]] = {}
    asked: dict[tuple[object, ...], list[Person]] = {}
    for step in steps:
        key = (
            (step.approval_id, step.position, step.place_id, step.delegated_to_id)
            if step.place_id
            else (step.pk,)
        )
        if key not in asked:
            asked[key] = takers(step, on)
        found[step.pk] = asked[key]
    return found


def waiting_for(standing: Standing) -> QuerySet[Step]:
    """Return the steps whose turn it is and that wait for this person.

    Whoever passed a step on waits for it no more, though they may still take it.
    """
    if standing.person_id is None:
        return Step.objects.none()
    earlier = Step.objects.filter(
        approval=OuterRef("approval"),
        round=OuterRef("round"),
        order__lt=OuterRef("order"),
        verdict="",
    )
    own = _held(standing) & ~Q(delegated_by=standing.person_id, delegated_to__isnull=False)
    steps = about.leave_out(Step.objects.all(), standing, "approval__subject")
    return (
        steps.filter(
            own | Q(delegated_to=standing.person_id),
            verdict="",
            approval__state=Approval.State.RUNNING,
        )
        .filter(~Exists(earlier))
        .select_related("approval__unit", "approval__adoption__pack", "delegated_by")
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
