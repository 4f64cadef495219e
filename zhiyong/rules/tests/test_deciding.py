"""Who decides, whether a decision may be made, what a case carries, which track it takes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zhiyong.rules.authority import AuthoritiesContradict, find_authority
from zhiyong.rules.conditions import Truth
from zhiyong.rules.decisions import check_decision
from zhiyong.rules.ladder import Had
from zhiyong.rules.liabilities import (
    TiersContradict,
    find_aggravation,
    find_liability,
    find_tier,
)
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.tests.sanctioning import decision, matter, the_plan
from zhiyong.rules.tracks import OpenCase, TrackAsked, check_track


def codes(measure: str, *, by: str | None = None, **facts: str | bool) -> list[str]:
    one = replace(decision("d", measure, by=by), facts=facts)
    checked = check_decision(the_plan(), matter(one), one, [Had("talk", date(2020, 8, 1))])
    return [reason.note.code for reasons in checked.refused.values() for reason in reasons]


@pytest.mark.parametrize(
    ("measure", "by", "facts", "expected"),
    [
        ("talk", None, {"severity": "minor"}, []),
        ("talk", "group", {"severity": "minor", "level": "city"}, []),
        ("talk", "party", {"severity": "minor", "level": "city"}, ["WRONG_LEVEL"]),
        ("talk", None, {"severity": "grave"}, ["LADDER"]),
        ("warning", None, {"member": False}, ["NOT_ELIGIBLE"]),
        ("shame", None, {}, ["NOT_ON_THE_LIST"]),
        ("talk", None, {"severity": "minor", "level": "province"}, ["NOBODY_DECIDES"]),
        ("notice", None, {"level": "province"}, []),
    ],
)
def test_a_decision_is_refused_with_its_reason(
    measure: str, by: str | None, facts: dict[str, str | bool], expected: list[str]
) -> None:
    assert codes(measure, by=by, **facts) == expected


def test_measures_that_do_not_go_together_are_only_a_warning() -> None:
    one = decision("d", "move+removal", severity="grave")

    checked = check_decision(the_plan(), matter(one), one, [])

    assert checked.allowed is True
    assert [(c.first, c.second) for c in checked.conflicts] == [("move", "removal")]


def test_facts_that_are_missing_leave_it_open() -> None:
    one = decision("d", "talk")

    checked = check_decision(the_plan(), matter(one), one, [])

    assert checked.allowed is None
    assert checked.unknown == ("talk",)


def test_the_authority_of_a_measure_goes_first() -> None:
    facts = {"level": "province"}

    assert find_authority(the_plan(), facts).found is None
    found = find_authority(the_plan(), facts, "notice").found
    assert found is not None
    assert (found.authority.id, found.authority.mode) == ("theirs", "notifies")


AUTHORITIES = """
bindings: [{id: a, HERE}, {id: b, HERE}]
facts: [{id: x, label: {zh: 甲, en: X}, kind: flag}]
authorities:
  - {id: one, HERE, when: {fact: x, is: true}, decides: a, %s}
  - {id: two, HERE, when: {fact: x, is: true}, decides: b, %s}
"""


def test_two_that_fit_alike_contradict_unless_one_goes_first() -> None:
    none = "note: {zh: 无, en: none}"
    with pytest.raises(AuthoritiesContradict):
        find_authority(pack(AUTHORITIES % (none, none)), {"x": True})

    found = find_authority(pack(AUTHORITIES % (none, "order: 1")), {"x": True})

    assert found.decides == "b"


CASES = (Path(__file__).parent / "plans" / "deciding.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "truth"),
    [
        (date(2015, 2, 28), Truth.UNMET),
        (date(2015, 3, 1), Truth.MET),
        (date(2015, 12, 20), Truth.MET),
        (date(2015, 12, 21), Truth.UNMET),
        (None, Truth.UNKNOWN),
    ],
)
def test_an_act_within_the_campaign_carries_the_mark(day: date | None, truth: Truth) -> None:
    plan = pack(CASES)

    assert find_aggravation(plan, plan.aggravations[0], {"day": day}).truth is truth


def test_without_the_year_of_the_campaign_it_is_open() -> None:
    plan = pack(CASES.replace("year: 2015", "year: unspecified"))

    found = find_aggravation(plan, plan.aggravations[0], {"day": date(2015, 4, 1)})

    assert (found.truth, found.open_path) == (Truth.UNKNOWN, "campaign_year.year")


def test_an_item_is_opened_and_says_what_it_still_needs() -> None:
    plan = pack(CASES)

    found = find_liability(plan, plan.liabilities[0], {"head": "other"})

    assert (found.truth, found.missing) == (Truth.MET, ("harm",))
    assert find_liability(plan, plan.liabilities[0], {"head": "other"}, ["harm"]).missing == ()


def test_a_decision_waits_for_an_assessment_that_blocks_it() -> None:
    plan, one = pack(CASES), decision("d", "m", head="other")

    checked = check_decision(plan, matter(one), one, [])

    assert [reason.note.code for reason in checked.refused["m"]] == ["NOT_ASSESSED"]


def test_beyond_the_tier_a_reason_is_needed() -> None:
    plan = pack(CASES)

    found = find_tier(plan, plan.allocations[0], {"level": "low"}, ["m", "n"])

    assert (found.tier, found.outside) == ("one", ("n",))
    with pytest.raises(TiersContradict):
        find_tier(plan, plan.allocations[0], {"level": "low", "head": "party"})


@pytest.mark.parametrize(
    ("asked", "post", "state", "told"),
    [
        (TrackAsked("moral", "person"), True, "open", ()),
        (TrackAsked("moral", "group"), True, "refused", ("STARTED_BY",)),
        (TrackAsked("moral", "person"), False, "refused", ("NOT_ELIGIBLE",)),
        (TrackAsked("moral"), True, "unknown", ()),
        (TrackAsked("moral", "person", basis=10), True, "refused", ("BASIS_UNKNOWN",)),
        (
            TrackAsked("moral", "person", stated={"cause": "x"}),
            True,
            "refused",
            ("FIELDS_MISSING",),
        ),
        (
            TrackAsked("moral", "person", cases=(OpenCase("criminal", "direct"),)),
            True,
            "pending",
            (),
        ),
        (
            TrackAsked("moral", "person", cases=(OpenCase("criminal", "leading"),)),
            True,
            "open",
            (),
        ),
        (TrackAsked("criminal", own_act=False), True, "refused", ("ACT_NOT_PROVEN",)),
        (TrackAsked("criminal", own_act=True), True, "open", ()),
        (TrackAsked("criminal"), True, "unknown", ()),
        (
            TrackAsked("criminal", own_act=True, measures=("m",)),
            True,
            "refused",
            ("NO_MEASURE_HERE",),
        ),
    ],
)
def test_each_track_has_a_standard_of_its_own(
    asked: TrackAsked, post: bool, state: str, told: tuple[str, ...]
) -> None:
    found = check_track(pack(CASES), asked, {"post": post})

    assert found.state == state
    assert tuple(one.code for one in found.refused) == told


def test_a_voluntary_act_records_no_guilt_and_closes_nothing() -> None:
    asked = TrackAsked("moral", "person", cases=(OpenCase("criminal", "leading"),))

    found = check_track(pack(CASES), asked, {"post": True})

    assert (found.records_guilt, found.stays_open, found.alone) == (False, ("criminal",), False)
    assert check_track(pack(CASES), TrackAsked("moral", "person"), {"post": True}).alone
