"""promotions → freezes and their gates, and the check before an appointment, as of a day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from zhiyong.rules.consequences import Effect, Matter
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.matter import Days, Names, read_matter
from zhiyong.rules.explain.reasons import Why, day, grounds, joined, why
from zhiyong.rules.freezes import (
    FreezeFound,
    Opinion,
    ReviewFound,
    find_blocks,
    find_freezes,
    find_lost,
    review,
    worst,
)
from zhiyong.rules.pack.procedure import Clearance
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, split_list


class OpinionGiven(Shape):
    """What a body that was asked has answered."""

    answer: str
    on: DayField | None = None
    reason: str | None = None


class ReviewGiven(Shape):
    """What was done in the check before an appointment."""

    checks: Days = {}
    failed: Names = ()
    opinions: dict[str, OpinionGiven] = {}
    discussed: DayField | None = None


class PromotionGiven(Shape):
    """A promotion that somebody wants to propose, as a question writes it."""

    who: str
    on: DayField | None = None
    for_: Literal["promotion", "award", "reappointment", "appointment"] = Field(
        default="promotion", alias="for"
    )
    gates: Days = {}
    review: ReviewGiven | None = None
    commended: Annotated[tuple[DayField, ...], BeforeValidator(split_list)] = ()


_STATES = {
    "frozen": ("冻结期内，不得提拔", "frozen: it may not be proposed"),
    "time_over": (
        "期限已满，但尚有关口未通过，仍不得提拔",
        "the time is over, but gates have not been passed: it may not be proposed yet",
    ),
    "free": ("没有冻结，或已依次通过各关", "nothing is frozen, or every gate has been passed"),
}
_GATES = {
    "passed": ("已通过", "passed"),
    "missing": ("尚未通过", "not passed"),
    "early": ("通过日期在期限之内，不作数", "passed within the term, which does not count"),
    "out_of_order": ("前一关未先通过，不作数", "passed before the gate before it"),
    "later": ("在所问日期之后", "after the day that is asked about"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return for each promotion whether something freezes it, and which gates are missing."""
    given = context.read_all(PromotionGiven, "promotions")
    if not given:
        return {}
    matter, _ = read_matter(context, again="decisions" in context.answers)
    told = []
    for place, one in enumerate(given):
        on = one.on or context.today
        if on is None:
            context.trouble(f"promotions.{place}.on", "TODAY_NEEDED")
        else:
            told.append(_tell(context, matter, one, on))
    return {"promotions": told}


def _tell(context: Context, matter: Matter, given: PromotionGiven, on: date) -> dict[str, Any]:
    pack = context.pack
    found = find_freezes(pack, matter, given.who, on, given.gates, given.for_)
    lost = find_lost(pack, matter, given.who, on, given.for_)
    state = "frozen" if lost else worst(found)
    return {
        "who": given.who,
        "on": day(on),
        "for": given.for_,
        "state": state,
        "freezes": [_freeze(context, one) for one in found],
        "lost": [_lost(pack, one) for one in lost],
        "rewards": [*_rewards(pack, matter, given, on)] if given.for_ == "award" else [],
        "reviews": [
            _review(context, matter, one, given, on)
            for one in pack.clearances
            if one.before == given.for_
        ],
        **grounds(*(one.freeze for one in found), *(one.ground for one in lost)),
        "why": joined(why(_STATES[state]), *(_reasons(one) for one in found)),
    }


def _rewards(
    pack: Pack, matter: Matter, given: PromotionGiven, on: date
) -> Iterator[dict[str, Any]]:
    """Yield for each reward whether the person may be put on its list."""
    blocks = find_blocks(pack, matter, given.who, on)
    for reward in pack.rewards:
        because = blocks if reward.excludes_blocked else ()
        label = reward.label
        lines = [(label.zh, label.en)]
        for one in because:
            name = pack.element("measures", one.taken.measure).label
            lines.append((f"当年受{name.zh}，不列入", f"left out: {name.en} this year"))
        yield {
            "reward": reward.id,
            "excluded": bool(because),
            "because": [
                {"measure": one.taken.measure, "decision": one.taken.decision or None}
                for one in because
            ],
            **grounds(reward, *(one.ground for one in because)),
            "why": why(*lines),
        }


def _lost(pack: Pack, one: Effect) -> dict[str, Any]:
    label = pack.element("eligibilities", one.target).label
    return {
        "eligibility": one.target,
        "decision": one.taken.decision,
        "from": day(one.since),
        "through": day(one.through),
        **grounds(one.ground),
        "why": why(
            (
                f"已取消{label.zh}（{one.taken.decision}）",
                f"{label.en} is lost by {one.taken.decision}",
            )
        ),
    }


def _freeze(context: Context, one: FreezeFound) -> dict[str, Any]:
    if one.open_path:
        context.missing.append(one.open_path)
    return {
        "freeze": one.freeze.id,
        "measure": one.measure,
        "decision": one.decision or None,
        "linked": one.linked,
        "from": day(one.since),
        "through": day(one.through),
        "free_from": day(one.free_from),
        "state": one.state,
        "gates": [
            {
                "gate": gate.gate.id,
                "by": gate.gate.by,
                "on": day(gate.day),
                "state": gate.reason,
                **grounds(gate.gate),
            }
            for gate in one.gates
        ],
        "missing": list(one.missing),
        **grounds(one.freeze, *(gate.gate for gate in one.gates)),
        "why": _reasons(one),
    }


def _reasons(one: FreezeFound) -> Why:
    label = one.freeze.label
    until = one.through or "…"
    lines = [
        (
            f"{label.zh}：{one.since}起，至{until}止（含当日）",
            f"{label.en}: from {one.since} through {until}",
        )
    ]
    for gate in one.gates:
        zh, en = _GATES[gate.reason]
        on = f"（{gate.day}）" if gate.day else ""
        on_en = f" ({gate.day})" if gate.day else ""
        lines.append((f"{gate.gate.label.zh}：{zh}{on}", f"{gate.gate.label.en}: {en}{on_en}"))
    return why(*lines)


# ── the check before an appointment ───────────────────────────────────────────────────────

_REFUSED = {
    "CHECK_FAILED": ("审核未通过：{what}", "the check failed: {what}"),
    "CHECK_AFTER_DISCUSSION": (
        "{what}的审核晚于讨论",
        "{what} was checked after the discussion",
    ),
    "OPINION_AFTER_DISCUSSION": (
        "{what}的意见晚于讨论",
        "the opinion of {what} came after the discussion",
    ),
    "ANSWER_UNKNOWN": ("{what}的意见不在可选之列", "the answer of {what} is not one of those open"),
    "TOO_EARLY": ("{what}之前不得重新任职", "no return to office through {what}"),
}


def _review(
    context: Context, matter: Matter, clearance: Clearance, given: PromotionGiven, on: date
) -> dict[str, Any]:
    done = given.review or ReviewGiven()
    found = review(
        context.pack,
        matter,
        clearance,
        given.who,
        on,
        checks=done.checks,
        opinions={
            body: Opinion(one.answer, one.on, one.reason) for body, one in done.opinions.items()
        },
        discussed=done.discussed,
        refused_checks=frozenset(done.failed),
    )
    if found.open_path and found.shows:
        context.missing.append(found.open_path)
    return {
        "clearance": clearance.id,
        "state": found.state,
        "missing": list(found.missing),
        "refused": [{"code": code, "what": what} for code, what in found.refused],
        "flagged": bool(found.shows),
        "shows": [
            {
                "measure": had.measure,
                "on": day(had.on),
                "linked": had.linked,
                "decision": had.decision or None,
            }
            for had in found.shows
        ],
        "advice": list(found.advice),
        "priority": clearance.priority and any(one <= on for one in given.commended),
        "suggests": [one.id for one in clearance.suggests],
        "waits_until": day(found.waits_until),
        **grounds(clearance),
        "why": _review_reasons(context.pack, found),
    }


def _review_reasons(pack: Pack, found: ReviewFound) -> Why:
    label = found.clearance.label
    lines = [(label.zh, label.en)]
    for one in found.missing:
        lines.append(
            (f"尚缺：{_name(pack, found, one, 'zh')}", f"missing: {_name(pack, found, one, 'en')}")
        )
    for code, what in found.refused:
        zh, en = _REFUSED[code]
        said = _name(pack, found, what, "zh"), _name(pack, found, what, "en")
        lines.append((zh.format(what=said[0]), en.format(what=said[1])))
    for had in found.shows:
        if pack.has("measures", had.measure):
            measure = pack.element("measures", had.measure).label
            lines.append(
                (f"受过{measure.zh}（{had.on}）", f"{measure.en} on {had.on} is on the record")
            )
    return why(*lines)


def _name(pack: Pack, found: ReviewFound, one: str, lang: str) -> str:
    body, _, rest = one.partition(".")
    for check in found.clearance.checks:
        if check.id == one:
            return check.label.say(lang)
    if pack.has("bindings", body) or pack.has("actors", body):
        name = pack.party(body).label.say(lang)
        reason = {"zh": "的理由", "en": ": its reason"}[lang]
        return f"{name}{reason}" if rest else name
    return one
