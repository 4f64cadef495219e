"""A mail is lodged like everything else; what is not lodged is written down with its reason."""

import io
import logging
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.files.errors import DiskFull, FileRefused
from zhiyong.files.services import Prepared, discard, prepare, prepare_words
from zhiyong.intake.codes import grouped
from zhiyong.intake.drafts import MOST_FILES, Entry, Lodging, headline
from zhiyong.intake.mailbox.letters import Letter
from zhiyong.intake.models import TEXT, TITLE, Mail
from zhiyong.intake.selectors.plan import adoption_of
from zhiyong.intake.services.lodging import Lodged, NoPlan, lodge_complaint
from zhiyong.journal.services import record
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import tidy

log = logging.getLogger(__name__)

BY = "mailbox"
"""The machine's own name in the record."""


class NoMailChannel(Refusal):
    """The plan in force has no channel by which mail comes in."""


def find_mail(key: bytes) -> Mail | None:
    """Return what became of a mail that came before; None for a new one."""
    return Mail.objects.filter(key=key).first()


def take_mail(*, letter: Letter, raw: bytes, key: bytes, unit: Unit, on: date) -> Lodged:
    """Lodge what a mail says; the mail itself is kept whole, sealed to the custodians.

    Who sent it goes into the envelopes of name and contact and is written nowhere else. Files
    that cannot be taken stay in the sealed mail, and the complaint says how many. Only where the
    office lets it, an answer with the receipt code goes back to the sender.

    :raises NoPlan: if no plan is in force there.
    :raises NoMailChannel: if the plan has no mail.
    :raises VaultNotReady: if nothing can be sealed yet: the mail waits.
    :raises Refusal: as `lodge_complaint`.
    """
    channel = _channel(unit, on)
    files, left_out = _files(letter, raw)
    acknowledges = bool(settings.MAILBOX["acknowledge"])
    source = {
        "mailbox": str(settings.MAILBOX["user"]),
        "sent_on": letter.sent_on.isoformat() if letter.sent_on else "",
        "left_out": str(left_out) if left_out else "",
    }
    text = _clean(letter.text) or _("(The mail has no words of its own, only files.)")
    draft = Lodging(
        channel=channel,
        title=_clean(" ".join(letter.subject.split()))[:TITLE] or headline(text),
        text=text
        if len(text) <= TEXT
        else text[: TEXT - 100] + "\n" + _("(The rest is in the file.)"),
        sender=_clean(letter.sender)[:200],
        contact=_contact(letter.sender_address),
        files=files,
        received_on=on,
        receipt=acknowledges,
        entry=Entry(unit=unit, source=source),
    )
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                key=key,
                unit=unit,
                state=Mail.State.TAKEN,
                size=len(raw),
                received_on=letter.sent_on or on,
                fetched_on=on,
            )
            lodged = lodge_complaint(draft=draft, by=BY, on=on)
            if lodged.complaint:
                mail.complaint = lodged.complaint
                mail.save(update_fields=["complaint"])
    except BaseException:
        for file in files:
            discard(file)
        raise
    if acknowledges:
        _acknowledge(letter, lodged)
    return lodged


def pass_over(*, key: bytes, unit: Unit, reason: str, size: int, on: date) -> Mail:
    """Write down that a mail needed nobody to read it."""
    return _note(Mail.State.IGNORED, key, unit, reason, "", size, on)


@transaction.atomic
def keep_apart(*, key: bytes, unit: Unit, reason: str, size: int, on: date, says: str = "") -> Mail:
    """Write down that a mail could not be taken in and waits for somebody in its own folder."""
    mail = _note(Mail.State.APART, key, unit, reason, says, size, on)
    record("mail.kept_apart", of=unit, by=BY, on=on, audience=unit.pk, facts={"reason": reason})
    return mail


def _note(state: str, key: bytes, unit: Unit, reason: str, says: str, size: int, on: date) -> Mail:
    mail, _made = Mail.objects.get_or_create(
        key=key,
        defaults={
            "unit": unit,
            "state": state,
            "reason": reason,
            "says": says[:300],
            "size": size,
            "received_on": on,
            "fetched_on": on,
        },
    )
    return mail


def _channel(unit: Unit, on: date) -> str:
    adoption = adoption_of(unit, on)
    if adoption is None:
        raise NoPlan(_("No plan is in force here yet, so nothing can be taken in."))
    pack = pack_of(adoption)
    found = next((one.id for one in pack.channels if one.form == "mail"), None)
    if found is None:
        raise NoMailChannel(_("The plan in force has no channel for mail."))
    return found


def _files(letter: Letter, raw: bytes) -> tuple[list[Prepared], int]:
    """Return what is kept of a mail, ready to be attached, and how many files it leaves out."""
    words = _clean(letter.text) or "—"
    ready = [prepare_words(name=_("mail.txt"), words=words.encode(), original=raw)]
    left_out = 0
    try:
        for one in letter.attachments:
            if len(ready) == MOST_FILES:
                left_out += 1
                continue
            try:
                ready.append(prepare(io.BytesIO(one.content), name=_clean(one.name)))
            except DiskFull:
                raise
            except FileRefused:
                left_out += 1
    except BaseException:
        for file in ready:
            discard(file)
        raise
    return ready, left_out


def _clean(text: str) -> str:
    """Return a text that can be stored: no NUL, no halves of characters."""
    return tidy(text.replace("\0", "")).encode("utf-8", "replace").decode()


def _contact(address: str) -> str:
    name, _at, host = address.rpartition("@")
    usable = name and "." in host and " " not in address and len(address) <= 120
    return address if usable else ""


def _acknowledge(letter: Letter, lodged: Lodged) -> None:
    """Send the receipt code back; a machine's answer says so, so that no other machine answers."""
    if not _contact(letter.sender_address):
        return
    words = _(
        "Your mail has reached us. Your receipt code: {code}\n\n"
        "With it you can follow on our website what becomes of it. Keep it safe: it is stored "
        "nowhere else. This mail was sent by a machine; answers to it are not read."
    ).format(code=grouped(lodged.code))
    answer = EmailMessage(
        _("We have received your mail"),
        words,
        to=[letter.sender_address],
        headers={"Auto-Submitted": "auto-replied", "In-Reply-To": _one_line(letter.message_id)},
    )
    try:
        answer.send()
    except OSError as error:
        log.warning("an answer to a mail could not be sent: %s", type(error).__name__)


def _one_line(header: str) -> str:
    return " ".join(header.split())[:200]
