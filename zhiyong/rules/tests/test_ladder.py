"""The ladder: which measures may be chosen, and why."""

from datetime import date

import pytest

from zhiyong.rules.conditions import Truth
from zhiyong.rules.ladder import (
    Had,
    RungsContradict,
    climb,
    contradictions,
    deciding_limbs,
    find_measures,
)
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.tests.sanctioning import MARCH, the_plan

SEPTEMBER = date(2021, 9, 15)


def state(measure: str, facts: dict[str, object], *had: Had, day: date | None = SEPTEMBER) -> str:
    return climb(the_plan(), facts, had, day)[measure].state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "facts", "expected"),
    [
        ("talk", {"severity": "minor"}, "allowed"),
        ("talk", {"severity": "grave"}, "refused"),
        ("talk", {}, "unknown"),
        ("move", {"severity": "grave"}, "allowed"),
        ("move", {"severity": "grave", "level": "city"}, "allowed"),
        ("move", {"severity": "grave", "level": "province"}, "refused"),
        ("warning", {"member": True}, "allowed"),
        ("warning", {"member": False}, "refused"),
        ("warning", {}, "unknown"),
        ("removal", {}, "allowed"),
    ],
)
def test_a_measure_stands_on_its_facts(
    measure: str, facts: dict[str, object], expected: str
) -> None:
    assert state(measure, facts) == expected


@pytest.mark.parametrize(
    ("had", "day", "expected", "reason"),
    [
        ([], SEPTEMBER, "refused", "none"),
        ([Had("talk", MARCH)], SEPTEMBER, "allowed", "there"),
        ([Had("talk", MARCH)], date(2021, 9, 14), "refused", "too_early"),
        ([Had("talk", MARCH)], date(2023, 3, 15), "allowed", "there"),
        ([Had("talk", MARCH)], date(2023, 3, 16), "refused", "too_long_ago"),
        ([Had("talk", MARCH, linked=True)], SEPTEMBER, "refused", "linked"),
        ([Had("talk", MARCH, revoked=True)], SEPTEMBER, "refused", "revoked"),
        ([Had("talk", date(2022, 1, 1))], SEPTEMBER, "refused", "later"),
        ([Had("move", MARCH)], SEPTEMBER, "refused", "none"),
        ([Had("talk", MARCH)], None, "unknown", "no_day"),
        ([Had("talk", MARCH, revoked=True), Had("talk", MARCH)], SEPTEMBER, "allowed", "there"),
        ([Had("talk", date(2021, 9, 1)), Had("talk", MARCH)], SEPTEMBER, "allowed", "there"),
    ],
)
def test_the_measure_before_counts_within_its_time(
    had: list[Had], day: date | None, expected: str, reason: str
) -> None:
    found = climb(the_plan(), {"improved": False}, had, day)["circular"]

    assert found.state == expected
    assert found.rungs[0].earlier is not None
    assert found.rungs[0].earlier.reason == reason


def test_what_is_refused_offers_only_what_is_not() -> None:
    facts = {"severity": "grave", "level": "province"}

    found = climb(the_plan(), facts, (), SEPTEMBER)

    assert found["move"].offers == ("notice",)  # the talk is refused itself
    assert [one.rung.id for one in found["move"].deciding] == ["no_move_up"]


def test_one_measure_alone_is_answered_as_among_all() -> None:
    facts = {"severity": "grave", "level": "province"}

    alone = find_measures(the_plan(), ["move"], facts, (), SEPTEMBER)

    assert list(alone) == ["move"]
    assert alone["move"].offers == ("notice",)


def test_the_limbs_that_decide_are_told() -> None:
    found = climb(the_plan(), {"severity": "grave"}, (), SEPTEMBER)["talk"]
    (rung,) = found.rungs
    assert rung.outcome is not None

    (limb,) = deciding_limbs(rung.outcome)

    assert limb.truth is Truth.UNMET
    assert limb.value == "grave"


RUNGS = """
facts:
  - {id: a, label: {zh: 甲, en: A}, kind: flag}
  - {id: n, label: {zh: 数, en: N}, kind: number}
measures: [{id: m, HERE}]
ladder:
  - {id: yes, measure: m, HERE, %s}
  - {id: no, measure: m, HERE, forbids: true, %s}
"""


@pytest.mark.parametrize(
    ("allows", "forbids", "contradict"),
    [
        ("when: {fact: a, is: true}", "when: {fact: a, is: true}", True),
        ("when: {fact: n, over: 5}", "when: {fact: n, over: 3}", True),
        ("when: {fact: n, over: 3}", "when: {fact: n, over: 5}", False),
        ("when: {fact: a, is: true}", "when: {fact: n, over: 5}", False),
        ("when: {fact: a, is: true}", "note: {zh: 无, en: none}", True),
    ],
)
def test_rungs_that_allow_and_forbid_the_same_contradict(
    allows: str, forbids: str, contradict: bool
) -> None:
    plan = pack(RUNGS % (allows, forbids))

    assert contradictions(plan) == (frozenset({("yes", "no")}) if contradict else frozenset())
    if contradict:
        with pytest.raises(RungsContradict):
            climb(plan, {"a": True, "n": 6})


def test_ratings_come_first() -> None:
    plan = pack(
        """
        facts: [{id: a, label: {zh: 甲, en: A}, kind: flag}]
        measures: [{id: m, HERE}]
        sanctioning: {factors: [{id: rated, HERE, fact: a}]}
        """
    )

    assert climb(plan, {})["m"].state == "unknown"
    assert climb(plan, {})["m"].factors == ("rated",)
    assert climb(plan, {"a": False})["m"].state == "allowed"


def test_a_measure_that_only_follows_cannot_be_chosen() -> None:
    plan = pack("measures: [{id: m, HERE, nature: follows}]")

    assert climb(plan, {})["m"].state == "refused"
