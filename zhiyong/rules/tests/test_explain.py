"""How a question to a plan is read, and what is told about what cannot be used."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.rules.explain import KEYS, Context, explain, explain_text
from zhiyong.rules.explain.aloud import read_aloud
from zhiyong.rules.explain.question import read_calendar
from zhiyong.rules.facts import FactValue, Ratio
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.reader import as_tree
from zhiyong.rules.pack.settings import with_settings
from zhiyong.rules.pack.tests.helpers import pack

SECTIONS = """
scales:
  - id: ranks
    label: {zh: 级别, en: Ranks}
    values: [{id: clerk, label: {zh: 科员, en: Clerk}}, {id: chief, label: {zh: 科长, en: Chief}}]
facts:
  - {id: person.rank, label: {zh: 级别, en: Rank}, kind: scale, scale: ranks}
  - {id: ballot.unfit, label: {zh: 不称职率, en: Unfit}, kind: share}
  - {id: case.loss, label: {zh: 损失, en: Loss}, kind: number}
  - {id: case.began, label: {zh: 起始日, en: Began}, kind: day}
  - {id: case.leader, label: {zh: 领导, en: Leader}, kind: flag}
  - id: case.kinds
    label: {zh: 类别, en: Kinds}
    kind: choice
    many: true
    values: [{id: a, label: {zh: 甲, en: A}}, {id: b, label: {zh: 乙, en: B}}]
bindings: [{id: office, HERE, external: true}]
events: [{id: came, HERE}]
clocks:
  - {id: reply, HERE, term: unspecified, from: came, owed_by: office}
  - {id: accept, HERE, term: 15 days, from: came, owed_by: office}
"""


@pytest.fixture(scope="module")
def plan() -> Pack:
    return pack(SECTIONS)


def facts_of(plan: Pack, written: dict[str, Any]) -> tuple[dict[str, FactValue], list[str]]:
    context = Context(plan, as_tree({"facts": written}))
    found = context.read_facts(context.raw["facts"], "facts")
    return found, [problem["code"] for problem in context.problems]


@pytest.mark.parametrize(
    ("fact", "written", "meant"),
    [
        ("person.rank", "chief", "chief"),
        ("person.rank", "unknown", None),
        ("person.rank", None, None),
        ("ballot.unfit", "10/30", Ratio(10, 30)),
        ("ballot.unfit", "１０／３０", Ratio(10, 30)),
        ("ballot.unfit", "40％", Fraction(2, 5)),
        ("ballot.unfit", 0.1, Fraction(1, 10)),
        ("case.loss", 3, Fraction(3)),
        ("case.loss", "2.5", Fraction(5, 2)),
        ("case.began", "2021年3月15日", date(2021, 3, 15)),
        ("case.began", date(2021, 3, 15), date(2021, 3, 15)),
        ("case.leader", True, True),
        ("case.leader", "否", False),
        ("case.kinds", "a、b", frozenset({"a", "b"})),
        ("case.kinds", ["a"], frozenset({"a"})),
        ("case.loss", [3], Fraction(3)),
    ],
)
def test_a_fact_is_read_as_the_plan_declares_it(
    plan: Pack, fact: str, written: Any, meant: FactValue
) -> None:
    assert facts_of(plan, {fact: written}) == ({fact: meant}, [])


@pytest.mark.parametrize(
    ("fact", "written", "code"),
    [
        ("person.rnk", "chief", "FACT_NOT_DECLARED_NEAR"),
        ("weather", "fine", "FACT_NOT_DECLARED"),
        ("person.rank", "king", "FACT_VALUE"),
        ("ballot.unfit", "many", "FACT_KIND"),
        ("ballot.unfit", "1/0/2", "FACT_KIND"),
        ("case.loss", "three", "FACT_KIND"),
        ("case.loss", True, "FACT_KIND"),
        ("case.loss", [1, 2], "FACT_SEVERAL"),
        ("case.loss", {"a": 1}, "FACT_KIND"),
        ("case.began", "2021-02-30", "FACT_KIND"),
        ("case.leader", "perhaps", "FACT_KIND"),
        ("case.kinds", "a、c", "FACT_VALUE"),
    ],
)
def test_what_is_no_fact_is_a_problem(plan: Pack, fact: str, written: Any, code: str) -> None:
    assert facts_of(plan, {fact: written}) == ({}, [code])


def test_everything_wrong_is_told_at_once_with_its_line(plan: Pack) -> None:
    answer = explain_text(
        plan,
        "today: 2021-02-30\n"
        "calender: {}\n"
        "facts:\n  person.rank: king\n"
        "settings:\n  clocks.accept.term: 3 days\n  clocks.reply.term: soon\n",
    )

    assert [(one["line"], one["path"], one["code"]) for one in answer["problems"]] == [
        (2, "calender", "UNKNOWN_KEY_NEAR"),
        (6, "settings.clocks.accept.term", "SETTING_FIXED"),
        (7, "settings.clocks.reply.term", "NO_NUMBER"),
        (1, "today", "DAY_DOES_NOT_EXIST"),
        (4, "facts.person.rank", "FACT_VALUE"),
    ]
    for problem in answer["problems"]:
        assert problem["why"]["zh"] != problem["why"]["en"]
        assert "{" not in str(problem["why"]["zh"])


def test_data_and_text_are_the_same_question(plan: Pack) -> None:
    data = {"today": date(2021, 3, 1), "facts": {"case.leader": True, "case.loss": 0.5}}
    text = 'today: 2021-03-01\nfacts: {case.leader: true, case.loss: "0.5"}\n'

    assert explain(plan, data) == explain_text(plan, text)


@pytest.mark.parametrize("text", ["", "[]", "a: [", "- 1", "\tx: 1", "a: &b 1", "x"])
def test_a_broken_question_is_told_and_nothing_else(plan: Pack, text: str) -> None:
    answer = explain_text(plan, text)

    assert answer["problems"]
    assert answer["pack"] == "p1"


def test_settings_fill_what_the_plan_leaves_open_and_nothing_else(plan: Pack) -> None:
    found, problems = with_settings(plan, {"clocks.reply.term": "45日", "nothing.here": "1"})

    assert str(found.clock("reply").term) == "45 days"
    assert found.clock("accept") == plan.clock("accept")
    assert [code for _, code, _ in problems] == ["SETTING_UNKNOWN"]


def test_a_given_calendar_is_complete(plan: Pack) -> None:
    raw = as_tree({"calendar": {"holidays": ["2031-05-05"], "workdays": ["2031-05-10"]}})
    calendar = read_calendar(Context(plan, raw))

    assert calendar is not None
    assert not calendar.is_working(date(2031, 5, 5))
    assert calendar.is_working(date(2031, 5, 10))
    assert not calendar.is_working(date(2031, 5, 11))
    assert calendar.is_working(date(2090, 5, 10))


def test_an_answer_is_json_and_can_be_read_aloud(plan: Pack) -> None:
    answer = explain(plan, {"today": "2021-03-01", "facts": {"case.loss": "many"}})

    assert json.loads(json.dumps(answer)) == answer
    for lang in ("zh", "en"):
        assert any("case.loss" in line for line in read_aloud(answer, plan, lang))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
ANYTHING = st.recursive(
    SCALARS | st.sampled_from(["2021-03-15", "10/30", "40%", "30 days", "reply", "a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150)
@given(question=st.dictionaries(st.sampled_from(KEYS), ANYTHING))
def test_no_question_crashes(question: dict[str, Any]) -> None:
    answer = explain(pack(SECTIONS), question)

    json.dumps(answer)
    assert not [one for one in answer["problems"] if one["code"] == "PART_FAILED"]


@settings(max_examples=60)
@given(text=st.text() | st.binary())
def test_no_text_crashes(text: str | bytes) -> None:
    assert "problems" in explain_text(pack(SECTIONS), text)
