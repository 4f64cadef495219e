"""Telephone and identity numbers in one form, so that the same one is always the same."""

import re

_TELEPHONE = re.compile(r"\+?\d{5,15}")
_IDENTITY = re.compile(r"\d{17}[\dX]|[A-Z]{0,2}\d{6,10}")
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ＋－（）", "0123456789Xx+-()")


def telephone(text: str) -> str | None:
    """Return a telephone number without spaces, dashes and the country's code, or None."""
    clean = re.sub(r"[\s\-()./]", "", text.translate(_WIDE))
    clean = re.sub(r"^(\+|00)86(?=\d{8,})", "", clean)
    if re.fullmatch(r"86(?=1\d{10}$)\d+", clean):
        clean = clean[2:]
    return clean if _TELEPHONE.fullmatch(clean) else None


def identity(text: str) -> str | None:
    """Return an identity number in capitals without spaces, or None if it cannot be one."""
    clean = re.sub(r"[\s\-()]", "", text.translate(_WIDE)).upper()
    if re.fullmatch(r"\d{17}[\dX]", clean):
        return clean if _check_digit(clean) == clean[-1] else None
    return clean if _IDENTITY.fullmatch(clean) else None


def _check_digit(number: str) -> str:
    """Return the last character that GB 11643-1999 gives the first seventeen digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(number, weights, strict=False))
    return "10X98765432"[total % 11]
