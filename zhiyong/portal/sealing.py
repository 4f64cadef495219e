"""What a form carries from one page to the next: sealed, so that the server keeps nothing.

The seal keeps others from putting words into the form, and tells how old it is.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class NotOurs(Exception):
    """What came back was not sealed here, or for another purpose, or is too old."""


def seal(purpose: str, content: Mapping[str, Any]) -> str:
    """Return a content that a form can carry and nobody outside can read or change."""
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return _sealer(purpose).encrypt(zlib.compress(raw)).decode()


def unseal(purpose: str, sealed: str, *, longest: int | None = None) -> dict[str, Any]:
    """Return what was sealed for a purpose; `longest` is how many seconds it holds.

    :raises NotOurs: if it was not sealed here for this purpose, or is older than that.
    """
    try:
        raw = _sealer(purpose).decrypt(sealed.encode(), ttl=longest)
        found: dict[str, Any] = json.loads(zlib.decompress(raw))
    except (InvalidToken, zlib.error, ValueError) as error:
        raise NotOurs from error
    return found


def _sealer(purpose: str) -> Fernet:
    return _made(purpose, settings.SECRET_KEY)


@lru_cache(maxsize=32)
def _made(purpose: str, secret: str) -> Fernet:
    info = f"portal: {purpose}".encode()
    key = HKDF(SHA256(), 32, salt=None, info=info).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
