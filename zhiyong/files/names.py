"""File names as people send them, made safe and short without changing what they say."""

import re
import unicodedata

LONGEST = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\/\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


def clean(name: str, *, instead: str = "file") -> str:
    """Return the last part of a name without control characters, at most `LONGEST` long.

    Marks that turn the direction of writing go too: they make "gpj.exe" look like a picture.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(_UNSAFE.sub("", last).split()).rstrip(". ")
    stem, extension = parted(plain)
    stem = stem.strip(". ") or instead
    ending = f".{extension}" if extension else ""
    return stem[: LONGEST - len(ending)].rstrip(". ") + ending


def parted(name: str) -> tuple[str, str]:
    """Return the stem and the extension in lower case; a long or odd ending is none."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", extension):
        return name, ""
    return stem, extension.lower()


def with_extension(name: str, extension: str) -> str:
    """Return the name with another extension, if it does not have it already."""
    stem, old = parted(name)
    if old == extension:
        return name
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
