"""Votes and surveys counted: turnout, quorum, exact shares, pass mark, rounds, and what is shown.

Shares stay as they were counted (`Ratio`) and are compared by cross-multiplication; nothing is
rounded before it is compared.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Literal

from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import FactValue, Ratio
from zhiyong.rules.pack.ballots import Ballot, Option, PassMark, Supply
from zhiyong.rules.values import UNSPECIFIED

BaseName = Literal["valid", "returned", "issued", "eligible"]
_ORDER: tuple[BaseName, ...] = ("eligible", "issued", "returned", "valid")


class BallotError(RuleError):
    """The counts cannot be those of one vote.

    OPTION_UNKNOWN: no such option or question · COUNT_NEGATIVE · COUNTS_GROW: more ballots came
    back than went out, and so on · COUNTS_EXCEED: more votes than ballots · ROUND_TOO_HIGH: the
    plan ends after fewer rounds · ROUND_NOT_OPEN: the round before did not fail
    """


@dataclass(frozen=True, slots=True)
class Tally:
    """What the tellers counted: ballots, and votes for each option or question.

    questions   votes for each option, question by question, where the form has several questions
    average     of the levels, 1 the lowest, where only that is known · levels: how many there are
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    eligible: int | None = None
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    questions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    average: Fraction | None = None
    levels: int | None = None
    round: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What a count comes to.

    base        of what shares are taken · base_from: the count that it was taken from; "counts"
                where valid ballots were not given and all votes were added up
    valid       whether the quorum was reached, None where that cannot be said
    needed      ballots that the quorum asks for, of the eligible · taken_part: ballots cast
    passed      None: the plan has no pass mark, the vote is invalid, or a number is missing
    published   False: too few answers, so nothing is shown, supplied or ranked
    next_round  the number of the round that a failed vote opens · ended: no further round is left
    facts       what the result supplies to leads
    missing     counts and open numbers that an answer would have needed
    """

    ballot: Ballot
    round: int
    answers: int | None
    base: int | None
    base_from: str
    turnout: Ratio | None
    shares: Mapping[str, Ratio]
    of_questions: Mapping[str, Mapping[str, Ratio]]
    needed: int | None
    taken_part: int | None
    valid: bool | None
    pass_share: Ratio | None
    passed: bool | None
    score: Fraction | None
    published: bool | None
    next_round: int | None
    ended: bool
    facts: Mapping[str, FactValue]
    missing: tuple[str, ...]


def count(ballot: Ballot, tally: Tally) -> Result:
    """Return what a count comes to.

    :raises BallotError: if the counts cannot be those of one vote.
    """
    _check(ballot, tally)
    missing: list[str] = []
    cast = sum(tally.counts.values())
    valid_ballots = tally.valid
    if valid_ballots is None and not ballot.several and _is_complete(ballot, tally.counts):
        valid_ballots = cast
    base, base_from = _base(ballot, tally, valid_ballots)
    if base is None:
        missing.append(ballot.base)
    answers = _first(valid_ballots, tally.returned)
    taken_part = _first(tally.returned, valid_ballots)
    published = _is_published(ballot, answers, missing)
    needed, is_valid = _quorum(ballot, tally.eligible, taken_part, missing)
    counts = _filled(ballot, tally.counts, valid_ballots)
    shares = {one: Ratio(votes, base) for one, votes in counts.items()} if base else {}
    of_questions = {
        question: {one: Ratio(votes, sum(found.values())) for one, votes in found.items()}
        for question, found in tally.questions.items()
        if sum(found.values())
    }
    score = _score(ballot, tally, counts)
    pass_share, reaches = _reaches(ballot.passes, counts, base, missing)
    passed = reaches if is_valid and published is not False else None
    next_round, ended = _next_round(ballot, tally.round, passed, missing)
    turnout = (
        Ratio(taken_part, tally.eligible) if taken_part is not None and tally.eligible else None
    )
    facts: dict[str, FactValue] = {}
    if published is not False and is_valid is not False:
        facts = _supplied(ballot, counts, base, score, turnout, passed)
    hidden = published is False
    return Result(
        ballot=ballot,
        round=tally.round,
        answers=answers,
        base=base,
        base_from=base_from,
        turnout=turnout,
        shares={} if hidden else shares,
        of_questions={} if hidden else of_questions,
        needed=needed,
        taken_part=taken_part,
        valid=is_valid,
        pass_share=None if hidden else pass_share,
        passed=passed,
        score=None if hidden else score,
        published=published,
        next_round=next_round,
        ended=ended,
        facts=facts,
        missing=tuple(dict.fromkeys(missing)),
    )


def check_rounds(results: Sequence[Result]) -> None:
    """Refuse a later round of one vote where the round before it did not fail.

    :raises BallotError: ROUND_NOT_OPEN.
    """
    by_round = {result.round: result for result in results}
    for number in sorted(by_round):
        before = by_round.get(number - 1)
        if before is not None and before.passed is True:
            raise BallotError("ROUND_NOT_OPEN", round=number, before=number - 1)


def normalise(value: Fraction, lowest: Fraction, highest: Fraction, top: Fraction) -> Fraction:
    """Return a level on a scale from 0: 4.2 of 1 to 5 is 80 of 100, exactly (x-1)/(k-1)·100.

    :raises BallotError: LEVELS_FLAT, if there is one level only.
    """
    if highest <= lowest:
        raise BallotError("LEVELS_FLAT", lowest=lowest, highest=highest)
    return (value - lowest) / (highest - lowest) * top


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may vote, and how many ballots they get: one each, or one for each capacity."""

    voters: tuple[str, ...]
    ballots: int
    several: tuple[str, ...]


def roll(ballot: Ballot, capacities: Mapping[str, Collection[str]]) -> Roll:
    """Return the roll of a vote from the capacities of each voter.

    Somebody with two capacities gets one ballot, unless the plan gives one for each.
    """
    voters = tuple(voter for voter, held in capacities.items() if held)
    several = tuple(voter for voter in voters if len(set(capacities[voter])) > 1)
    ballots = len(voters)
    if not ballot.one_each:
        ballots = sum(len(set(capacities[voter])) for voter in voters)
    return Roll(voters, ballots, several)


# ── the parts of a count ──────────────────────────────────────────────────────────────────


def _check(ballot: Ballot, tally: Tally) -> None:
    options = {option.id for option in ballot.options}
    questions = {question.id for question in ballot.questions}
    for name, votes in tally.counts.items():
        if (options or questions) and name not in options | questions:
            raise BallotError("OPTION_UNKNOWN", option=name, known=", ".join(options | questions))
        _not_negative(name, votes)
    for question, found in tally.questions.items():
        if questions and question not in questions:
            raise BallotError("OPTION_UNKNOWN", option=question, known=", ".join(questions))
        for name, votes in found.items():
            if options and name not in options:
                raise BallotError("OPTION_UNKNOWN", option=name, known=", ".join(options))
            _not_negative(f"{question}.{name}", votes)
    known = [(name, number) for name in _ORDER if (number := getattr(tally, name)) is not None]
    for name, number in known:
        _not_negative(name, number)
    for (more, larger), (fewer, smaller) in pairwise(known):
        if smaller > larger:
            raise BallotError("COUNTS_GROW", of=fewer, number=smaller, than=more, most=larger)
    if not known:
        return
    name, most = known[-1]
    one_choice = not ballot.several and not questions & set(tally.counts)
    cast = sum(tally.counts.values()) if one_choice else max(tally.counts.values(), default=0)
    for votes in (cast, *(sum(found.values()) for found in tally.questions.values())):
        if votes > most:
            raise BallotError("COUNTS_EXCEED", votes=votes, of=name, most=most)


def _not_negative(name: str, number: int) -> None:
    if number < 0:
        raise BallotError("COUNT_NEGATIVE", of=name, number=number)


def _is_complete(ballot: Ballot, counts: Mapping[str, int]) -> bool:
    return bool(ballot.options) and all(option.id in counts for option in ballot.options)


def _base(ballot: Ballot, tally: Tally, valid_ballots: int | None) -> tuple[int | None, str]:
    given: int | None = getattr(tally, ballot.base)
    if given is None and ballot.base == "valid" and valid_ballots is not None:
        return valid_ballots, "counts"
    return given, ballot.base


def _first(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)


def _is_published(ballot: Ballot, answers: int | None, missing: list[str]) -> bool | None:
    if ballot.min_n is None:
        return True
    if ballot.min_n == UNSPECIFIED:
        missing.append("min_n")
        return None
    if answers is None:
        missing.append("valid")
        return None
    return answers >= ballot.min_n


def _quorum(
    ballot: Ballot, eligible: int | None, taken_part: int | None, missing: list[str]
) -> tuple[int | None, bool | None]:
    """Return how many must take part, and whether so many did."""
    if ballot.quorum is None:
        return None, True
    if ballot.quorum == UNSPECIFIED:
        missing.append("quorum")
        return None, None
    if eligible is None:
        missing.append("eligible")
        return None, None
    needed = ceil(ballot.quorum * eligible)
    if taken_part is None:
        missing.append("returned")
        return needed, None
    return needed, taken_part >= needed


def _filled(ballot: Ballot, counts: Mapping[str, int], valid_ballots: int | None) -> dict[str, int]:
    """Return the votes of each option; one not counted has none once all ballots are used up."""
    filled = dict(counts)
    if not ballot.several and counts and sum(counts.values()) == valid_ballots:
        for option in ballot.options:
            filled.setdefault(option.id, 0)
    return filled


def _together(options: Collection[str], counts: Mapping[str, int]) -> int | None:
    """Return the votes of several options, or None when one of them was not counted."""
    found = [counts[option] for option in options if option in counts]
    return sum(found) if found and len(found) == len(options) else None


def _reaches(
    mark: PassMark | None, counts: Mapping[str, int], base: int | None, missing: list[str]
) -> tuple[Ratio | None, bool | None]:
    """Return the share that the pass mark asks for, and whether it is reached."""
    if mark is None:
        return None, None
    votes = _together(mark.options, counts)
    if votes is None:
        missing.append("counts")
    share = Ratio(votes, base) if votes is not None and base else None
    stands: list[bool | None] = []
    for name, wanted in (("over", mark.over), ("at_least", mark.at_least)):
        if wanted is None:
            continue
        if wanted == UNSPECIFIED:
            missing.append(f"passes.{name}")
            stands.append(None)
        elif share is None:
            stands.append(None)
        else:
            lead = share.part * wanted.denominator - wanted.numerator * share.base
            stands.append(lead > 0 if name == "over" else lead >= 0)
    if not stands:
        return share, None
    return share, False if False in stands else None if None in stands else True


def _next_round(
    ballot: Ballot, number: int, passed: bool | None, missing: list[str]
) -> tuple[int | None, bool]:
    rounds = ballot.rounds
    if rounds is None:
        return None, False
    most = rounds.most
    if isinstance(most, int) and number > most:
        raise BallotError("ROUND_TOO_HIGH", round=number, most=most)
    if passed is not False:
        return None, False
    if isinstance(most, int) and number == most:
        return None, True
    if most == UNSPECIFIED:
        missing.append("rounds.most")
    return number + 1, False


def _score(ballot: Ballot, tally: Tally, counts: Mapping[str, int]) -> Fraction | None:
    """Return the points: of the options' scores, of the questions' mean, or of an average."""
    scored = [option for option in ballot.options if option.score is not None]
    if tally.average is not None:
        low, high = _levels(scored, tally.levels)
        return None if high is None else _scaled(ballot, tally.average, low, high)
    if tally.questions:
        found = [_mean(scored, votes) for votes in tally.questions.values()]
        known = [one for one in found if one is not None]
        if not known or len(known) < len(found):
            return None
        mean: Fraction | None = sum(known, Fraction()) / len(known)
    else:
        mean = _mean(scored, counts)
    if mean is None:
        return None
    low, high = _levels(scored, None)
    return None if high is None else _scaled(ballot, mean, low, high)


def _mean(scored: Sequence[Option], counts: Mapping[str, int]) -> Fraction | None:
    """Return the mean score of the votes for scored options, or None if one was not counted."""
    votes = _together([option.id for option in scored], counts)
    if not votes:
        return None
    points = sum((option.score or Fraction()) * counts[option.id] for option in scored)
    return Fraction(points) / votes


def _levels(scored: Sequence[Option], levels: int | None) -> tuple[Fraction, Fraction | None]:
    if levels is not None:
        return Fraction(1), Fraction(levels)
    scores = [option.score for option in scored if option.score is not None]
    return (min(scores), max(scores)) if scores else (Fraction(1), None)


def _scaled(ballot: Ballot, value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    if not low <= value <= high:
        raise BallotError("LEVEL_OUTSIDE", value=value, lowest=low, highest=high)
    if ballot.scale is None:
        return value
    return normalise(value, low, high, Fraction(ballot.scale))


def _supplied(
    ballot: Ballot,
    counts: Mapping[str, int],
    base: int | None,
    score: Fraction | None,
    turnout: Ratio | None,
    passed: bool | None,
) -> dict[str, FactValue]:
    """Return the facts that the result supplies; what is not known is left out."""
    found: dict[str, FactValue] = {}
    supplies = ballot.gives
    if not supplies and len(ballot.supplies) == 1 and ballot.passes:
        supplies = (Supply(fact=ballot.supplies[0], options=ballot.passes.options),)
    for supply in supplies:
        match supply.take:
            case "share":
                votes = _together(supply.options, counts)
                value: FactValue = Ratio(votes, base) if votes is not None and base else None
            case "score":
                value = score
            case "turnout":
                value = turnout
            case _:
                value = passed
        if value is not None:
            found[supply.fact] = value
    return found
