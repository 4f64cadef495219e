"""The part `figures`: facts taken from the registers of the question, each with its rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, both, day_zh, exact, iso, read_moment
from zhiyong.rules.facts import FactError, Single
from zhiyong.rules.figures import (
    OWN_DAYS,
    OWN_FLAGS,
    OWN_NUMBERS,
    OWN_TEXTS,
    FigureError,
    Row,
    Taken,
    as_fact,
    take,
)
from zhiyong.rules.pack.fields import Figure, Register
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.worded import quoted, unknown_key, what_stands
from zhiyong.rules.values import ValueProblem, parse_number, plain

_YES, _NO = ("true", "yes", "是", "accepted", "成立"), ("false", "no", "否", "rejected", "不成立")
_KIND = {
    **dict.fromkeys(OWN_DAYS, "day"),
    **dict.fromkeys(OWN_NUMBERS, "number"),
    **dict.fromkeys(OWN_FLAGS, "flag"),
    **dict.fromkeys(OWN_TEXTS, "text"),
}
_EXAMPLES = {"day": "2021-03-15", "moment": "2021-03-15 10:15", "flag": "true"}
_NOTES: dict[str, tuple[str, str]] = {
    "LEAVE_CONTINUOUS": (
        "连续假按日历月计：{months}个月零{days}日",
        "one continuous leave, by calendar months: {months} months and {days} days",
    ),
    "LEAVE_SEPARATE": (
        "共{leaves}段假，按天累计，{of_month}日折一个月",
        "{leaves} separate leaves, by days, {of_month} to the month",
    ),
    "YEAR_MISSING": ("{year}年没有记录，连续中断", "no row for {year}: the run is interrupted"),
}
_TAKES: dict[str, tuple[str, str]] = {
    "sum": ("合计", "the sum is"),
    "count": ("共计行数", "rows:"),
    "max": ("最高", "the highest is"),
    "last": ("最近一次为", "the last one is"),
    "days": ("累计天数", "days, each once:"),
    "leave": ("休假天数", "days of leave:"),
    "run": ("连续次数", "in a row:"),
    "change": ("较上一次变化", "changed by"),
    "from_bottom": ("倒数名次", "place from the bottom:"),
    "share": ("占比", "the share is"),
    "late_days": ("超期天数", "days late:"),
    "age": ("已持续天数", "days since:"),
    "short": ("未达到的项数", "not reached:"),
    "gap": ("相差", "the difference is"),
    "mean": ("平均", "the mean is"),
    "late_hours": ("超时小时数", "hours late:"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return every figure whose register the question gives, and supply it as a fact."""
    registers = context.raw.get("registers")
    if registers is None:
        return {}
    if not isinstance(registers, Mapping):
        context.trouble("registers", "NOT_A_MAP", **what_stands(registers))
        return {}
    told: dict[str, Any] = {}
    for name, raw in registers.items():
        rows = _rows(context, name, raw)
        if rows is None:
            continue
        for figure in context.pack.figures:
            if figure.from_ == name and (found := _taken(context, figure, rows)) is not None:
                _tell(context, figure, found, told)
    return {"figures": told}


def _taken(context: Context, figure: Figure, rows: list[Row]) -> Taken | None:
    try:
        return take(figure, rows, context.today)
    except FigureError as error:
        if error.code == "WINDOW_OPEN":
            context.missing.append(str(error.params["path"]))
        else:
            path = f"registers.{figure.from_}"
            if "row" in error.params:
                path += f".{int(str(error.params['row'])) - 1}"
            reason = " ".join(map(str, error.params.values()))
            context.trouble(path, error.code, figure=figure.id, reason=reason, **error.params)
        return None


def _tell(context: Context, figure: Figure, found: Taken, told: dict[str, Any]) -> None:
    value = as_fact(context.pack.vocabulary, figure, found.value)
    given = context.facts.get(figure.fact)
    entry = {
        "value": exact(value),
        "rows": list(found.rows),
        "window": {"from": iso(found.since), "until": iso(found.until)},
        "figure": figure.id,
        **cited(figure.clause),
        "why": _why(figure, found),
    }
    if given is not None and value is not None and given != value:
        entry["given"] = exact(given)
    if figure.fact in told and told[figure.fact]["value"] != entry["value"]:
        both_ids = f"{told[figure.fact]['figure']}, {figure.id}"
        context.trouble(
            f"registers.{figure.from_}", "FIGURES_DISAGREE", fact=figure.fact, figures=both_ids
        )
        return
    told[figure.fact] = entry
    if value is None:
        return
    try:
        context.pack.vocabulary.check(figure.fact, value)  # type: ignore[arg-type]
    except FactError as error:
        context.trouble(
            f"registers.{figure.from_}", error.code, fact=figure.fact, value=exact(value), known=""
        )
        return
    context.supply({figure.fact: value})


def _why(figure: Figure, found: Taken) -> Said:
    zh, en = _TAKES[figure.take]
    value = "未知" if found.value is None else exact(found.value)
    parts = [
        both(f"{figure.label.zh}：{zh}{value}", f"{figure.label.en}: {en} {exact(found.value)}")
    ]
    if found.since and found.until:
        parts.append(
            both(
                f"期间{day_zh(found.since)}至{day_zh(found.until)}",
                f"from {found.since} through {found.until}",
            )
        )
    if found.rows:
        shown = "、".join(map(str, found.rows))
        parts.append(both(f"依据第{shown}行", f"rows {', '.join(map(str, found.rows))}"))
    if found.assumed and found.until:
        parts.append(
            both(
                f"未给出日期，以所列最后一日{day_zh(found.until)}为准",
                f"no day was given: the last day of the rows, {found.until}, is taken",
            )
        )
    for code, params in found.notes:
        note_zh, note_en = _NOTES[code]
        parts.append(both(note_zh.format(**params), note_en.format(**params)))
    return both("；".join(one["zh"] for one in parts), "; ".join(one["en"] for one in parts))


# ── reading rows ──────────────────────────────────────────────────────────────────────────


def _rows(context: Context, name: str, raw: Any) -> list[Row] | None:
    """Return the rows of a register, or None after noting why it is none."""
    pack, path = context.pack, f"registers.{name}"
    if not pack.has("registers", name):
        known = pack.ids("registers")
        near = nearest(name, known)
        code = "REGISTER_UNKNOWN"
        context.trouble(path, code, register=name, known=near or ", ".join(known))
        return None
    if raw is None:
        return []
    if not isinstance(raw, list):
        context.trouble(path, "NOT_A_LIST", **what_stands(raw))
        return None
    register: Register = pack.element("registers", name)
    rows = []
    for place, one in enumerate(raw):
        if not isinstance(one, Mapping):
            context.trouble(f"{path}.{place}", "NOT_A_MAP", **what_stands(one))
            continue
        rows.append(Row(place + 1, dict(_values(context, register, one, f"{path}.{place}"))))
    return rows


def _values(
    context: Context, register: Register, raw: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Single | None]]:
    kinds = {**_KIND, **{one.id: one.kind for one in register.fields}}
    choices = {one.id: [value.id for value in one.values] for one in register.fields}
    for key, value in raw.items():
        at = f"{path}.{key}"
        if key not in kinds:
            code, params = unknown_key(key, tuple(dict.fromkeys([*choices, *_KIND])))
            context.trouble(at, code, **params)
            continue
        if value is None or value == "":
            yield key, None
            continue
        try:
            found = _read(kinds[key], value)
        except ValueProblem:
            example = _EXAMPLES.get(kinds[key], "3")
            context.trouble(at, "ROW_FIELD", field=key, reason=quoted(value), example=example)
            continue
        known = choices.get(key)
        if known and str(found) not in known:
            shown = ", ".join(known)
            context.trouble(at, "FACT_VALUE", fact=key, value=quoted(value), known=shown)
            continue
        yield key, found


def _read(kind: str, value: Any) -> Single:
    if isinstance(value, dict | list):
        raise ValueProblem("ROW_VALUE")
    said = plain(str(value))
    match kind:
        case "day" | "moment":
            return read_moment(said)
        case "number" | "share" | "money":
            return parse_number(said)
        case "flag":
            if said.lower() not in (*_YES, *_NO):
                raise ValueProblem("ROW_VALUE")
            return said.lower() in _YES
        case _:
            return said
