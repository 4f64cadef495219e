"""Conditions prepared once and evaluated many times, with the same answers as `evaluate`.

`evaluate` walks a condition and builds every outcome. Here each distinct limb has one place in a
row of numbers (0 not met, 1 not known, 2 met); facts with few values have their rows ready, and
Kleene's "all", "any" and "not" are the least, the greatest, and two minus. The outcome of a
condition, limb by limb, is built from the row only when somebody asks for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter

from zhiyong.rules.conditions import All, Limb, Node, Not, Outcome, Truth, evaluate, limbs_of
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts, FactValue, Ratio, Single, Vocabulary

TRUTHS = (Truth.UNMET, Truth.UNKNOWN, Truth.MET)
UNMET, UNKNOWN, MET = range(3)
CODES = {truth: code for code, truth in enumerate(TRUTHS)}

Row = list[int]
"""How every distinct limb stands, by its place."""

_Key = tuple[str, str, tuple[object, ...]]
_Fold = Callable[[Row], int]
_Teller = Callable[[Row, Facts], Outcome]


@dataclass(frozen=True, slots=True)
class _Group:
    """The limbs of one fact, from the first place up to, not including, the last."""

    fact: str
    limbs: tuple[Limb, ...]
    first: int
    last: int
    words: dict[str, Row]
    flags: tuple[Row, Row] | None
    numbers: tuple[tuple[str, int, int], ...] | None


class Standing:
    """How all the conditions stand on one set of facts.

    row     every distinct limb · codes: every condition, 0 not met, 1 not known, 2 met
    """

    __slots__ = ("_told", "codes", "facts", "prepared", "row")

    def __init__(self, prepared: "Prepared", facts: Facts, row: Row, codes: list[int]) -> None:
        self.prepared, self.facts, self.row, self.codes = prepared, facts, row, codes
        self._told: dict[int, Outcome] = {}

    def truth(self, place: int) -> Truth:
        """Return how a condition stands."""
        return TRUTHS[self.codes[place]]

    def outcome(self, place: int) -> Outcome:
        """Return how a condition stands, limb by limb, as `evaluate` returns it."""
        told = self._told.get(place)
        if told is None:
            told = self._told[place] = self.prepared.teller(place)(self.row, self.facts)
        return told


class Prepared:
    """Conditions over one vocabulary, prepared once."""

    def __init__(self, conditions: Iterable[Node], vocabulary: Vocabulary) -> None:
        self.conditions = tuple(conditions)
        self.vocabulary = vocabulary
        by_fact: dict[str, dict[_Key, Limb]] = {}
        for condition in self.conditions:
            for limb in limbs_of(condition):
                by_fact.setdefault(limb.fact, {}).setdefault(_key(limb), limb)
        self.places: dict[_Key, int] = {}
        self._groups: list[_Group] = []
        for fact, limbs in by_fact.items():
            first = len(self.places)
            self.places |= {key: first + place for place, key in enumerate(limbs)}
            self._groups.append(_group(fact, tuple(limbs.values()), first, vocabulary))
        self._empty = [UNKNOWN] * len(self.places)
        self._folds = [_fold(condition, self.places) for condition in self.conditions]
        self._tellers: dict[int, _Teller] = {}

    def teller(self, place: int) -> _Teller:
        """Return what tells the outcome of a condition; made when it is first asked for."""
        found = self._tellers.get(place)
        if found is None:
            found = self._tellers[place] = _teller(self.conditions[place], self.places)
        return found

    def stand(self, facts: Facts) -> Standing:
        """Return how the conditions stand on the facts.

        :raises FactError: as `evaluate`.
        """
        row = self._empty.copy()
        get = facts.get
        for group in self._groups:
            value = get(group.fact)
            if value is not None:
                row[group.first : group.last] = _row_of(group, value, self.vocabulary)
        return Standing(self, facts, row, [fold(row) for fold in self._folds])


def _key(limb: Limb) -> _Key:
    # True equals 1, so the kinds of the operands are part of the key.
    return (limb.fact, limb.operator, tuple((type(one), one) for one in limb.operands))


def _group(fact: str, limbs: tuple[Limb, ...], first: int, vocabulary: Vocabulary) -> _Group:
    words: dict[str, Row] = {}
    flags: tuple[Row, Row] | None = None
    numbers: tuple[tuple[str, int, int], ...] | None = None
    declared = vocabulary.facts.get(fact)
    kind = declared.kind if declared else ""
    try:
        if kind in ("choice", "scale"):
            words = {
                choice.id: _slow(limbs, fact, choice.id, vocabulary)
                for choice in vocabulary.choices[fact]
            }
        elif kind == "flag":
            flags = (_slow(limbs, fact, False, vocabulary), _slow(limbs, fact, True, vocabulary))
        elif kind in ("number", "share"):
            numbers = _numbers(limbs)
    except RuleError:
        # A limb that cannot be compared so refuses when it is asked, not before.
        words, flags = {}, None
    return _Group(fact, limbs, first, first + len(limbs), words, flags, numbers)


def _numbers(limbs: tuple[Limb, ...]) -> tuple[tuple[str, int, int], ...] | None:
    """Return every limb as operator, numerator and denominator, or None if one is more."""
    tests = []
    for limb in limbs:
        operand = limb.operands[0]
        if len(limb.operands) != 1 or type(operand) is not Fraction:
            return None
        operator = "is" if limb.operator == "in" else limb.operator
        tests.append((operator, operand.numerator, operand.denominator))
    return tuple(tests)


def _row_of(group: _Group, value: FactValue, vocabulary: Vocabulary) -> Row:
    kind = type(value)
    if kind is str:
        row = group.words.get(value)  # type: ignore[arg-type]
        if row is not None:
            return row
    elif kind is bool:
        if group.flags is not None:
            return group.flags[value is True]
    elif group.numbers is not None:
        if kind is int:
            return _compared(group.numbers, value, 1)  # type: ignore[arg-type]
        if isinstance(value, Ratio):
            if value.base == 0:
                return [UNKNOWN] * len(group.limbs)
            if value.base > 0:
                return _compared(group.numbers, value.part, value.base)
        elif isinstance(value, Fraction | Decimal):
            exact = Fraction(value)
            return _compared(group.numbers, exact.numerator, exact.denominator)
    return _slow(group.limbs, group.fact, value, vocabulary)


def _compared(tests: tuple[tuple[str, int, int], ...], part: int, base: int) -> Row:
    """Return how a number part/base stands against each test; cross-multiplied, never divided."""
    row = []
    for operator, numerator, denominator in tests:
        difference = part * denominator - numerator * base
        match operator:
            case "over":
                holds = difference > 0
            case "at_least":
                holds = difference >= 0
            case "at_most":
                holds = difference <= 0
            case "under":
                holds = difference < 0
            case _:
                holds = difference == 0
        row.append(MET if holds else UNMET)
    return row


def _slow(
    limbs: tuple[Limb, ...], fact: str, value: FactValue | Single, vocabulary: Vocabulary
) -> Row:
    facts = {fact: value}
    return [CODES[evaluate(limb, facts, vocabulary).truth] for limb in limbs]


def _fold(node: Node, places: dict[_Key, int]) -> _Fold:
    if isinstance(node, Limb):
        return itemgetter(places[_key(node)])
    if isinstance(node, Not):
        inner = _fold(node.parts[0], places)
        return lambda row: MET - inner(row)
    strict = min if isinstance(node, All) else max
    if len(node.parts) == 1:
        return _fold(node.parts[0], places)
    if all(isinstance(part, Limb) for part in node.parts):
        several = itemgetter(*(places[_key(part)] for part in node.parts if isinstance(part, Limb)))
        return lambda row: strict(several(row))
    folds = [_fold(part, places) for part in node.parts]
    return lambda row: strict([fold(row) for fold in folds])


def _teller(node: Node, places: dict[_Key, int]) -> _Teller:
    """Return what builds the outcome of a condition from a row."""
    if isinstance(node, Limb):
        place, fact, limb = places[_key(node)], node.fact, node
        return lambda row, facts: Outcome(limb, TRUTHS[row[place]], facts.get(fact))
    fold, tellers = _fold(node, places), [_teller(part, places) for part in node.parts]
    return lambda row, facts: Outcome(
        node, TRUTHS[fold(row)], None, tuple([tell(row, facts) for tell in tellers])
    )
