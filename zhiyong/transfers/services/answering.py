"""What comes back: the receipt, the reply with its outcome, or the letter itself."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import services as cases
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account
from zhiyong.duties.services import void
from zhiyong.files.models import File
from zhiyong.files.services import store
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.transfers import outcomes
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.services.common import (
    Incomplete,
    NotNow,
    State,
    event,
    locked,
    moved,
    need_day,
    need_state,
    need_text,
    tell,
)

TOLD = (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.OFFICE)


@transaction.atomic
def receive(
    *,
    transfer: Transfer,
    received_on: date,
    by: Account,
    on: date,
    number: str = "",
    scan: "UploadedFile[Any] | None" = None,
    signed: bool = False,
) -> Transfer:
    """Enter the receipt: on screen by the unit itself (`signed`), or from its paper.

    A case that goes as a whole is handed over with this.

    :raises NotNow: if it was not sent, or is received already.
    :raises BadDay: if the day lies before the sending, or after today.
    :raises Incomplete: if a receipt on paper has neither a number nor a scan.
    """
    transfer = locked(transfer)
    need_state(transfer, State.SENT)
    need_day(received_on, after=transfer.sent_on, on=on)
    if not signed and not number.strip() and scan is None:
        raise Incomplete(_("Enter the number of the receipt, or add its scan."))
    kept = _keep(transfer, scan, "transfer.receipt", by, on)
    return _received(transfer, received_on, number.strip(), kept, by, on)


def served(paper: Paper, service: ServiceOfPaper, by: Account, on: date) -> None:
    """Take the proof of service of the letter, scanned back by its code, as the receipt."""
    transfer = locked(Transfer.objects.get(pk=kinds.split(paper.subject)[1]))
    if transfer.paper_id != paper.pk or transfer.state != State.SENT:
        return
    _received(transfer, service.served_on, "", service.scan, by, on)


def _received(
    transfer: Transfer, received_on: date, number: str, scan: File | None, by: Account, on: date
) -> Transfer:
    moved(
        transfer,
        State.RECEIVED,
        received_on=received_on,
        receipt_number=number,
        receipt=scan,
    )
    tell("transfer.received", transfer, by, on, {"received": received_on, "scan": scan})
    event(transfer, by, on, start=received_on, replied=False)
    if transfer.whole and not Case.objects.get(pk=transfer.case_id).has_ended:
        cases.mark_handed_over(case=transfer.case, by=by, on=on)
    return transfer


@transaction.atomic
def reply(
    *,
    transfer: Transfer,
    followed: bool | None,
    outcome: str,
    replied_on: date,
    by: Account,
    on: date,
    scan: "UploadedFile[Any] | None" = None,
) -> Transfer:
    """Enter the reply: whether what was asked is done, and what came of it.

    :raises NotNow: if it was not received before.
    :raises BadDay: if the day lies before the receipt, or after today.
    :raises Incomplete: without words or, of all but a notification, without yes or no.
    """
    transfer = locked(transfer)
    if transfer.state == State.SENT:
        raise NotNow(_("Nobody has signed for this letter yet: enter the receipt first."))
    need_state(transfer, State.RECEIVED)
    need_day(replied_on, after=transfer.received_on, on=on)
    outcome = need_text(outcome, _("Say what the reply says."))
    if followed is None and transfer.kind != Transfer.Kind.NOTIFICATION:
        raise Incomplete(_("Say whether it was followed or declined."))
    kept = commit(outcome)
    file = _keep(transfer, scan, "transfer.reply", by, on)
    moved(
        transfer,
        State.REPLIED,
        replied_on=replied_on,
        followed=followed,
        outcome=outcome,
        outcome_salt=kept.salt,
        reply_file=file,
    )
    facts = {"replied": replied_on, "followed": _word(followed), "scan": file}
    tell("transfer.replied", transfer, by, on, facts, {"outcome": kept})
    event(transfer, by, on, start=replied_on, replied=True)
    outcomes.tell(transfer, by, on)
    _tell_sender(transfer, "transfer.replied", on)
    return transfer


@transaction.atomic
def give_back(
    *, transfer: Transfer, reason: str, returned_on: date, by: Account, on: date
) -> Transfer:
    """Enter that the body gave the letter back, and why; what was owed on it lapses.

    :raises NotNow: if it was not sent, or is replied to.
    :raises BadDay: if the day lies before the sending, or after today.
    :raises Incomplete: without a reason.
    """
    transfer = locked(transfer)
    need_state(transfer, State.SENT, State.RECEIVED)
    need_day(returned_on, after=transfer.received_on or transfer.sent_on, on=on)
    reason = need_text(reason, _("Say why it came back."))
    kept = commit(reason)
    moved(transfer, State.RETURNED, outcome=reason, outcome_salt=kept.salt)
    tell("transfer.returned", transfer, by, on, {"returned": returned_on}, {"outcome": kept})
    void(of=transfer, reason="returned", by=by, on=on)
    outcomes.tell(transfer, by, on)
    _tell_sender(transfer, "transfer.returned", on)
    return transfer


@transaction.atomic
def waive_reply(*, transfer: Transfer, reason: str, by: Account, on: date) -> Transfer:
    """Say why the case need not wait for the reply to a letter; the reply stays owed.

    :raises NotNow: if no reply is awaited, or it was waived before.
    :raises Incomplete: without a reason.
    """
    transfer = locked(transfer)
    need_state(transfer, State.SENT, State.RECEIVED)
    if transfer.waived_on is not None:
        raise NotNow(_("This was written down on {day}.").format(day=transfer.waived_on))
    reason = need_text(reason, _("Say why the case need not wait."))
    kept = commit(reason)
    transfer.waived_on, transfer.waiver, transfer.waiver_salt = on, reason, kept.salt
    transfer.save(update_fields=["waived_on", "waiver", "waiver_salt"])
    tell("transfer.reply_waived", transfer, by, on, commits={"waiver": kept})
    return transfer


def _keep(
    transfer: Transfer, scan: "UploadedFile[Any] | None", purpose: str, by: Account, on: date
) -> File | None:
    if scan is None:
        return None
    return store(
        upload=scan,
        of=transfer,
        purpose=purpose,
        by=by,
        on=on,
        audience=transfer.audience,
        evidence=True,
    )


def _word(followed: bool | None) -> str | None:
    return None if followed is None else "followed" if followed else "declined"


def _tell_sender(transfer: Transfer, template: str, on: date) -> None:
    """Tell the body that sent it."""
    notices.tell(of=transfer, to=transfer.unit, template=template, on=on, roles=TOLD)
