"""Appeals: what they undo, what they leave, what must be decided anew."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings

from zhiyong.rules.consequences import Appeal, Chosen, Decision
from zhiyong.rules.ladder import Had
from zhiyong.rules.rollback import Settled, as_of, had_on, settle
from zhiyong.rules.tests.sanctioning import MARCH, decision, matter, the_plan
from zhiyong.rules.tests.test_consequences import some_decisions

JUNE = date(2021, 6, 1)
LATE = date(2023, 6, 1)


def settled(*decisions: Decision, appeals: tuple[Appeal, ...]) -> Settled:
    return settle(the_plan(), matter(*decisions, appeals=appeals))


def revoked(name: str, on: date = JUNE) -> Appeal:
    return Appeal(name, "void", on)


def changed(name: str, *measures: str, on: date = JUNE) -> Appeal:
    return Appeal(name, "altered", on, tuple(Chosen(one) for one in measures))


def test_every_consequence_is_rolled_back_with_an_entry_of_its_own() -> None:
    before = settle(the_plan(), matter(decision("d", "move")))

    found = settled(decision("d", "move"), appeals=(revoked("d"),))

    (roll_back,) = found.roll_backs
    assert len(roll_back.reversed) == len(before.effects)
    assert {one.state for one in found.effects} == {"rolled_back"}
    assert found.standing == {}


def test_what_was_superseded_counts_again() -> None:
    talk, circular = decision("a", "talk", case="c"), decision("b", "circular", case="c")

    found = settled(talk, circular, appeals=(revoked("b"),))

    (roll_back,) = found.roll_backs
    assert {(one.id, one.on) for one in roll_back.restored} == {
        ("talk_cut", "wang"),
        ("talk_cut", "head"),
    }
    assert found.standing["wang"][2021].bonuses["annual_bonus"].share == Fraction(3, 10)


def test_a_deduction_undone_is_recomputed_against_the_cap() -> None:
    found = settled(decision("a", "move"), decision("b", "circular"), appeals=(revoked("a"),))

    (on_wang,) = [one for one in found.roll_backs[0].recomputed if one.who == "wang"]

    assert (on_wang.before, on_wang.after) == (Fraction(1), Fraction(1, 2))  # and not 1 - 4/5


def test_a_changed_measure_runs_from_the_first_day() -> None:
    found = settled(decision("d", "move"), appeals=(changed("d", "talk"),))

    version = found.current("d")

    assert [(one.measure, one.effective) for one in version.followed.taken] == [("talk", MARCH)]
    (freeze,) = [one for one in found.effects if one.effect == "freeze" and one.state == "in_force"]
    assert (freeze.since, freeze.through) == (MARCH, date(2022, 3, 15))


@pytest.mark.parametrize(
    ("measures", "state"),
    [
        (("talk",), "decided"),
        (("circular",), "decided"),
        (("move",), "refused"),
        (("circular", "talk"), "refused"),
        ((), "refused"),
    ],
)
def test_an_appeal_never_ends_heavier(measures: tuple[str, ...], state: str) -> None:
    found = settled(decision("d", "circular"), appeals=(changed("d", *measures),))

    assert found.heard[0].state == state
    if state == "refused":
        assert not found.roll_backs


def test_those_who_decided_first_take_no_part() -> None:
    appeal = Appeal("d", "void", JUNE, handled_by=("qian", "sun"))

    found = settled(decision("d", "talk", deciders=("zhao", "qian")), appeals=(appeal,))

    assert found.heard[0].recused == ("qian",)
    assert found.heard[0].state == "refused"
    assert found.standing != {}


@pytest.mark.parametrize(("filed", "late"), [(date(2021, 4, 19), False), (date(2021, 4, 20), True)])
def test_late_is_marked_and_left_to_people(filed: date, late: bool) -> None:
    appeal = Appeal("d", "void", JUNE, served=date(2021, 3, 20), filed=filed)

    found = settled(decision("d", "talk"), appeals=(appeal,))

    assert (found.heard[0].late, found.heard[0].state) == (late, "decided")
    assert found.heard[0].window_until == date(2021, 4, 19)


@pytest.mark.parametrize(
    ("outcome", "later", "flagged"),
    [
        (revoked("a", LATE), decision("b", "circular", date(2022, 1, 10)), ["b"]),
        (revoked("a", LATE), decision("b", "move", date(2022, 1, 10)), []),
        (revoked("a", LATE), decision("b", "move", date(2022, 1, 10), rests_on=("a",)), ["b"]),
        (revoked("a", LATE), decision("b", "circular", date(2022, 1, 10), subject="head"), []),
        (revoked("a", date(2021, 12, 1)), decision("b", "circular", date(2022, 1, 10)), []),
        (Appeal("a", "kept", LATE), decision("b", "circular", date(2022, 1, 10)), []),
    ],
)
def test_what_rested_on_it_is_flagged_and_stands(
    outcome: Appeal, later: Decision, flagged: list[str]
) -> None:
    found = settled(decision("a", "talk"), later, appeals=(outcome,))

    told = [one for roll_back in found.roll_backs for one in roll_back.flagged]

    assert [one.decision for one in told] == flagged
    assert found.current("b").until is None
    assert all(one.due == date(2023, 7, 1) for one in told)


def test_another_measure_before_keeps_it_standing_by_itself() -> None:
    found = settled(
        decision("a", "talk"),
        decision("b", "talk", date(2021, 3, 20)),
        decision("c", "circular", date(2022, 1, 10)),
        appeals=(revoked("a", LATE),),
    )

    assert found.roll_backs[0].flagged == ()


def test_the_history_of_a_day_knows_what_was_revoked_by_then() -> None:
    asked = matter(decision("a", "talk"), decision("b", "move"), appeals=(revoked("a"),))
    found = settle(the_plan(), asked)

    before = had_on(found, asked, "wang", date(2021, 5, 31))
    after = had_on(found, asked, "wang", JUNE)

    assert Had("talk", MARCH, decision="a") in before
    assert Had("talk", MARCH, revoked=True, decision="a") in after
    assert Had("circular", MARCH, linked=True, decision="b") in had_on(found, asked, "head", JUNE)


def test_what_is_not_known_yet_on_a_day_is_left_out() -> None:
    asked = matter(decision("a", "talk"), decision("b", "move", JUNE), appeals=(revoked("a"),))

    found = as_of(asked, date(2021, 5, 31))

    assert [one.id for one in found.decisions] == ["a"]
    assert found.appeals == ()


@given(some_decisions())
@settings(max_examples=60)
def test_revoking_every_decision_leaves_nothing(decisions: list[Decision]) -> None:
    appeals = tuple(revoked(one.id, LATE) for one in decisions)

    found = settled(*decisions, appeals=appeals)

    assert found.standing == {}
    assert {one.state for one in found.effects} <= {"rolled_back"}
    before = settle(the_plan(), matter(*decisions)).effects
    assert len(found.effects) == len(before)
