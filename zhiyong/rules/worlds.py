"""Every case that a set of conditions can tell apart, as a finite list of facts.

Two values of a fact that no limb tells apart need not both be tried: one stands for all of them.
So overlaps, gaps and rules that can never be reached are found exactly, not by sampling, also
where facts are numbers.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations, product
from math import prod

from zhiyong.rules.conditions import Limb, Node, evaluate, limbs_of
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import FactValue, Single, Vocabulary

MOST_WORLDS = 20_000
"""More cases than this are not tried: the check says so instead of running for minutes."""

_MOST_SUBSETS_OF = 6


class TooManyWorlds(RuleError):
    """WORLDS_TOO_MANY: the conditions tell more cases apart than can be tried."""


def worlds(
    conditions: Iterable[Node], vocabulary: Vocabulary, *, unknowns: bool = True
) -> Iterator[dict[str, FactValue]]:
    """Yield facts for every case that the conditions tell apart.

    unknowns   whether a fact may also be missing

    :raises FactError: if a condition compares a fact with what it cannot be.
    :raises TooManyWorlds: if there are more than `MOST_WORLDS`.
    """
    limbs: dict[str, list[Limb]] = {}
    for condition in conditions:
        for limb in limbs_of(condition):
            limbs.setdefault(limb.fact, []).append(limb)
    values = {name: _told_apart(name, asked, vocabulary, unknowns) for name, asked in limbs.items()}
    if (count := prod(map(len, values.values()))) > MOST_WORLDS:
        raise TooManyWorlds("WORLDS_TOO_MANY", count=count, most=MOST_WORLDS)
    for row in product(*values.values()):
        yield dict(zip(values, row, strict=True))


def _told_apart(
    name: str, limbs: list[Limb], vocabulary: Vocabulary, unknowns: bool
) -> list[FactValue]:
    """Return one value for each way in which the limbs of a fact can stand."""
    found: dict[tuple[object, ...], FactValue] = {}
    for value in _candidates(name, limbs, vocabulary):
        stands = tuple(evaluate(limb, {name: value}, vocabulary).truth for limb in limbs)
        found.setdefault(stands, value)
    return [*found.values(), *([None] if unknowns else [])]


def _candidates(name: str, limbs: list[Limb], vocabulary: Vocabulary) -> Iterator[FactValue]:
    declared = vocabulary.fact(name)
    operands = list(dict.fromkeys(chain.from_iterable(limb.operands for limb in limbs)))
    single: list[Single]
    match declared.kind:
        case "flag":
            single = [True, False]
        case "choice" | "scale":
            single = [choice.id for choice in vocabulary.choices[name]]
        case "number" | "share":
            single = list(_around(sorted({o for o in operands if type(o) is Fraction})))
        case "day":
            days = {operand for operand in operands if isinstance(operand, date)}
            single = [*sorted({d + timedelta(days=n) for d in days for n in (-1, 0, 1)})]
            single = single or [date.min]
        case _:
            single = [*(o for o in operands if isinstance(o, str)), "…"]
    if not declared.many:
        yield from single
        return
    one_each = [value for value in single if isinstance(value, str)]
    sizes = range(len(one_each) + 1) if len(one_each) <= _MOST_SUBSETS_OF else (0, 1, 2)
    for size in sizes:
        yield from map(frozenset, combinations(one_each, size))


def _around(thresholds: list[Fraction]) -> Iterator[Fraction]:
    """Yield every threshold, a number between each two, and one beyond either end."""
    if not thresholds:
        yield Fraction(0)
        return
    yield thresholds[0] - 1
    for number, after in zip(thresholds, [*thresholds[1:], thresholds[-1] + 2], strict=True):
        yield number
        yield (number + after) / 2
