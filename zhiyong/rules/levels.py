"""Each level inspects the next: who inspects whom, who is left out, and which level was skipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SkipCode = Literal["LEVEL_SKIPPED", "NOT_BELOW", "OWN_UNIT"]


@dataclass(frozen=True, slots=True)
class Skip:
    """An inspection that may not be: by whom, of whom, and why."""

    by: str
    of: str
    code: SkipCode


@dataclass(frozen=True, slots=True)
class Assignments:
    """Whom each unit inspects, in the order of the tree, and who is inspected by nobody."""

    each: Mapping[str, tuple[str, ...]]
    uncovered: tuple[str, ...]
    refused: tuple[Skip, ...]


def assign(
    tree: Mapping[str, Sequence[str]],
    frame: Iterable[str] = (),
    wanted: Iterable[tuple[str, str]] = (),
) -> Assignments:
    """Return who inspects whom, one level down.

    tree    the units right below each unit, by line of business
    frame   every unit that must be inspected · wanted: inspections that somebody wants to make
    """
    each = {unit: tuple(dict.fromkeys(below)) for unit, below in tree.items() if below}
    inspected = {unit for below in each.values() for unit in below}
    uncovered = tuple(unit for unit in dict.fromkeys(frame) if unit not in inspected)
    refused = [Skip(by, of, code) for by, of in wanted if (code := _refusal(each, by, of))]
    return Assignments(each, uncovered, tuple(refused))


def _refusal(each: Mapping[str, tuple[str, ...]], by: str, of: str) -> SkipCode | None:
    if by == of:
        return "OWN_UNIT"
    if of in each.get(by, ()):
        return None
    return "LEVEL_SKIPPED" if of in _below(each, by) else "NOT_BELOW"


def _below(each: Mapping[str, tuple[str, ...]], unit: str) -> set[str]:
    found: set[str] = set()
    waiting = list(each.get(unit, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(each.get(one, ()))
    return found
