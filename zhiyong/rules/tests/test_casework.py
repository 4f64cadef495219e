"""Steps of a case, and levels that inspect one another."""

import pytest

from zhiyong.rules.casework import Recorded, stand
from zhiyong.rules.levels import assign
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.tests.helpers import pack

STEPS = """\
facts:
  - {id: grave, label: {zh: 严重, en: grave}, kind: flag}
case_steps:
  - {id: heard, HERE, order: 1, before: conclusion, refusable: true}
  - {id: reviewed, HERE, order: 2, before: decision, when: {fact: grave, is: true}}
  - id: told
    label: {zh: 告知, en: told}
    clause: 一
    order: 3
    before: closing
    fields: [{id: day, HERE}, {id: by, HERE, required: false}]
  - {id: noted, HERE}
"""


@pytest.fixture(scope="module")
def plan() -> Pack:
    return pack(STEPS)


@pytest.mark.parametrize(
    ("recorded", "grave", "allowed"),
    [
        pytest.param({}, False, (True, False, False, False, False), id="nothing is done"),
        pytest.param(
            {"heard": Recorded()}, False, (True, True, True, True, False), id="no review is needed"
        ),
        pytest.param(
            {"heard": Recorded()}, True, (True, True, False, False, False), id="it is needed"
        ),
        pytest.param(
            {"heard": Recorded()}, None, (True, True, None, None, False), id="it is not known"
        ),
        pytest.param(
            {"heard": Recorded(refused=True), "told": Recorded(("day",))},
            False,
            (True, True, True, True, True),
            id="the person refused to be heard",
        ),
        pytest.param(
            {"heard": Recorded(), "told": Recorded(refused=True)},
            False,
            (True, True, True, True, False),
            id="what may not be refused stays open",
        ),
        pytest.param(
            {"heard": Recorded(), "told": Recorded(("by",))},
            False,
            (True, True, True, True, False),
            id="a field that is required is missing",
        ),
    ],
)
def test_a_case_goes_on_when_no_step_holds_it_back(
    plan: Pack, recorded: dict[str, Recorded], grave: bool | None, allowed: tuple[bool | None, ...]
) -> None:
    _, stages = stand(plan, recorded, {"grave": grave})

    assert [one.stage for one in stages] == [
        "start",
        "conclusion",
        "decision",
        "publication",
        "closing",
    ]
    assert tuple(one.allowed for one in stages) == allowed


def test_a_step_before_its_turn_names_those_it_skipped(plan: Pack) -> None:
    steps, _ = stand(plan, {"told": Recorded(("day",)), "noted": Recorded()}, {"grave": True})

    assert {one.step.id: one.skipped for one in steps} == {
        "heard": (),
        "reviewed": (),
        "told": ("heard", "reviewed"),
        "noted": (),
    }


TREE = {"city": ("a", "b", "a"), "a": ("x", "y"), "b": (), "x": ("city",)}


def test_each_level_takes_the_next_and_who_is_left_is_named() -> None:
    found = assign(TREE, ["a", "b", "x", "z", "z"])

    assert found.each == {"city": ("a", "b"), "a": ("x", "y"), "x": ("city",)}
    assert found.uncovered == ("z",)


@pytest.mark.parametrize(
    ("by", "of", "code"),
    [
        ("city", "a", None),
        ("city", "x", "LEVEL_SKIPPED"),
        ("b", "x", "NOT_BELOW"),
        ("a", "a", "OWN_UNIT"),
    ],
)
def test_no_level_is_skipped_also_in_a_tree_that_goes_round(by: str, of: str, code: str) -> None:
    refused = assign(TREE, wanted=[(by, of)]).refused

    assert [one.code for one in refused] == ([code] if code else [])


TRACKS = """\
case_steps:
  - {id: told, HERE, before: start}
  - {id: filed, HERE, track: case, before: decision}
  - {id: voted, HERE, track: recall, before: decision}
"""


@pytest.mark.parametrize(
    ("recorded", "tracks", "allowed", "missing"),
    [
        (["told"], None, None, ("filed", "voted")),
        (["told", "filed"], None, True, ()),
        (["told"], ["recall"], False, ("voted",)),
        (["told", "filed"], ["recall"], False, ("voted",)),
        (["told"], [], True, ()),
    ],
)
def test_steps_of_another_track_hold_nothing_back(
    recorded: list[str], tracks: list[str] | None, allowed: bool | None, missing: tuple[str, ...]
) -> None:
    plan = pack(TRACKS)

    _, stages = stand(plan, {one: Recorded() for one in recorded}, {}, tracks)

    decision = next(one for one in stages if one.stage == "decision")
    assert (decision.allowed, decision.missing) == (allowed, missing)


def test_every_case_takes_the_only_track_of_a_plan() -> None:
    plan = pack("case_steps: [{id: filed, HERE, track: case, before: decision}]\n")

    _, stages = stand(plan, {}, {})

    assert [one.allowed for one in stages if one.stage == "decision"] == [False]
