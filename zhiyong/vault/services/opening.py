"""Opening an envelope: for a reason, with the passphrase, written down before it is shown."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person
from zhiyong.directory.standing import standing_of
from zhiyong.journal import services as journal
from zhiyong.shell.access import Role
from zhiyong.vault import suites
from zhiyong.vault.errors import NotACustodian, TooManyOpenings, VaultRefusal
from zhiyong.vault.models import Envelope, Key, Opening, Share, Wrap
from zhiyong.vault.services.keys import unlocked
from zhiyong.vault.services.sealing import unpacked


def open_envelope(
    *, envelope: Envelope, by: Account, passphrase: str, reason: str, on: date, at: datetime
) -> Mapping[str, str]:
    """Return the content of an envelope, after the opening is in the journal.

    Allowed are custodians of its audience, and a person to whom it was granted, until that day.

    :raises NotACustodian: if the person is neither.
    :raises TooManyOpenings: if `VAULT_OPENINGS_A_DAY` are used up.
    :raises VaultRefusal: if no reason is given, or the passphrase does not open the key.
    """
    _check_reason(reason)
    _check_allowance(by, at)
    key, private = unlocked(by=by, passphrase=passphrase, on=on, at=at)
    content_key, how = _content_key(envelope, by, key, private, on)
    with transaction.atomic():
        _write_down(envelope, by=by, how=how, reason=reason, on=on, at=at)
    return unpacked(envelope, content_key)


def grant_team(
    *,
    envelope: Envelope,
    to: Person,
    until: date,
    by: Account,
    passphrase: str,
    reason: str,
    on: date,
    at: datetime,
) -> Wrap:
    """Give the handling team's envelope to one named person until a day.

    :raises NotACustodian: if the giver is no custodian of its audience.
    :raises VaultRefusal: if the envelope is not the team's, the term is empty or longer than
        `VAULT_LONGEST_GRANT_DAYS`, or the person has no vault passphrase yet.
    """
    _check_reason(reason)
    _check_allowance(by, at)
    if envelope.kind != Envelope.Kind.TEAM:
        raise VaultRefusal(_("Only the envelope for the handling team can be given to others."))
    if not on <= until <= on + timedelta(days=settings.VAULT_LONGEST_GRANT_DAYS):
        raise VaultRefusal(
            _("Choose a last day within the next {days} days.").format(
                days=settings.VAULT_LONGEST_GRANT_DAYS
            )
        )
    receiver = Key.objects.filter(kind=Key.Kind.PERSON, person=to, retired_on=None).first()
    if receiver is None:
        raise VaultRefusal(
            _("{person} has not set up a vault passphrase yet.").format(person=to.name)
        )
    if not _is_custodian_of(envelope, by, on):
        raise NotACustodian(_("Only a custodian of this office can give it to others."))
    key, private = unlocked(by=by, passphrase=passphrase, on=on, at=at)
    content_key = _as_custodian(envelope, key, private)
    if content_key is None:
        raise NotACustodian(_("Your key does not open this envelope."))
    with transaction.atomic():
        wrap, _made = Wrap.objects.update_or_create(
            envelope=envelope,
            key=receiver,
            defaults={
                "wrapped": suites.get(receiver.suite).wrap(bytes(receiver.public), content_key),
                "until": until,
                "granted_by": by,
            },
        )
        _write_down(
            envelope,
            by=by,
            how=Opening.How.GRANT,
            reason=reason,
            on=on,
            at=at,
            given_to=to,
            until=until,
        )
    return wrap


@transaction.atomic
def end_grants(*, on: date) -> int:
    """Remove the wraps whose term is over; return how many."""
    over = Wrap.objects.filter(key__kind=Key.Kind.PERSON, until__lt=on)
    count, _rows = over.delete()
    return count


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < 4:
        raise VaultRefusal(_("State the reason for opening it."))


def _check_allowance(by: Account, at: datetime) -> None:
    used = Opening.objects.filter(by=by, at__gt=at - timedelta(days=1)).count()
    if used >= settings.VAULT_OPENINGS_A_DAY:
        raise TooManyOpenings(
            _("You have opened {count} envelopes within a day, which is the limit.").format(
                count=used
            )
        )


def _is_custodian_of(envelope: Envelope, by: Account, on: date) -> bool:
    return envelope.audience in standing_of(by, on).units(Role.CUSTODIAN)


def _content_key(
    envelope: Envelope, by: Account, key: Key, private: bytes, on: date
) -> tuple[bytes, Opening.How]:
    if _is_custodian_of(envelope, by, on) and (found := _as_custodian(envelope, key, private)):
        return found, Opening.How.CUSTODIAN
    grant = Wrap.objects.filter(envelope=envelope, key=key, until__gte=on).first()
    if grant is None:
        raise NotACustodian(_("This envelope was not given to you."))
    return suites.get(key.suite).unwrap(private, bytes(grant.wrapped)), Opening.How.TEAM


def _as_custodian(envelope: Envelope, key: Key, private: bytes) -> bytes | None:
    """Return the content key by way of a share of a custody key that it is wrapped to."""
    wraps = {
        wrap.key_id: wrap
        for wrap in Wrap.objects.filter(
            envelope=envelope, key__kind=Key.Kind.CUSTODY
        ).select_related("key")
    }
    share = Share.objects.filter(holder=key, custody_key__in=wraps).first()
    if share is None:
        return None
    wrap = wraps[share.custody_key_id]
    custody_private = suites.get(key.suite).unwrap(private, bytes(share.wrapped))
    return suites.get(wrap.key.suite).unwrap(custody_private, bytes(wrap.wrapped))


def _write_down(
    envelope: Envelope,
    *,
    by: Account,
    how: Opening.How,
    reason: str,
    on: date,
    at: datetime,
    given_to: Person | None = None,
    until: date | None = None,
) -> None:
    commitment = journal.commit(reason.strip())
    Opening.objects.create(
        envelope=envelope,
        by=by,
        how=how,
        given_to=given_to,
        until=until,
        reason=reason.strip(),
        salt=commitment.salt,
        audience=envelope.audience,
        on=on,
        at=at,
    )
    facts: dict[str, object] = {"envelope": envelope.kind, "how": str(how.value)}
    if given_to:
        facts |= {"to": f"person:{given_to.pk}", "until": until}
    journal.record(
        "vault.granted" if given_to else "vault.opened",
        of=envelope,
        by=by,
        on=on,
        threads=[envelope.subject],
        audience=envelope.audience,
        facts=facts,
        commits={"reason": commitment},
    )
