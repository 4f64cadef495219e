"""One entry, one form of bytes: what a leaf is hashed from and what a signature covers.

The form is JSON as PostgreSQL prints a `jsonb`, so that a trigger and this module write the
same bytes: UTF-8, keys by length and then by bytes, ", " and ": " between, no other white
space, no escapes but those that JSON demands, whole numbers only. `type` and `version` are
part of it: what one kind of entry says cannot be taken for another, and a change of form is a
new version while old entries keep theirs::

    {"on": "2026-11-22", "type": "zhiyong.entry", "verb": "complaint.lodged", "version": 1}

A float has many spellings and JSON has no days, so neither is taken: the caller writes a decimal
as text and a day as YYYY-MM-DD. Text is kept as it is, without normalisation; NUL and other
control signs are escaped (`jsonb` itself refuses NUL, so an entry in the database has none).
Whole numbers stay within ±(2**53 - 1), which every reader of JSON holds exactly (RFC 7493).
"""

import json
from collections.abc import Mapping
from typing import Any

from zhiyong.rules.errors import RuleError

LARGEST = 2**53 - 1
DEEPEST = 32


class NotCanonical(RuleError):
    """A value, or bytes, that have no canonical form.

    FLOAT(path) · NUMBER_TOO_LARGE(path) · UNKNOWN_TYPE(path, type) · KEY_NOT_TEXT(path) ·
    NOT_UNICODE(path) · TOO_DEEP(path) for values; NO_TYPE() · NO_VERSION() for entries;
    NOT_JSON() · OTHER_FORM() for bytes.
    """


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Return the one form of an entry as bytes; equal entries give equal bytes.

    :raises NotCanonical: if `type` is no text or `version` no number from 1, or naming the
        place (`facts.days[2]`) of what has no canonical form.
    """
    if not isinstance(entry.get("type"), str) or not entry["type"]:
        raise NotCanonical("NO_TYPE")
    version = entry.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotCanonical("NO_VERSION")
    return canonical_json(entry)


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of a mapping that need not say its type.

    :raises NotCanonical: naming the place of what has no canonical form.
    """
    return json.dumps(_plain(value, "", 0), ensure_ascii=False, allow_nan=False).encode()


def parse_canonical(data: bytes) -> dict[str, Any]:
    """Return the entry that canonical bytes hold.

    :raises NotCanonical: if they are not exactly what `canonical` writes.
    """
    try:
        entry = json.loads(data)
    except (ValueError, RecursionError):
        raise NotCanonical("NOT_JSON") from None
    if not isinstance(entry, dict) or canonical(entry) != data:
        raise NotCanonical("OTHER_FORM")
    return entry


def _plain(value: object, path: str, depth: int) -> object:
    """Return a value as plain JSON types in canonical order, refusing what has two forms."""
    if depth > DEEPEST:
        raise NotCanonical("TOO_DEEP", path=path)
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > LARGEST:
                raise NotCanonical("NUMBER_TOO_LARGE", path=path)
            return int(value)
        case float():
            raise NotCanonical("FLOAT", path=path)
        case str():
            _check_text(value, path)
            return str(value)
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise NotCanonical("KEY_NOT_TEXT", path=path)
                _check_text(key, path)
            return {
                str(key): _plain(value[key], f"{path}.{key}".lstrip("."), depth + 1)
                for key in sorted(value, key=_order)
            }
        case list() | tuple():
            return [_plain(item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value)]
        case _:
            raise NotCanonical("UNKNOWN_TYPE", path=path, type=type(value).__name__)


def _order(key: str) -> tuple[int, bytes]:
    raw = key.encode()
    return len(raw), raw


def _check_text(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone half of a surrogate pair
        raise NotCanonical("NOT_UNICODE", path=path) from None
