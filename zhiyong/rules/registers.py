"""Rows of a plan's registers: read, checked, kept as JSON, and the facts they supply.

A row is kept as a mapping of its fields: text for what is exact (days as 2026-11-22, moments as
2026-11-22 08:30, numbers as 3 or 1/3), true and false for a flag, a list where a field may be
given several times. What is not given is left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from zhiyong.rules.facts import FactError, FactValue, Single
from zhiyong.rules.figures import FigureError, Row, Taken, as_fact, take
from zhiyong.rules.pack.fields import Field, Register
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import ValueProblem, parse_day, parse_number, plain

Stored = str | bool | list[str]
Values = dict[str, Stored]

LONGEST = 1000
NUMBERS = ("number", "share", "money")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:时点]([0-5]?\d)(?::[0-5]\d)?分?")
_MOMENT = re.compile(r"(.*?[日号]|\S+?)(?:[ T]+|(?<=[日号]))(\d.*)")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field of a row.

    code   REQUIRED · LEAST (so many are needed) · NUMBER · DAY · MOMENT · FLAG · CHOICE ·
           TOO_LONG · ENDS_BEFORE (the last day lies before the first) · NO_FIELD (no such field)
    """

    field: str
    code: str
    value: str = ""


# ── one value ─────────────────────────────────────────────────────────────────────────────


def read_value(field: Field, value: Any, *, longest: int = LONGEST) -> Stored:
    """Return one value as a row keeps it.

    :raises ValueProblem: with the code of `Wrong` if it is no such value.
    """
    if field.kind == "flag":
        if isinstance(value, bool):
            return value
        raise ValueProblem("FLAG", text=str(value)[:40])
    if field.kind in NUMBERS and isinstance(value, int | Fraction):
        return str(value)
    if isinstance(value, datetime):
        value = f"{value:%Y-%m-%d %H:%M}"
    said = str(value).strip()
    if len(said) > longest:
        raise ValueProblem("TOO_LONG", most=longest)
    try:
        match field.kind:
            case "number" | "share" | "money":
                return str(parse_number(said))
            case "day":
                return parse_day(said).isoformat()
            case "moment":
                return _moment(said)
    except ValueProblem:
        raise ValueProblem(
            "NUMBER" if field.kind in NUMBERS else field.kind.upper(), text=said[:40]
        ) from None
    if field.kind == "choice" and said not in {one.id for one in field.values}:
        raise ValueProblem("CHOICE", text=said[:40])
    return said


def _moment(said: str) -> str:
    """Return a moment as it is kept; a day alone stays a day, which counts to its end.

    :raises ValueProblem: if it is neither.
    """
    text = plain(said)
    if parts := _MOMENT.fullmatch(text):
        clock = _CLOCK.fullmatch(plain(parts[2]))
        if clock is None:
            raise ValueProblem("MOMENT")
        moment = datetime.combine(parse_day(parts[1]), time(int(clock[1]), int(clock[2])))
        return f"{moment:%Y-%m-%d %H:%M}"
    return parse_day(text).isoformat()


def single(field: Field, stored: Stored | None) -> Single | None:
    """Return a value that is kept as figures take it; None for several at once.

    :raises ValueProblem: if the field has another kind by now.
    """
    if stored is None or isinstance(stored, list):
        return None
    if isinstance(stored, bool):
        return stored
    match field.kind:
        case "number" | "share" | "money":
            return parse_number(stored)
        case "day":
            return parse_day(stored)
        case "moment" if " " in stored:
            return datetime.strptime(stored, "%Y-%m-%d %H:%M")  # noqa: DTZ007  (local time)
        case "moment":
            return parse_day(stored)
        case _:
            return stored


# ── one row ───────────────────────────────────────────────────────────────────────────────


def read_values(register: Register, given: Mapping[str, Any]) -> tuple[Values, tuple[Wrong, ...]]:
    """Return the values of a row as it keeps them, and everything that is wrong with them."""
    return read_fields(register.fields, given)


def read_fields(
    fields: Sequence[Field], given: Mapping[str, Any]
) -> tuple[Values, tuple[Wrong, ...]]:
    """Return what some fields of a plan hold, as `read_values`."""
    known = {one.id for one in fields}
    wrong = [Wrong(name, "NO_FIELD") for name in given if name not in known]
    values: Values = {}
    for each in fields:
        found, trouble = _read_field(each, given.get(each.id))
        if trouble:
            wrong.append(trouble)
        elif found is not None:
            values[each.id] = found
    first, last = values.get("from"), values.get("until")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        wrong.append(Wrong("until", "ENDS_BEFORE", first))
    return values, tuple(wrong)


def _read_field(field: Field, raw: Any) -> tuple[Stored | None, Wrong | None]:
    several = [*raw] if isinstance(raw, list | tuple) else [raw]
    several = [one for one in several if one is not None and one != ""]
    if not several:
        return None, Wrong(field.id, "REQUIRED") if field.required else None
    if len(several) < field.least:
        return None, Wrong(field.id, "LEAST", str(field.least))
    try:
        read = [read_value(field, one) for one in several]
    except ValueProblem as problem:
        return None, Wrong(field.id, problem.code, str(problem.params.get("text", "")))
    return ([str(one) for one in read] if field.many else read[0]), None


def row_of(register: Register, number: int, values: Mapping[str, Any]) -> Row:
    """Return a row that is kept as figures take it; a field that no longer fits is not known."""
    found: dict[str, Single | None] = {}
    for each in register.fields:
        try:
            found[each.id] = single(each, values.get(each.id))
        except ValueProblem:
            found[each.id] = None
    return Row(number, found)


def span_of(values: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and the last day that a row names for itself, if any."""
    for name in ("from", "on", "due", "since", "day", "year"):
        said = values.get(name)
        if not isinstance(said, str):
            continue
        if name == "year":
            year = int(said) if said.isdigit() else 0
            return (date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9999 else (None, None)
        first = date.fromisoformat(said[:10])
        last = values.get("until") if name == "from" else None
        return first, date.fromisoformat(last[:10]) if isinstance(last, str) else None
    return None, None


# ── what the rows say ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Supplied:
    """The facts that rows supply, each with the figure that took it and the rows it rests on.

    troubles   figures that could not be taken, and facts on which two figures disagree
    """

    facts: Mapping[str, FactValue] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    troubles: tuple[tuple[str, str], ...] = ()


def supply(pack: Pack, rows: Mapping[str, Sequence[Row]], on: date) -> Supplied:
    """Return the facts of the figures whose register has rows, as of a day.

    rows   by register, all about the same person or unit. A register without a row about it says
           nothing: its facts stay unknown and are not zero.
    """
    facts: dict[str, FactValue] = {}
    taken: dict[str, Taken] = {}
    troubles: list[tuple[str, str]] = []
    disputed: set[str] = set()
    for figure in pack.figures:
        if not rows.get(figure.from_):
            continue
        try:
            found = take(figure, rows[figure.from_], on)
            value = as_fact(pack.vocabulary, figure, found.value)
            if value is None:
                continue
            pack.vocabulary.check_all({figure.fact: value})
        except (FigureError, FactError) as error:
            troubles.append((figure.id, error.code))
            continue
        if figure.fact in disputed or facts.get(figure.fact, value) != value:
            troubles.append((figure.id, "FIGURES_DISAGREE"))
            disputed.add(figure.fact)
            facts.pop(figure.fact, None)
            taken.pop(figure.fact, None)
            continue
        facts[figure.fact], taken[figure.fact] = value, found
    return Supplied(facts, taken, tuple(troubles))
