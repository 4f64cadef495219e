"""The recovery key as people copy it from paper: letters and figures that are not mistaken."""

import base64
import hashlib

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_PAPER = str.maketrans(_BASE32, _LETTERS)
_FROM_PAPER = str.maketrans(_LETTERS + "OIL", _BASE32 + _BASE32[0] + _BASE32[1] * 2)
_CHECK = 3


def to_paper(private: bytes) -> str:
    """Return the key in groups of four, its last characters a check of the others."""
    raw = private + hashlib.sha256(b"recovery" + private).digest()[:_CHECK]
    text = base64.b32encode(raw).decode().rstrip("=").translate(_TO_PAPER)
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def from_paper(text: str) -> bytes | None:
    """Return the key that somebody typed, or None if it was mistyped."""
    clean = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    try:
        raw = base64.b32decode(clean.translate(_FROM_PAPER) + "=" * (-len(clean) % 8))
    except ValueError:
        return None
    private, check = raw[:-_CHECK], raw[-_CHECK:]
    if len(private) != 32 or hashlib.sha256(b"recovery" + private).digest()[:_CHECK] != check:
        return None
    return private
