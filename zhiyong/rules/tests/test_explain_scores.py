from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.explain import explain
from zhiyong.rules.pack import load_pack

ROOT = Path(__file__).resolve().parents[3]
S3 = load_pack(ROOT / "packs" / "s3-city-zhiyong")
S4C = load_pack(ROOT / "packs" / "s4c-hospital-demerits")

words = st.one_of(
    st.sampled_from(["x", "abc", "-3", "0", "7", "30", "101", "4.2", "1/3", "40%", "11/30"]),
    st.sampled_from(["2021-03-01", "unspecified", "true", "9" * 40]),
    st.sampled_from(["class_1", "class_3", "competent", "unfit", "satisfied"]),
)
names = st.sampled_from(["a", "b", "c", "unfit", "satisfied", "class_1", "x"])
scores = st.dictionaries(names, st.integers(0, 100).map(str))
things = st.recursive(
    st.none() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=4,
)


def entries(keys: str) -> st.SearchStrategy[Any]:
    """Return entries with some of these keys, holding anything."""
    return st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(keys.split(), things | scores)),
        max_size=2,
    )


@pytest.mark.parametrize("pack", [S3, S4C], ids=lambda pack: pack.plan)
@given(data=st.data())
def test_no_question_about_scores_breaks_a_part(pack: Any, data: st.DataObject) -> None:
    asked = {
        "ballots": "of eligible issued returned valid counts average levels round roll",
        "appraisals": "year scores grades all blocked forced chosen deviation staff",
        "rankings": "scores answers groups confirmed rank of",
        "accounts": "cycle entries subjects brought catalogue locked",
        "coverages": "year period done all",
        "rewards": "year candidates met blocked",
    }
    question: dict[str, Any] = {"today": "2021-12-31"}
    for section, keys in asked.items():
        drawn = data.draw(entries(keys))
        ids = [*pack.ids(section), "none"]
        key = section.removesuffix("s")
        question[section] = [{key: data.draw(st.sampled_from(ids)), **one} for one in drawn]

    answer = explain(pack, question)

    codes = {problem["code"] for problem in answer["problems"]}
    assert not codes & {"PART_FAILED", "PART_REFUSED"}


def test_a_ballot_of_several_persons_supplies_nobody() -> None:
    counts = {"unfit": 11, "basic": 0, "fit": 19, "excellent": 0}
    vote = {"ballot": "fitness_vote", "valid": 30, "counts": counts}

    one = explain(S3, {"ballots": [{**vote, "of": "wang"}]})
    two = explain(S3, {"ballots": [{**vote, "of": "wang"}, {**vote, "of": "li"}]})

    assert one["leads"]["c7"]["state"] == "met"
    assert two["leads"]["c7"]["state"] == "unknown"


def test_what_was_given_wins_over_what_was_counted() -> None:
    vote = {"ballot": "fitness_vote", "valid": 30, "counts": {"unfit": 11, "fit": 19}}

    answer = explain(S3, {"facts": {"ballot.unfit_share": "1/30"}, "ballots": [vote]})

    assert answer["ballots"][0]["supplies"]["ballot.unfit_share"] == "11/30"
    assert answer["leads"]["c7"]["state"] != "met"


def test_every_refusal_is_worded_in_both_languages() -> None:
    from zhiyong.rules.explain.score_words import SAID

    assert all(zh.strip() and en.strip() for zh, en in SAID.values())
    assert not [code for code, (zh, en) in SAID.items() if zh.count("{") != en.count("{")]
