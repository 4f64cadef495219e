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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from zhiyong.rules.ladder import Ladder, RungsContradict, earlier_span, ladder_of
from zhiyong.rules.pack.sanctions import Earlier
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
_SIZES = (2**31, 2**62, 2**65)
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
    by_fact = _by_fact(conditions.values())
    made = _Limbs(_columns_of(by_fact, frame, vocabulary), by_fact, vocabulary)
    wanted = {name: made.of(node) for name, node in conditions.items()}
    return _Plan(made.exprs, wanted).run(frame)


def lead_states(pack: Pack, frame: pl.DataFrame) -> pl.DataFrame:
    """Return how each lead of the pack stands on each row, one column a lead.

    :raises ColumnError: if the frame cannot be used.
    :raises FactError: as `find_leads`.
    """
    by_fact = pack.once("columns of leads", _facts_of_leads)
    columns = _columns_of(by_fact, frame, pack.vocabulary)
    name = _signed("leads over", columns.values())
    plan = pack.once(name, lambda _: _plan_of_leads(pack, columns, by_fact))
    return plan.run(frame)


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
    by_fact = pack.once("columns of measures", _facts_of_measures)
    columns = _columns_of(by_fact, frame, pack.vocabulary)
    name = _signed("measures over", columns.values())
    plan = pack.once(name, lambda _: _plan_of_measures(pack, columns, by_fact))
    past = _past(ladder, history, frame.height, day, calendar)
    found = plan.run(frame.with_columns(past) if past else frame)
    for name in plan.checks:
        if found[name].any():
            first, second = name.split()
            rung = pack.element("ladder", first)
            raise RungsContradict(
                "RUNGS_CONTRADICT", measure=rung.measure, first=first, second=second
            )
    return found.drop(plan.checks)


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


# ── plans: what is computed, made once for frames of one form ─────────────────────────────


@dataclass(frozen=True, slots=True)
class _Column:
    """A fact in the frame: its expression, or its part and base.

    most   a power of two above the size of its numbers · is_there: some row has a value
    """

    fact: Fact
    value: pl.Expr | None = None
    part: pl.Expr | None = None
    base: pl.Expr | None = None
    most: int = 0
    is_there: bool = False

    @property
    def known(self) -> pl.Expr:
        """Return whether the fact is known."""
        if self.part is not None and self.base is not None:
            return self.part.is_not_null() & self.base.is_not_null()
        return pl.lit(False) if self.value is None else self.value.is_not_null()

    @property
    def form(self) -> str:
        """Return what a plan depends on."""
        shape = (
            ""
            if self.value is None and self.part is None
            else "v"
            if self.value is not None
            else "p"
        )
        return f"{self.fact.id}={shape}{self.most}{'+' if self.is_there else '-'}"


_ByFact = Mapping[str, Sequence[Limb]]


def _signed(name: str, columns: Iterable[_Column]) -> str:
    return " ".join([name, *(column.form for column in columns)])


def _by_fact(conditions: Iterable[Node], more: Iterable[str] = ()) -> dict[str, list[Limb]]:
    """Return the limbs of conditions by fact, each once."""
    found: dict[str, dict[tuple[object, ...], Limb]] = {fact: {} for fact in more}
    for node in conditions:
        for limb in limbs_of(node):
            found.setdefault(limb.fact, {}).setdefault(_key(limb), limb)
    return {fact: list(limbs.values()) for fact, limbs in found.items()}


def _facts_of_leads(pack: Pack) -> dict[str, list[Limb]]:
    asked = [(lead.when, lead.unless, lead.excused) for lead in pack.leads]
    return _by_fact(node for several in asked for node in several if node is not None)


def _facts_of_measures(pack: Pack) -> dict[str, list[Limb]]:
    ladder = ladder_of(pack)
    factors = [fact for _, fact in ladder.factors if fact in pack.vocabulary.facts]
    return _by_fact(ladder.prepared.conditions, factors)


class _Limbs:
    """Every distinct limb as an expression of its own, and conditions in terms of them."""

    def __init__(
        self, columns: Mapping[str, _Column], by_fact: _ByFact, vocabulary: Vocabulary
    ) -> None:
        self.exprs: list[pl.Expr] = []
        self._names: dict[tuple[object, ...], str] = {}
        for fact, limbs in by_fact.items():
            for limb in limbs:
                name = f"limb {len(self._names)}"
                self._names[_key(limb)] = name
                self.exprs.append(_limb(columns[fact], limb, vocabulary).alias(name))

    def of(self, node: Node) -> pl.Expr:
        """Return how a condition stands; null where it is not known."""
        if isinstance(node, Limb):
            return pl.col(self._names[_key(node)])
        parts = [self.of(part) for part in node.parts]
        if isinstance(node, Not):
            return parts[0].not_()
        return reduce(and_ if isinstance(node, All) else or_, parts)


class _Plan:
    """What is computed over a frame: the limbs first, then what is wanted of them."""

    def __init__(
        self,
        limbs: Sequence[pl.Expr],
        wanted: Mapping[str, pl.Expr],
        checks: Mapping[str, pl.Expr] | None = None,
    ) -> None:
        self.checks = tuple(checks or {})
        named = {**wanted, **(checks or {})}
        self._names = list(named)
        row = pl.repeat(True, pl.len(), dtype=pl.Boolean).alias("row")
        self._limbs = [row, *limbs]
        # A lead may be called as a limb is: names of their own until the end.
        self._wanted = [expr.alias(f"of {name}") for name, expr in named.items()]

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns that are wanted, one row for each of the frame."""
        found = frame.lazy().select(self._limbs).select("row", *self._wanted).drop("row").collect()
        found.columns = self._names
        return found


def _plan_of_leads(pack: Pack, columns: Mapping[str, _Column], by_fact: _ByFact) -> _Plan:
    made = _Limbs(columns, by_fact, pack.vocabulary)
    wanted = {}
    for lead in pack.leads:
        when = made.of(lead.when)
        of_state = {"met": when, "unknown": when.is_null()}
        if lead.excused is not None:
            of_state = {"excused": when & made.of(lead.excused), **of_state}
        if lead.unless is not None:
            of_state = {"guarded": when & made.of(lead.unless), **of_state}
        wanted[lead.id] = _named(of_state, "unmet", LEAD_STATES)
    return _Plan(made.exprs, wanted)


def _plan_of_measures(pack: Pack, columns: Mapping[str, _Column], by_fact: _ByFact) -> _Plan:
    ladder = ladder_of(pack)
    made = _Limbs(columns, by_fact, pack.vocabulary)
    past, exprs = _names_of_past(ladder), list(made.exprs)
    exprs += [pl.col(name) for name in past.values()]
    lacking = []
    for _, fact in ladder.factors:
        known = columns[fact].known if fact in columns else pl.lit(False)
        exprs.append(known.alias(f"known {fact}"))
        lacking.append(pl.col(f"known {fact}").not_())
    wanted, checks = {}, {}
    for row in ladder.rows.values():
        allows: list[pl.Expr] = [pl.lit(True)] if row.open == MET else []
        forbids: list[pl.Expr] = []
        of_rung: dict[str, pl.Expr] = {}
        for step in row.steps:
            parts = [] if step.rung.when is None else [made.of(step.rung.when)]
            if step.earlier is not None:
                parts.append(pl.col(past[step.earlier, step.linked]))
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
            state = state & made.of(row.measure.eligible)
        for missing in lacking:
            state = pl.when(missing).then(state & _NOT_KNOWN).otherwise(state)
        of_state = {"allowed": state, "unknown": state.is_null()}
        wanted[row.measure.id] = _named(of_state, "refused", MEASURE_STATES)
    return _Plan(exprs, wanted, checks)


def _named(of_state: Mapping[str, pl.Expr], other: str, states: Sequence[str]) -> pl.Expr:
    """Return the first of these states that holds, else the other one."""
    names = pl.Enum(states)
    named = pl.lit(other, dtype=names)
    for state, holds in reversed([*of_state.items()]):
        named = pl.when(holds).then(pl.lit(state, dtype=names)).otherwise(named)
    return named


def _key(limb: Limb) -> tuple[object, ...]:
    return (limb.fact, limb.operator, tuple((type(one), one) for one in limb.operands))


# ── the facts in a frame ──────────────────────────────────────────────────────────────────


def _columns_of(
    by_fact: _ByFact, frame: pl.DataFrame, vocabulary: Vocabulary
) -> dict[str, _Column]:
    there = set(frame.columns)
    return {fact: _column(frame, there, vocabulary.fact(fact), vocabulary) for fact in by_fact}


def _column(
    frame: pl.DataFrame, there: Collection[str], fact: Fact, vocabulary: Vocabulary
) -> _Column:
    part, base = f"{fact.id}.part", f"{fact.id}.base"
    if (part in there) != (base in there):
        raise ColumnError("COLUMN_HALF", fact=fact.id)
    if part in there:
        if fact.kind not in ("number", "share"):
            raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found="two columns")
        most = max(_most(frame[part], fact), _most(frame[base], fact))
        return _Column(fact, part=pl.col(part), base=pl.col(base), most=most, is_there=True)
    if fact.id not in there:
        return _Column(fact)
    series = frame[fact.id]
    kind, found = fact.kind, series.dtype
    is_there = series.null_count() < len(series)
    if found == pl.Null:
        return _Column(fact)
    if kind in ("number", "share"):
        return _Column(fact, pl.col(fact.id), most=_most(series, fact), is_there=is_there)
    if kind == "flag":
        _needs(found == pl.Boolean, fact, series)
    elif kind == "day":
        _needs(found == pl.Date, fact, series)
    else:
        inner = found.inner if isinstance(found, pl.List) else found
        _needs(_is_text(inner) and (inner is found or fact.many), fact, series)
        if kind != "text":
            _refuse_others(series, {choice.id for choice in vocabulary.choices[fact.id]}, fact)
    return _Column(fact, pl.col(fact.id), is_there=is_there)


def _refuse_others(series: pl.Series, names: Collection[str], fact: Fact) -> None:
    """Refuse values that the fact cannot have."""
    if isinstance(series.dtype, pl.Enum) and set(series.dtype.categories) <= set(names):
        return
    values = series.explode() if isinstance(series.dtype, pl.List) else series
    for found in values.unique().cast(pl.String).drop_nulls():
        if found not in names:
            raise FactError("FACT_VALUE", fact=fact.id, value=found)


def _is_text(dtype: Any) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical)


def _needs(fits: bool, fact: Fact, series: pl.Series) -> None:
    if not fits:
        raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found=str(series.dtype))


def _most(series: pl.Series, fact: Fact) -> int:
    """Return a bound of the numbers of a column; plans are made for a few of them only."""
    if series.dtype not in _INTEGERS:
        raise ColumnError("COLUMN_TYPE", fact=fact.id, kind=fact.kind, found=str(series.dtype))
    low, high = series.min(), series.max()
    largest = max(abs(int(str(low or 0))), abs(int(str(high or 0))))
    return next(most for most in _SIZES if largest < most)


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
    values: Sequence[bool | str] = (
        (True, False) if is_flag else tuple(one.id for one in vocabulary.choices[limb.fact])
    )
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
    largest = column.most * (abs(part) + base)
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


def _names_of_past(ladder: Ladder) -> dict[tuple[Earlier, bool], str]:
    """Return a column name for each measure that a rung asks to have come before."""
    names: dict[tuple[Earlier, bool], str] = {}
    for row in ladder.rows.values():
        for step in row.steps:
            if step.earlier is not None:
                names.setdefault((step.earlier, step.linked), f"earlier {len(names)}")
    return names


def _past(
    ladder: Ladder,
    history: pl.DataFrame | None,
    height: int,
    day: date | None,
    calendar: Calendar | None,
) -> list[pl.Series]:
    """Return for each measure that must have come before whose history has it; null: unclear."""
    read = _read_history(history, height).filter(pl.col("revoked").not_())
    days = read["on"].unique().sort().to_list()
    names = _names_of_past(ladder)
    spans = {name: earlier_span(asked[0], days, day, calendar) for asked, name in names.items()}
    counts = []
    for (earlier, linked), name in names.items():
        span = days[spans[name][0]]
        if not span:
            counts.append(pl.lit(False).alias(name))
            continue
        holds = pl.col("measure").is_in(earlier.any_of) & pl.col("on").is_between(span[0], span[-1])
        counts.append((holds if linked else holds & pl.col("linked").not_()).alias(name))
    found = read.lazy().select("row", *counts).collect()
    columns = []
    for name, (_, code) in spans.items():
        column = pl.repeat(False, height, dtype=pl.Boolean, eager=True).alias(name)
        rows = found["row"].filter(found[name])
        if rows.len():
            column = column.scatter(rows, None if code == UNKNOWN else True)
        columns.append(column)
    return columns


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
