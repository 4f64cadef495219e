"""Facts as frames, and who of many is worth asking one by one. Loads the columns' engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from zhiyong.rules.columns import ColumnError, lead_states
from zhiyong.rules.facts import Fact, Facts, FactValue, Ratio
from zhiyong.rules.pack.schema import Pack


def rows_that_speak(
    pack: Pack, facts: Sequence[Facts], leads: Sequence[str], states: Sequence[str]
) -> list[int] | None:
    """Return the rows for which one of these leads stands so; None if columns cannot hold them."""
    try:
        found = lead_states(pack, frame_of(pack, facts)).select(leads)
    except (ColumnError, OverflowError):  # numbers too large to be multiplied in columns
        return None
    speaks = found.select(
        pl.any_horizontal(pl.all().cast(pl.String).is_in(states)).alias("speaks")
    )["speaks"]
    return speaks.arg_true().to_list()


def frame_of(pack: Pack, facts: Sequence[Facts]) -> pl.DataFrame:
    """Return facts as a frame, one row each, as the columns read it; what nobody knows is left out.

    :raises OverflowError: if a number does not fit a column.
    """
    columns: dict[str, pl.Series] = {}
    for fact in pack.vocabulary.facts.values():
        values = [one.get(fact.id) for one in facts]
        if any(value is not None for value in values):
            columns.update(_columns(fact, values))
    return pl.DataFrame(columns) if columns else pl.DataFrame({"row": [None] * len(facts)})


def _columns(fact: Fact, values: Sequence[FactValue]) -> Mapping[str, pl.Series]:
    if fact.kind in ("number", "share"):
        pairs = [_pair(value) for value in values]
        if all(pair is None or pair[1] == 1 for pair in pairs):
            return _series(fact.id, [None if pair is None else pair[0] for pair in pairs])
        return {
            **_series(f"{fact.id}.part", [None if pair is None else pair[0] for pair in pairs]),
            **_series(f"{fact.id}.base", [None if pair is None else pair[1] for pair in pairs]),
        }
    kinds: dict[str, Any] = {"flag": pl.Boolean, "day": pl.Date}
    kind = kinds.get(fact.kind, pl.String)
    if fact.many:
        told = [None if value is None else sorted(_names(value)) for value in values]
        return {fact.id: pl.Series(fact.id, told, dtype=pl.List(kind))}
    return {fact.id: pl.Series(fact.id, [_plain(value) for value in values], dtype=kind)}


def _series(name: str, numbers: Sequence[int | None]) -> dict[str, pl.Series]:
    if any(number is not None and not -(2**62) < number < 2**62 for number in numbers):
        raise OverflowError(name)
    return {name: pl.Series(name, numbers, dtype=pl.Int64)}


def _pair(value: FactValue) -> tuple[int, int] | None:
    if isinstance(value, Ratio):
        return value.part, value.base
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        return exact.numerator, exact.denominator
    return None


def _names(value: FactValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, frozenset | set | tuple | list) else ()


def _plain(value: FactValue) -> bool | str | date | None:
    return value if isinstance(value, bool | str | date) else None
