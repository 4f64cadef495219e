"""The part `scope`: whether the plan covers the unit and the person that the facts describe."""

from collections.abc import Iterator
from typing import Any, Literal

from zhiyong.rules.conditions import Truth, limbs_of
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, both, of_label, of_outcome
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.header import ScopeRule
from zhiyong.rules.routing import ScopeFinding, scope_of

_STATES = {Truth.MET: True, Truth.UNMET: False, Truth.UNKNOWN: "unknown"}
_ORDER = (Truth.UNMET, Truth.UNKNOWN, Truth.MET)
_SAID = {
    Truth.MET: both("属于方案适用范围", "the plan covers it"),
    Truth.UNMET: both("不属于方案适用范围", "the plan does not cover it"),
    Truth.UNKNOWN: both("事实不全，尚不能判断是否适用", "not enough is known"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return whether the plan holds, when a fact is known that its scope asks for."""
    rules = context.pack.scope.rules
    facts = declared(context)
    asked = {limb.fact for rule in rules for limb in limbs_of(rule.when)}
    if not any(facts.get(fact) is not None for fact in asked):
        return {}
    found = [scope_of(context.pack, of, facts) for of in _asked_about(rules, facts)]
    truth = min((one.truth for one in found), key=_ORDER.index)
    covers, excludes = _met(found, "covers"), _met(found, "excludes")
    deciding = excludes or covers
    why: list[Said] = [_SAID[truth]]
    why += [of_label(one.rule.label) for one in found if one.rule is not None]
    why += [
        of_outcome(outcome, context.pack.vocabulary)
        for one in found
        for rule, outcome in one.tried
        if rule is one.rule or (one.rule is None and outcome.truth is Truth.UNKNOWN)
    ]
    return {
        "scope": {
            "in": _STATES[truth],
            "covers": [rule.id for rule in covers],
            "excludes": [rule.id for rule in excludes],
            **cited(*(rule.clause for rule in deciding)),
            "why": {lang: [one[lang] for one in why] for lang in ("zh", "en")},
        }
    }


def _asked_about(rules: tuple[ScopeRule, ...], facts: Facts) -> Iterator[Literal["unit", "person"]]:
    """Yield whom the question is about: with no fact of a person, a unit alone."""
    asked: dict[str, set[str]] = {"unit": set(), "person": set()}
    for rule in rules:
        asked[rule.of].update(limb.fact for limb in limbs_of(rule.when))
    known = {fact for fact in asked["person"] if facts.get(fact) is not None}
    if asked["unit"]:
        yield "unit"
    if asked["person"] and (known - asked["unit"] or not asked["unit"]):
        yield "person"


def declared(context: Context) -> Facts:
    """Return the facts that the pack declares: the engine's own are read by their parts."""
    known = context.pack.vocabulary.facts
    return {name: value for name, value in context.facts.items() if name in known}


def _met(found: list[ScopeFinding], effect: str) -> list[Any]:
    return [
        rule
        for one in found
        for rule, outcome in one.tried
        if rule.effect == effect and outcome.is_met
    ]
