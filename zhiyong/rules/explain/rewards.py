"""The part `rewards`: whom a plan's rewards may be proposed for, and who is left out, with why."""

from collections.abc import Mapping
from typing import Any

from zhiyong.rules.conditions import Truth, evaluate
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scores import Name, find, number, said, why
from zhiyong.rules.explain.words import Said, both, of_label, of_outcome
from zhiyong.rules.pack.appraisal import Reward
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, Count, Id, Ids


class Asked(Shape):
    """One list of rewards: see docs/reference/facts.md."""

    reward: Id
    year: Count | None = None
    candidates: tuple[Name, ...] = ()
    met: dict[Name, Ids] = {}
    blocked: dict[Name, str] = {}


def answer(context: Context) -> dict[str, Any]:
    """Return the list of each reward that is asked about."""
    if not context.raw.get("rewards"):
        return {}
    told = []
    for place, asked in enumerate(context.read_all(Asked, "rewards")):
        reward = find(context, "rewards", asked.reward, f"rewards.{place}.reward")
        if reward is not None:
            told.append(_told(context, reward, asked))
    return {"rewards": told}


def _told(context: Context, reward: Reward, asked: Asked) -> dict[str, Any]:
    proposed, excluded, undecided = [], [], []
    for who in _candidates(context, reward, asked):
        out, unclear = _excluded(context, reward, asked, who)
        if out:
            excluded.append(out)
        elif unclear:
            undecided.append({"who": who, "missing": unclear})
        else:
            proposed.append(who)
    if reward.amount == UNSPECIFIED:
        context.missing.append(f"rewards.{reward.id}.amount")
    counts = {"proposed": len(proposed), "excluded": len(excluded)}
    return {
        "reward": reward.id,
        "proposed": proposed,
        "excluded": excluded,
        "undecided": undecided,
        "amount": None if isinstance(reward.amount, str) else number(reward.amount),
        "by": list(reward.by),
        "feeds": [of_label(one.label) for one in reward.feeds],
        **cited(reward.clause, *(one.clause for one in reward.feeds)),
        "why": why([said("rewards", counts), *([said("rewards_people")] if proposed else [])]),
    }


def _candidates(context: Context, reward: Reward, asked: Asked) -> list[str]:
    """Return who is named, else the best of the ranking that the reward goes by."""
    if asked.candidates or not reward.ranks:
        return list(asked.candidates)
    lists = context.answers.get("rankings") or []
    return [
        who for one in lists if one.get("ranking") == reward.ranks for who in one.get("best") or []
    ]


def _excluded(
    context: Context, reward: Reward, asked: Asked, who: str
) -> tuple[dict[str, Any] | None, list[str]]:
    """Return why somebody is left out, or what is not known about them."""
    if reward.excludes_blocked:
        if who in asked.blocked:
            reason = asked.blocked[who]
            return {"who": who, "because": "blocked", "why": both(reason, reason)}, []
        if found := _by_decisions(context, asked, who):
            return found, []
    unclear = []
    met = asked.met.get(who)
    for criterion in reward.criteria:
        if met is None:
            unclear.append(criterion.id)
        elif criterion.id not in met:
            sentence = said("criterion_unmet", {"criterion": criterion.label})
            grounds = cited(criterion.clause or reward.clause)
            return {"who": who, "because": criterion.id, **grounds, "why": sentence}, []
    if reward.when is not None:
        outcome = evaluate(reward.when, _facts_of(context, who), context.pack.vocabulary)
        if outcome.truth is Truth.UNMET:
            sentence = of_outcome(outcome, context.pack.vocabulary)
            grounds = cited(reward.when.clause or reward.clause)
            return {"who": who, "because": "condition", **grounds, "why": sentence}, []
        if outcome.truth is Truth.UNKNOWN:
            unclear += [
                str(getattr(one.condition, "fact", "")) for one in outcome.limbs(outcome.truth)
            ]
    return None, unclear


def _by_decisions(context: Context, asked: Asked, who: str) -> dict[str, Any] | None:
    """Return which decisions of the year bar somebody: a grade barred or forced, a right lost."""
    of_year = ((context.answers.get("standing") or {}).get(who) or {}).get(str(asked.year)) or {}
    entries = [
        entry
        for key in ("blocked", "lost")
        for entry in of_year.get(key) or []
        if isinstance(entry, Mapping)
    ]
    if not entries and not of_year.get("forced"):
        return None
    decisions = list(dict.fromkeys(one for entry in entries for one in entry.get("decisions", ())))
    sentence: Said = said("barred_by", {"decisions": "、".join(decisions)})
    return {
        "who": who,
        "because": "blocked",
        "decisions": decisions,
        "clauses": list(dict.fromkeys(one for entry in entries for one in entry.get("clauses", ())))
        or list(of_year.get("clauses", ())),
        "why": sentence,
    }


def _facts_of(context: Context, who: str) -> dict[str, Any]:
    people = context.raw.get("people")
    person = people.get(who) if isinstance(people, Mapping) else None
    own = person.get("facts") if isinstance(person, Mapping) else None
    return {**context.facts, **context.read_facts(own, f"people.{who}.facts")}
