"""The part `rankings`: the best and the worst, group by group."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scores import Name, find, number, refusal, said, why
from zhiyong.rules.explain.words import Said
from zhiyong.rules.grading import Listed, from_bottom, rank
from zhiyong.rules.pack.appraisal import Ranking
from zhiyong.rules.pack.fields import Value
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, Count, Id, NumberField


class Asked(Shape):
    """One ranking: see docs/reference/facts.md."""

    ranking: Id
    scores: dict[Name, NumberField] = {}
    answers: dict[Name, Count] = {}
    groups: dict[Name, Id] = {}
    confirmed: tuple[Name, ...] = ()
    rank: Count | None = None
    of: Count | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return the lists of every ranking that is asked about."""
    if not context.raw.get("rankings"):
        return {}
    told = []
    for place, asked in enumerate(context.read_all(Asked, "rankings")):
        ranking = find(context, "rankings", asked.ranking, f"rankings.{place}.ranking")
        if ranking is not None:
            told.append({"ranking": ranking.id, **_told(context, ranking, asked)})
    return {"rankings": told}


def _told(context: Context, ranking: Ranking, asked: Asked) -> dict[str, Any]:
    if asked.rank is not None and asked.of is not None:
        return _of_outside(ranking, asked.rank, asked.of)
    missing = [
        f"rankings.{ranking.id}.{name}"
        for name in ("best", "worst", "min_n")
        if getattr(ranking, name) == UNSPECIFIED
    ]
    context.missing.extend(missing)
    best, worst = ranking.best, ranking.worst
    if isinstance(best, str) or isinstance(worst, str):
        reasons = [said("places_open")]
        return {
            "best": None,
            "worst": None,
            "ranks": {},
            "missing": missing,
            **cited(ranking.clause),
            "why": why(reasons),
        }
    min_n = ranking.min_n if isinstance(ranking.min_n, int) else None
    full = _full_mark(context.pack, ranking) if ranking.spare_full else None
    refused, groups = _grouped(ranking, asked)
    lists = {
        group: rank(
            scores,
            best or 0,
            worst or 0,
            answers=asked.answers,
            min_n=min_n,
            shrink=ranking.shrink,
            higher_is_better=ranking.higher_is_better,
            full=full,
        )
        for group, scores in groups.items()
    }
    for listed in lists.values():
        refused += _refused(listed, asked.answers, min_n)
    told: dict[str, Any] = {
        "best": _joined(listed.best for listed in lists.values()),
        "worst": _joined(listed.worst for listed in lists.values()),
        "ranks": {who: place for listed in lists.values() for who, place in listed.ranks.items()},
        "ties": [
            {
                "list": tie.list,
                "places": tie.places,
                "who": list(tie.units),
                "score": number(tie.score),
            }
            for listed in lists.values()
            for tie in listed.ties
        ],
        "in_both": _joined(listed.in_both for listed in lists.values()),
        "spared": _joined(listed.spared for listed in lists.values()),
        "refused": refused,
    }
    if asked.groups:
        told["groups"] = {
            group: {"best": list(listed.best), "worst": list(listed.worst), **_shrunk(listed)}
            for group, listed in lists.items()
        }
    elif len(lists) == 1:
        told |= _shrunk(next(iter(lists.values())))
    reasons = [one for listed in lists.values() for one in _why(listed)]
    if ranking.groups and not asked.groups:
        reasons.append(said("groups_missing"))
    if ranking.min_n == UNSPECIFIED:
        reasons.append(said("min_n_open"))
    labels = _labels(ranking, asked, told["best"], told["worst"])
    if any(label["state"] == "proposed" for label in labels):
        reasons.append(said("to_confirm"))
    return {
        **told,
        "labels": labels,
        "opens": _opens(ranking, asked, told["worst"]),
        **({"missing": missing} if missing else {}),
        **cited(ranking.clause),
        "why": why(reasons),
    }


def _of_outside(ranking: Ranking, place: int, of: int) -> dict[str, Any]:
    """Return a place in somebody else's list, counted from its end."""
    try:
        found = from_bottom(place, of)
    except RuleError as error:
        told = refusal(error)
        return {"refused": [told], **cited(ranking.clause), "why": why([told["why"]])}
    params = {"rank": place, "of": of, "place": found}
    return {
        "from_bottom": found,
        **cited(ranking.clause),
        "why": why([said("from_bottom", params)]),
    }


def _full_mark(pack: Pack, ranking: Ranking) -> Fraction | None:
    """Return the full mark of what is ranked: an account, an appraisal or a survey."""
    if pack.has("accounts", ranking.of):
        return Fraction(pack.element("accounts", ranking.of).full_mark)
    if pack.has("appraisals", ranking.of):
        return Fraction(pack.element("appraisals", ranking.of).top or 100)
    if pack.has("ballots", ranking.of) and pack.element("ballots", ranking.of).scale:
        return Fraction(pack.element("ballots", ranking.of).scale)
    return None


def _grouped(
    ranking: Ranking, asked: Asked
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Fraction]]]:
    """Return the scores by group; who alone has none is refused, of none given all are one."""
    refused: list[dict[str, Any]] = []
    if not asked.groups:
        return refused, {"": asked.scores}
    known = [group.id for group in ranking.groups] or list(dict.fromkeys(asked.groups.values()))
    groups: dict[str, dict[str, Fraction]] = {group: {} for group in known}
    for who, score in asked.scores.items():
        group = asked.groups.get(who)
        if group not in groups:
            sentence = said("group_missing", {"unit": who})
            refused.append({"who": who, "code": "group_missing", "why": sentence})
        else:
            groups[group][who] = score
    return refused, {group: scores for group, scores in groups.items() if scores}


def _refused(listed: Listed, answers: Mapping[str, int], min_n: int | None) -> list[dict[str, Any]]:
    return [
        {
            "who": who,
            "code": code,
            "n": answers.get(who),
            "min_n": min_n,
            "why": said(code, {"n": answers.get(who), "min_n": min_n}),
        }
        for who, code in (listed.refused or {}).items()
    ]


def _shrunk(listed: Listed) -> dict[str, Any]:
    if not listed.overlap:
        return {}
    best, worst = listed.allowed
    return {"overlap": listed.overlap, "shrunk_to": {"best": best, "worst": worst}}


def _joined(lists: Iterable[tuple[str, ...]]) -> list[str]:
    return [who for one in lists for who in one]


def _why(listed: Listed) -> list[Said]:
    reasons = [said("ranked", {"number": len(listed.ranks)})]
    if listed.overlap and listed.allowed != listed.asked:
        best, worst = listed.allowed
        reasons.append(
            said(
                "shrunk",
                {
                    "number": len(listed.ranks),
                    "overlap": listed.overlap,
                    "best": best,
                    "worst": worst,
                },
            )
        )
    for tie in listed.ties:
        if not set(tie.units) & set(listed.in_both):
            params = {"units": "、".join(tie.units), "score": tie.score}
            reasons.append(said("rank_tie", params))
    if listed.in_both:
        reasons.append(said("in_both", {"units": "、".join(listed.in_both)}))
    if spared := [who for who in listed.spared if who not in listed.in_both]:
        reasons.append(said("spared", {"units": "、".join(spared)}))
    return reasons


def _labels(
    ranking: Ranking, asked: Asked, best: list[str], worst: list[str]
) -> list[dict[str, Any]]:
    """Return the label of each who is listed: proposed until a person confirms it."""
    return [
        {
            "who": who,
            "list": name,
            "label": {"zh": label.label.zh, "en": label.label.en},
            "state": _state(ranking, asked, who),
        }
        for name, listed, label in _lists(ranking, best, worst)
        for who in listed
    ]


def _lists(
    ranking: Ranking, best: list[str], worst: list[str]
) -> list[tuple[str, list[str], Value]]:
    given = (("best", best, ranking.best_label), ("worst", worst, ranking.worst_label))
    return [(name, listed, label) for name, listed, label in given if label is not None]


def _state(ranking: Ranking, asked: Asked, who: str) -> str:
    return "proposed" if ranking.confirmed_by and who not in asked.confirmed else "confirmed"


def _opens(ranking: Ranking, asked: Asked, worst: list[str]) -> list[dict[str, Any]]:
    """Return the accountability items that a confirmed place among the worst opens, once each."""
    return [
        {"who": who, "opens": list(ranking.opens)}
        for who in worst
        if ranking.opens and _state(ranking, asked, who) == "confirmed"
    ]
