"""A letter goes out once whoever must agree has agreed; before that it can be withdrawn."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals import services as approvals
from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account
from zhiyong.notices import services as notices
from zhiyong.papers.models import Paper
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Slip
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.transfers import outcomes, plan, slips
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.services.common import (
    Incomplete,
    NotNow,
    State,
    locked,
    moved,
    need_state,
    tell,
)

ACT = "send"
RECEIVING = (Role.CLERK, Role.SECTION_HEAD, Role.OFFICE)


@transaction.atomic
def send(*, transfer: Transfer, by: Account, on: date, number: str = "") -> Transfer | Approval:
    """Send a letter: through the plan's chain where its form has one, else at once.

    `number` is that of a letter written elsewhere, where the plan has no form for it.

    :raises NotNow: if it was sent before, is in approval, or was withdrawn.
    :raises Incomplete: if the plan has no form for it and no number was given.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    transfer = locked(transfer)
    need_state(transfer, State.DRAFT)
    slip = plan.letter_of(pack_of(transfer.adoption), transfer.kind, transfer.measure)
    if slip is None:
        if not number.strip():
            raise Incomplete(
                _("The plan has no form for this letter: enter the number of the one you wrote.")
            )
        transfer.number = number.strip()
    if slip is None or slip.approval is None:
        return _send(transfer, slip, by, on)
    moved(transfer, State.IN_APPROVAL)
    tell("transfer.submitted", transfer, by, on)
    return approvals.start(
        of=transfer,
        chain=slip.approval,
        adoption=transfer.adoption,
        unit=transfer.unit,
        draft={
            "act": ACT,
            "slip": slip.id,
            "addressee": transfer.addressee,
            "text": transfer.text,
            "materials": "\n".join(
                f"{one.number}. {one.title}" for one in transfer.items.order_by("number")
            ),
        },
        by=by,
        on=on,
        audience=transfer.audience,
    )


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Send the letter that its chain has agreed to."""
    transfer = _of(approval)
    need_state(transfer, State.IN_APPROVAL)
    slip = plan.letter_of(pack_of(transfer.adoption), transfer.kind, transfer.measure)
    _send(transfer, slip, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Give a letter back to be worded anew."""
    transfer = _of(approval)
    if transfer.state == State.IN_APPROVAL:
        moved(transfer, State.DRAFT)
        tell("transfer.draft_returned", transfer, by, on)


def _of(approval: Approval) -> Transfer:
    return locked(Transfer.objects.get(pk=kinds.split(approval.subject)[1]))


def _send(transfer: Transfer, slip: Slip | None, by: Account, on: date) -> Transfer:
    paper: Paper | None = None
    if slip is not None:
        paper = _issue(transfer, slip, slips.letter(transfer), by, on)
        transfer.number = paper.number or paper.code
    moved(transfer, State.SENT, sent_on=on, paper=paper, number=transfer.number)
    listing = plan.slip_for(pack_of(transfer.adoption), plan.MATERIALS)
    if listing is not None and transfer.items.exists():
        _issue(transfer, listing, slips.materials(transfer), by, on)
    tell(
        "transfer.sent",
        transfer,
        by,
        on,
        {"unit": transfer.to_unit, "paper": paper, "items": transfer.items.count()},
    )
    if transfer.to_unit is not None:
        notices.tell(
            of=transfer, to=transfer.to_unit, template="transfer.came", on=on, roles=RECEIVING
        )
    return transfer


def _issue(transfer: Transfer, slip: Slip, fill: slips.Fill, by: Account, on: date) -> Paper:
    return issue(
        slip=slip.id,
        of=transfer,
        adoption=transfer.adoption,
        unit=transfer.unit,
        fill=fill,
        by=by,
        on=on,
        audience=transfer.audience,
    )


@transaction.atomic
def withdraw(*, transfer: Transfer, by: Account, on: date) -> Transfer:
    """Give up a letter before it is sent; out of its chain only whoever sent it there takes it.

    :raises NotNow: once it was sent.
    :raises NotYourTurn: if somebody else sent it into its chain.
    """
    transfer = locked(transfer)
    if transfer.state not in (State.DRAFT, State.IN_APPROVAL):
        text = _("It has gone out: it can be returned by whoever has it, not withdrawn.")
        raise NotNow(text)
    running = Approval.objects.filter(
        subject=kinds.ref(transfer),
        state__in=[Approval.State.RUNNING, Approval.State.RETURNED],
    ).first()
    if running is not None:
        approvals.withdraw(approval=running, by=by, on=on)
    transfer = locked(transfer)
    moved(transfer, State.WITHDRAWN)
    tell("transfer.withdrawn", transfer, by, on)
    outcomes.tell(transfer, by, on)
    return transfer
