"""The part `leads`: which thresholds are met, with every limb, and what suppresses them."""

from collections.abc import Iterator
from typing import Any

from zhiyong.rules.conditions import Truth
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, both, exact, of_limbs, of_outcome
from zhiyong.rules.leads import FoundLead, find_leads, open_limbs

ASKED_BY = ("facts", "registers", "ballots", "appraisals", "rankings")
"""Leads are answered when the question gives one of these."""

_SAID = {
    "met": both(
        "达到线索标准，交有关人员核查，不等于认定", "a lead for people to look at, no finding"
    ),
    "unmet": both("没有达到线索标准", "the threshold is not met"),
    "unknown": both("事实不全，尚不能判断", "not enough is known"),
    "excused": both(
        "达到标准，但正当理由已被认可，不形成线索", "met, but an accepted reason suppresses it"
    ),
    "guarded": both(
        "达到标准，但属联动产生，只作备注，不形成线索", "met, but by linkage: a note and no lead"
    ),
}


def answer(context: Context) -> dict[str, Any]:
    """Return how every lead of the pack stands on the facts given and computed."""
    if not context.pack.leads or not any(context.raw.get(key) for key in ASKED_BY):
        return {}
    return {
        "leads": {
            one.lead.id: _told(context, one) for one in find_leads(context.pack, context.facts)
        }
    }


def _told(context: Context, found: FoundLead) -> dict[str, Any]:
    lead, words = found.lead, context.pack.vocabulary
    told: dict[str, Any] = {
        "state": found.state,
        "category": lead.category,
        "of": lead.of,
        "proposes": lead.proposes,
        "limbs": of_limbs(found.limbs, words),
        "marks": [
            {"fact": fact, "value": exact(value), "why": _mark(context, fact)}
            for fact, value in found.marks.items()
        ],
        "opens": list(found.opens),
        "to": list(lead.to),
    }
    if lead.confirmed_by:
        told["confirmed_by"] = list(lead.confirmed_by)
    if missing := found.missing:
        told["missing"] = list(missing)
    if found.state == "unknown":
        context.missing.extend(
            path for path in open_limbs(lead.when, f"leads.{lead.id}.when") if _would_help(found)
        )
    elif found.state == "met":
        context.missing.extend(_open_suppressors(found))
    return {**told, **cited(*found.clauses, *_of_guard(found)), "why": _why(context, found)}


def _would_help(found: FoundLead) -> bool:
    """Return whether an open number, and not only missing facts, keeps the lead unknown."""
    return any(
        limb.value is not None and getattr(limb.condition, "is_open", False)
        for limb in found.outcome.limbs()
    )


def _open_suppressors(found: FoundLead) -> Iterator[str]:
    """Yield the open numbers for want of which a guard or an excuse could not be judged."""
    lead = found.lead
    if lead.unless and found.guard and found.guard.truth is Truth.UNKNOWN:
        yield from open_limbs(lead.unless, f"leads.{lead.id}.unless")
    if lead.excused and found.excuse and found.excuse.truth is Truth.UNKNOWN:
        yield from open_limbs(lead.excused, f"leads.{lead.id}.excused")


def _of_guard(found: FoundLead) -> tuple[Any, ...]:
    if found.state == "guarded" and found.guard:
        return found.guard.clauses()
    if found.state == "excused" and found.excuse:
        return found.excuse.clauses()
    return ()


def _why(context: Context, found: FoundLead) -> dict[str, list[str]]:
    words = context.pack.vocabulary
    said: list[Said] = [_SAID[found.state], of_outcome(found.outcome, words)]
    if found.state in ("met", "guarded") and found.guard:
        said.append(of_outcome(found.guard, words))
    if found.state in ("met", "excused") and found.excuse:
        said.append(of_outcome(found.excuse, words))
    return {lang: [one[lang] for one in said] for lang in ("zh", "en")}


def _mark(context: Context, fact: str) -> Said:
    words = context.pack.vocabulary
    return both(words.say_fact(fact, "zh"), words.say_fact(fact, "en"))
