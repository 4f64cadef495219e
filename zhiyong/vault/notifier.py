"""What only the notifier's process can do: it alone holds these keys, as files.

They stay out of the database and its backups. On one machine the files belong to the user
who runs everything; where it matters, run the worker as a user of its own.
"""

import hmac
import os
import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhiyong.journal import services as journal
from zhiyong.vault import suites
from zhiyong.vault.models import Enquiry, Envelope, Key, Lookup, Wrap
from zhiyong.vault.services.sealing import unpacked

_BATCH = 500


class NoContact(Exception):
    """The subject has no contact that the notifier may read."""


def ensure_keys(*, on: date) -> Key:
    """Return the notifier's key, made on the worker's first start."""
    private = _file("notifier.key")
    suite = suites.DEFAULT
    pair = suite.pair_of(private)
    with transaction.atomic():
        live = (
            Key.objects.select_for_update().filter(kind=Key.Kind.NOTIFIER, retired_on=None).first()
        )
        if live and bytes(live.public) == pair.public:
            return live
        if live:
            live.retired_on = on
            live.save(update_fields=["retired_on"])
        key = Key.objects.create(
            kind=Key.Kind.NOTIFIER, suite=suite.id, public=pair.public, made_on=on
        )
        journal.record("vault.key_made", of=key, by="notifier", on=on)
        return key


def contact_of(subject: str) -> dict[str, str]:
    """Return the contact that a complainant left to the notifier.

    :raises NoContact: if there is none, or it was sealed before this notifier's key.
    """
    wrap = (
        Wrap.objects.filter(
            envelope__subject=subject,
            envelope__kind=Envelope.Kind.CONTACT,
            envelope__superseded_on=None,
            key__kind=Key.Kind.NOTIFIER,
        )
        .select_related("envelope", "key")
        .first()
    )
    if wrap is None:
        raise NoContact
    try:
        content_key = suites.get(wrap.key.suite).unwrap(_file("notifier.key"), bytes(wrap.wrapped))
        return unpacked(wrap.envelope, content_key)
    except suites.CannotOpen as error:
        raise NoContact from error


@transaction.atomic
def digest_waiting() -> int:
    """Turn waiting numbers into digests and wipe them; return how many."""
    lookups = list(Lookup.objects.select_for_update(skip_locked=True).filter(digest=None)[:_BATCH])
    asked = list(Enquiry.objects.select_for_update(skip_locked=True).filter(digest=None)[:_BATCH])
    private, secret = _file("notifier.key"), _file("lookup.key")
    rows: list[Lookup | Enquiry] = [*lookups, *asked]
    for row in rows:
        row.digest = _digest(private, secret, row.kind, bytes(row.waiting or b""))
        row.waiting = None
    Lookup.objects.bulk_update(lookups, ["digest", "waiting"])
    Enquiry.objects.bulk_update(asked, ["digest", "waiting"])
    return len(rows)


def _digest(private: bytes, secret: bytes, kind: str, waiting: bytes) -> bytes:
    """Return the keyed digest of a number; a random one if it was left to another notifier."""
    try:
        value = suites.DEFAULT.unwrap(private, waiting)
    except suites.CannotOpen:
        return secrets.token_bytes(32)
    return hmac.digest(secret, kind.encode() + b"|" + value, "sha256")


def _file(name: str) -> bytes:
    """Return 32 secret bytes kept in a file; made once, readable by its owner alone."""
    folder = Path(settings.KEYS)
    file = folder / name
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f".{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(32))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another process was first
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_bytes()
