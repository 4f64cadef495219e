"""One question to a plan: the pack with its open numbers set, the day, the facts, the calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clauses import Clause
from zhiyong.rules.explain.given import read_facts
from zhiyong.rules.facts import Facts, FactValue
from zhiyong.rules.pack.places import Places
from zhiyong.rules.pack.reader import Map
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.worded import what_stands, worded
from zhiyong.rules.shape import Shape

S = TypeVar("S", bound=Shape)
_TRIED = re.compile(r"\.(dict\.)?function-.*$", re.DOTALL)


@dataclass(slots=True)
class Context:
    """What the parts of an answer share.

    `raw` is the question as it was written; a part reads its own keys from it with `read_all`.
    `facts` grow as parts add what they computed (figures, ballots), in the order of the parts.
    `problems` collect what could not be used, each as {path, code, params}; `missing` the paths
    of open numbers that an answer would have needed. `answers` holds what earlier parts answered.
    """

    pack: Pack
    raw: Mapping[str, Any]
    today: date | None = None
    calendar: Calendar | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def supply(self, facts: Facts) -> None:
        """Add facts that were computed; one that was given stays as given."""
        for name, value in facts.items():
            self.facts.setdefault(name, value)

    def read_all(self, shape: type[S], key: str) -> list[S]:
        """Return the entries of a list of the question; what cannot be read becomes a problem."""
        raw = self.raw.get(key)
        entries = raw if isinstance(raw, list) else [] if raw is None else [raw]
        found = []
        for place, entry in enumerate(entries):
            one = self.read(shape, entry, f"{key}.{place}")
            if one is not None:
                found.append(one)
        return found

    def read(self, shape: type[S], raw: Any, path: str) -> S | None:
        """Return one entry as a shape, or None after noting why it is none."""
        try:
            return shape.model_validate(raw, context={"plan": self.pack.plan})
        except ValidationError as error:
            seen: set[str] = set()
            for problem in worded(error, Places(raw) if isinstance(raw, Map) else Places()):
                at = f"{path}.{_dotted(problem.path)}" if problem.path else path
                if at not in seen:
                    self.trouble(at, problem.code, **problem.params)
                seen.add(at)
            return None

    def read_map(self, shape: type[S], key: str) -> dict[str, S]:
        """Return the entries of a map of the question, by their names."""
        raw = self.raw.get(key)
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.trouble(key, "NOT_A_MAP", **what_stands(raw))
            return {}
        found = {name: self.read(shape, one, f"{key}.{name}") for name, one in raw.items()}
        return {name: one for name, one in found.items() if one is not None}

    def read_facts(self, raw: Any, path: str) -> dict[str, FactValue]:
        """Return facts as the pack declares them; what cannot be used becomes a problem."""
        found, problems = read_facts(self.pack.vocabulary, raw, path)
        for at, code, params in problems:
            self.trouble(at, code, **params)
        return found

    def trouble(self, path: str, code: str, /, **params: object) -> None:
        """Note something that could not be used."""
        self.problems.append({"path": path, "code": code, "params": params})


def _dotted(path: str) -> str:
    """Return "rows[2].from" as "rows.2.from", without the ways of reading that were tried."""
    return _TRIED.sub("", path.replace("[", ".").replace("]", "").lstrip("."))


def cited(*clauses: Clause | None) -> dict[str, Any]:
    """Return the keys by which every answer says where it comes from."""
    given = [clause for clause in clauses if clause is not None]
    return {
        "clauses": list(dict.fromkeys(one for clause in given for one in clause.ids)),
        "where": list(dict.fromkeys(clause.where for clause in given if clause.where)),
    }
