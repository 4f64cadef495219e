"""The part `ballots`: counts of votes and surveys; the facts they supply go on to the leads."""

from typing import Any

from zhiyong.rules.ballots import BallotError, Result, Tally, check_rounds, count, roll
from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.score_words import BASES
from zhiyong.rules.explain.scores import Name, find, number, refusal, said, why
from zhiyong.rules.explain.words import Said, both, exact
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack.ballots import Ballot
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, Count, Id, NumberField, say_number, say_term


class Asked(Shape):
    """One count: see docs/reference/facts.md."""

    ballot: Id
    of: Name | None = None
    eligible: Count | None = None
    issued: Count | None = None
    returned: Count | None = None
    valid: Count | None = None
    counts: dict[Name, Count | dict[Name, Count]] = {}
    average: NumberField | None = None
    levels: Count | None = None
    round: Count = 1
    roll: dict[Name, tuple[Name, ...]] = {}


def answer(context: Context) -> dict[str, Any]:
    """Return what each count comes to, and supply its facts."""
    if not context.raw.get("ballots"):
        return {}
    counted: list[tuple[Asked, Ballot, Result | None, dict[str, Any]]] = []
    for place, asked in enumerate(context.read_all(Asked, "ballots")):
        ballot = find(context, "ballots", asked.ballot, f"ballots.{place}.ballot")
        if ballot is None:
            continue
        try:
            result = count(ballot, _tally(ballot, asked))
        except RuleError as error:
            told = {"refused": [refusal(error)], "why": why([refusal(error)["why"]])}
            counted.append((asked, ballot, None, told))
            continue
        counted.append((asked, ballot, result, _told(context, asked, ballot, result)))
    _over_rounds(counted)
    _supply(context, counted)
    return {
        "ballots": [
            {
                "ballot": ballot.id,
                **({"of": asked.of} if asked.of else {}),
                "round": asked.round,
                **told,
                **cited(ballot.clause),
            }
            for asked, ballot, _, told in counted
        ]
    }


def _tally(ballot: Ballot, asked: Asked) -> Tally:
    eligible = asked.eligible
    if eligible is None and asked.roll:
        eligible = roll(ballot, asked.roll).ballots
    return Tally(
        counts={name: votes for name, votes in asked.counts.items() if isinstance(votes, int)},
        questions={name: votes for name, votes in asked.counts.items() if isinstance(votes, dict)},
        eligible=eligible,
        issued=asked.issued,
        returned=asked.returned,
        valid=asked.valid,
        average=asked.average,
        levels=asked.levels,
        round=asked.round,
    )


def _told(context: Context, asked: Asked, ballot: Ballot, result: Result) -> dict[str, Any]:
    for name in result.missing:
        if "." in name or name in ("quorum", "min_n"):
            context.missing.append(f"ballots.{ballot.id}.{name}")
    told: dict[str, Any] = {
        "valid": result.valid,
        "base": result.base,
        "base_of": ballot.base,
        "n": result.answers,
        "turnout": exact(result.turnout),
        "shares": {name: exact(share) for name, share in result.shares.items()},
        "quorum": None
        if ballot.quorum is None
        else {
            "needed": result.needed,
            "taken_part": result.taken_part,
            "reached": result.valid,
        },
        "passed": result.passed,
        "next_round": result.next_round,
        "supplies": {name: exact(value) for name, value in result.facts.items()},
        "score": number(result.score),
        "published": result.published,
        "why": why([*_why(ballot, result), *_why_roll(asked, ballot)]),
    }
    if result.of_questions:
        told["questions"] = {
            question: {name: exact(share) for name, share in shares.items()}
            for question, shares in result.of_questions.items()
        }
    if result.pass_share is not None:
        told["pass_share"] = exact(result.pass_share)
    if result.next_round is not None and ballot.rounds:
        within = ballot.rounds.within
        told["repeats"] = list(ballot.rounds.repeats)
        told["within"] = None if within in (None, UNSPECIFIED) else str(within)
        if within == UNSPECIFIED:
            context.missing.append(f"ballots.{ballot.id}.rounds.within")
    if result.ended:
        told["rounds_ended"] = True
    if result.missing:
        told["missing"] = list(result.missing)
    if asked.roll:
        voters = roll(ballot, asked.roll)
        told["roll"] = {"ballots": voters.ballots, "several": list(voters.several)}
    return told


def _why(ballot: Ballot, result: Result) -> list[Said]:
    name, name_en = BASES[ballot.base]
    names: dict[str, object] = {"name": name, "name_en": name_en, "base": result.base}
    if result.published is False:
        return [said("few_answers", {"answers": result.answers, "min_n": ballot.min_n})]
    code = "base_missing" if result.base is None else "base"
    reasons = [said("base_counts" if result.base_from == "counts" else code, names)]
    if result.published is None and ballot.min_n == UNSPECIFIED:
        reasons.append(said("min_n_open"))
    if ballot.quorum is not None:
        reasons.append(_why_quorum(result))
    if ballot.passes is not None and result.valid is not False:
        reasons.append(_why_passed(ballot, result))
    if result.next_round is not None:
        reasons.append(said("next_round", {"round": result.next_round}))
        if ballot.rounds and not isinstance(ballot.rounds.within, str | None):
            term = ballot.rounds.within
            reasons.append(
                both(f"须在{say_term(term, 'zh')}内完成", f"within {say_term(term, 'en')}")
            )
    if result.ended:
        reasons.append(said("rounds_end", {"round": result.round}))
    scores = [option.score for option in ballot.options if option.score is not None]
    if result.score is not None and ballot.scale is not None and scores:
        params = {"low": min(scores), "high": max(scores), "top": ballot.scale}
        reasons.append(said("scaled", params))
    return reasons


def _why_quorum(result: Result) -> Said:
    if result.valid is None or result.needed is None:
        return said("quorum_unknown")
    eligible = result.turnout.base if result.turnout else "?"
    params = {"eligible": eligible, "needed": result.needed, "taken": result.taken_part}
    return said("quorum_reached" if result.valid else "quorum_missed", params)


def _why_passed(ballot: Ballot, result: Result) -> Said:
    mark = ballot.passes
    if result.passed is None or mark is None or result.pass_share is None:
        return said("pass_unknown")
    zh, en = [], []
    for name, wanted in (("over", mark.over), ("at_least", mark.at_least)):
        if wanted is not None and not isinstance(wanted, str):
            words = said(name, {"mark": say_number(wanted, share=True)})
            zh.append(words["zh"])
            en.append(words["en"])
    share = _share_in_words(result.pass_share)
    code = "passed" if result.passed else "failed"
    return both(
        said(code, {"share": share, "mark": "、".join(zh)})["zh"],
        said(code, {"share": share, "mark": ", ".join(en)})["en"],
    )


def _share_in_words(share: Ratio) -> str:
    """Return a share as counted and, where it ends, in hundredths: 64/80 (80%)."""
    tenths, rest = divmod(share.part * 1000, share.base)
    if rest:
        return str(share)
    return f"{share} ({tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''}%)"


def _why_roll(asked: Asked, ballot: Ballot) -> list[Said]:
    if not asked.roll or not ballot.one_each:
        return []
    several = roll(ballot, asked.roll).several
    return [said("one_each", {"several": len(several)})] if several else []


def _over_rounds(counted: list[tuple[Asked, Ballot, Result | None, dict[str, Any]]]) -> None:
    """Mark rounds that a later one replaces; refuse a round after one that was passed."""
    for asked, ballot, result, told in counted:
        same = [
            other_result
            for other, other_ballot, other_result, _ in counted
            if other_ballot is ballot and other.of == asked.of and other_result is not None
        ]
        if result is None or len(same) < 2:
            continue
        upto = [one for one in same if one.round in (result.round, result.round - 1)]
        try:
            check_rounds(upto)
        except BallotError as error:
            told["refused"] = [refusal(error)]
            told["supplies"] = {}
        if later := [one.round for one in same if one.round > result.round]:
            told["replaced_by"] = min(later)
            told["supplies"] = {}
            told["why"] = why([*_pairs(told["why"]), said("later_round", {"round": min(later)})])


def _pairs(lists: dict[str, list[str]]) -> list[Said]:
    return [both(zh, en) for zh, en in zip(lists["zh"], lists["en"], strict=True)]


def _supply(
    context: Context, counted: list[tuple[Asked, Ballot, Result | None, dict[str, Any]]]
) -> None:
    """Supply the facts of each vote's last round; of several subjects, of none."""
    for asked, ballot, result, told in counted:
        if result is None or not told["supplies"]:
            continue
        subjects = {other.of for other, other_ballot, _, _ in counted if other_ballot is ballot}
        if len(subjects) > 1:
            told["why"] = why([*_pairs(told["why"]), said("several_subjects")])
            continue
        if asked.of is None and sum(one is ballot for _, one, _, _ in counted) > 1:
            rounds = {other.round for other, one, _, _ in counted if one is ballot}
            if len(rounds) == 1:
                told["why"] = why([*_pairs(told["why"]), said("several_subjects")])
                continue
        context.supply(result.facts)
