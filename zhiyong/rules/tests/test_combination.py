"""What a plan may say about combining: each choice, and what becomes of it."""

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from zhiyong.rules.ladder import Had, climb
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.rollback import settle
from zhiyong.rules.tests.sanctioning import MARCH, PLAN, decision, matter


@cache
def plan_with(choice: str) -> Pack:
    return pack(PLAN.replace("combination: {", f"combination: {{{choice}, "))


def withheld(plan: Pack, who: str, *names: str, year: int = 2021) -> Fraction:
    decisions = [
        decision(f"d{place}", name.partition("@")[0], case=name.partition("@")[2] or None)
        for place, name in enumerate(names)
    ]
    return settle(plan, matter(*decisions)).standing[who][year].bonuses["annual_bonus"].share


@pytest.mark.parametrize(
    ("choice", "who", "decisions", "share"),
    [
        ("within_case: sum", "wang", ["talk@c", "circular@c"], "4/5"),
        ("within_case: sum", "wang", ["move@c", "circular@c"], "1"),
        ("across_cases: highest", "wang", ["talk@c", "circular@e"], "1/2"),
        ("linked_rate: adds", "head", ["circular"], "4/5"),
        ("linked_rate: adds", "deputy", ["circular"], "3/10"),
        ("linked_rate: replaces", "head", ["circular"], "1/2"),
    ],
)
def test_deductions_add_up_as_the_plan_says(
    choice: str, who: str, decisions: list[str], share: str
) -> None:
    assert withheld(plan_with(choice), who, *decisions) == Fraction(share)


def test_a_year_may_be_that_of_the_act() -> None:
    told = decision("d", "talk", date(2022, 1, 10), act=date(2021, 12, 1))

    standing = settle(plan_with("year: act"), matter(told)).standing

    assert set(standing["wang"]) == {2021, 2022}  # the freeze begins when it takes effect
    assert set(standing["wang"][2021].bonuses) == {"annual_bonus"}
    assert standing["wang"][2022].bonuses == {}


def test_a_plan_may_let_what_is_linked_link_further_and_it_ends() -> None:
    settled = settle(plan_with("linked_cascades: true"), matter(decision("d", "move")))

    taken = [(one.measure, one.on) for one in settled.current("d").followed.taken]

    assert taken == [
        ("move", "wang"),
        ("circular", "head"),
        ("talk", "deputy"),
        ("circular", "deputy"),
        ("talk", "head"),
    ]


@pytest.mark.parametrize(
    ("choice", "state"), [("linked_counts: true", "allowed"), ("linked_counts: false", "refused")]
)
def test_a_plan_may_count_linked_measures_as_prerequisites(choice: str, state: str) -> None:
    had = [Had("talk", MARCH, linked=True)]

    found = climb(plan_with(choice), {"improved": False}, had, date(2021, 10, 1))

    assert found["circular"].state == state
