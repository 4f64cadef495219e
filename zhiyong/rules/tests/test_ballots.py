from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.ballots import BallotError, Tally, check_rounds, count, normalise, roll
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack.ballots import Ballot


def ballot(options: Mapping[str, int | None] | None = None, **more: Any) -> Ballot:
    shown = {"zh": "测评", "en": "Vote"}
    listed = [
        {"id": name, "label": shown, **({} if score is None else {"score": str(score)})}
        for name, score in (options or {"unfit": None, "basic": None, "fit": None}).items()
    ]
    return Ballot.model_validate(
        {"id": "vote", "label": shown, "of": "person", "options": listed, **more}
    )


GIVES = [
    {"fact": "unfit_share", "options": ["unfit"]},
    {"fact": "unfit_or_basic", "options": ["unfit", "basic"]},
    {"fact": "turnout", "take": "turnout"},
]


def test_shares_stay_as_counted() -> None:
    tally = Tally(
        {"unfit": 11, "basic": 2, "fit": 17}, eligible=40, issued=36, returned=34, valid=30
    )

    result = count(ballot(gives=GIVES), tally)

    assert result.base == 30
    assert result.facts == {
        "unfit_share": Ratio(11, 30),
        "unfit_or_basic": Ratio(13, 30),
        "turnout": Ratio(34, 40),
    }


@pytest.mark.parametrize(
    ("base", "share"), [("valid", 30), ("returned", 34), ("issued", 36), ("eligible", 40)]
)
def test_the_plan_says_of_what_shares_are_taken(base: str, share: int) -> None:
    tally = Tally({"unfit": 11}, eligible=40, issued=36, returned=34, valid=30)

    assert count(ballot(base=base), tally).shares["unfit"] == Ratio(11, share)


def test_valid_ballots_may_be_added_up_when_every_option_is_counted() -> None:
    whole = count(ballot(), Tally({"unfit": 11, "basic": 2, "fit": 17}))
    part = count(ballot(), Tally({"unfit": 11, "basic": 2}))

    assert (whole.base, whole.base_from) == (30, "counts")
    assert (part.base, part.missing) == (None, ("valid",))


def test_what_is_not_counted_is_nothing_only_when_all_ballots_are_used_up() -> None:
    used_up = count(ballot(gives=GIVES), Tally({"unfit": 10, "fit": 20}, valid=30))
    left = count(ballot(gives=GIVES), Tally({"unfit": 10, "fit": 19}, valid=30))

    assert used_up.facts["unfit_or_basic"] == Ratio(10, 30)
    assert "unfit_or_basic" not in left.facts


@pytest.mark.clause("S4i-027")
@pytest.mark.parametrize(("cast", "reached"), [(58, False), (59, False), (60, True), (90, True)])
def test_a_quorum_of_two_thirds_of_ninety_is_sixty(cast: int, reached: bool) -> None:
    result = count(ballot(quorum="2/3"), Tally({}, eligible=90, returned=cast, valid=cast))

    assert (result.needed, result.valid) == (60, reached)


def test_an_invalid_vote_passes_nothing_and_supplies_nothing() -> None:
    asked = ballot(
        quorum="2/3",
        passes={"options": ["fit"], "at_least": "70%"},
        rounds={"most": 3},
        gives=GIVES,
    )

    result = count(asked, Tally({"fit": 58}, eligible=90, valid=58))

    assert (result.valid, result.passed, result.next_round, result.facts) == (
        False,
        None,
        None,
        {},
    )


@pytest.mark.parametrize(
    ("mark", "votes", "passed"),
    [
        ({"at_least": "70%"}, 64, True),
        ({"at_least": "80%"}, 64, True),
        ({"over": "80%"}, 64, False),
        ({"over": "80%"}, 65, True),
        ({"over": "1/2", "at_least": "90%"}, 65, False),
        ({"at_least": "unspecified"}, 64, None),
    ],
)
def test_a_pass_mark_is_reached_exactly(
    mark: dict[str, str], votes: int, passed: bool | None
) -> None:
    asked = ballot(passes={"options": ["fit"], **mark})

    assert count(asked, Tally({"fit": votes}, valid=80)).passed is passed


@pytest.mark.clause("S4i-031")
def test_a_failed_vote_opens_the_next_round_until_none_is_left() -> None:
    asked = ballot(passes={"options": ["fit"], "at_least": "70%"}, rounds={"most": 2})

    first = count(asked, Tally({"fit": 55}, valid=100))
    second = count(asked, Tally({"fit": 60}, valid=100, round=2))

    assert (first.passed, first.next_round, first.ended) == (False, 2, False)
    assert (second.next_round, second.ended) == (None, True)
    with pytest.raises(BallotError) as raised:
        count(asked, Tally({"fit": 60}, valid=100, round=3))
    assert raised.value.code == "ROUND_TOO_HIGH"


def test_a_vote_that_was_passed_has_no_further_round() -> None:
    asked = ballot(passes={"options": ["fit"], "at_least": "70%"}, rounds={})
    rounds = [count(asked, Tally({"fit": 80}, valid=100, round=number)) for number in (1, 2)]

    with pytest.raises(BallotError):
        check_rounds(rounds)


@pytest.mark.clause("S4h-039")
def test_too_few_answers_publish_nothing() -> None:
    asked = ballot({"yes": 1, "no": 0}, min_n=30, gives=[{"fact": "x", "options": ["yes"]}])

    result = count(asked, Tally({"yes": 3, "no": 1}, valid=4))

    assert (result.published, result.shares, result.score, result.facts) == (False, {}, None, {})


def test_an_open_least_number_is_named() -> None:
    result = count(ballot(min_n="unspecified"), Tally({"unfit": 1}, valid=4))

    assert (result.published, result.missing) == (None, ("min_n",))


LEVELS = {"five": 5, "four": 4, "three": 3, "two": 2, "one": 1}


@pytest.mark.clause("S3-095")
def test_levels_are_put_on_a_scale() -> None:
    asked = ballot(LEVELS, scale=100)

    counted = count(asked, Tally({"five": 20, "four": 20, "three": 10, "two": 0, "one": 0}))

    assert counted.score == 80
    assert count(asked, Tally(average=Fraction("4.2"), valid=50)).score == 80
    assert normalise(Fraction("4.2"), Fraction(1), Fraction(5), Fraction(100)) == 80


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5))
def test_a_score_stays_on_its_scale(votes: list[int]) -> None:
    result = count(ballot(LEVELS, scale=100), Tally(dict(zip(LEVELS, votes, strict=True))))

    assert result.score is None if not sum(votes) else 0 <= (result.score or 0) <= 100


def test_questions_are_counted_each_by_itself() -> None:
    shown = {"zh": "问", "en": "Question"}
    asked = ballot(
        {"yes": 1, "no": 0}, questions=[{"id": one, "label": shown} for one in ("a", "b")]
    )

    flat = count(asked, Tally({"a": 170, "b": 150}, valid=200))
    full = count(
        asked,
        Tally(questions={"a": {"yes": 170, "no": 30}, "b": {"yes": 90, "no": 110}}, valid=200),
    )

    assert flat.shares == {"a": Ratio(170, 200), "b": Ratio(150, 200)}
    assert full.of_questions["b"]["yes"] == Ratio(90, 200)
    assert full.score == Fraction(260, 400)


@pytest.mark.parametrize(
    ("tally", "code"),
    [
        (Tally({"unfit": 31}, valid=30), "COUNTS_EXCEED"),
        (Tally({"unfit": 20, "fit": 11}, valid=30), "COUNTS_EXCEED"),
        (Tally({"other": 1}, valid=30), "OPTION_UNKNOWN"),
        (Tally({"fit": -1}, valid=30), "COUNT_NEGATIVE"),
        (Tally({}, eligible=30, issued=31), "COUNTS_GROW"),
        (Tally({}, eligible=30, valid=31), "COUNTS_GROW"),
    ],
)
def test_counts_that_cannot_be(tally: Tally, code: str) -> None:
    with pytest.raises(BallotError) as raised:
        count(ballot(), tally)

    assert raised.value.code == code


@pytest.mark.clause("S2-028")
def test_two_capacities_are_one_ballot() -> None:
    capacities = {"a": ["member", "representative"], "b": ["member"], "c": []}

    one = roll(ballot(), capacities)
    each = roll(ballot(one_each=False), capacities)

    assert (one.voters, one.ballots, one.several) == (("a", "b"), 2, ("a",))
    assert each.ballots == 3
