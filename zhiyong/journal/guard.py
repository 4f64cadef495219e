"""Keeps personal content out of the journal: what is written there cannot be erased.

A fact is a number, a day, a truth value, a code, a reference or a digest. Chinese words pass only
as a registration number (效投〔2026〕123号) or under a name that says it is a place in a document
("clause", "where", "basis").
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from django.db import models

from zhiyong.rules.clauses import Article, Clause
from zhiyong.rules.proof.canonical import LARGEST
from zhiyong.shell import kinds

LONGEST = 120
MOST = 500
PLACES = frozenset({"clause", "clauses", "where", "basis", "article"})

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_REFERENCE = re.compile(r"[a-z][a-z0-9_]*:[A-Za-z0-9_.-]{1,60}")
_MACHINE = re.compile(r"[a-z][a-z-]{1,39}")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_NUMBER = re.compile(r"[㐀-鿿A-Za-z]{1,12}[〔\[(（]\d{4}[〕\])）](第)?[A-Za-z]?\d{1,8}号")
_PERSONAL = re.compile(
    r"(?<![0-9A-Fa-f])1[3-9]\d{9}(?![0-9A-Fa-f])"  # a mobile telephone
    r"|(?<![0-9A-Fa-f])\d{17}[0-9Xx](?![0-9A-Fa-f])"  # an identity number
    r"|[^\s@]+@[^\s@]+\.[^\s@]+"  # an address for mail
)


class NotForTheJournal(ValueError):
    """A fact holds what must not be written down for ever; a fault of the caller."""


def verb(text: str) -> str:
    """Return a verb such as "complaint.lodged".

    :raises NotForTheJournal: if it has another shape.
    """
    if len(text) > 80 or not _VERB.fullmatch(text):
        raise NotForTheJournal(f"{text!r} is no verb")
    return text


def reference(thing: models.Model | str) -> str:
    """Return the reference of an object, "complaint:12".

    :raises NotForTheJournal: if a text has another shape, or the object was never saved.
    """
    if not isinstance(thing, str):
        if thing.pk is None:
            raise NotForTheJournal(f"{thing!r} is not saved")
        thing = f"{kinds.of(thing.__class__).name}:{thing.pk}"  # a lazy object tells its class
    if not _REFERENCE.fullmatch(thing):
        raise NotForTheJournal(f"{thing!r} is no reference")
    return thing


def actor(by: models.Model | str) -> str:
    """Return who acted: the reference of an account, or the name of a machine ("clock").

    :raises NotForTheJournal: if it is neither.
    """
    if isinstance(by, str) and _MACHINE.fullmatch(by):
        return by
    return reference(by)


def facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as JSON holds them.

    :raises NotForTheJournal: if one of them could be personal content.
    """
    return {_name(name): _value(value, name, depth=0) for name, value in given.items()}


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NotForTheJournal(f"{name!r} is no name of a fact")
    return name


def _value(value: Any, name: str, depth: int) -> Any:
    match value:
        case None | bool():
            return value
        case Enum():
            return _value(value.value, name, depth)
        case int() if abs(value) <= LARGEST:
            return _text(str(value), name) and int(value)
        case Decimal() | Fraction():
            return str(value)
        case datetime():
            raise NotForTheJournal(f"{name}: the moment is the trigger's; give a day")
        case date():
            return value.isoformat()
        case str():
            return _text(str(value), name)
        case models.Model():
            return reference(value)
        case Clause() | Article():
            return _text(str(value), "clause")
        case Mapping() if depth < 3:
            return {_name(key): _value(each, key, depth + 1) for key, each in value.items()}
        case bytes() | bytearray() | memoryview():
            raise NotForTheJournal(f"{name}: bytes are no fact; give their digest in hexadecimal")
        case Sequence() | set() | frozenset() if depth < 3 and len(value) <= MOST:
            each_of = sorted(value) if isinstance(value, set | frozenset) else value
            return [_value(each, name, depth + 1) for each in each_of]
    raise NotForTheJournal(f"{name}: a {type(value).__name__} is no fact")


def _text(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise NotForTheJournal(f"{name}: longer than {LONGEST} characters")
    if _PERSONAL.search(text):
        raise NotForTheJournal(f"{name}: looks like a telephone, identity number or address")
    if _PRINTABLE.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    if name in PLACES and text.isprintable():
        return text
    raise NotForTheJournal(f"{name}: words do not belong in the journal, only codes")
