"""Which complaints of a period another version would have sent to another body."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.intake.selectors.access import complaints_visible_to
from zhiyong.plans.dry_runs import Finding, Line
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import party
from zhiyong.rules.conditions import Truth, evaluate, limbs_of
from zhiyong.rules.facts import FactError, FactValue
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import ValueProblem, parse_day, parse_number
from zhiyong.shell.access import Standing

MOST = 20_000
"""Of a period the newest so many are looked at."""


def routes(adoption: Adoption, pack: Pack, standing: Standing, since: date, until: date) -> Finding:
    """Compare the body that the rules name, from the facts stored with each complaint.

    Who may not handle it is left aside: the facts on that are not kept. Unit: complaints that
    somebody may read, received in the window. One query; nothing of what a complaint says is read.
    """
    old = pack_of(adoption)
    rows = (
        complaints_visible_to(standing)
        .filter(adoption=adoption, received_on__range=(since, until))
        .order_by("-received_on", "-id")
        .values_list("route", flat=True)[:MOST]
    )
    looked_at = changed = untold = 0
    said: Counter[str] = Counter()
    for stored in rows.iterator(chunk_size=2000):
        before = _applied(stored)
        if before is None:
            continue
        looked_at += 1
        after = _named(pack, _facts(stored, pack))
        if after is None:
            untold += 1
        elif after != before:
            changed += 1
            text = _("{before} → {after}")
            said[text.format(before=party(old, before), after=party(pack, after))] += 1
    lines = tuple(Line(text, n) for text, n in said.most_common(50))
    return Finding(_("Complaints that go to another body"), looked_at, changed, untold, lines)


def _applied(stored: Mapping[str, Any]) -> str | None:
    """Return the body that the rules named, before anybody was passed over."""
    rule = stored.get("rule")
    named = [one["to"] for one in stored.get("tried", ()) if one["rule"] == rule]
    if named:
        return str(named[0])
    bypassed = stored.get("bypassed") or ()
    return bypassed[0]["body"] if bypassed else stored.get("body")


def _facts(stored: Mapping[str, Any], pack: Pack) -> dict[str, FactValue]:
    """Return the facts that the routing looked at, as far as the other version declares them."""
    found: dict[str, FactValue] = {}
    for one in stored.get("tried", ()):
        for fact, value in _limbs(one.get("outcome") or {}):
            if fact in pack.vocabulary.facts and value is not None:
                found[fact] = _value(value, pack.vocabulary.facts[fact].kind)
    return found


def _limbs(outcome: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "fact" in outcome:
        yield outcome["fact"], outcome.get("found")
    for kind in ("all", "any", "not"):
        for part in outcome.get(kind, ()):
            yield from _limbs(part)


def _value(value: Any, kind: str) -> FactValue:
    if isinstance(value, list):
        return frozenset(map(str, value))
    if isinstance(value, bool):
        return value
    if kind in ("flag", "choice", "scale", "text"):
        return str(value)
    try:
        return parse_day(str(value)) if kind == "day" else parse_number(str(value))
    except ValueProblem:
        return None


def _named(pack: Pack, facts: Mapping[str, FactValue]) -> str | None:
    """Return the body that the other version names; None where facts for that were not kept."""
    asked = {limb.fact for rule in pack.routing.rules for limb in limbs_of(rule.when)}
    try:
        outcomes = [
            (rule, evaluate(rule.when, facts, pack.vocabulary)) for rule in pack.routing.rules
        ]
    except FactError:
        return None
    met = [rule for rule, outcome in outcomes if outcome.is_met]
    if met:
        return min(met, key=lambda rule: (rule.order is None, rule.order or 0)).to
    unclear = any(outcome.truth is Truth.UNKNOWN for _rule, outcome in outcomes)
    if unclear and asked - facts.keys():
        return None
    return pack.routing.fallback.to if pack.routing.fallback else None
