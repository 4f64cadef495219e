"""Which body receives a complaint, by the plan's rules, and why.

Rules say which body receives; the order of overlapping rules is stated in the pack, never taken
from their place in a file. A body never handles a complaint about itself, its leaders or its
staff: then its superior does, and so on upwards, to a body that is not concerned. What no rule
covers goes to the body that assigns.
"""

from dataclasses import dataclass
from typing import Any, Literal

from zhiyong.rules.conditions import Outcome, Truth, evaluate
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts, singles
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.header import ScopeRule
from zhiyong.rules.pack.routing import RECEIVING_BODY, Fallback, Recusal, RoutingRule
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Lang, is_chinese
from zhiyong.rules.wording import explain

Act = Literal["receive", "assign", "designate", "hand_over"]
"""What the body does with what it gets: handles it as the receiving body; assigns what no rule
covers; designates another body for one that may not; takes it over as a body outside."""

Standing = Literal["applied", "outranked", "not met", "not known"]


class RoutingFault(RuleError):
    """The pack gives no answer: ROUTES_OVERLAP, ROUTES_GAP, SUPERIOR_MISSING, SUPERIOR_CYCLE.

    `check_pack` finds each of them before a pack is used.
    """


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule that was tried: how it stands, and how each limb of its condition stands."""

    rule: RoutingRule
    outcome: Outcome
    standing: Standing


@dataclass(frozen=True, slots=True)
class Bypass:
    """A body that was passed over, why, and which body comes in its place."""

    body: str
    recusal: Recusal
    to: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where a complaint goes, and every reason for it.

    body        the role of the body that gets it
    act         what that body does with it
    rule        the rule that applied, or the fallback
    tried       every rule, in the order of the pack
    bypassed    the bodies passed over on the way up, the first one first
    barred      every body that may not handle it nor see it, also those not on the way
    candidates  the receiving bodies that may be assigned or designated
    """

    body: str
    act: Act
    rule: RoutingRule | Fallback
    tried: tuple[Tried, ...]
    bypassed: tuple[Bypass, ...]
    barred: frozenset[str]
    candidates: tuple[str, ...]

    @property
    def is_bypass(self) -> bool:
        """Return whether the body that the rules name was passed over."""
        return bool(self.bypassed)

    @property
    def grounds(self) -> tuple[Grounded, ...]:
        """Return what the result rests on: the rule, and the reason for each bypass."""
        return (self.rule, *(bypass.recusal for bypass in self.bypassed))

    def as_dict(self) -> dict[str, Any]:
        """Return the route as it is stored with a complaint: ids, clauses and truths only."""
        return {
            "body": self.body,
            "act": self.act,
            "rule": self.rule.id,
            "clause": str(self.rule.clause or ""),
            "tried": [
                {
                    "rule": one.rule.id,
                    "clause": str(one.rule.clause or ""),
                    "to": one.rule.to,
                    "standing": one.standing,
                    "outcome": one.outcome.as_dict(),
                }
                for one in self.tried
            ],
            "bypassed": [
                {
                    "body": one.body,
                    "reason": one.recusal.id,
                    "clause": str(one.recusal.clause or ""),
                    "to": one.to,
                }
                for one in self.bypassed
            ],
            "barred": sorted(self.barred),
            "candidates": list(self.candidates),
        }


def route(pack: Pack, facts: Facts) -> Route:
    """Return which body receives a complaint with these facts, and why.

    The facts are those that the pack declares; one that is left out is not known.

    :raises FactError: if a fact is not declared, or has a value that it cannot have.
    :raises RoutingFault: if the pack gives no single answer.
    """
    pack.vocabulary.check_all(facts)
    tried, rule = _apply(pack, facts)
    first = rule.to
    barred = _barred(pack, facts, first)

    body = first
    bypassed: list[Bypass] = []
    while (recusal := barred.get(body)) is not None:
        above = pack.binding(body).superior
        if above is None:
            raise RoutingFault("SUPERIOR_MISSING", id=body)
        if above == first or any(above == one.body for one in bypassed):
            raise RoutingFault("SUPERIOR_CYCLE", id=first)
        bypassed.append(Bypass(body, recusal, above))
        body = above

    act: Act = "assign" if isinstance(rule, Fallback) else "receive"
    if bypassed:
        act = pack.binding(body).takes_over
    return Route(
        body=body,
        act=act,
        rule=rule,
        tried=tried,
        bypassed=tuple(bypassed),
        barred=frozenset(barred),
        candidates=tuple(role for role in pack.receiving_roles() if role not in barred),
    )


def _apply(pack: Pack, facts: Facts) -> tuple[tuple[Tried, ...], RoutingRule | Fallback]:
    """Try every rule; return them all, and the one that applies."""
    outcomes = [(rule, evaluate(rule.when, facts, pack.vocabulary)) for rule in pack.routing.rules]
    met = sorted(
        (rule for rule, outcome in outcomes if outcome.is_met),
        key=lambda rule: (rule.order is None, rule.order or 0),
    )
    if len(met) > 1 and met[0].order == met[1].order:
        raise RoutingFault("ROUTES_OVERLAP", first=met[0].id, second=met[1].id)
    applied = met[0] if met else pack.routing.fallback
    if applied is None:
        raise RoutingFault("ROUTES_GAP")
    tried = tuple(
        Tried(rule, outcome, _standing(outcome, is_applied=rule is applied))
        for rule, outcome in outcomes
    )
    return tried, applied


def _standing(outcome: Outcome, *, is_applied: bool) -> Standing:
    if is_applied:
        return "applied"
    if outcome.is_met:
        return "outranked"
    return "not known" if outcome.truth is Truth.UNKNOWN else "not met"


def _barred(pack: Pack, facts: Facts, first: str) -> dict[str, Recusal]:
    """Return every body that may not handle the complaint, with the first reason for each."""
    barred: dict[str, Recusal] = {}
    for recusal in pack.routing.recusals:
        if recusal.when and not evaluate(recusal.when, facts, pack.vocabulary).is_met:
            continue
        named = singles(facts.get(recusal.named_in)) if recusal.named_in else ()
        for role in (*recusal.bars, *named):
            barred.setdefault(first if role == RECEIVING_BODY else str(role), recusal)
    return barred


# ── whom the plan covers ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ScopeFinding:
    """Whether the plan covers a unit or person: met, unmet or not known, and by which rule."""

    truth: Truth
    rule: ScopeRule | None
    tried: tuple[tuple[ScopeRule, Outcome], ...]

    @property
    def is_covered(self) -> bool:
        """Return whether the plan certainly covers it."""
        return self.truth is Truth.MET


def scope_of(pack: Pack, of: Literal["unit", "person"], facts: Facts) -> ScopeFinding:
    """Return whether the plan covers the unit or the person that the facts describe.

    What a rule excludes is excluded, whatever other rules cover. Where no rule speaks of
    persons being covered, every person of a covered unit is.

    :raises FactError: if a fact is not declared, or has a value that it cannot have.
    """
    pack.vocabulary.check_all(facts)
    rules = [rule for rule in pack.scope.rules if rule.of == of]
    tried = tuple((rule, evaluate(rule.when, facts, pack.vocabulary)) for rule in rules)
    for rule, outcome in tried:
        if rule.effect == "excludes" and outcome.is_met:
            return ScopeFinding(Truth.UNMET, rule, tried)
    covering = [(rule, outcome) for rule, outcome in tried if rule.effect == "covers"]
    if not covering:
        return ScopeFinding(Truth.MET, None, tried)
    for rule, outcome in covering:
        if outcome.is_met:
            return ScopeFinding(Truth.MET, rule, tried)
    unknown = any(outcome.truth is Truth.UNKNOWN for _, outcome in covering)
    return ScopeFinding(Truth.UNKNOWN if unknown else Truth.UNMET, None, tried)


# ── read aloud ────────────────────────────────────────────────────────────────────────────

_STANDINGS: dict[Standing, tuple[str, str]] = {
    "applied": ("适用", "applies"),
    "outranked": ("符合，但另有规则优先", "met, but another rule goes first"),
    "not met": ("不符合", "not met"),
    "not known": ("事实不清，不适用", "not known, so it does not apply"),
}
_ACTS: dict[Act, tuple[str, str]] = {
    "receive": ("由{body}受理", "{body} receives it"),
    "assign": ("没有适用的规则，由{body}指定受理机关", "no rule applies; {body} assigns it"),
    "designate": ("由{body}另行指定受理机关", "{body} designates another body"),
    "hand_over": ("密封移交{body}", "it is handed over, sealed, to {body}"),
}


def say_route(pack: Pack, found: Route, lang: Lang) -> list[str]:
    """Return a route in words: where it goes, why, who was passed over, what did not apply."""
    chinese = is_chinese(lang)
    language = 0 if chinese else 1

    def name(role: str) -> str:
        return pack.binding(role).label.say(lang)

    result = _ACTS[found.act][language].format(body=name(found.body))
    lines = [
        f"{result}（{pack.say_grounds(found.rule, lang)}）"
        if chinese
        else (f"{result} ({pack.say_grounds(found.rule, lang)})")
    ]
    for one in found.bypassed:
        reason = one.recusal.label.say(lang)
        lines.append(
            f"{name(one.body)}不经手：{reason}，改由{name(one.to)}处理"
            if chinese
            else f"{name(one.body)} is passed over: {reason}; {name(one.to)} takes over"
        )
    for tried in found.tried:
        stands = _STANDINGS[tried.standing][language]
        limbs = ("；" if chinese else "; ").join(explain(tried.outcome, pack.vocabulary, lang))
        label = tried.rule.label.say(lang)
        lines.append(f"{label}：{stands}。{limbs}" if chinese else f"{label}: {stands}. {limbs}")
    return lines
