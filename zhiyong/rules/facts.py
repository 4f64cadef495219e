"""The facts that rules ask for: what each is called, and which values it can have.

A pack declares its facts, so that a condition can be checked before it is used, read aloud in
both languages, and shown with the register that supplies the fact. The values that a room hands
in are checked against the same declaration.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from zhiyong.rules.errors import RuleError
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Id, Label, Lang, say_number


class FactError(RuleError):
    """FACT_UNKNOWN, FACT_TYPE or FACT_VALUE: a fact is not declared, or cannot have this value."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share as it was counted, 10 of 30: compared exactly, shown unreduced."""

    part: int
    base: int

    def __str__(self) -> str:
        return f"{self.part}/{self.base}"


Single = bool | int | Fraction | Decimal | Ratio | date | str
"""One value of a fact. Never a float: 0.1 has no exact form there."""

FactValue = Single | frozenset[str] | set[str] | tuple[str, ...] | list[str] | None
"""What a room hands in: a value, several names of a choice, or None when it is not known."""

Facts = Mapping[str, FactValue]


class Choice(Shape):
    """One value that a fact can have."""

    id: Id
    label: Label


class Scale(Shape):
    """An ordered list of values, the lowest first."""

    id: Id
    label: Label
    values: tuple[Choice, ...]


class Fact(Shape):
    """A fact that conditions may ask for.

    kind     flag: yes or no · choice: one of `values` · scale: a value of the named scale ·
             number, share: exact · day: a date · text: words
    many     whether it can have several values at once; a comparison then holds when it holds
             for one of them
    source   where it comes from: the register or room that supplies it
    """

    id: Id
    label: Label
    kind: Literal["flag", "choice", "scale", "number", "share", "day", "text"]
    values: tuple[Choice, ...] = ()
    scale: Id | None = None
    many: bool = False
    source: Label | None = None
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facts of a pack, by id, with their scales resolved."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    _order: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def build(cls, facts: Iterable[Fact], scales: Iterable[Scale] = ()) -> "Vocabulary":
        """Return the vocabulary of these facts; a scale that is missing leaves its fact empty."""
        by_id = {fact.id: fact for fact in facts}
        of_scale = {scale.id: scale.values for scale in scales}
        choices = {
            fact.id: of_scale.get(fact.scale or "", ()) if fact.kind == "scale" else fact.values
            for fact in by_id.values()
        }
        order = {
            fact_id: {choice.id: place for place, choice in enumerate(values)}
            for fact_id, values in choices.items()
        }
        return cls(by_id, choices, order)

    def place(self, fact: str, value: str) -> int:
        """Return where a value stands on the scale of a fact, from 0 upwards.

        :raises FactError: if the fact has no scale, or the value is not on it.
        """
        if self.fact(fact).kind != "scale":
            raise FactError("FACT_TYPE", fact=fact, value=value)
        try:
            return self._order[fact][value]
        except KeyError:
            raise FactError("FACT_VALUE", fact=fact, value=value) from None

    def fact(self, fact: str) -> Fact:
        """Return a declared fact.

        :raises FactError: if the pack does not declare it.
        """
        try:
            return self.facts[fact]
        except KeyError:
            raise FactError("FACT_UNKNOWN", fact=fact) from None

    def check(self, fact: str, value: Single) -> None:
        """Refuse a value that the fact cannot have.

        :raises FactError: FACT_UNKNOWN, FACT_TYPE or FACT_VALUE.
        """
        declared = self.fact(fact)
        if not _has_type(declared.kind, value):
            raise FactError("FACT_TYPE", fact=fact, value=value)
        if declared.kind in ("choice", "scale") and value not in self._order[fact]:
            raise FactError("FACT_VALUE", fact=fact, value=value)

    def check_all(self, facts: Facts) -> None:
        """Refuse facts that are not declared, and values that they cannot have.

        :raises FactError: as `check`.
        """
        for name, value in facts.items():
            declared = self.fact(name)
            for single in singles(value):
                self.check(name, single)
            if isinstance(value, frozenset | set | tuple | list) and not declared.many:
                raise FactError("FACT_TYPE", fact=name, value=value)

    def say_fact(self, fact: str, lang: Lang) -> str:
        """Return what a fact is called."""
        declared = self.facts.get(fact)
        return declared.label.say(lang) if declared else fact

    def say_value(self, fact: str, value: Single, lang: Lang) -> str:
        """Return a value of a fact in words."""
        for choice in self.choices.get(fact, ()):
            if choice.id == value:
                return choice.label.say(lang)
        if isinstance(value, bool):
            yes, no = ("是", "否") if lang.lower().startswith("zh") else ("yes", "no")
            return yes if value else no
        if isinstance(value, int | Fraction | Decimal):
            declared = self.facts.get(fact)
            return say_number(Fraction(value), share=bool(declared and declared.kind == "share"))
        return value.isoformat() if isinstance(value, date) else str(value)


def singles(value: FactValue) -> tuple[Single, ...]:
    """Return the values that a fact has: none when it is not known."""
    if value is None:
        return ()
    if isinstance(value, frozenset | set):
        return tuple(sorted(value))
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _has_type(kind: str, value: object) -> bool:
    """Return whether a value fits a kind of fact; a flag is no number."""
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool)
        case "share":
            return isinstance(value, int | Fraction | Decimal | Ratio) and value is not True
        case "day":
            return isinstance(value, date)
        case _:
            return isinstance(value, str)
