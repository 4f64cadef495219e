"""Numbers that find a person's complaints again, without being readable here."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal import services as journal
from zhiyong.shell import kinds
from zhiyong.shell.queue import enqueue
from zhiyong.vault import numbers, suites
from zhiyong.vault.errors import VaultNotReady, VaultRefusal
from zhiyong.vault.models import Enquiry, Key, Lookup

_NORMALISE = {Lookup.Kind.TELEPHONE: numbers.telephone, Lookup.Kind.IDENTITY: numbers.identity}


def note_lookups(*, of: models.Model | str, values: Mapping[str, str]) -> None:
    """Leave numbers ("TELEPHONE", "IDENTITY") of a subject with the notifier, to be digested.

    Part of the act that seals them; a value that is no number, or a notifier that has never
    run, leaves nothing.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    notifier = notifier_key()
    if notifier is None:
        return
    made = []
    for kind, value in values.items():
        if value and (clean := _NORMALISE[Lookup.Kind(kind)](value)):
            made.append(Lookup(subject=subject, kind=kind, waiting=_to_notifier(notifier, clean)))
    if made:
        Lookup.objects.bulk_create(made)


@transaction.atomic
def enquire(*, kind: str, value: str, reason: str, by: Account, on: date, at: datetime) -> Enquiry:
    """Ask the notifier which subjects gave a number; `selectors.subjects_of` has the answer.

    For the counter, after the person's papers were seen.

    :raises VaultRefusal: if it is no such number, or no reason is given.
    :raises VaultNotReady: if the notifier has never run.
    """
    if len(reason.strip()) < 4:
        raise VaultRefusal(_("State the reason for asking."))
    clean = _NORMALISE[Lookup.Kind(kind)](value)
    if clean is None:
        raise VaultRefusal(_("This is not a valid number."))
    notifier = notifier_key()
    if notifier is None:
        raise VaultNotReady(_("The notifier has not been started yet."))
    commitment = journal.commit(reason.strip())
    enquiry = Enquiry.objects.create(
        kind=kind,
        waiting=_to_notifier(notifier, clean),
        by=by,
        reason=reason.strip(),
        salt=commitment.salt,
        on=on,
        at=at,
    )
    journal.record(
        "vault.enquired",
        of=enquiry,
        by=by,
        on=on,
        facts={"number": kind},
        commits={"reason": commitment},
    )
    enqueue("vault.digest_numbers", once="vault.digest_numbers")
    return enquiry


def notifier_key() -> Key | None:
    """Return the public key of the notifier."""
    return Key.objects.filter(kind=Key.Kind.NOTIFIER, retired_on=None).first()


def _to_notifier(notifier: Key, value: str) -> bytes:
    return suites.get(notifier.suite).wrap(bytes(notifier.public), value.encode())
