"""A person's own key: made, unlocked, its passphrase changed."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal import services as journal
from zhiyong.vault import passphrases, selectors, suites
from zhiyong.vault.errors import KeyLocked, VaultRefusal, WrongPassphrase
from zhiyong.vault.models import Key, Share, Wrap

SHORTEST = 12
"""The shortest passphrase, in characters."""


@transaction.atomic
def make_key(*, by: Account, passphrase: str, on: date) -> Key:
    """Make the key of a person, under a passphrase of its own.

    :raises VaultRefusal: if the person has a key already, or the passphrase is too short or
        is the one of the account.
    """
    if by.person is None:
        raise VaultRefusal(_("This account belongs to no person."))
    if selectors.live_key_of(by):
        raise VaultRefusal(_("You have set up your vault passphrase already."))
    _check_new(passphrase, by)
    suite = suites.DEFAULT
    pair = suite.pair()
    sealed, derivation = passphrases.seal_private(pair.private, passphrase)
    key = Key.objects.create(
        kind=Key.Kind.PERSON,
        suite=suite.id,
        public=pair.public,
        person=by.person,
        sealed_private=sealed,
        derivation=derivation,
        made_on=on,
    )
    journal.record(
        "vault.key_made", of=key, by=by, on=on, commits={"public": journal.commit(pair.public)}
    )
    return key


def unlocked(*, by: Account, passphrase: str, on: date, at: datetime) -> tuple[Key, bytes]:
    """Return the key of a person and its private half; nothing of it is kept anywhere.

    Wrong passphrases are counted in a transaction of their own, so that the caller's refusal
    does not undo the count.

    :raises VaultRefusal: if the person has no key.
    :raises WrongPassphrase: if the passphrase is not its own.
    :raises KeyLocked: after `VAULT_WRONG_PASSPHRASES` wrong ones, for `VAULT_LOCK_MINUTES`.
    """
    if not selectors.live_key_of(by):
        raise VaultRefusal(_("Set up your vault passphrase first."))
    with transaction.atomic():
        key = Key.objects.select_for_update().get(
            kind=Key.Kind.PERSON, person=by.person_id, retired_on=None
        )
        if key.locked_until and at < key.locked_until:
            raise KeyLocked(_locked_sentence())
        private = passphrases.open_private(
            bytes(key.sealed_private or b""), key.derivation, passphrase
        )
        key.wrong_passphrases = 0 if private else key.wrong_passphrases + 1
        too_many = key.wrong_passphrases >= settings.VAULT_WRONG_PASSPHRASES
        key.locked_until = at + timedelta(minutes=settings.VAULT_LOCK_MINUTES) if too_many else None
        if too_many:
            key.wrong_passphrases = 0
        key.save(update_fields=["wrong_passphrases", "locked_until"])
        if private is None:
            journal.record("vault.wrong_passphrase", of=key, by=by, on=on)
    if private is None:
        if too_many:
            raise KeyLocked(_locked_sentence())
        raise WrongPassphrase(_("This is not your vault passphrase."))
    return key, private


def change_passphrase(*, by: Account, old: str, new: str, on: date, at: datetime) -> None:
    """Seal the key of a person under another passphrase; what it opens stays the same.

    :raises VaultRefusal: if the old passphrase is wrong or the new one too short.
    """
    key, private = unlocked(by=by, passphrase=old, on=on, at=at)
    _check_new(new, by)
    with transaction.atomic():
        key.sealed_private, key.derivation = passphrases.seal_private(private, new)
        key.save(update_fields=["sealed_private", "derivation"])
        journal.record("vault.passphrase_changed", of=key, by=by, on=on)


@transaction.atomic
def start_over(*, by: Account, passphrase: str, on: date) -> Key:
    """Make a new key for a person who forgot the passphrase; what the old one opened is lost to it.

    A custodian who starts over must be admitted again by another, or with the recovery key.

    :raises VaultRefusal: if the new passphrase is too short.
    """
    _check_new(passphrase, by)
    old = (
        Key.objects.select_for_update()
        .filter(kind=Key.Kind.PERSON, person=by.person_id, retired_on=None)
        .first()
    )
    if old:
        old.retired_on = on
        old.save(update_fields=["retired_on"])
        shares, _rows = Share.objects.filter(holder=old).delete()
        Wrap.objects.filter(key=old).delete()
        journal.record("vault.key_retired", of=old, by=by, on=on, facts={"shares": shares})
    return make_key(by=by, passphrase=passphrase, on=on)


def _check_new(passphrase: str, by: Account) -> None:
    if len(passphrase.strip()) < SHORTEST:
        raise VaultRefusal(
            _("Choose a passphrase of at least {least} characters.").format(least=SHORTEST)
        )
    if by.check_password(passphrase):
        raise VaultRefusal(_("Choose another passphrase than your sign-in password."))


def _locked_sentence() -> str:
    return _("Too many wrong passphrases. Try again in {minutes} minutes.").format(
        minutes=settings.VAULT_LOCK_MINUTES
    )
