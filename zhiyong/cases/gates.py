"""What must be so before a case goes on: each room says what still stands in the way.

A gate that names an obstacle holds the case back; it decides nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from zhiyong.cases.models import Case
from zhiyong.rules.clauses import Clause

Stage = Literal["conclusion", "decision", "closing"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What still stands in the way: a sentence, what it rests on, and what it is about.

    `clause` is a clause of the case's plan or, where a law says it, words that name the article.
    `reference` names the object ("liability:4"), where there is one.
    """

    text: Any
    clause: Clause | str | None = None
    reference: str = ""


Check = Callable[[Case, date], Sequence[Obstacle]]

_checks: dict[Stage, list[Check]] = {"conclusion": [], "decision": [], "closing": []}


def register(stage: Stage, check: Check) -> None:
    """Add a check before a stage; once, however often it registers."""
    if check not in _checks[stage]:
        _checks[stage].append(check)


def obstacles(stage: Stage, case: Case, today: date) -> list[Obstacle]:
    """Return everything that stands between a case and a stage, in the order of the rooms."""
    return [one for check in _checks[stage] for one in check(case, today)]
