"""What other bodies answer: to a recommendation, and on a linked measure of their own accord."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.decisions import plan
from zhiyong.decisions.models import ChosenMeasure, Confirmation, Decision
from zhiyong.decisions.selectors.waiting import body_of, waiting
from zhiyong.decisions.services.common import (
    STANDING,
    By,
    Forbidden,
    Incomplete,
    NotNow,
    locked,
    need_state,
    tell,
)
from zhiyong.decisions.services.drafting import element_of
from zhiyong.decisions.services.standing import book, expiry
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.shell import kinds
from zhiyong.transfers.models import Transfer


@transaction.atomic
def record_outcome(
    *, decision: Decision, measure: str, declined: bool, answered_on: date, by: By, on: date
) -> Decision:
    """Enter what the competent body did with a recommendation: followed, or declined.

    What follows from it begins on the day of the answer; declined, it does not come about.

    :raises NotNow: if the decision does not stand, or the answer is in already.
    :raises Forbidden: if the measure is no recommendation of it, or the day does not fit.
    """
    decision = locked(decision)
    need_state(decision, *STANDING)
    chosen = decision.measures.filter(version=decision.version, measure=measure).first()
    found = element_of(plan.pack(decision), measure)
    if chosen is None or found.takes_effect != "outcome":
        raise Forbidden(_("This decision recommends no such measure."), basis=found.clause)
    if chosen.outcome_on is not None:
        raise NotNow(_("The answer to this recommendation has been entered already."))
    if not (decision.made_on and decision.made_on <= answered_on <= on):
        raise Forbidden(_("An answer lies between the decision and today."), basis=found.clause)
    ChosenMeasure.objects.filter(decision=decision, measure=measure).update(
        outcome_on=answered_on, declined=declined
    )
    reckoned, _settled = book(decision, kinds.ref(decision), by, on)
    decision.expires_on = expiry(reckoned, decision)
    decision.save(update_fields=["expires_on"])
    tell(
        "decision.outcome_entered",
        decision,
        by,
        on,
        {"measure": measure, "declined": declined, "answered": answered_on},
    )
    return decision


def answered(transfer: Transfer, by: Account, on: date) -> None:
    """Enter the outcome of a recommendation when the reply to its letter has come."""
    if transfer.state != Transfer.State.REPLIED or transfer.followed is None:
        return
    if not transfer.decision.startswith("decision:") or not transfer.measure:
        return
    decision = Decision.objects.get(pk=transfer.decision.partition(":")[2])
    chosen = decision.measures.filter(
        version=decision.version, measure=transfer.measure, outcome_on__isnull=True
    )
    found = element_of(plan.pack(decision), transfer.measure)
    if decision.state in STANDING and found.takes_effect == "outcome" and chosen.exists():
        record_outcome(
            decision=decision,
            measure=transfer.measure,
            declined=not transfer.followed,
            answered_on=transfer.replied_on or on,
            by=by,
            on=on,
        )


@transaction.atomic
def confirm(
    *,
    decision: Decision,
    person: Person,
    measure: str,
    body: Unit,
    number: str,
    confirmed_on: date,
    by: Account,
    on: date,
    declined: bool = False,
    proof: File | None = None,
) -> Confirmation:
    """Enter the decision that another body made of its own on a linked measure.

    Until then the measure waits; declined, it does not come about for this person.

    :raises NotNow: if the decision does not stand, or it has been entered.
    :raises Forbidden: if no such measure waits for them, or the body or the day does not fit.
    :raises Incomplete: without the number of that decision.
    """
    decision = locked(decision)
    need_state(decision, *STANDING)
    found = element_of(plan.pack(decision), measure)
    if not number.strip():
        raise Incomplete(_("Enter the number of the other body's decision."), basis=found.clause)
    if decision.confirmations.filter(person=person, measure=measure).exists():
        raise NotNow(_("This decision has been entered already."))
    if (person.pk, measure) not in waiting(decision):
        raise Forbidden(
            _("No such linked measure waits for {name}.").format(name=person.name),
            basis=found.clause,
        )
    due = body_of(decision, found.linked_needs or "", person, on)
    if due is not None and due.pk != body.pk:
        raise Forbidden(
            _("{body} decides on it, not {other}.").format(body=due.name, other=body.name),
            basis=found.clause,
        )
    if not (decision.made_on and decision.made_on <= confirmed_on <= on):
        raise Forbidden(
            _("The other decision lies between this one and today."), basis=found.clause
        )
    confirmation = Confirmation.objects.create(
        decision=decision,
        person=person,
        measure=measure,
        body=body,
        number=number.strip(),
        on=confirmed_on,
        declined=declined,
        proof=proof,
        by=by,
        recorded_on=on,
    )
    book(decision, kinds.ref(decision), by, on)
    tell(
        "decision.confirmed",
        decision,
        by,
        on,
        {"measure": measure, "person": person, "declined": declined, "body": body},
    )
    return confirmation
