"""Conditions prepared once and evaluated many times, with the same answers as `evaluate`.

`evaluate` walks a condition and builds every outcome. Here each distinct limb has one place in a
row of numbers (0 not met, 1 not known, 2 met); facts with few values have their rows ready, and
Kleene's "all", "any" and "not" are the least, the greatest, and two minus. The outcome of a
condition, limb by limb, is built from the row only when somebody asks for it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import itemgetter

from zhiyong.rules.conditions import All, Limb, Node, Not, Outcome, Truth, evaluate, limbs_of
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts, FactValue, Ratio, Single, Vocabulary

TRUTHS = (Truth.UNMET, Truth.UNKNOWN, Truth.MET)
UNMET, UNKNOWN, MET = range(3)
CODES = {truth: code for code, truth in enumerate(TRUTHS)}

Row = list[int]
"""How every distinct limb stands, by its place."""

_MOST_EDGES = 400
"""More thresholds of one fact than this are compared one by one: the rows would take the memory."""

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
    numbers: "_Numbers | None"


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

    def place(self, limb: Limb) -> int:
        """Return where a limb stands in a row."""
        return self.places[_key(limb)]

    def fold(self, node: Node) -> Callable[[Row], int]:
        """Return what tells from a row how a condition, or a piece of one, stands."""
        return _fold(node, self.places)

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
    numbers: _Numbers | None = None
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


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The limbs of a fact that is a number, with a row ready for each number they can tell apart.

    edges   the distinct thresholds, ascending, as whole multiples of one over `unit`
    rows    [2i]: between the edges before and at i · [2i + 1]: at edge i exactly
    """

    unit: int
    edges: tuple[int, ...]
    rows: tuple[Row, ...]

    def row(self, part: int, base: int) -> Row:
        """Return how the limbs stand on the number part/base, compared exactly."""
        whole, rest = divmod(part * self.unit, base)
        if rest:
            return self.rows[2 * bisect_right(self.edges, whole)]
        place = bisect_left(self.edges, whole)
        at_edge = place < len(self.edges) and self.edges[place] == whole
        return self.rows[2 * place + at_edge]


def _numbers(limbs: tuple[Limb, ...]) -> _Numbers | None:
    """Return the limbs by their thresholds, or None if one compares with something else."""
    tests: list[tuple[str, Fraction]] = []
    for limb in limbs:
        operand = limb.operands[0]
        if len(limb.operands) != 1 or type(operand) is not Fraction:
            return None
        tests.append(("is" if limb.operator == "in" else limb.operator, operand))
    unit = lcm(*(operand.denominator for _, operand in tests))
    edges = sorted({int(operand * unit) for _, operand in tests})
    if len(edges) > _MOST_EDGES:
        return None
    half = Fraction(1, 2)
    rows = []
    for edge in edges:
        rows += [_compared(tests, (edge - half) / unit), _compared(tests, Fraction(edge, unit))]
    rows.append(_compared(tests, (edges[-1] + half) / unit))
    return _Numbers(unit, tuple(edges), tuple(rows))


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
            return group.numbers.row(value, 1)  # type: ignore[arg-type]
        if kind is Ratio:
            part, base = value.part, value.base  # type: ignore[union-attr]
            if base > 0:
                return group.numbers.row(part, base)
            if base == 0:
                return [UNKNOWN] * len(group.limbs)
        elif isinstance(value, Fraction | Decimal):
            exact = Fraction(value)
            return group.numbers.row(exact.numerator, exact.denominator)
    return _slow(group.limbs, group.fact, value, vocabulary)


def _compared(tests: list[tuple[str, Fraction]], number: Fraction) -> Row:
    """Return how a number stands against each test."""
    row = []
    for operator, operand in tests:
        match operator:
            case "over":
                holds = number > operand
            case "at_least":
                holds = number >= operand
            case "at_most":
                holds = number <= operand
            case "under":
                holds = number < operand
            case _:
                holds = number == operand
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
