"""Acts on accounts: signing in with lockout, passwords, sessions, and who has an account at all."""

import hashlib
import hmac
import os
import secrets
import threading
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Attempts, Person, SignIn
from zhiyong.directory.services.units import By
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal

FREE_FAILURES = 4
"""So many failures in a row cost no time; each further one doubles the wait."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
SEEN_EVERY = timedelta(minutes=5)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hashing = threading.BoundedSemaphore(max(os.cpu_count() or 1, 1))
"""As many password hashes at once as there are cores: each takes its memory."""


class WrongNameOrPassword(Refusal):
    """The pair of name and password opens no account; which of them is wrong is not said."""


class LockedOut(Refusal):
    """Too many failures in a row: a wait has to pass."""

    def __init__(self, until: datetime) -> None:
        text = _("Too many failed attempts. Try again after {time}, or ask the administrator.")
        super().__init__(text.format(time=time_format(timezone.localtime(until))))
        self.until = until


class WeakPassword(Refusal):
    """The password would be guessed too soon; the sentence says why."""


class NameTaken(Refusal):
    """An account has this name, or the person has an account."""


def check_sign_in(*, username: str, password: str, on: date, at: datetime) -> Account:
    """Return the account that name and password open.

    Names that do not exist are treated alike, so nobody learns which names exist.

    :raises LockedOut: while the wait after failures lasts; the password is not even looked at.
    :raises WrongNameOrPassword: if they open none; this counts as a failure.
    """
    name = _digest(username)
    attempts = Attempts.objects.filter(pk=name).first()
    if attempts and attempts.locked_until and at < attempts.locked_until:
        raise LockedOut(attempts.locked_until)
    with _hashing:
        account = authenticate(username=username.strip(), password=password)
    if isinstance(account, Account):
        Attempts.objects.filter(pk=name).delete()
        return account
    _count_failure(name, username, on, at)
    raise WrongNameOrPassword(_("This name and password do not belong together."))


@transaction.atomic
def _count_failure(name: bytes, username: str, on: date, at: datetime) -> None:
    attempts, _made = Attempts.objects.select_for_update().get_or_create(pk=name)
    attempts.failures = min(attempts.failures + 1, 1000)
    beyond = attempts.failures - FREE_FAILURES
    if beyond > 0:
        wait = min(FIRST_WAIT * 2 ** min(beyond - 1, 10), LONGEST_WAIT)
        attempts.locked_until = at + wait
    attempts.save()
    account = Account.objects.filter(username=username.strip()).first()
    if account and beyond > 0:
        record(
            "account.locked",
            of=account,
            by="portal",
            on=on,
            facts={"failures": attempts.failures},
        )


def _digest(username: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"sign-in " + username.strip().encode(), hashlib.sha256).digest()


@transaction.atomic
def note_sign_in(
    *, account: Account, session_key: str, device: str, on: date, at: datetime
) -> SignIn:
    """Keep that a session began."""
    sign_in = SignIn.objects.create(
        account=account, session_key=session_key, device=device[:120], began_at=at, seen_at=at
    )
    record("account.signed_in", of=account, by=account, on=on)
    return sign_in


def note_seen(*, session_key: str, at: datetime) -> None:
    """Keep, every few minutes, that a session is in use."""
    SignIn.objects.filter(session_key=session_key, seen_at__lt=at - SEEN_EVERY).update(seen_at=at)


@transaction.atomic
def end_session(*, sign_in: SignIn, by: Account, on: date, at: datetime) -> None:
    """End a session at once, wherever it is open."""
    Session.objects.filter(session_key=sign_in.session_key).delete()
    ended = SignIn.objects.filter(pk=sign_in.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        record("account.session_ended", of=sign_in.account, by=by, on=on)


def end_every_session(*, account: Account, by: Account, on: date, at: datetime) -> int:
    """End all sessions of an account; return how many."""
    running = list(account.sign_ins.filter(ended_at__isnull=True))
    for sign_in in running:
        end_session(sign_in=sign_in, by=by, on=on, at=at)
    return len(running)


@transaction.atomic
def change_password(*, account: Account, password: str, by: Account, on: date) -> None:
    """Set one's own password; from then on the account is open to all it may do.

    :raises WeakPassword: if it would be guessed too soon, or is the old one.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.check_password(password):
        raise WeakPassword(_("This is the password you have now: choose another."))
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    record("account.password_changed", of=account, by=by, on=on)


@transaction.atomic
def open_account(*, username: str, person: Person, by: By, on: date) -> tuple[Account, str]:
    """Open an account; return it and its initial password, which is shown once and never again.

    :raises NameTaken: if the name, or the person, has an account.
    """
    username = username.strip()
    if Account.objects.filter(username=username).exists():
        raise NameTaken(_("Another account has this name."))
    if Account.objects.filter(person=person).exists():
        raise NameTaken(_("{name} has an account.").format(name=person.name))
    password = new_password()
    account = Account(username=username, person=person)
    account.set_password(password)
    account.save()
    record("account.opened", of=account, by=by, on=on, threads=[person])
    return account, password


@transaction.atomic
def reset_password(*, account: Account, by: Account, on: date, at: datetime) -> str:
    """Give an account a new initial password and end its sessions; the vault is not touched.

    :raises Refusal: if it is one's own account: that password is changed, not reset.
    """
    if account.pk == by.pk:
        raise Refusal(_("Change your own password on your account's page."))
    account = Account.objects.select_for_update().get(pk=account.pk)
    password = new_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    Attempts.objects.filter(pk=_digest(account.username)).delete()
    end_every_session(account=account, by=by, on=on, at=at)
    record("account.password_reset", of=account, by=by, on=on)
    return password


@transaction.atomic
def close_account(*, account: Account, by: Account, on: date, at: datetime) -> None:
    """Close an account: nobody signs in with it any more; what it did stays.

    :raises Refusal: if it is one's own.
    """
    if account.pk == by.pk:
        raise Refusal(_("Nobody closes their own account: ask another administrator."))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    end_every_session(account=account, by=by, on=on, at=at)
    record("account.closed", of=account, by=by, on=on)


@transaction.atomic
def reopen_account(*, account: Account, by: Account, on: date) -> None:
    """Open a closed account again."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    record("account.reopened", of=account, by=by, on=on)


def new_password() -> str:
    """Return an initial password of four groups that can be read aloud."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
