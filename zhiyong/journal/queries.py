"""What was searched for: sealed to the auditors' key, opened by an auditor with the passphrase.

The private key is wrapped by a passphrase that no account and no file holds. Whoever owns the
database can read that somebody searched, and when, never for what.
"""

from collections.abc import Iterable
from datetime import date

import nacl.exceptions
import nacl.public
import nacl.pwhash
import nacl.secret
import nacl.utils
from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.journal import guard, services
from zhiyong.journal.models import AuditorsKey, Read
from zhiyong.shell.errors import Refusal

SHORTEST_PASSPHRASE = 12


class WrongPassphrase(Refusal):
    """The passphrase does not open the auditors' key."""


class PassphraseTooShort(Refusal):
    """The passphrase would be found by trying."""


@transaction.atomic
def make_key(*, passphrase: str, by: models.Model | str, on: date) -> AuditorsKey:
    """Make the key to which search texts are sealed from now on.

    Older texts stay with the older key and its passphrase.

    :raises PassphraseTooShort: if it has less than 12 characters.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(
            _("The passphrase needs at least {n} characters.").format(n=SHORTEST_PASSPHRASE)
        )
    private = nacl.public.PrivateKey.generate()
    salt = nacl.utils.random(nacl.pwhash.argon2id.SALTBYTES)
    key = AuditorsKey.objects.create(
        public=bytes(private.public_key),
        wrapped=_box(passphrase, salt).encrypt(bytes(private)),
        salt=salt,
        made_on=on,
        made_by=guard.actor(by),
    )
    services.record(
        "journal.auditors_key_made", of="log:reads", by=by, on=on, facts={"number": key.pk}
    )
    return key


@transaction.atomic
def open_texts(
    *, reads: Iterable[Read], passphrase: str, by: models.Model | str, on: date
) -> dict[Read, str]:
    """Return what was searched for, by read; those sealed to another key are missing.

    :raises WrongPassphrase: if the passphrase opens none of the keys.
    """
    boxes = {}
    for key in AuditorsKey.objects.all():
        try:
            private = _box(passphrase, bytes(key.salt)).decrypt(bytes(key.wrapped))
        except nacl.exceptions.CryptoError:
            continue
        boxes[key.pk] = nacl.public.SealedBox(nacl.public.PrivateKey(private))
    if not boxes:
        raise WrongPassphrase(_("This passphrase does not open the auditors' key."))
    opened = {
        read: boxes[read.facts["query_key"]].decrypt(bytes(read.query)).decode()
        for read in reads
        if read.facts.get("query_key") in boxes
    }
    services.record(
        "journal.queries_opened", of="log:reads", by=by, on=on, facts={"count": len(opened)}
    )
    return opened


def _box(passphrase: str, salt: bytes) -> nacl.secret.SecretBox:
    return nacl.secret.SecretBox(
        nacl.pwhash.argon2id.kdf(
            nacl.secret.SecretBox.KEY_SIZE,
            passphrase.encode(),
            salt,
            opslimit=nacl.pwhash.argon2id.OPSLIMIT_MODERATE,
            memlimit=nacl.pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    )
