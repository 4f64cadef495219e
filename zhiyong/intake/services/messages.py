"""Messages between the complainant and the office."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.files.services import Prepared, store
from zhiyong.intake.drafts import cleaned_text
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.services.common import By, NotNow, locked
from zhiyong.journal.services import anonymously, commit, record
from zhiyong.notices.services import tell

SILENT = (Complaint.State.WITHDRAWN, Complaint.State.MERGED)
"""Where nobody reads messages any more."""


def post_message(
    *,
    complaint: Complaint,
    text: str,
    by: By,
    on: date,
    token: str = "",
    files: Sequence[Prepared] = (),
) -> Message:
    """Add a message: of the complainant (`by` is a machine's name), or of staff.

    The same `token` again returns the message that was kept before, and attaches no files.
    Staff's are announced to the complainant by a text without content, if a contact was left.

    :raises Incomplete: if the text is empty, too long or unreadable.
    :raises NotNow: if nobody reads messages there any more.
    :raises FileRefused: if the files are too large together with those that came before.
    """
    text = cleaned_text("text", text)
    key = hashlib.sha256(f"{complaint.pk} {token}".encode()).digest() if token else None
    is_staff = isinstance(by, Account)
    with transaction.atomic():
        complaint = locked(complaint)
        if key and (same := Message.objects.filter(token=key).first()):
            return same
        if complaint.state in SILENT:
            raise NotNow(_("This complaint has ended; no messages are read here any more."))
        if is_staff:
            return _keep(complaint, text, Message.Direction.OUT, key, by, on, files)
        with anonymously():
            return _keep(complaint, text, Message.Direction.IN, key, by, on, files)


def _keep(
    complaint: Complaint,
    text: str,
    direction: str,
    key: bytes | None,
    by: By,
    on: date,
    files: Sequence[Prepared],
) -> Message:
    commitment = commit(text)
    last = complaint.messages.aggregate(last=Max("order"))["last"] or 0
    message = Message.objects.create(
        complaint=complaint,
        order=last + 1,
        direction=direction,
        text=text,
        salt=commitment.salt,
        on=on,
        by=by if isinstance(by, Account) else None,
        token=key,
    )
    is_in = direction == Message.Direction.IN
    record(
        "complaint.message_received" if is_in else "complaint.message_sent",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"message": message.order},
        commits={"text": commitment},
    )
    for file in files:
        store(
            upload=file,
            of=complaint,
            purpose="message",
            by=by,
            on=on,
            audience=complaint.audience,
            anonymous=is_in and not complaint.is_real_name,
        )
    if not is_in and complaint.wants_contact:
        tell(of=complaint, to="complainant", template="complaint.news", on=on)
    return message


@transaction.atomic
def mark_read(*, complaint: Complaint, by: Account, on: date) -> int:
    """Note that staff have read what the complainant wrote; return how many messages were new."""
    unread = complaint.messages.filter(direction=Message.Direction.IN, read_on=None)
    count = unread.update(read_on=on)
    if count:
        record(
            "complaint.messages_read",
            of=complaint,
            by=by,
            on=on,
            audience=complaint.audience,
            facts={"messages": count},
        )
    return count
