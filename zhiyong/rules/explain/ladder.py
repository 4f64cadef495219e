"""ladder: for every measure of the plan whether it may be chosen, with every rung's reason."""

from typing import Any

from zhiyong.rules.conditions import Truth
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.reasons import (
    Why,
    earlier_entry,
    earlier_line,
    grounds,
    joined,
    limb_lines,
    unknown_facts,
    unmet_limbs,
    why,
)
from zhiyong.rules.ladder import Had, MeasureFound, RungFound, RungsContradict, find_measures
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, Id

_STATES = {
    "allowed": ("可以选用，由人决定", "it may be chosen; people decide"),
    "refused": ("不能选用", "it may not be chosen"),
    "unknown": ("事实不全，尚不能判断", "facts are missing, so it cannot be said yet"),
}
_TRUTHS = {
    Truth.MET: ("符合", "met"),
    Truth.UNMET: ("不符合", "not met"),
    Truth.UNKNOWN: ("尚不清楚", "not known"),
}


class HistoryEntry(Shape):
    """A measure that somebody has had, as a question writes it."""

    measure: Id
    on: DayField
    linked: bool = False
    revoked: bool = False
    who: str | None = None

    def as_had(self) -> Had:
        """Return it as the rules know it."""
        return Had(self.measure, self.on, self.linked, self.revoked)


def answer(context: Context) -> dict[str, Any]:
    """Return the ladder on the facts and the history of the question, as of its day."""
    pack = context.pack
    if not pack.measures:
        return {}
    entries = context.read_all(HistoryEntry, "history")
    named = {one.who for one in entries if one.who}
    history = [one.as_had() for one in entries if one.who is None or len(named) == 1]
    told: dict[str, Any] = {}
    for measure in pack.measures:
        try:
            found = find_measures(
                pack, [measure.id], context.facts, history, context.today, context.calendar
            )
        except RungsContradict as error:
            context.trouble(f"ladder.{measure.id}", error.code, **error.params)
            told[measure.id] = _contradiction(pack, error)
            continue
        told[measure.id] = tell_measure(pack, found[measure.id])
    return {"ladder": told}


def tell_measure(pack: Pack, found: MeasureFound) -> dict[str, Any]:
    """Return one measure as an answer gives it."""
    missing = list(found.factors)
    if found.eligible:
        missing += unknown_facts(found.eligible.outcome)
    if found.state == "unknown":
        for one in found.deciding:
            missing += _unknown(one)
    return {
        "state": found.state,
        "rungs": [_tell_rung(pack, one) for one in found.rungs],
        "offers": list(found.offers),
        "eligible": _eligible(found),
        "suspension": found.suspension,
        "missing": list(dict.fromkeys(missing)),
        **grounds(*found.clauses),
        "why": measure_reasons(pack, found),
    }


def measure_reasons(pack: Pack, found: MeasureFound) -> Why:
    """Return in words why a measure may or may not be chosen."""
    label = found.measure.label
    zh, en = _STATES[found.state]
    lines = [why((f"{label.zh}：{zh}", f"{label.en}: {en}"))]
    for one in found.deciding:
        lines.append(_rung_reasons(pack, one))
    if found.eligible and found.eligible.truth is not Truth.MET:
        lines.append(limb_lines(pack, found.eligible.outcome))
    for factor in found.factors:
        zh, en = _factor(pack, factor)
        lines.append(why((f"须先评定{zh}", f"{en} must be rated first")))
    if found.measure.nature == "follows" and not found.rungs:
        lines.append(why(("只随其他处理而来，不能单独选用", "it only follows from other measures")))
    return joined(*lines)


def _eligible(found: MeasureFound) -> bool | str:
    if found.eligible is None:
        return True
    truth = found.eligible.truth
    return "unknown" if truth is Truth.UNKNOWN else truth is Truth.MET


def _tell_rung(pack: Pack, found: RungFound) -> dict[str, Any]:
    outcome, earlier = found.outcome, found.earlier
    unmet, unknown = unmet_limbs(outcome), _unknown(found)
    if earlier is not None and earlier.reason not in ("there", "no_day", "open"):
        unmet.append(earlier_entry(earlier))
    return {
        "rung": found.rung.id,
        "state": found.truth.value,
        "forbids": found.rung.forbids,
        "unmet": unmet,
        "unknown": unknown,
        **grounds(found.rung, *(outcome.clauses() if outcome else ())),
        "why": _rung_reasons(pack, found),
    }


def _unknown(found: RungFound) -> list[str]:
    """Return what is not known of a rung: facts, the day, or a number that is still open."""
    unknown, earlier = unknown_facts(found.outcome), found.earlier
    if earlier is not None and earlier.reason == "no_day":
        unknown.append("today")
    elif earlier is not None and earlier.reason == "open":
        unknown.append(f"ladder.{found.rung.id}.earlier")
    return unknown


def _rung_reasons(pack: Pack, found: RungFound) -> Why:
    label, (zh, en) = found.rung.label, _TRUTHS[found.truth]
    where = pack.say_grounds(found.rung, "zh"), pack.say_grounds(found.rung, "en")
    lines = [why((f"{label.zh}：{zh}（{where[0]}）", f"{label.en}: {en} ({where[1]})"))]
    if found.outcome is not None:
        lines.append(limb_lines(pack, found.outcome))
    if found.earlier is not None:
        lines.append(why(earlier_line(pack, found.earlier)))
    return joined(*lines)


def _factor(pack: Pack, factor: str) -> tuple[str, str]:
    factors = pack.sanctioning.factors if pack.sanctioning else ()
    label = next(one.label for one in factors if one.id == factor)
    return label.zh, label.en


def _contradiction(pack: Pack, error: RungsContradict) -> dict[str, Any]:
    rungs = [pack.element("ladder", str(error.params[key])) for key in ("first", "second")]
    said = [f"{one.label.zh}（{pack.say_grounds(one, 'zh')}）" for one in rungs]
    said_en = [f"{one.label.en} ({pack.say_grounds(one, 'en')})" for one in rungs]
    return {
        "state": "unknown",
        "contradicts": [one.id for one in rungs],
        **grounds(*rungs),
        "why": why(
            (
                f"方案自相矛盾：{said[0]}允许的，{said[1]}禁止",
                f"the plan contradicts itself: {said_en[0]} allows what {said_en[1]} forbids",
            )
        ),
    }
