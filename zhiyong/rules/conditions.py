"""Conditions as data: what must be so, what was found, and why the answer is what it is.

    {fact: person.rank, at_most: section_chief}
    {all: [{fact: unit.system, is: government}, {not: {fact: person.is_leader, is: true}}]}

Every limb is evaluated, also when the answer is already certain, so that an outcome can cite all
limbs met and all unmet. A fact that is not known leaves its limb unknown (Kleene's logic): it
counts neither for nor against, and an unknown answer is not "met". A number that the source leaves
open is written `unspecified`: until it is set, by its path ("leads.often.when.at_least"), its limb
is unknown as well.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    Tag,
    WithJsonSchema,
    model_validator,
)

from zhiyong.rules.clauses import Clause
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import FactError, Facts, FactValue, Ratio, Single, Vocabulary, singles
from zhiyong.rules.grounds import ClauseField
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import (
    UNSPECIFIED,
    Id,
    looks_like_number,
    parse_day,
    parse_number,
    plain,
    split_list,
)

Operator = Literal["is", "in", "over", "at_least", "at_most", "under"]
OPERATORS: tuple[Operator, ...] = ("is", "in", "over", "at_least", "at_most", "under")

Operand = bool | Fraction | date | str
"""What a fact is compared with."""


class ConditionError(RuleError):
    """LIMB_OPERATORS: a limb compares in no way, or in several. CONDITION_EMPTY: no parts."""


def read_operand(value: Any) -> Operand:
    """Return the value that a condition compares with, from how a pack writes it.

    :raises ValueProblem: if a number cannot be read.
    """
    if isinstance(value, bool | Fraction | date):
        return value
    if isinstance(value, int | Decimal):
        return Fraction(value)
    text = plain(str(value))
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if looks_like_number(text):
        return parse_number(text)
    if text[:4].isdigit():
        return parse_day(text)
    return text


def write_operand(value: Operand) -> bool | str:
    """Return an operand as a pack writes it."""
    if isinstance(value, bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


OperandField = Annotated[
    Operand,
    PlainValidator(read_operand),
    PlainSerializer(write_operand),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]


class Limb(Shape):
    """One comparison of one fact. Exactly one operator."""

    fact: Id
    is_: OperandField | None = Field(default=None, alias="is")
    in_: Annotated[tuple[OperandField, ...] | None, BeforeValidator(split_list)] = Field(
        default=None, alias="in"
    )
    over: OperandField | None = None
    at_least: OperandField | None = None
    at_most: OperandField | None = None
    under: OperandField | None = None
    clause: ClauseField | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> "Limb":
        if len(self._given) != 1:
            raise ConditionError("LIMB_OPERATORS", fact=self.fact, operators=", ".join(OPERATORS))
        return self

    @cached_property
    def _given(self) -> list[tuple[Operator, tuple[Operand, ...]]]:
        given: list[tuple[Operator, tuple[Operand, ...]]] = []
        for operator in OPERATORS:
            value = getattr(self, f"{operator}_" if operator in ("is", "in") else operator)
            if value is not None and value != ():
                given.append((operator, value if isinstance(value, tuple) else (value,)))
        return given

    @property
    def operator(self) -> Operator:
        """Return how the fact is compared."""
        return self._given[0][0]

    @property
    def operands(self) -> tuple[Operand, ...]:
        """Return what the fact is compared with: one value, or several for `in`."""
        return self._given[0][1]

    @property
    def is_open(self) -> bool:
        """Return whether what it compares with is still to be set."""
        return UNSPECIFIED in self.operands


class All(Shape):
    """Met when every part is met."""

    all_: "Conditions" = Field(alias="all")
    clause: ClauseField | None = None

    @property
    def parts(self) -> tuple["Condition", ...]:
        """Return the parts."""
        return self.all_


class Any_(Shape):  # noqa: N801 - `Any` is typing's
    """Met when at least one part is met."""

    any_: "Conditions" = Field(alias="any")
    clause: ClauseField | None = None

    @property
    def parts(self) -> tuple["Condition", ...]:
        """Return the parts."""
        return self.any_


class Not(Shape):
    """Met when its part is certainly not met."""

    not_: "Condition" = Field(alias="not")
    clause: ClauseField | None = None

    @property
    def parts(self) -> tuple["Condition", ...]:
        """Return the one part."""
        return (self.not_,)


def _which(data: Any) -> str | None:
    """Return which kind of condition a piece of data means ("=" marks what is no key)."""
    for key, shape in (("fact", Limb), ("all", All), ("any", Any_), ("not", Not)):
        if isinstance(data, shape) or (isinstance(data, dict) and key in data):
            return f"={'limb' if key == 'fact' else key}"
    return None


Condition = Annotated[
    Annotated[Limb, Tag("=limb")]
    | Annotated[All, Tag("=all")]
    | Annotated[Any_, Tag("=any")]
    | Annotated[Not, Tag("=not")],
    Discriminator(
        _which,
        custom_error_type="CONDITION_SHAPE",
        custom_error_message="a condition is {{fact, operator}}, all, any or not",
    ),
]


def _some(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    if not parts:
        raise ConditionError("CONDITION_EMPTY")
    return parts


Conditions = Annotated[tuple[Condition, ...], AfterValidator(_some)]

for _shape in (All, Any_, Not):
    _shape.model_rebuild()

Node = Limb | All | Any_ | Not
"""A condition as Python sees it; `Condition` is the same as a field of a shape."""


class Truth(StrEnum):
    """How a condition stands on the facts given."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Outcome(NamedTuple):
    """How a condition stands, with the value found and the outcome of every part."""

    condition: Node
    truth: Truth
    value: FactValue = None
    parts: tuple["Outcome", ...] = ()

    @property
    def is_met(self) -> bool:
        """Return whether the condition is certainly met."""
        return self.truth is Truth.MET

    def limbs(self, truth: Truth | None = None) -> Iterator["Outcome"]:
        """Yield the outcomes of all limbs, or of those that stand so."""
        if not self.parts and (truth is None or self.truth is truth):
            yield self
        for part in self.parts:
            yield from part.limbs(truth)

    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of this condition and of every part that is met, in order."""
        found: dict[Clause, None] = {}
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.truth is Truth.MET and (clause := one.condition.clause):
                found[clause] = None
            waiting.extend(reversed(one.parts))
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON can hold it."""
        condition = self.condition
        shown: dict[str, Any] = {"truth": self.truth.value}
        if condition.clause:
            shown["clause"] = str(condition.clause)
        if isinstance(condition, Limb):
            operands = [write_operand(operand) for operand in condition.operands]
            values = [one if isinstance(one, bool) else str(one) for one in singles(self.value)]
            return shown | {
                "fact": condition.fact,
                condition.operator: operands if condition.operator == "in" else operands[0],
                "found": values
                if isinstance(self.value, frozenset | set | tuple | list)
                else next(iter(values), None),
            }
        names: dict[type, str] = {All: "all", Any_: "any", Not: "not"}
        kind = names[type(condition)]
        return shown | {kind: [part.as_dict() for part in self.parts]}


def evaluate(condition: Node, facts: Facts, vocabulary: Vocabulary | None = None) -> Outcome:
    """Return how a condition stands on the facts, limb by limb.

    :raises FactError: if a fact has a value that cannot be compared so.
    """
    if isinstance(condition, Limb):
        value = facts.get(condition.fact)
        return Outcome(condition, _compare(condition, value, vocabulary), value)
    parts = tuple(evaluate(part, facts, vocabulary) for part in condition.parts)
    truths = {part.truth for part in parts}
    if isinstance(condition, Not):
        return Outcome(condition, _NEGATED[parts[0].truth], parts=parts)
    decisive, other = (
        (Truth.UNMET, Truth.MET) if isinstance(condition, All) else (Truth.MET, Truth.UNMET)
    )
    if decisive in truths:
        return Outcome(condition, decisive, parts=parts)
    return Outcome(condition, Truth.UNKNOWN if Truth.UNKNOWN in truths else other, parts=parts)


def limbs_of(condition: Node) -> Iterator[Limb]:
    """Yield every limb of a condition."""
    if isinstance(condition, Limb):
        yield condition
    else:
        for part in condition.parts:
            yield from limbs_of(part)


_NEGATED = {Truth.MET: Truth.UNMET, Truth.UNMET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}


def _compare(limb: Limb, value: FactValue, vocabulary: Vocabulary | None) -> Truth:
    """Return how one limb stands; of several values, one that meets it is enough."""
    if limb.is_open or value is None or (isinstance(value, Ratio) and value.base == 0):
        return Truth.UNKNOWN
    for single in singles(value):
        if vocabulary is not None:
            vocabulary.check(limb.fact, single)
        if _holds(limb, single, vocabulary):
            return Truth.MET
    return Truth.UNMET


def _holds(limb: Limb, value: Single, vocabulary: Vocabulary | None) -> bool:
    operator, operands = limb.operator, limb.operands
    if operator in ("is", "in"):
        return any(_same(limb, value, operand) for operand in operands)
    difference = _difference(limb, value, operands[0], vocabulary)
    match operator:
        case "over":
            return difference > 0
        case "at_least":
            return difference >= 0
        case "at_most":
            return difference <= 0
        case _:
            return difference < 0


def _same(limb: Limb, value: Single, operand: Operand) -> bool:
    if isinstance(value, bool) or isinstance(operand, bool):
        if isinstance(value, bool) and isinstance(operand, bool):
            return value == operand
    elif isinstance(value, str) and isinstance(operand, str):
        return value == operand
    elif isinstance(value, int | Fraction | Decimal | Ratio) and isinstance(operand, Fraction):
        return _distance(value, operand) == 0
    elif _is_day(value) and _is_day(operand):
        return value == operand
    raise FactError("FACT_TYPE", fact=limb.fact, value=value)


def _difference(
    limb: Limb, value: Single, operand: Operand, vocabulary: Vocabulary | None
) -> int | Fraction:
    """Return a number with the sign of value minus operand."""
    if isinstance(value, str) and isinstance(operand, str) and vocabulary is not None:
        return vocabulary.place(limb.fact, value) - vocabulary.place(limb.fact, operand)
    if isinstance(value, date) and isinstance(operand, date) and _is_day(value):
        return value.toordinal() - operand.toordinal()
    if (
        isinstance(value, int | Fraction | Decimal | Ratio)
        and not isinstance(value, bool)
        and isinstance(operand, Fraction)
    ):
        return _distance(value, operand)
    raise FactError("FACT_TYPE", fact=limb.fact, value=value)


def _distance(value: int | Fraction | Decimal | Ratio, operand: Fraction) -> int | Fraction:
    """Return value minus operand; of a ratio, both sides multiplied by its base."""
    if isinstance(value, Ratio):
        return value.part * operand.denominator - operand.numerator * value.base
    return Fraction(value) - operand


def _is_day(value: object) -> bool:
    """Return whether a value is a day and no moment, which has another order."""
    return isinstance(value, date) and not isinstance(value, datetime)
