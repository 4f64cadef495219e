"""One round: every mail that waits is lodged, passed over, or kept apart; then it is moved."""

import logging
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError

from zhiyong.directory.models import Unit
from zhiyong.intake.mailbox import imap, letters
from zhiyong.intake.models import Mail
from zhiyong.intake.services.mailing import find_mail, keep_apart, pass_over, take_mail
from zhiyong.shell.errors import Refusal
from zhiyong.vault.errors import VaultNotReady

log = logging.getLogger(__name__)


@dataclass
class Round:
    """What came of a round, in numbers; `trouble` says why it stopped before its end."""

    taken: int = 0
    ignored: int = 0
    apart: int = 0
    known: int = 0
    trouble: str = ""


def fetch(*, on: date) -> Round:
    """Read the mailbox of the settings once; nothing where none is set up.

    Whatever is lodged is lodged before its mail is moved: if the machine stops in between, the
    next round knows the mail again and moves it only. Of two rounds side by side one lodges it.
    """
    done = Round()
    try:
        at = imap.place()
        if at is None:
            return done
        unit = Unit.objects.filter(code=settings.MAILBOX["unit"], closed_on=None).first()
        if unit is None:
            raise imap.NotReached("unit")
        with imap.opened(at) as mailbox:
            for uid in mailbox.waiting():
                _deal_with(mailbox, uid, at, unit, on, done)
    except imap.NotReached as trouble:
        done.trouble = trouble.code
    except VaultNotReady:
        done.trouble = "vault"
    if done.trouble:
        log.warning("the mailbox was not read to its end: %s", done.trouble)
    return done


def _deal_with(
    mailbox: imap.Mailbox, uid: str, at: imap.Place, unit: Unit, on: date, done: Round
) -> None:
    """Deal with one mail; sender, subject and words are told to nobody but the vault."""
    size = mailbox.size(uid)
    if size > settings.FILES_LARGEST:
        key = _key(f"{uid} {size}".encode(), "")
        keep_apart(key=key, unit=unit, reason="TOO_LARGE", size=size, on=on)
        mailbox.move(uid, at.apart)
        done.apart += 1
        return
    raw = mailbox.content(uid)
    try:
        letter = letters.read(raw, own=str(settings.MAILBOX["user"]))
    except letters.Unreadable:
        keep_apart(key=_key(raw, ""), unit=unit, reason="UNREADABLE", size=size, on=on)
        mailbox.move(uid, at.apart)
        done.apart += 1
        return
    key = _key(raw, letter.message_id)
    if before := find_mail(key):
        done.known += 1
        mailbox.move(uid, at.apart if before.state == Mail.State.APART else at.done)
        return
    if letter.ignored:
        pass_over(key=key, unit=unit, reason=letter.ignored, size=size, on=on)
        mailbox.move(uid, at.done)
        done.ignored += 1
        return
    if not letter.text and not letter.attachments:
        keep_apart(key=key, unit=unit, reason="EMPTY", size=size, on=on)
        mailbox.move(uid, at.apart)
        done.apart += 1
        return
    try:
        take_mail(letter=letter, raw=raw, key=key, unit=unit, on=on)
    except IntegrityError:
        if not find_mail(key):
            raise
        done.known += 1
    except VaultNotReady:
        raise
    except Refusal as refusal:
        said = str(refusal)
        keep_apart(key=key, unit=unit, reason="REFUSED", says=said, size=size, on=on)
        mailbox.move(uid, at.apart)
        done.apart += 1
        return
    else:
        done.taken += 1
    mailbox.move(uid, at.done)


def _key(raw: bytes, message_id: str) -> bytes:
    return letters.key_of(raw, message_id, secret=settings.SECRET_KEY)
