"""Receipt codes: sixteen digits that only the complainant has.

Fifteen digits come from the system's randomness, the sixteenth is a check digit (Damm), so that
a slip of the hand is told at once and costs no hash. The database holds a key made from the
code by a slow hash, with a salt of the installation and a pepper that is in no backup.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from argon2.low_level import Type, hash_secret_raw
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from zhiyong.shell.errors import Refusal

DIGITS = 16
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""A totally anti-symmetric quasigroup: one wrong digit, or two neighbours swapped, is found."""


class NotACode(Refusal):
    """What was typed cannot be a receipt code: digits missing, or a slip of the hand."""


class FormExpired(Refusal):
    """The prepared receipt is too old, or was not made here."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A receipt made before it is needed: the code, and the token that makes a form count once.

    `fresh` is False once the form has been open too long: then it only finds what was lodged
    with it before.
    """

    code: str
    token: bytes
    fresh: bool = True

    @property
    def key(self) -> bytes:
        """What the database knows the token by."""
        return hashlib.sha256(b"intake token" + self.token).digest()


def new_code() -> str:
    """Return a fresh receipt code of sixteen digits."""
    digits = "".join(str(secrets.randbelow(10)) for _place in range(DIGITS - 1))
    return digits + _check_digit(digits)


def grouped(code: str) -> str:
    """Return a code as people read it: 4-4-4-4."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """Return the sixteen digits somebody typed; spaces, dashes and full-width digits are fine.

    :raises NotACode: if digits are missing, or the check digit tells a slip of the hand.
    """
    shown = unicodedata.normalize("NFKC", typed[:100])
    digits = "".join(sign for sign in shown if not sign.isspace() and sign not in "-—–_·.")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotACode(_("A receipt code has 16 digits. Please type all of them."))
    if _check_digit(digits[:-1]) != digits[-1]:
        raise NotACode(_("One digit of the code is not right. Please compare it with the receipt."))
    return digits


def lookup_key(code: str) -> bytes:
    """Return the key under which the database knows a code: 32 bytes, about 25 ms on one core.

    As many are computed at once as there are cores; others wait their turn.
    """
    peppered = hmac.new(settings.RECEIPT_PEPPER.encode(), code.encode(), hashlib.sha256).digest()
    salt = hashlib.sha256(b"receipt salt" + settings.RECEIPT_SALT.encode()).digest()[:16]
    with _turns():
        return hash_secret_raw(peppered, salt, hash_len=32, type=Type.ID, **settings.RECEIPT_HASH)


def prepare_receipt() -> str:
    """Return a new code and token, sealed so that a form can carry them to the last step."""
    carried = {"code": new_code(), "token": secrets.token_hex(16)}
    return _sealer().encrypt(json.dumps(carried).encode()).decode()


def open_prepared(sealed: str, *, longest: int | None = None) -> Prepared:
    """Return what `prepare_receipt` sealed; `longest` is how many seconds it stays fresh.

    A form that was open too long is returned as not fresh: with it, a complaint that was lodged
    before is found again, and nothing new is lodged.

    :raises FormExpired: if it was not made by this installation.
    """
    longest = settings.RECEIPT_FORM_SECONDS if longest is None else longest
    sealer = _sealer()
    raw = sealed.encode()
    fresh = True
    try:
        carried = sealer.decrypt(raw, ttl=longest)
    except InvalidToken:
        fresh = False
        try:
            carried = sealer.decrypt(raw)
        except InvalidToken as error:
            raise FormExpired(
                _("This page has expired. Please check and send it again.")
            ) from error
    content = json.loads(carried)
    return Prepared(content["code"], bytes.fromhex(content["token"]), fresh)


def _check_digit(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _TABLE[int(interim)][int(digit)]
    return interim


@cache
def _turns() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(os.cpu_count() or 1)


def _sealer() -> Fernet:
    return _made(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _made(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"intake: prepared receipts").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def sealed_by_server(content: bytes) -> bytes:
    """Return a content sealed with the server's key, for what waits in a table for a while."""
    return _sealer().encrypt(content)


def opened_by_server(sealed: bytes) -> bytes:
    """Return what `sealed_by_server` sealed.

    :raises FormExpired: if it was not made by this installation.
    """
    try:
        return _sealer().decrypt(sealed)
    except InvalidToken as error:
        raise FormExpired(_("This page has expired. Please check and send it again.")) from error
