from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Condition, Node, Truth, evaluate, limbs_of
from zhiyong.rules.facts import Choice, Fact, FactError, FactValue, Ratio, Scale, Vocabulary
from zhiyong.rules.values import Label
from zhiyong.rules.wording import explain, read_aloud
from zhiyong.rules.worlds import TooManyWorlds, worlds

CONDITION: TypeAdapter[Node] = TypeAdapter(Condition)


def read(data: Any) -> Node:
    return CONDITION.validate_python(data, context={"plan": "p"})


def label(zh: str, en: str) -> Label:
    return Label(zh=zh, en=en)


def choice(id: str, zh: str) -> Choice:
    return Choice(id=id, label=label(zh, id))


VOCABULARY = Vocabulary.build(
    [
        Fact(id="unfit", label=label("不称职票比例", "share unfit"), kind="share"),
        Fact(id="days", label=label("旷工天数", "days absent"), kind="number"),
        Fact(id="rank", label=label("职务层次", "rank"), kind="scale", scale="rank"),
        Fact(
            id="tags",
            label=label("标签", "tags"),
            kind="choice",
            many=True,
            values=(choice("window", "窗口单位"), choice("firms", "涉企部门")),
        ),
        Fact(id="excused", label=label("有正当理由", "excused"), kind="flag"),
        Fact(id="back_on", label=label("返岗日期", "back on"), kind="day"),
    ],
    [
        Scale(
            id="rank",
            label=label("层次", "level"),
            values=(choice("clerk", "科员"), choice("section", "科级"), choice("county", "县处级")),
        )
    ],
)


@pytest.mark.parametrize(
    ("condition", "value", "truth"),
    [
        pytest.param({"over": "1/3"}, Ratio(10, 30), "unmet", id="10 of 30 is not over a third"),
        pytest.param({"over": "1/3"}, Ratio(11, 30), "met", id="11 of 30 is"),
        pytest.param({"over": "40%"}, Ratio(20, 50), "unmet", id="20 of 50 is not over 40 %"),
        pytest.param({"over": "40%"}, Ratio(21, 50), "met", id="21 of 50 is"),
        pytest.param({"at_least": "1/3"}, Fraction(1, 3), "met", id="at least, exactly"),
        pytest.param({"under": "1/3"}, Fraction(1, 3), "unmet", id="under is strict"),
        pytest.param({"at_most": "0.1"}, Fraction(1, 10), "met", id="a decimal is exact"),
        pytest.param({"is": "1/3"}, Ratio(10, 30), "met", id="equal shares"),
        pytest.param({"over": "1/3"}, Ratio(0, 0), "unknown", id="no ballots, no share"),
        pytest.param({"over": "1/3"}, None, "unknown", id="not counted"),
    ],
)
def test_shares_are_compared_exactly(condition: Any, value: FactValue, truth: str) -> None:
    outcome = evaluate(read({"fact": "unfit", **condition}), {"unfit": value}, VOCABULARY)

    assert outcome.truth == truth


@pytest.mark.parametrize(
    ("condition", "facts", "truth"),
    [
        ({"fact": "days", "over": 15}, {"days": 15}, "unmet"),
        ({"fact": "days", "over": "１５"}, {"days": 16}, "met"),
        ({"fact": "rank", "at_most": "section"}, {"rank": "clerk"}, "met"),
        ({"fact": "rank", "at_most": "section"}, {"rank": "county"}, "unmet"),
        ({"fact": "rank", "over": "clerk"}, {"rank": "section"}, "met"),
        ({"fact": "tags", "is": "firms"}, {"tags": {"window", "firms"}}, "met"),
        ({"fact": "tags", "in": "window、firms"}, {"tags": frozenset()}, "unmet"),
        ({"fact": "excused", "is": "true"}, {"excused": True}, "met"),
        ({"fact": "excused", "is": False}, {"excused": True}, "unmet"),
        ({"fact": "back_on", "over": "2021年5月1日"}, {"back_on": date(2021, 5, 8)}, "met"),
        ({"fact": "back_on", "is": "2021-05-08"}, {"back_on": date(2021, 5, 8)}, "met"),
    ],
)
def test_each_kind_of_fact_is_compared_in_its_own_way(
    condition: Any, facts: dict[str, FactValue], truth: str
) -> None:
    assert evaluate(read(condition), facts, VOCABULARY).truth == truth


@pytest.mark.parametrize(
    ("kind", "days", "excused", "truth"),
    [
        ("all", 16, True, "met"),
        ("all", 16, None, "unknown"),
        ("all", 15, None, "unmet"),
        ("any", 16, None, "met"),
        ("any", 15, None, "unknown"),
        ("any", 15, False, "unmet"),
    ],
)
def test_what_is_not_known_counts_neither_for_nor_against(
    kind: str, days: int, excused: bool | None, truth: str
) -> None:
    condition = read({kind: [{"fact": "days", "over": 15}, {"fact": "excused", "is": True}]})

    assert evaluate(condition, {"days": days, "excused": excused}, VOCABULARY).truth == truth


@pytest.mark.parametrize(("excused", "truth"), [(True, "unmet"), (False, "met"), (None, "unknown")])
def test_not_is_met_only_when_its_part_certainly_is_not(excused: bool | None, truth: str) -> None:
    condition = read({"not": {"fact": "excused", "is": True}})

    assert evaluate(condition, {"excused": excused}, VOCABULARY).truth == truth


def test_every_limb_is_cited_also_when_the_answer_is_certain() -> None:
    condition = read(
        {
            "clause": "三(三)-7",
            "any": [
                {"fact": "unfit", "over": "1/3", "clause": "三(三)-7 S3-040"},
                {"fact": "days", "over": 15, "clause": "三(二)-6 S3-027"},
                {"fact": "excused", "is": True},
            ],
        }
    )

    outcome = evaluate(
        condition, {"unfit": Ratio(11, 30), "days": 20, "excused": False}, VOCABULARY
    )

    assert [limb.value for limb in outcome.limbs(Truth.MET)] == [Ratio(11, 30), 20]
    assert [limb.value for limb in outcome.limbs(Truth.UNMET)] == [False]
    assert outcome.clauses() == (
        Clause("p", "三(三)-7"),
        Clause("p", "三(三)-7", ("S3-040",)),
        Clause("p", "三(二)-6", ("S3-027",)),
    )
    assert outcome.as_dict()["any"][0] == {
        "truth": "met",
        "clause": "三(三)-7 S3-040",
        "fact": "unfit",
        "over": "1/3",
        "found": "11/30",
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"days": "many"},
        {"days": True},
        {"days": 0.5},
        {"rank": "king"},
        {"excused": 1},
        {"back_on": "2021-05-08"},
        {"tags": frozenset({"unheard-of"})},
    ],
)
def test_a_value_that_a_fact_cannot_have_is_refused(facts: Any) -> None:
    name = next(iter(facts))
    operators = {
        "days": {"over": 15},
        "rank": {"at_most": "section"},
        "excused": {"is": True},
        "back_on": {"over": "2021-05-01"},
        "tags": {"is": "window"},
    }

    with pytest.raises(FactError):
        evaluate(read({"fact": name, **operators[name]}), facts, VOCABULARY)


def test_a_fact_that_has_one_value_is_not_given_several() -> None:
    with pytest.raises(FactError):
        VOCABULARY.check_all({"rank": frozenset({"clerk"})})
    with pytest.raises(FactError):
        VOCABULARY.check_all({"unheard-of": 1})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"fact": "days"}, "LIMB_OPERATORS"),
        ({"fact": "days", "over": 1, "under": 3}, "LIMB_OPERATORS"),
        ({"fact": "days", "is": None}, "LIMB_OPERATORS"),
        ({"fact": "tags", "in": []}, "LIMB_OPERATORS"),
        ({"all": []}, "CONDITION_EMPTY"),
        ({"any": [], "clause": "六"}, "CONDITION_EMPTY"),
        ({}, "CONDITION_SHAPE"),
        ({"every": []}, "CONDITION_SHAPE"),
        ("days > 15", "CONDITION_SHAPE"),
        ({"fact": "days", "over": "1/0"}, "NUMBER_OVER_ZERO"),
        ({"fact": "days", "above": 3, "over": 1}, "extra_forbidden"),
    ],
)
def test_what_is_no_condition_is_refused(data: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(data)

    (error,) = refused.value.errors()
    own = error.get("ctx", {}).get("error")
    assert getattr(own, "code", error["type"]) == code


def test_a_condition_is_read_aloud_in_both_languages() -> None:
    condition = read(
        {
            "all": [
                {"any": [{"fact": "days", "over": 15}, {"fact": "unfit", "at_least": "40%"}]},
                {"not": {"fact": "tags", "in": ["window", "firms"]}},
                {"fact": "excused", "is": False},
                {"fact": "rank", "at_most": "section"},
            ]
        }
    )

    assert read_aloud(condition, VOCABULARY, "zh-hans") == (
        "（旷工天数超过15，或不称职票比例不低于40%），且并非（标签属于窗口单位、涉企部门），"
        "且有正当理由：否，且职务层次不高于科级"
    )
    assert read_aloud(condition, VOCABULARY, "en") == (
        "(days absent is over 15, or share unfit is at least 40%), and not (tags is one of "
        "window, firms), and excused: no, and rank is at most section"
    )


def test_an_outcome_is_explained_limb_by_limb() -> None:
    condition = read({"any": [{"fact": "unfit", "over": "1/3"}, {"fact": "days", "over": 15}]})
    outcome = evaluate(condition, {"unfit": Ratio(10, 30)}, VOCABULARY)

    assert explain(outcome, VOCABULARY, "zh") == [
        "不称职票比例超过1/3（实为10/30）：不符合",
        "旷工天数超过15（未知）：尚不清楚",
    ]
    assert explain(outcome, VOCABULARY, "en") == [
        "share unfit is over 1/3 (found: 10/30): not met",
        "days absent is over 15 (not known): not known",
    ]


# ── properties ────────────────────────────────────────────────────────────────────────────

limbs = st.one_of(
    st.builds(
        lambda operator, number: {"fact": "days", operator: number},
        st.sampled_from(["is", "over", "at_least", "at_most", "under"]),
        st.integers(0, 6),
    ),
    st.builds(
        lambda operator, rank: {"fact": "rank", operator: rank},
        st.sampled_from(["is", "over", "at_least", "at_most", "under"]),
        st.sampled_from(["clerk", "section", "county"]),
    ),
    st.builds(lambda flag: {"fact": "excused", "is": flag}, st.booleans()),
    st.builds(
        lambda tags: {"fact": "tags", "in": tags},
        st.lists(st.sampled_from(["window", "firms"]), min_size=1),
    ),
)
conditions = st.recursive(
    limbs,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda several: {"all": several}),
        st.lists(parts, min_size=1, max_size=3).map(lambda several: {"any": several}),
        parts.map(lambda one: {"not": one}),
    ),
    max_leaves=6,
)
facts_known = st.fixed_dictionaries(
    {
        "days": st.integers(0, 6),
        "rank": st.sampled_from(["clerk", "section", "county"]),
        "excused": st.booleans(),
        "tags": st.frozensets(st.sampled_from(["window", "firms"])),
    }
)


@given(data=conditions, facts=facts_known)
def test_not_turns_every_answer_round(data: Any, facts: dict[str, FactValue]) -> None:
    plain = evaluate(read(data), facts, VOCABULARY).truth
    turned = evaluate(read({"not": data}), facts, VOCABULARY).truth

    assert {plain, turned} == {Truth.MET, Truth.UNMET}


@given(
    data=conditions, facts=facts_known, hidden=st.sets(st.sampled_from(["days", "rank", "tags"]))
)
def test_a_certain_answer_stays_when_more_becomes_known(
    data: Any, facts: dict[str, FactValue], hidden: set[str]
) -> None:
    less = {name: value for name, value in facts.items() if name not in hidden}
    before = evaluate(read(data), less, VOCABULARY).truth

    if before is not Truth.UNKNOWN:
        assert evaluate(read(data), facts, VOCABULARY).truth is before


@given(data=conditions)
def test_a_condition_survives_being_written_and_read(data: Any) -> None:
    condition = read(data)
    written = CONDITION.dump_python(condition, mode="json", by_alias=True, exclude_defaults=True)

    assert read(written) == condition


@given(data=conditions, facts=facts_known)
def test_every_case_is_among_the_cases_told_apart(data: Any, facts: dict[str, FactValue]) -> None:
    condition = read(data)
    each = [limb.model_dump_json() for limb in limbs_of(condition)]

    def stands(case: Any) -> list[Truth]:
        return [limb.truth for limb in evaluate(condition, case, VOCABULARY).limbs()]

    assert len(each) == len(stands(facts))
    assert stands(facts) in [stands(case) for case in worlds([condition], VOCABULARY)]


def test_numbers_are_told_apart_at_their_thresholds() -> None:
    condition = read({"all": [{"fact": "days", "over": 3}, {"fact": "days", "at_most": 7}]})

    values = [case["days"] for case in worlds([condition], VOCABULARY, unknowns=False)]

    assert [value for value in values if isinstance(value, Fraction)] == values
    assert sorted(evaluate(condition, {"days": v}, VOCABULARY).is_met for v in values) == [
        False,
        False,
        True,
    ]


def test_too_many_cases_are_refused_instead_of_tried() -> None:
    many = Vocabulary.build(
        [Fact(id=f"f{n}", label=label("事实", "fact"), kind="flag") for n in range(20)]
    )
    condition = read({"all": [{"fact": f"f{n}", "is": True} for n in range(20)]})

    with pytest.raises(TooManyWorlds):
        next(worlds([condition], many))


@pytest.mark.parametrize("days", [None, 0, 3, 400])
def test_a_number_left_open_is_neither_for_nor_against(days: int | None) -> None:
    condition = read({"fact": "days", "at_least": "unspecified"})

    assert evaluate(condition, {"days": days}, VOCABULARY).truth is Truth.UNKNOWN
    assert read_aloud(condition, VOCABULARY, "zh-hans") == "旷工天数不低于（待定）"
    assert read_aloud(condition, VOCABULARY, "en") == "days absent is at least (still to be set)"
    assert [*worlds([condition], VOCABULARY, unknowns=False)] == [{"days": Fraction(0)}]


def test_the_number_one_is_not_read_as_yes() -> None:
    assert read_aloud(read({"fact": "days", "at_least": 1}), VOCABULARY, "en") == (
        "days absent is at least 1"
    )
