"""The part `axes`: records coded by the plan's further lists, counted and cut by category."""

from collections.abc import Mapping
from typing import Any

from zhiyong.rules.axes import AxisCount, Record, count_axes
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import both
from zhiyong.rules.pack.worded import unknown_key, what_stands
from zhiyong.rules.values import split_list

_OWN = ("kind", "category", "phase")
_SAID = {
    "NOT_ON_THE_LIST": both("编码不在方案所列范围", "a code is not on the plan's list"),
    "ONE_ONLY": both("只能选一项", "only one code is allowed"),
    "MISSING": both("应有编码而没有", "it must carry a code"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return the records of the question along every axis of the pack."""
    raw = context.raw.get("records")
    if raw is None:
        return {}
    if not isinstance(raw, list):
        context.trouble("records", "NOT_A_LIST", **what_stands(raw))
        return {}
    records = []
    for place, one in enumerate(raw):
        if isinstance(one, Mapping):
            records.append(_record(context, one, place))
        else:
            context.trouble(f"records.{place}", "NOT_A_MAP", **what_stands(one))
    return {"axes": {one.axis.id: _told(one) for one in count_axes(context.pack, records)}}


def _record(context: Context, raw: Mapping[str, Any], place: int) -> Record:
    axes = context.pack.ids("axes")
    codes: dict[str, tuple[str, ...]] = {}
    for key, value in raw.items():
        if key in axes:
            parts = split_list(value)
            codes[key] = tuple(map(str, parts)) if isinstance(parts, list) else ()
        elif key not in _OWN:
            code, params = unknown_key(key, (*_OWN, *axes))
            context.trouble(f"records.{place}.{key}", code, **params)
    own = {key: str(raw[key]) for key in _OWN if raw.get(key) is not None}
    category = own.get("category")
    if category is not None and not context.pack.has("taxonomy", category):
        known = ", ".join(context.pack.ids("taxonomy"))
        at = f"records.{place}.category"
        context.trouble(at, "FINDING_CATEGORY", value=category, known=known)
    return Record(place + 1, own.get("kind"), category, own.get("phase"), codes)


def _told(found: AxisCount) -> dict[str, Any]:
    labels = {value.id: value.label for value in found.axis.values}
    shown = [(labels[value], count) for value, count in found.counts.items() if value in labels]
    return {
        "counts": found.counts,
        "records": found.records,
        "unused": list(found.unused),
        "cross": found.cross,
        "refused": [
            {"record": number, "code": code, "why": _SAID[code]} for number, code in found.refused
        ],
        "gaps": [{"phase": phase, "value": value} for phase, value in found.gaps],
        **cited(found.axis.clause),
        "why": both(
            "、".join(f"{label.zh}{count}" for label, count in shown),
            ", ".join(f"{label.en} {count}" for label, count in shown),
        ),
    }
