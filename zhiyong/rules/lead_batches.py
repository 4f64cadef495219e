"""The leads of a plan for many people or units at once, each with its reasons.

The columns say who meets anything at all (see `columns`); only those are asked one by one for
the limbs and clauses. The answers are those of `find_leads` about each by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from zhiyong.rules.columns import ColumnError, lead_states
from zhiyong.rules.facts import Fact, Facts, FactValue, Ratio
from zhiyong.rules.leads import FoundLead, find_leads
from zhiyong.rules.pack.schema import Pack

SPEAKING = ("met", "excused", "guarded")
"""States of a lead that are worth a person's eye."""


def speaking_leads(
    pack: Pack, facts: Sequence[Facts], of: Literal["person", "unit", "team"]
) -> list[tuple[FoundLead, ...]]:
    """Return, for each of many, the leads about such a subject that are met or held back.

    :raises FactError: if a fact has a value that it cannot have.
    """
    wanted = [lead.id for lead in pack.leads if lead.of == of]
    asked = range(len(facts))
    if wanted and facts:
        try:
            states = lead_states(pack, frame_of(pack, facts)).select(wanted)
            speaks = states.select(
                pl.any_horizontal(pl.all().cast(pl.String).is_in(SPEAKING)).alias("speaks")
            )["speaks"]
        except (ColumnError, OverflowError):  # numbers too large for columns: one by one
            pass
        else:
            asked = [row for row in asked if speaks[row]]  # type: ignore[assignment]
    found: list[tuple[FoundLead, ...]] = [() for _ in facts]
    for row in asked if wanted else ():
        found[row] = tuple(
            one
            for one in find_leads(pack, facts[row])
            if one.lead.of == of and one.state in SPEAKING
        )
    return found


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
