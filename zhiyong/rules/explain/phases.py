"""The part `phases`: the days of the campaign, and where the day in question stands."""

from typing import Any

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
    if today is None or not pack.phases:
        return {}
    days = phase_days(pack)
    if any(one.problem and one.problem[0] == "YEAR_MISSING" for one in days.values()):
        context.missing.append("campaign_year.year")
    gap = next((one for one in gaps(pack) if one[2] <= today <= one[3]), None)
    return {
        "phases": {name: _told(context, one) for name, one in days.items()},
        "campaign": {
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
