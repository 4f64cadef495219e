"""The same rules over columns: all leads and all measures of a plan for a whole civil service.

A frame (polars) has one row a person or unit and one column a fact, named as the fact:

    flag            Boolean
    choice, scale   String, Categorical or Enum; with `many` a List of them
    number, share   whole numbers; or two columns of them, "<fact>.part" and "<fact>.base"
    day             Date
    text            String

A null, and a column that is not there, is a fact that is not known; a share of base 0 is none
either. There are no floats: shares are cross-multiplied as integers, wide enough not to overflow.
The results equal `evaluate`, `find_leads` and `climb`, row by row; `facts_of_row` gives the facts
of one row back, to ask those for the reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.conditions import All, Limb, Node, Not, Truth, evaluate, limbs_of
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Fact, FactError, FactValue, Ratio, Vocabulary
from zhiyong.rules.ladder import Ladder, RungsContradict, earlier_code, ladder_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, UNKNOWN

LEAD_STATES = ("unmet", "unknown", "met", "excused", "guarded")
MEASURE_STATES = ("refused", "unknown", "allowed")
HISTORY = {
    "row": pl.UInt32,
    "measure": pl.String,
    "on": pl.Date,
    "linked": pl.Boolean,
    "revoked": pl.Boolean,
}
"""The columns of a history: one row a measure that somebody has had; `row` counts from 0."""

_NOT_KNOWN = pl.lit(None, dtype=pl.Boolean)
_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
_SMALL = 2**62
_WIDE = 2**126


class ColumnError(RuleError):
    """The frame cannot be used.

    COLUMN_TYPE: a column has another type than its fact · COLUMN_HALF: a part without its base, or
    the other way round · COLUMN_RANGE: numbers too large to be multiplied exactly · HISTORY_COLUMNS
    """


def truths(
    conditions: Mapping[str, Node], frame: pl.DataFrame, vocabulary: Vocabulary
) -> pl.DataFrame:
    """Return how each condition stands on each row: true met, false not met, null not known.

    :raises ColumnError: if the frame cannot be used.
    :raises FactError: if a fact has a value that it cannot have, or is compared wrongly.
    """
    table = _Table(frame, vocabulary, limbs_of_all(conditions.values()))
    return table.select({name: table.of(node) for name, node in conditions.items()})


def lead_states(pack: Pack, frame: pl.DataFrame) -> pl.DataFrame:
    """Return how each lead of the pack stands on each row, one column a lead.

    :raises ColumnError: if the frame cannot be used.
    :raises FactError: as `find_leads`.
    """
    asked = [node for lead in pack.leads for node in (lead.when, lead.unless, lead.excused) if node]
    table = _Table(frame, pack.vocabulary, limbs_of_all(asked))
    wanted = {}
    for lead in pack.leads:
        when = table.of(lead.when)
        of_state = {"met": when, "unknown": when.is_null()}
        if lead.excused is not None:
            of_state = {"excused": when & table.of(lead.excused), **of_state}
        if lead.unless is not None:
            of_state = {"guarded": when & table.of(lead.unless), **of_state}
        wanted[lead.id] = _named(of_state, "unmet", LEAD_STATES)
    return table.select(wanted)


def measure_states(
    pack: Pack,
    frame: pl.DataFrame,
    history: pl.DataFrame | None = None,
    day: date | None = None,
    calendar: Calendar | None = None,
) -> pl.DataFrame:
    """Return whether each measure may be chosen about each row's person, one column a measure.

    history   the measures that they have had, in the columns of HISTORY

    :raises ColumnError: if the frame or the history cannot be used.
    :raises FactError: as `climb`.
    :raises RungsContradict: as `climb`.
    """
    ladder = ladder_of(pack)
    table = _Table(frame, pack.vocabulary, limbs_of_all(ladder.prepared.conditions))
    past = _Past(ladder, history, frame.height, day, calendar)
    table.add(past.columns)
    missing = [table.known(fact, pack.vocabulary).not_() for _, fact in ladder.factors]
    wanted, checks = {}, {}
    for row in ladder.rows.values():
        allows: list[pl.Expr] = [pl.lit(True)] if row.open == MET else []
        forbids: list[pl.Expr] = []
        of_rung: dict[str, pl.Expr] = {}
        for step in row.steps:
            parts = [] if step.rung.when is None else [table.of(step.rung.when)]
            if step.earlier is not None:
                parts.append(past.of(step.earlier, step.linked))
            stands = reduce(and_, parts) if parts else pl.lit(True)
            of_rung[step.rung.id] = stands
            (forbids if step.forbids else allows).append(stands)
        state = reduce(or_, allows) if allows else pl.lit(False)
        for one, other in ladder.contradictions:
            if one in of_rung:
                checks[f"{one} {other}"] = of_rung[one] & of_rung[other] & state
        if forbids:
            state = state & reduce(or_, forbids).fill_null(False).not_()
        if row.measure.eligible is not None:
            state = state & table.of(row.measure.eligible)
        for lacking in missing:
            state = pl.when(lacking).then(state & _NOT_KNOWN).otherwise(state)
        of_state = {"allowed": state, "unknown": state.is_null()}
        wanted[row.measure.id] = _named(of_state, "refused", MEASURE_STATES)
    for name, met in table.select(checks).to_dict().items() if checks else ():
        if met.any():
            first, second = name.split()
            raise RungsContradict(
                "RUNGS_CONTRADICT",
                measure=pack.element("ladder", first).measure,
                first=first,
                second=second,
            )
    return table.select(wanted)


def facts_of_row(vocabulary: Vocabulary, frame: pl.DataFrame, row: int) -> dict[str, FactValue]:
    """Return the facts of one row, as the single evaluation takes them."""
    found: dict[str, FactValue] = {}
    values = frame.row(row, named=True)
    for name in vocabulary.facts:
        value = values.get(name)
        part, base = values.get(f"{name}.part"), values.get(f"{name}.base")
        if part is not None and base is not None:
            found[name] = Ratio(part, base)
        elif isinstance(value, list):
            found[name] = frozenset(value)
        elif value is not None:
            found[name] = value
    return found


def limbs_of_all(conditions: Iterable[Node]) -> list[Limb]:
    """Return the limbs of conditions, each once."""
    return list(dict.fromkeys(limb for node in conditions for limb in limbs_of(node)))


# ── one frame ─────────────────────────────────────────────────────────────────────────────


def _named(of_state: Mapping[str, pl.Expr], other: str, states: Sequence[str]) -> pl.Expr:
    """Return the first of these states that holds, else the other one."""
    names = pl.Enum(states)
    named = pl.lit(other, dtype=names)
    for state, holds in reversed([*of_state.items()]):
        named = pl.when(holds).then(pl.lit(state, dtype=names)).otherwise(named)
    return named


class _Table:
    """A frame made ready: every fact that is asked for once, every distinct limb once."""

    def __init__(self, frame: pl.DataFrame, vocabulary: Vocabulary, limbs: Sequence[Limb]) -> None:
        self._source = frame
        self._height = frame.height
        self._limbs: dict[tuple[object, ...], str] = {}
        by_fact: dict[str, list[Limb]] = {}
        for limb in limbs:
            by_fact.setdefault(limb.fact, []).append(limb)
        exprs = [pl.repeat(True, pl.lit(self._height), dtype=pl.Boolean).alias("row")]
        for fact, asked in by_fact.items():
            column = _column(frame, vocabulary.fact(fact), vocabulary)
            for limb in asked:
                name = f"limb {len(self._limbs)}"
                if self._limbs.setdefault(_key(limb), name) == name:
                    exprs.append(_limb(column, limb, vocabulary).alias(name))
        self._frame = frame.lazy().select(exprs).collect()

    def add(self, columns: Mapping[str, pl.Series]) -> None:
        """Put further columns beside the limbs."""
        for name, column in columns.items():
            self._frame = self._frame.with_columns(column.alias(name))

    def of(self, node: Node) -> pl.Expr:
        """Return how a condition stands; null where it is not known."""
        if isinstance(node, Limb):
            return pl.col(self._limbs[_key(node)])
        parts = [self.of(part) for part in node.parts]
        if isinstance(node, Not):
            return parts[0].not_()
        return reduce(and_ if isinstance(node, All) else or_, parts)

    def known(self, fact: str, vocabulary: Vocabulary) -> pl.Expr:
        """Return whether a fact is known; it is put beside the limbs."""
        name = f"known {fact}"
        declared = vocabulary.facts.get(fact)
        column = _column(self._source, declared, vocabulary) if declared else None
        given = pl.lit(False) if column is None else _is_known(column)
        row = pl.repeat(True, pl.lit(self._height), dtype=pl.Boolean).alias("row")
        self.add({name: self._source.select(row, given.alias(name))[name]})
        return pl.col(name)

    def select(self, wanted: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """Return these columns, one row for each of the frame."""
        named = [expr.alias(f"of {name}") for name, expr in wanted.items()]
        found = self._frame.lazy().select("row", *named).drop("row").collect()
        found.columns = list(wanted)
        return found


@dataclass(frozen=True, slots=True)
class _Column:
    """A fact in the frame: its expression, or its part and base, and how large they get."""

    fact: Fact
    value: pl.Expr | None = None
    part: pl.Expr | None = None
    base: pl.Expr | None = None
    most: int = 0
    choices: Mapping[str, int] = field(default_factory=dict)
    is_there: bool = False


def _key(limb: Limb) -> tuple[object, ...]:
    return (limb.fact, limb.operator, tuple((type(one), one) for one in limb.operands))


def _is_known(column: _Column) -> pl.Expr:
    if column.part is not None and column.base is not None:
        return column.part.is_not_null() & column.base.is_not_null()
    return pl.lit(False) if column.value is None else column.value.is_not_null()


def _column(frame: pl.DataFrame, fact: Fact, vocabulary: Vocabulary) -> _Column:
    part, base = f"{fact.id}.part", f"{fact.id}.base"
    if (part in frame.columns) != (base in frame.columns):
        raise ColumnError("COLUMN_HALF", fact=fact.id)
    if part in frame.columns:
        if fact.kind not in ("number", "share"):
            raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found="two columns")
        most = max(_most(frame[part], fact), _most(frame[base], fact))
        is_there = bool((frame[part].is_not_null() & frame[base].is_not_null()).any())
        return _Column(fact, part=pl.col(part), base=pl.col(base), most=most, is_there=is_there)
    if fact.id not in frame.columns:
        return _Column(fact)
    series = frame[fact.id]
    is_there = series.null_count() < len(series)
    value = pl.col(fact.id)
    if series.dtype == pl.Null:
        return _Column(fact)
    match fact.kind:
        case "number" | "share":
            return _Column(fact, value, most=_most(series, fact), is_there=is_there)
        case "flag":
            _needs(series.dtype == pl.Boolean, fact, series)
        case "day":
            _needs(series.dtype == pl.Date, fact, series)
        case "text":
            _needs(_is_text(series.dtype), fact, series)
        case _:
            return _choice(fact, series, vocabulary)
    return _Column(fact, value, is_there=is_there)


def _choice(fact: Fact, series: pl.Series, vocabulary: Vocabulary) -> _Column:
    """Return a choice as its place among the values; refuse values that the fact cannot have."""
    names = [choice.id for choice in vocabulary.choices[fact.id]]
    inner = series.dtype.inner if isinstance(series.dtype, pl.List) else series.dtype
    _needs(_is_text(inner), fact, series)
    if isinstance(series.dtype, pl.List) and not fact.many:
        raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found=str(series.dtype))
    values = series.explode() if isinstance(series.dtype, pl.List) else series
    for found in values.unique().cast(pl.String).drop_nulls():
        if found not in names:
            raise FactError("FACT_VALUE", fact=fact.id, value=found)
    numbers = {name: place for place, name in enumerate(names)}
    known = series.null_count() < len(series)
    return _Column(fact, pl.col(fact.id), choices=numbers, is_there=known)


def _is_text(dtype: Any) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical)


def _needs(fits: bool, fact: Fact, series: pl.Series) -> None:
    if not fits:
        raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found=str(series.dtype))


def _most(series: pl.Series, fact: Fact) -> int:
    """Return the largest size of the numbers of a column."""
    if series.dtype not in _INTEGERS:
        raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found=str(series.dtype))
    low, high = series.min(), series.max()
    return max(abs(int(str(low or 0))), abs(int(str(high or 0))))


# ── one limb ──────────────────────────────────────────────────────────────────────────────


def _limb(column: _Column, limb: Limb, vocabulary: Vocabulary) -> pl.Expr:
    """Return how a limb stands on each row."""
    if limb.is_open or (column.value is None and column.part is None):
        return _NOT_KNOWN
    kind = column.fact.kind
    if kind in ("choice", "scale", "flag"):
        return _listed(column, limb, vocabulary)
    if kind in ("number", "share"):
        return _number(column, limb)
    wanted = date if kind == "day" else str
    fits = all(type(operand) is wanted for operand in limb.operands)
    if not fits or (kind == "text" and limb.operator not in ("is", "in")):
        return _misfit(column, limb)
    assert column.value is not None
    if limb.operator in ("is", "in"):
        return _one_of(column.value, limb.operands)
    return _ordered(column.value, limb.operator, pl.lit(limb.operands[0]))


def _misfit(column: _Column, limb: Limb) -> pl.Expr:
    """Refuse a comparison that cannot be made, once there is a value to compare."""
    if column.is_there:
        raise FactError("FACT_TYPE", fact=limb.fact, value=limb.operands[0])
    return _NOT_KNOWN


def _listed(column: _Column, limb: Limb, vocabulary: Vocabulary) -> pl.Expr:
    """Return a limb of a fact with few values: which of them meet it is asked beforehand."""
    assert column.value is not None
    if not column.is_there:
        return _NOT_KNOWN
    is_flag = column.fact.kind == "flag"
    values: Sequence[bool | str] = (True, False) if is_flag else tuple(column.choices)
    meet = [
        value
        for value in values
        if evaluate(limb, {limb.fact: value}, vocabulary).truth is Truth.MET
    ]
    if column.fact.many and not is_flag:
        return column.value.list.eval(pl.element().cast(pl.String).is_in(meet)).list.any()
    if is_flag:
        if len(meet) == 2 or not meet:
            return pl.when(column.value.is_not_null()).then(pl.lit(bool(meet)))
        return column.value if meet[0] is True else column.value.not_()
    return _one_of(column.value, meet)


def _one_of(value: pl.Expr, operands: Sequence[object]) -> pl.Expr:
    if not operands:
        return pl.when(value.is_not_null()).then(pl.lit(False))
    return reduce(or_, [value == pl.lit(operand) for operand in operands])


def _ordered(value: pl.Expr, operator: str, other: pl.Expr) -> pl.Expr:
    match operator:
        case "over":
            return value > other
        case "at_least":
            return value >= other
        case "at_most":
            return value <= other
        case "under":
            return value < other
        case _:
            return value == other


def _number(column: _Column, limb: Limb) -> pl.Expr:
    """Return a limb of a number or share, both sides multiplied by the bases."""
    stands = []
    for operand in limb.operands:
        if type(operand) is not Fraction:
            return _misfit(column, limb)
        stands.append(_compared(column, limb.operator, operand))
    return reduce(or_, stands)


def _compared(column: _Column, operator: str, operand: Fraction) -> pl.Expr:
    part, base = operand.numerator, operand.denominator
    largest = (column.most + 1) * (abs(part) + base)
    if largest >= _WIDE:
        raise ColumnError("COLUMN_RANGE", fact=column.fact.id, most=column.most, operand=operand)
    wide = pl.Int64 if largest < _SMALL else pl.Int128
    if column.part is not None and column.base is not None:
        found, whole = column.part.cast(wide), column.base.cast(wide)
        left = found if base == 1 else found * pl.lit(base, dtype=wide)
        right = whole * pl.lit(part, dtype=wide)
        return pl.when(whole != 0).then(_ordered(left, operator, right))
    assert column.value is not None
    found = column.value.cast(wide)
    left = found if base == 1 else found * pl.lit(base, dtype=wide)
    return _ordered(left, operator, pl.lit(part, dtype=wide))


# ── the measures before ───────────────────────────────────────────────────────────────────


class _Past:
    """For each measure that a rung asks to have come before: whose history has it."""

    def __init__(
        self,
        ladder: Ladder,
        history: pl.DataFrame | None,
        height: int,
        day: date | None,
        calendar: Calendar | None,
    ) -> None:
        self.columns: dict[str, pl.Series] = {}
        self._names: dict[tuple[object, bool], str] = {}
        self._history = _read_history(history, height)
        for row in ladder.rows.values():
            for step in row.steps:
                if step.earlier is None or (step.earlier, step.linked) in self._names:
                    continue
                name = f"earlier {len(self._names)}"
                self._names[step.earlier, step.linked] = name
                self.columns[name] = self._column(step, height, day, calendar)

    def of(self, earlier: object, linked: bool) -> pl.Expr:
        """Return whether a history has this measure; null where it cannot be said."""
        return pl.col(self._names[earlier, linked])

    def _column(
        self, step: Any, height: int, day: date | None, calendar: Calendar | None
    ) -> pl.Series:
        found = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
        had = self._history.filter(
            pl.col("measure").is_in(step.earlier.any_of) & pl.col("revoked").not_()
        )
        if not step.linked:
            had = had.filter(pl.col("linked").not_())
        codes = {
            on: earlier_code(step.earlier, on, day, calendar) for on in had["on"].unique().to_list()
        }
        for code, value in ((UNKNOWN, None), (MET, True)):
            days = [on for on, stands in codes.items() if stands == code]
            rows = had.filter(pl.col("on").is_in(days))["row"].unique()
            if rows.len():
                found = found.scatter(rows, value)
        return found


def _read_history(history: pl.DataFrame | None, height: int) -> pl.DataFrame:
    if history is None:
        return pl.DataFrame(schema=HISTORY)
    if not set(HISTORY) <= set(history.columns):
        lacking = sorted(set(HISTORY) - set(history.columns))
        raise ColumnError("HISTORY_COLUMNS", missing=", ".join(lacking))
    read = history.select(pl.col(name).cast(dtype) for name, dtype in HISTORY.items())
    if read.null_count().sum_horizontal().item() if read.height else 0:
        raise ColumnError("HISTORY_COLUMNS", missing="values")
    if beyond := read.filter(pl.col("row") >= height)["row"].to_list():
        raise ColumnError("HISTORY_COLUMNS", missing=f"row {beyond[0]}")
    return read
