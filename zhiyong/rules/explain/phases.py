"""The part `phases`: the days of the campaign, and where the day in question stands."""

from datetime import date
from typing import Any

from zhiyong.rules.clock import Term, last_day
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, both, day_zh, iso
from zhiyong.rules.phases import (
    PhaseDays,
    active_on,
    campaign_year,
    gaps,
    next_phase,
    overlaps,
    phase_days,
)

_BEGINS = {
    "phase_before": both(
        "起始日方案未写，接上一阶段", "its first day is not written: after the phase before"
    ),
    "issue": both("起始日方案未写，自下发之日起", "its first day is not written: the day of issue"),
    "open": both("起始日方案未写，也无从推定", "its first day is not written and cannot be told"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return every phase as of today, which are active, and the gaps and overlaps."""
    pack, today = context.pack, context.today
    if today is None:
        return {}
    duration = _duration(context)
    if not pack.phases:
        return {"campaign": {"duration": duration}} if duration else {}
    days = phase_days(pack)
    if any(one.problem and one.problem[0] == "YEAR_MISSING" for one in days.values()):
        context.missing.append("campaign_year.year")
    gap = next((one for one in gaps(pack) if one[2] <= today <= one[3]), None)
    return {
        "phases": {name: _told(context, one) for name, one in days.items()},
        "campaign": {
            **({"duration": duration} if duration else {}),
            "year": campaign_year(pack),
            "active": list(active_on(pack, today)),
            "next": next_phase(pack, today),
            "gap": {"after": gap[0], "before": gap[1], "from": iso(gap[2]), "until": iso(gap[3])}
            if gap
            else None,
            "gaps": [
                {
                    "after": after,
                    "before": before,
                    "from": iso(since),
                    "until": iso(until),
                    "days": (until - since).days + 1,
                }
                for after, before, since, until in gaps(pack)
            ],
            "overlaps": [
                {
                    "phases": [one, other],
                    "from": iso(since),
                    "until": iso(until),
                    "days": (until - since).days + 1,
                }
                for one, other, since, until in overlaps(pack)
            ],
        },
    }


def _duration(context: Context) -> dict[str, Any] | None:
    """Return how long the plan has run; it never ends by itself."""
    pack, today, duration = context.pack, context.today, context.pack.duration
    if duration is None or today is None:
        return None
    first = pack.in_force.from_
    if not isinstance(first, date):
        return None  # nobody asked for it: an open first day is no number that an answer lacks
    ends = {
        name: last_day(term, first) if isinstance(term, Term) else None
        for name, term in (("minimum", duration.at_least), ("maximum", duration.at_most))
    }
    state, said = "running", both("未满最短期限", "the shortest term still runs")
    if ends["minimum"] and today >= ends["minimum"]:
        state, said = "minimum_reached", both("已满最短期限", "the shortest term is reached")
    if ends["maximum"] and today >= ends["maximum"]:
        state = "maximum_reached"
        said = both(
            "已满最长期限，方案不自动终止", "the longest term is reached; it does not end by itself"
        )
    return {
        "from": iso(first),
        "minimum_reached": iso(ends["minimum"]),
        "maximum_reached": iso(ends["maximum"]),
        "state": state,
        **cited(duration.clause),
        "why": said,
    }


def _told(context: Context, days: PhaseDays) -> dict[str, Any]:
    assert context.today is not None
    if days.problem and days.problem[0] != "YEAR_MISSING":
        context.trouble(f"phases.{days.phase.id}", days.problem[0], **days.problem[1])
    length = (days.last - days.first).days + 1 if days.first and days.last else None
    return {
        "from": iso(days.first),
        "until": iso(days.last),
        "as_written": days.as_written,
        "state": days.state(context.today),
        "days_left": days.days_left(context.today),
        "length": length,
        "order": days.phase.order,
        **cited(days.phase.clause),
        "why": _why(days),
    }


def _why(days: PhaseDays) -> Said:
    label = days.phase.label
    if days.first and days.last:
        zh = f"{label.zh}：{day_zh(days.first)}至{day_zh(days.last)}"
        en = f"{label.en}: {days.first} through {days.last}"
    elif days.last:
        zh, en = f"{label.zh}：至{day_zh(days.last)}", f"{label.en}: through {days.last}"
    else:
        zh, en = f"{label.zh}：日期未定", f"{label.en}: its days are open"
    if days.as_written:
        zh, en = f"{zh}（原文：{days.as_written}）", f"{en} (as written: {days.as_written})"
    note = _BEGINS.get(days.begins)
    return both(f"{zh}；{note['zh']}", f"{en}; {note['en']}") if note else both(zh, en)
