"""Figures of law that intake asks for, each with its article; what each channel asks besides."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from zhiyong.rules.clauses import Clause

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure in force on a day, and where it comes from."""

    value: int
    law: str
    article: str
    by_analogy: bool = False

    @property
    def clause(self) -> Clause:
        """Return the article as pages cite it."""
        cited = f"《{self.law}》{self.article}"
        return Clause(self.law, f"参照{cited}" if self.by_analogy else cited)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a channel asks: its name, and how the answer is read."""

    name: str
    reads: Literal["text", "day", "link"] = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What channels of one form ask besides the complaint.

    `deadline` names the answer that is the day set by whoever sent it; `number` says that their
    own number is needed, `receipt` that they get a receipt back.
    """

    asks: tuple[Asked, ...] = ()
    deadline: str = ""
    number: bool = False
    receipt: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """What must be filled in."""
        return tuple(each.name for each in self.asks if each.required)


def limit(name: str, on: date) -> Limit | None:
    """Return a figure as it was in force on a day; None before its first version."""
    found = [each for each in _read("limits.toml")[name]["versions"] if each["since"] <= on]
    if not found:
        return None
    last = max(found, key=lambda each: each["since"])
    return Limit(
        int(last["value"]), last["law"], last["article"], bool(last.get("by_analogy", False))
    )


def source_of(form: str) -> Source:
    """Return what channels of a form ask besides."""
    told = dict(_read("sources.toml").get(form, {}))
    asks = tuple(Asked(**each) for each in told.pop("asks", ()))
    return Source(asks, **told)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
