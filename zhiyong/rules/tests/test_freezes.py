"""Freezes, their gates, and the check before an appointment."""

from datetime import date

import pytest

from zhiyong.rules.consequences import Appeal, Matter
from zhiyong.rules.freezes import Opinion, find_freezes, review, worst
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.tests.sanctioning import MARCH, decision, matter, the_plan

FREE = date(2022, 3, 16)
MAY = date(2022, 5, 1)


@pytest.mark.parametrize(
    ("on", "gates", "state", "missing"),
    [
        (date(2021, 3, 14), {}, "free", ()),
        (MARCH, {}, "frozen", ("good", "consent")),
        (date(2022, 3, 15), {}, "frozen", ("good", "consent")),
        (FREE, {}, "time_over", ("good", "consent")),
        (MAY, {"good": FREE}, "time_over", ("consent",)),
        (MAY, {"good": FREE, "consent": FREE}, "free", ()),
        (MAY, {"good": date(2022, 3, 15), "consent": MAY}, "time_over", ("good", "consent")),
        (MAY, {"good": MAY, "consent": FREE}, "time_over", ("consent",)),
        (MAY, {"consent": FREE}, "time_over", ("good", "consent")),
        (FREE, {"good": FREE, "consent": MAY}, "time_over", ("consent",)),
    ],
)
def test_not_by_time_alone(
    on: date, gates: dict[str, date], state: str, missing: tuple[str, ...]
) -> None:
    asked = matter(decision("d", "talk"))

    found = find_freezes(the_plan(), asked, "wang", on, gates)

    assert worst(found) == state
    assert tuple(name for one in found for name in one.missing) == missing


def test_the_history_alone_is_enough_and_linked_measures_freeze_too() -> None:
    asked = Matter(history={"wang": (Had("talk", MARCH, linked=True),)})

    assert worst(find_freezes(the_plan(), asked, "wang", date(2021, 6, 1), {})) == "frozen"
    assert worst(find_freezes(the_plan(), asked, "li", date(2021, 6, 1), {})) == "free"


def test_an_open_appeal_stops_nothing_a_revoked_decision_freezes_nobody() -> None:
    appeal = Appeal("d", "void", date(2021, 6, 1), filed=date(2021, 4, 1))
    asked = matter(decision("d", "talk"), appeals=(appeal,))

    assert worst(find_freezes(the_plan(), asked, "wang", date(2021, 5, 31), {})) == "frozen"
    assert worst(find_freezes(the_plan(), asked, "wang", date(2021, 6, 1), {})) == "free"


COMEBACK = """
bindings: [{id: group, HERE}]
measures: [{id: m, HERE}]
clearances:
  - id: back
    HERE
    before: reappointment
    waiting: 1 year
    checks: [{id: merit, HERE}]
    opinions: [group]
    suggests: [{id: fine, HERE}, {id: wait, HERE}]
"""
CHECKED = {"merit": date(2022, 3, 20)}


@pytest.mark.parametrize(
    ("on", "opinion", "state"),
    [
        (FREE, Opinion("fine", FREE, "he has learnt"), "passed"),
        (date(2022, 3, 15), Opinion("fine", MARCH, "he has learnt"), "refused"),
        (FREE, Opinion("fine", FREE), "open"),
        (FREE, Opinion("perhaps", FREE, "who knows"), "refused"),
        (FREE, None, "open"),
    ],
)
def test_a_return_to_office_is_checked(on: date, opinion: Opinion | None, state: str) -> None:
    plan = pack(COMEBACK.replace("    HERE\n", "    clause: 一\n    label: {zh: 名, en: Name}\n"))
    asked = Matter(history={"wang": (Had("m", MARCH),)})
    opinions = {"group": opinion} if opinion else {}

    found = review(plan, asked, plan.clearances[0], "wang", on, checks=CHECKED, opinions=opinions)

    assert found.state == state
    assert [one.measure for one in found.shows] == ["m"]
