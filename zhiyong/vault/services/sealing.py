"""Sealing: needs no secret, only the public keys of those who may open."""

import json
from collections.abc import Mapping
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal import services as journal
from zhiyong.shell import kinds
from zhiyong.vault import selectors, suites
from zhiyong.vault.errors import VaultNotReady
from zhiyong.vault.models import Envelope, Key, Lookup, Wrap

_BLOCK = 256
"""Content is padded to whole blocks, so that its length tells little."""


def seal(
    *,
    of: models.Model | str,
    envelope: str,
    content: Mapping[str, str],
    audience: int,
    by: Account | str,
    on: date,
    anonymous: bool = False,
) -> Envelope:
    """Seal one content about a subject; a live envelope of the same kind is superseded.

    :raises VaultNotReady: if no custody serves the audience.
    """
    (made,) = seal_many(
        of=of, contents={envelope: content}, audience=audience, by=by, on=on, anonymous=anonymous
    )
    return made


@transaction.atomic
def seal_many(
    *,
    of: models.Model | str,
    contents: Mapping[str, Mapping[str, str]],
    audience: int,
    by: Account | str,
    on: date,
    anonymous: bool = False,
) -> list[Envelope]:
    """Seal several contents about a subject at once, with one entry in the journal.

    :raises VaultNotReady: if no custody serves the audience.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    recipients, notifier = selectors.keys_for(audience)
    if not recipients:
        raise VaultNotReady(
            _(
                "Names cannot be sealed here yet, because no custodians have been set up. "
                "You can send it anonymously, or come back later."
            )
        )
    Envelope.objects.filter(subject=subject, kind__in=list(contents), superseded_on=None).update(
        superseded_on=on
    )

    envelopes, content_keys = [], []
    for kind, content in contents.items():
        suite = suites.DEFAULT
        key = suite.content_key()
        sealed = suite.seal(key, _packed(content), _context(subject, kind))
        commitment = journal.commit(sealed)
        envelopes.append(
            Envelope(
                subject=subject,
                kind=kind,
                audience=audience,
                suite=suite.id,
                sealed=sealed,
                salt=commitment.salt,
                sealed_on=on,
            )
        )
        content_keys.append((key, commitment))
    Envelope.objects.bulk_create(envelopes)
    Wrap.objects.bulk_create(
        Wrap(envelope=made, key=to, wrapped=suites.get(to.suite).wrap(bytes(to.public), key))
        for made, (key, _commitment) in zip(envelopes, content_keys, strict=True)
        for to in _recipients_of(made, recipients, notifier)
    )
    journal.record(
        "vault.sealed",
        of=envelopes[0],
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"envelopes": [made.kind for made in envelopes]},
        commits={
            f"sealed_{made.kind.lower()}": commitment
            for made, (_key, commitment) in zip(envelopes, content_keys, strict=True)
        },
        anonymous=anonymous,
    )
    return envelopes


@transaction.atomic
def move(*, of: models.Model | str, audience: int, by: Account | str, on: date) -> None:
    """Give the envelopes of a subject to another audience; the custody below loses its wraps.

    The default custody holds a wrap of everything, so whoever is above can open what went up.

    :raises VaultNotReady: if no wrap would be left to open an envelope.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    envelopes = list(Envelope.objects.select_for_update().filter(subject=subject))
    if not envelopes:
        return
    stays = {key.custody_id for key in selectors.custody_keys_for(audience)}
    custody_wraps = Wrap.objects.filter(
        envelope__in=envelopes, key__kind=Key.Kind.CUSTODY
    ).select_related("key")
    lost = [wrap.pk for wrap in custody_wraps if wrap.key.custody_id not in stays]
    kept = {wrap.envelope_id for wrap in custody_wraps if wrap.key.custody_id in stays}
    if kept != {envelope.pk for envelope in envelopes}:
        raise VaultNotReady(_("The custody above cannot open these envelopes yet."))
    Wrap.objects.filter(
        models.Q(pk__in=lost) | models.Q(envelope__in=envelopes, key__kind=Key.Kind.PERSON)
    ).delete()
    Envelope.objects.filter(pk__in=[e.pk for e in envelopes]).update(audience=audience)
    journal.record(
        "vault.moved",
        of=envelopes[0],
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"envelopes": len(envelopes)},
    )


@transaction.atomic
def erase(*, of: models.Model | str, by: Account | str, on: date) -> int:
    """Empty the envelopes of a subject that may not be kept here; their leaves in the journal stay.

    Returns how many there were.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    envelopes = list(
        Envelope.objects.select_for_update().filter(subject=subject).exclude(sealed=b"")
    )
    Wrap.objects.filter(envelope__in=envelopes).delete()
    Lookup.objects.filter(subject=subject).delete()
    for envelope in envelopes:
        envelope.sealed = envelope.salt = b""
        envelope.save(update_fields=["sealed", "salt"])
        journal.record(
            "vault.erased", of=envelope, by=by, on=on, threads=[subject], audience=envelope.audience
        )
    return len(envelopes)


def _recipients_of(envelope: Envelope, custodies: list[Key], notifier: Key | None) -> list[Key]:
    if envelope.kind == Envelope.Kind.CONTACT and notifier:
        return [*custodies, notifier]
    return custodies


def _packed(content: Mapping[str, str]) -> bytes:
    raw = json.dumps(dict(content), ensure_ascii=False, separators=(",", ":")).encode()
    return raw + b" " * (-len(raw) % _BLOCK)


def _context(subject: str, kind: str) -> bytes:
    return f"{kind}|{subject}".encode()


def unpacked(envelope: Envelope, content_key: bytes) -> dict[str, str]:
    """Return the content of an envelope.

    :raises suites.CannotOpen: if the key is not its own, or the row was changed.
    """
    raw = suites.get(envelope.suite).open(
        content_key, bytes(envelope.sealed), _context(envelope.subject, envelope.kind)
    )
    content: dict[str, str] = json.loads(raw)
    return content
