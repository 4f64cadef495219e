"""The part `routing`: which body receives a complaint, who is passed over, and why."""

from typing import Any

from zhiyong.rules.conditions import limbs_of
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.reasons import unknown_facts
from zhiyong.rules.explain.scope import declared
from zhiyong.rules.explain.words import both
from zhiyong.rules.pack.routing import Routing, RoutingRule
from zhiyong.rules.routing import Route, RoutingFault, route, say_route


def answer(context: Context) -> dict[str, Any]:
    """Return where a complaint goes, when a fact is known that the routing asks for."""
    pack, facts = context.pack, declared(context)
    if not any(facts.get(fact) is not None for fact in _asked(pack.routing)):
        return {}
    try:
        found = route(pack, facts)
    except RoutingFault as fault:
        params = {name: str(value) for name, value in fault.params.items()}
        return {
            "routing": {
                "to": None,
                "rule": None,
                "fault": {"code": fault.code, **params},
                "barred": [],
                "by_way_of": [],
                **cited(),
                "why": both(
                    f"方案不能给出唯一的受理机关：{fault}", f"the plan gives no one body: {fault}"
                ),
            }
        }
    grounds = [found.rule.clause, *(one.recusal.clause for one in found.bypassed)]
    return {
        "routing": {
            "to": found.body,
            "act": found.act,
            "rule": found.rule.id,
            "barred": sorted(found.barred),
            "by_way_of": [
                {
                    "body": one.body,
                    "recusal": one.recusal.id,
                    "to": one.to,
                    **cited(one.recusal.clause),
                }
                for one in found.bypassed
            ],
            "candidates": list(found.candidates),
            "missing": _missing(found),
            **cited(*grounds),
            "why": {lang: say_route(pack, found, lang) for lang in ("zh", "en")},
        }
    }


def _missing(found: Route) -> list[str]:
    """Return the facts that are not known, and by which a rule would have gone first."""
    order = found.rule.order if isinstance(found.rule, RoutingRule) else None
    first = [
        one
        for one in found.tried
        if one.standing == "not known"
        and (order is None or one.rule.order is None or one.rule.order < order)
    ]
    return list(dict.fromkeys(fact for one in first for fact in unknown_facts(one.outcome)))


def _asked(routing: Routing) -> set[str]:
    """Return every fact that a rule or a recusal asks for."""
    conditions = [rule.when for rule in routing.rules]
    conditions += [recusal.when for recusal in routing.recusals if recusal.when]
    facts = {limb.fact for condition in conditions for limb in limbs_of(condition)}
    return facts | {one.named_in for one in routing.recusals if one.named_in}
