"""Figures of law that intake asks for, each with its article; what each channel asks besides."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from zhiyong.rules.clauses import Clause

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure in force on a day, and where it comes from."""

    value: int
    law: str
    article: str

    @property
    def clause(self) -> Clause:
        """Return the article as pages cite it."""
        return Clause(self.law, f"《{self.law}》{self.article}")


@dataclass(frozen=True, slots=True)
class Source:
    """What a channel asks besides the complaint: fields, and those that must be filled in."""

    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


def limit(name: str, on: date) -> Limit | None:
    """Return a figure as it was in force on a day; None before its first version."""
    found = [each for each in _read("limits.toml")[name]["versions"] if each["since"] <= on]
    if not found:
        return None
    last = max(found, key=lambda each: each["since"])
    return Limit(int(last["value"]), last["law"], last["article"])


def source_of(channel: str) -> Source:
    """Return what a channel asks besides."""
    asked = _read("sources.toml").get(channel, {})
    return Source(tuple(asked.get("fields", ())), tuple(asked.get("required", ())))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
