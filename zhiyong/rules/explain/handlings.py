"""The part `handlings`: in which mode each item is handled, and when a report is due back."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, as_list, both, iso
from zhiyong.rules.pack.intake import Mode
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField


class AskedMode(Shape):
    """A mode that an item was given: since when, to whom, until when a report is due, and came."""

    mode: str
    on: DayField | None = None
    to: str | None = None
    report_due: DayField | None = None
    reported: DayField | None = None


class AskedHandling(Shape):
    """An item of the question, with the modes that it was given in their order."""

    item: str
    modes: Annotated[tuple[AskedMode, ...], BeforeValidator(as_list)]


def answer(context: Context) -> dict[str, Any]:
    """Return how every item is handled now, and how many are handled in which mode."""
    asked = context.read_all(AskedHandling, "handlings")
    told = [_of(context, one, place) for place, one in enumerate(asked)]
    if not told:
        return {}
    modes = [one["mode"] for one in told]
    return {
        "handlings": told,
        "handling_counts": {one.id: modes.count(one.id) for one in context.pack.modes},
    }


def _of(context: Context, asked: AskedHandling, place: int) -> dict[str, Any]:
    known = context.pack.ids("modes")
    given = []
    for number, one in enumerate(asked.modes):
        if one.mode in known:
            given.append(one)
            continue
        context.trouble(
            f"handlings.{place}.modes.{number}.mode",
            "ELEMENT_UNKNOWN",
            value=one.mode,
            what="modes",
            known=nearest(one.mode, known) or ", ".join(known),
        )
    if not given:
        return {"item": asked.item, "mode": None, "history": [], "state": "open", "refused": []}
    now = given[-1]
    mode = context.pack.mode(now.mode)
    refused = _refused(mode, now)
    said = _said(mode)
    return {
        "item": asked.item,
        "mode": mode.id,
        "to": now.to,
        "report_back": mode.report_back,
        "keeps_responsibility": mode.keeps_responsibility,
        "due": iso(now.report_due),
        "state": _state(context, mode, now),
        "history": [{"mode": one.mode, "on": iso(one.on), "to": one.to} for one in given],
        "refused": [{"code": code, "why": why} for code, why in refused],
        **cited(mode.clause),
        "why": {lang: [said[lang], *(why[lang] for _, why in refused)] for lang in ("zh", "en")},
    }


def _refused(mode: Mode, now: AskedMode) -> list[tuple[str, Said]]:
    """Return that a report is owed and no day is set, neither by the plan nor with the item."""
    if not mode.report_back or mode.clock is not None or now.report_due is not None:
        return []
    why = both(
        f"{mode.label.zh}须反馈结果，应写明反馈日期",
        f"“{mode.label.en}” wants a report back: name the day on which it is due",
    )
    return [("REPORT_DUE_MISSING", why)]


def _state(context: Context, mode: Mode, now: AskedMode) -> str:
    if now.reported:
        late = now.report_due is not None and now.reported > now.report_due
        return "reported_late" if late else "reported"
    if not mode.keeps_responsibility:
        return "handed_over"
    if now.report_due and context.today and context.today > now.report_due:
        return "overdue"
    return "open"


def _said(mode: Mode) -> Said:
    back = ("须反馈结果", "a report comes back") if mode.report_back else ("", "")
    kept = (
        ("责任仍在交出机关", "whoever gives it on stays responsible")
        if mode.keeps_responsibility
        else ("责任随之转移", "the responsibility goes with it")
    )
    return both(
        "，".join(filter(None, (mode.label.zh, back[0], kept[0]))),
        ", ".join(filter(None, (mode.label.en, back[1], kept[1]))),
    )
