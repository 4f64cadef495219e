"""The small values that components take. Templates may hand over dicts of the same keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Text = Any
"""A string, or a lazy translation."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure: `on` is the day it was done, or is due while it is not."""

    label: Text
    state: Literal["done", "now", "next", "skipped"] = "next"
    on: date | None = None
    clause: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of a time line."""

    sentence: Text
    at: date | datetime | None = None
    by: Text = ""
    icon: str = ""
    url: str = ""
    notes: Sequence[Text] = field(default=())
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page, or to a part of this one."""

    key: str
    label: Text
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a list of facts. An empty value shows a dash."""

    label: Text
    value: Any
    url: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done here now; with `why_not`, that it cannot be, and why."""

    key: str
    label: Text
    url: str
    why_not: Text = ""
    basis: Any = ""
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""
    hint: Text = ""
