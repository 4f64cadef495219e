"""Questions about decisions: whatever they say, the parts answer or say what they cannot use."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.rules.explain import explain
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.tests.sanctioning import the_plan
from zhiyong.rules.tests.test_deciding import CASES

WORDS = st.sampled_from(
    [
        "wang",
        "head",
        "bureau",
        "2021-03-15",
        "2022年3月16日",
        "2021-02-30",
        "0001-01-01",
        "9999-12-31",
        "talk",
        "circular",
        "move",
        "dismissal",
        "nothing",
        "d",
        "void",
        "altered",
        "minor",
        "true",
        "10000",
        "1/3",
        "-7",
        "",
        "未知",
        "moral",
        "table",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 3000), WORDS, st.floats(0, 1)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=4,
)


def maps(required: dict[str, st.SearchStrategy[Any]], *keys: str) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda sure, more: sure | more,
        st.fixed_dictionaries(required),
        st.dictionaries(st.sampled_from(keys), VALUES, max_size=3),
    )


DAYS = st.sampled_from(["2021-03-15", "2021-10-08", "2022-03-16"])
NAMES = st.sampled_from(["wang", "head", "bureau"])
CHOSEN = st.sampled_from([["talk"], ["move"], ["circular", "talk"], ["dismissal"], ["m"], ["x"]])
DECISIONS = maps(
    {"on": DAYS, "subject": NAMES, "measures": CHOSEN},
    *("id", "case", "effective", "outcome_on", "act", "facts", "rests_on", "by", "bases"),
    *("deciders", "confirmed", "assessed", "served", "notices", "closing", "measures", "odd"),
)
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "today": VALUES,
        "facts": st.dictionaries(st.sampled_from(["severity", "head", "day", "odd"]), VALUES),
        "history": st.lists(maps({"measure": WORDS, "on": DAYS}, "linked", "revoked", "who")),
        "people": st.dictionaries(
            NAMES, maps({}, "unit", "staff_type", "annual_bonus", "facts", "direct_superior")
        ),
        "units": st.dictionaries(
            NAMES, maps({}, "unit_bonus", "main_leader", "leader_in_charge", "leading_team")
        ),
        "decisions": st.lists(st.one_of(DECISIONS, VALUES), max_size=3),
        "appeals": st.lists(
            maps({"decision": WORDS}, "on", "outcome", "measures", "served", "filed", "to"),
            max_size=2,
        ),
        "promotions": st.lists(maps({"who": NAMES, "on": DAYS}, "gates", "for", "review")),
        "tracks": st.lists(maps({"track": WORDS}, "started_by", "cases", "fields", "basis")),
        "allocations": st.lists(maps({"allocation": WORDS}, "measures", "facts")),
    },
)
SMALL = pack(CASES)


@given(QUESTIONS)
@settings(max_examples=150)
def test_no_question_makes_a_part_fail(question: dict[str, Any]) -> None:
    for plan in (the_plan(), SMALL):
        answer = explain(plan, question)

        assert not [one for one in answer["problems"] if one["code"] == "PART_FAILED"]


def test_a_year_after_the_last_day_of_all_is_refused_and_not_a_fault() -> None:
    question = {"decisions": [{"on": "9999-12-31", "subject": "wang", "measures": ["talk"]}]}

    (problem,) = explain(the_plan(), question)["problems"]

    assert problem["code"] == "OUT_OF_DATES"
