"""What follows from decisions, and how it adds up."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.rules.consequences import (
    Chosen,
    Decision,
    GradesContradict,
    Holding,
    Matter,
    Person,
    UnitRecord,
    follow,
)
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.rollback import settle
from zhiyong.rules.tests.sanctioning import MARCH, decision, matter, people, the_plan


def the_city() -> Pack:
    return load_pack(find_packs()["s3-city-zhiyong"])


def taken(*decisions: Decision) -> list[tuple[str, str | None, str]]:
    settled = settle(the_plan(), matter(*decisions))
    return [
        (one.measure, one.on, one.origin)
        for name in settled.versions
        for one in settled.current(name).followed.taken
    ]


def withheld(*decisions: Decision, who: str = "wang", year: int = 2021) -> Fraction:
    standing = settle(the_plan(), matter(*decisions)).standing
    bonuses = standing.get(who, {})[year].bonuses if year in standing.get(who, {}) else {}
    return bonuses["annual_bonus"].share if "annual_bonus" in bonuses else Fraction(0)


def test_a_linked_measure_marks_where_it_came_from() -> None:
    assert taken(decision("d", "move")) == [
        ("move", "wang", "decided"),
        ("circular", "head", "linked"),
        ("circular", "deputy", "linked"),
    ]


def test_a_linked_measure_brings_what_the_plan_says_and_no_more() -> None:
    effects = follow(the_plan(), matter(), decision("d", "circular")).effects

    on_head = {one.id: one.state for one in effects if one.on == "head"}

    assert on_head == {
        "circular_cut": "in_force",
        "circular_links": "in_force",
        "talk_cut": "superseded",
        "talk_block": "in_force",
        "no_promotion": "in_force",
    }  # and no rectification


def test_the_rate_stated_for_the_leader_replaces_that_of_the_linked_measure() -> None:
    assert withheld(decision("d", "circular"), who="head") == Fraction(1, 2)
    assert withheld(decision("d", "circular"), who="deputy") == Fraction(3, 10)  # none is stated


def test_nobody_is_linked_to_himself_and_one_level_up_is_assessed() -> None:
    found = follow(the_plan(), matter(), decision("d", "move", subject="head"))

    assert [(one.measure, one.on) for one in found.taken] == [
        ("move", "head"),
        ("circular", "deputy"),
    ]
    assert [(one.target, one.on) for one in found.effects if one.effect == "open"] == [
        ("up", "mayor")
    ]
    cuts = [one for one in found.effects if one.id == "move_cut"]
    assert [(one.on, one.place) for one in cuts] == [("head", "subject")]


def test_of_a_team_the_person_is_one() -> None:
    found = follow(
        the_plan(), matter(), decision("d", "dismissal", subject="head", outcome_on=MARCH)
    )

    assert {one.on for one in found.effects if one.id == "dismissal_team"} == {"head", "deputy"}


@pytest.mark.parametrize(
    ("act", "leader"),
    [(date(2021, 1, 31), "old"), (date(2021, 2, 1), "head"), (None, "head")],
)
def test_leaders_are_those_of_the_day_of_the_act(act: date | None, leader: str) -> None:
    held = {
        "main_leader": (
            Holding("old", until=date(2021, 2, 1)),
            Holding("head", from_=date(2021, 2, 1)),
        ),
        "leader_in_charge": (),
    }
    asked = Matter(people(), {"bureau": UnitRecord(places=held)}, (decision("d", "move", act=act),))

    found = follow(the_plan(), asked, asked.decisions[0])

    assert [one.on for one in found.taken] == ["wang", leader]


def test_a_place_that_nobody_told_is_said_and_counts_for_nobody() -> None:
    asked = Matter({"wang": Person()}, {}, (decision("d", "move"),))

    settled = settle(the_plan(), asked)

    assert [(one.place, one.state) for one in settled.effects if one.on is None] == [
        ("main_leader", "unknown"),
        ("main_leader", "unknown"),
        ("leader_in_charge", "unknown"),
    ]
    assert set(settled.standing) == {"wang"}


def test_a_recommendation_takes_effect_with_its_outcome() -> None:
    waiting = settle(the_plan(), matter(decision("d", "dismissal")))
    back = settle(the_plan(), matter(decision("d", "dismissal", outcome_on=date(2022, 1, 10))))

    assert {one.state for one in waiting.effects} == {"pending"}
    assert waiting.standing == {}
    assert back.standing["bureau"][2022].bonuses["unit_bonus"].share == Fraction(1, 2)


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (Chosen("resignation_or_dismissal", outcome_on=MARCH), None, (MARCH, None)),
        (None, Chosen("suggest_adjustment", outcome_on=MARCH), (None, MARCH)),
        (
            Chosen("resignation_or_dismissal", outcome_on=MARCH, declined=True),
            Chosen("suggest_adjustment", outcome_on=MARCH),
            (None, MARCH),
        ),
    ],
)
def test_each_of_several_recommendations_takes_effect_with_its_own_answer(
    first: Chosen | None, second: Chosen | None, days: tuple[date | None, date | None]
) -> None:
    made = decision("d", "resignation_or_dismissal+suggest_adjustment")
    chosen = tuple(own or kept for own, kept in zip((first, second), made.measures, strict=True))

    found = follow(the_city(), matter(), replace(made, measures=chosen))

    decided = [one for one in found.taken if one.origin == "decided"]
    assert [one.measure for one in decided] == [one.measure for one in made.measures]
    assert tuple(one.effective for one in decided) == days
    assert [one.declined for one in decided] == [bool(first and first.declined), False]


def test_a_linked_one_that_needs_a_decision_of_its_own_waits_for_it() -> None:
    day = date(2021, 6, 20)
    waiting = follow(the_plan(), matter(), decision("d", "dismissal", outcome_on=day))
    sure = follow(
        the_plan(),
        matter(),
        decision("d", "dismissal", outcome_on=day, confirmed={"head": date(2021, 7, 8)}),
    )

    assert [(one.measure, one.waits) for one in waiting.taken] == [
        ("dismissal", None),
        ("removal", "own_decision"),
    ]
    assert (sure.taken[1].waits, sure.taken[1].effective) == (None, date(2021, 7, 8))


@pytest.mark.parametrize(
    ("decisions", "share"),
    [
        ([decision("a", "talk", case="c"), decision("b", "circular", case="c")], "1/2"),
        ([decision("a", "talk", case="c"), decision("b", "circular", case="e")], "4/5"),
        ([decision("a", "talk"), decision("b", "talk")], "3/5"),
        ([decision("a", "move"), decision("b", "circular")], "1"),
        ([decision("a", "talk+move")], "4/5"),
        ([decision("a", "talk", effective=date(2022, 1, 3))], "0"),
    ],
)
def test_within_a_case_the_highest_across_cases_the_sum_never_above_the_cap(
    decisions: list[Decision], share: str
) -> None:
    assert withheld(*decisions) == Fraction(share)


def test_of_forced_grades_the_worse_holds() -> None:
    found = settle(
        the_plan(),
        matter(decision("a", "removal"), decision("b", "removal", subject="head")),
    )

    assert found.standing["head"][2021].forced["person"].grade == "failed"
    assert [
        one.state for one in found.effects if one.id == "removal_leaders" and one.on == "head"
    ] == ["superseded"]


def test_a_grade_that_is_forced_and_blocked_is_an_error() -> None:
    plan = pack(
        """
        measures: [{id: m, HERE}]
        appraisals: [{id: a, HERE, of: person}]
        consequences:
          - {id: x, of: m, "on": [subject], HERE, block: {appraisal: a, grade: low}}
          - {id: y, of: m, "on": [subject], HERE, force: {appraisal: a, grade: low}}
        """
    )

    with pytest.raises(GradesContradict):
        settle(plan, Matter(decisions=(decision("d", "m"),)))


# ── whatever is decided ───────────────────────────────────────────────────────────────────

measures = st.sampled_from(["talk", "circular", "move", "removal", "dismissal"])
days = st.dates(date(2021, 1, 1), date(2022, 12, 31))


@st.composite
def some_decisions(draw: st.DrawFn) -> list[Decision]:
    found = []
    for place in range(draw(st.integers(1, 5))):
        on = draw(days)
        found.append(
            decision(
                f"d{place}",
                draw(measures),
                on,
                subject=draw(st.sampled_from(["wang", "head", "deputy"])),
                case=draw(st.sampled_from([None, "c", "e"])),
                outcome_on=draw(st.none() | st.just(on + timedelta(days=20))),
            )
        )
    return found


@given(some_decisions())
@settings(max_examples=60)
def test_no_deduction_is_ever_above_the_cap(decisions: list[Decision]) -> None:
    standing = settle(the_plan(), matter(*decisions)).standing

    for years in standing.values():
        for found in years.values():
            for bonus in found.bonuses.values():
                assert 0 < bonus.share <= 1
                assert sum(part.counted for part in bonus.parts) == bonus.share


@given(some_decisions(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_in_which_decisions_are_told_does_not_matter(
    decisions: list[Decision], random: object
) -> None:
    shuffled = list(decisions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    first, second = (settle(the_plan(), matter(*told)).standing for told in (decisions, shuffled))

    assert _shares(first) == _shares(second)


@given(some_decisions())
@settings(max_examples=60)
def test_a_linked_measure_never_links_further(decisions: list[Decision]) -> None:
    settled = settle(the_plan(), matter(*decisions))

    for effect in settled.effects:
        if effect.effect == "impose":
            assert effect.taken.origin == "decided"
            assert effect.on != effect.taken.on


def _shares(standing: object) -> object:
    return {
        who: {
            year: (
                {name: bonus.share for name, bonus in found.bonuses.items()},
                {name: one.grade for name, one in found.forced.items()},
                set(found.blocked),
            )
            for year, found in years.items()
        }
        for who, years in standing.items()  # type: ignore[attr-defined]
    }


def test_a_recommendation_that_is_not_followed_leads_to_nothing() -> None:
    declined = replace(decision("d", "dismissal"), declined=True)

    settled = settle(the_plan(), matter(declined))

    assert {one.state for one in settled.effects} == {"lapsed"}
    assert settled.standing == {}
