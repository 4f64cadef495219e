"""The part `rectification`: how each item stands, when it is due, and what is missing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.clock import TermError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scope import declared
from zhiyong.rules.explain.words import (
    Said,
    as_list,
    both,
    calendar_of,
    day_zh,
    iso,
    of_label,
    read_day,
)
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.rectification import RectificationMode
from zhiyong.rules.pack.worded import unknown_key
from zhiyong.rules.rectifying import Closing, Item, ItemStanding, mode_for, stand
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import ValueProblem, split_list

Day = Annotated[date, BeforeValidator(read_day)]


def _given(value: Any) -> Any:
    """Return the fields that are filled, from a map or a list."""
    if isinstance(value, Mapping):
        return {str(key): str(one) for key, one in value.items() if one is not None and one != ""}
    parts = split_list(value)
    return dict.fromkeys(map(str, parts), "") if isinstance(parts, list) else value


Given = Annotated[dict[str, str], BeforeValidator(_given)]


class AskedClosing(Shape):
    """Striking an item off."""

    on: Day
    by: str | None = None
    role: str | None = None
    given: Given = {}


class AskedItem(Shape):
    """An item of rectification of the question."""

    mode: str | None = None
    found: Day | None = None
    given: Given = {}
    moved: Annotated[tuple[Day, ...], BeforeValidator(as_list)] = ()
    approved: bool | None = None
    done_by: str | None = None
    closed: AskedClosing | None = None
    cycle_ends: Day | None = None


_SAID: dict[str, tuple[str, str]] = {
    "FIELDS_MISSING": ("缺少：{fields_zh}", "missing: {fields_en}"),
    "NEEDS_APPROVAL": ("须经{by_zh}批准", "{by_en} must approve it"),
    "NOT_EXTENDABLE": ("方案不允许改期，原期限不变", "the plan does not let it be moved"),
    "MOVED_BACK": ("改期不能早于原定日期{from}", "it cannot be moved to before {from}"),
    "LATER_THAN_TERM": (
        "承诺时间{promised}超过期限{latest}",
        "{promised} is later than the term allows, {latest}",
    ),
    "CLOSING_MISSING": ("销号缺少：{fields_zh}", "missing to strike it off: {fields_en}"),
    "SAME_PERSON": ("不能由整改人自己销号：{who}", "whoever did it cannot strike it off: {who}"),
    "NOT_THEIRS_TO_CONFIRM": ("应由{by_zh}确认销号", "{by_en} must confirm it"),
    "OUTSIDE_CYCLE": (
        "应在本期（至{until}）内完成",
        "it had to be done in its cycle, until {until}",
    ),
}


def answer(context: Context) -> dict[str, Any]:
    """Return how every item that is asked about stands."""
    asked = context.read_all(AskedItem, "rectification")
    told = []
    for place, one in enumerate(asked):
        path = f"rectification.{place}"
        mode = _mode(context, one, path)
        if mode is None:
            continue
        try:
            found = stand(
                context.pack,
                mode,
                _item(context, one, mode, path),
                today=context.today,
                calendar=calendar_of(context),
            )
        except TermError as error:
            context.trouble(path, error.code, **error.params)
            continue
        if found.is_open and found.due is None:
            context.missing.append(f"rectification.modes.{mode.id}.term")
        told.append(_told(context, found))
    return {"rectification": told} if asked else {}


def _mode(context: Context, one: AskedItem, path: str) -> RectificationMode | None:
    rules = context.pack.rectification
    modes = {mode.id: mode for mode in (rules.modes if rules else ())}
    if one.mode is None:
        found = mode_for(context.pack, declared(context))
    else:
        found = modes.get(one.mode)
    if found is None:
        near = nearest(one.mode or "", modes)
        shown = near or ", ".join(modes)
        what = "rectification.modes"
        context.trouble(
            f"{path}.mode", "ELEMENT_UNKNOWN", value=one.mode or "—", what=what, known=shown
        )
    return found


def _item(context: Context, one: AskedItem, mode: RectificationMode, path: str) -> Item:
    rules = context.pack.rectification
    fields = [*mode.needs, *(rules.fields if rules else ())]
    days: dict[str, date] = {}
    for field in fields:
        said = one.given.get(field.id)
        if field.kind == "day" and said and not field.many:
            try:
                days[field.id] = read_day(said)
            except ValueProblem as error:
                context.trouble(f"{path}.given.{field.id}", error.code, **error.params)
    closed = one.closed
    known = {
        *(field.id for field in fields),
        *(field.id for field in (rules.closing if rules else ())),
    }
    for name in one.given:
        if name not in known:
            code, params = unknown_key(name, tuple(sorted(known)))
            context.trouble(f"{path}.given.{name}", code, **params)
    return Item(
        found=one.found,
        given=tuple(one.given),
        days=tuple(days.items()),
        moved=one.moved,
        approved=one.approved,
        done_by=one.done_by,
        closed=Closing(closed.on, closed.by, closed.role, tuple(closed.given)) if closed else None,
        cycle_ends=one.cycle_ends,
    )


def _told(context: Context, found: ItemStanding) -> dict[str, Any]:
    said = [*_why(context, found)]
    return {
        "mode": found.mode.id,
        "due": iso(found.due),
        "promised": [day.isoformat() for day in found.promised],
        "extensions": found.extensions,
        "missing": list(found.missing),
        "missing_to_approve": list(found.missing_to_approve),
        "missing_to_close": list(found.missing_to_close),
        "approver": found.mode.approver,
        "refused": [
            {"code": code, "why": _refusal(context, code, params)} for code, params in found.refused
        ],
        "state": found.state,
        "late_by": found.late_by,
        **cited(found.mode.clause),
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _why(context: Context, found: ItemStanding) -> Iterator[Said]:
    yield of_label(found.mode.label)
    if found.due:
        yield both(f"期限{day_zh(found.due)}，当日有效", f"due {found.due}, that day included")
    elif found.is_open:
        yield both("方案没有写明期限，启用时填写", "the plan leaves the term open")
    if found.extensions:
        shown = "、".join(day.isoformat() for day in found.promised)
        yield both(
            f"承诺时间先后为{shown}，已改期{found.extensions}次",
            f"promised in turn {shown.replace('、', ', ')}: moved {found.extensions} times",
        )
    for code, params in found.refused:
        yield _refusal(context, code, params)
    if found.late_by:
        yield both(f"逾期{found.late_by}日", f"late by {found.late_by} days")


def _refusal(context: Context, code: str, params: Mapping[str, object]) -> Said:
    pack, rules = context.pack, context.pack.rectification
    labels = {
        field.id: field.label for mode in (rules.modes if rules else ()) for field in mode.needs
    }
    if rules:
        labels |= {field.id: field.label for field in (*rules.fields, *rules.closing)}
    shown = {name: str(one) for name, one in params.items()}
    for lang, joint in (("zh", "、"), ("en", ", ")):
        fields = params.get("fields", ())
        if isinstance(fields, tuple):
            shown[f"fields_{lang}"] = joint.join(
                labels[one].say(lang) if one in labels else one for one in fields
            )
        by = params.get("by", ())
        parties = by if isinstance(by, tuple) else (str(by),)
        shown[f"by_{lang}"] = joint.join(
            pack.party(one).label.say(lang)
            if pack.has("actors", one) or pack.has("bindings", one)
            else one
            for one in parties
        )
    zh, en = _SAID[code]
    return both(zh.format(**shown), en.format(**shown))
