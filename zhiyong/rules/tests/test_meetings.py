"""Meetings: whether each period had its own, and on whose agenda a case stands."""

from datetime import date

import pytest

from zhiyong.rules.meetings import check_meeting
from zhiyong.rules.pack.tests.helpers import pack

PLAN = """
meetings:
  - {id: monthly, HERE, every: month, times: 1}
  - {id: twice, HERE, every: half_year, times: 2}
  - {id: special, HERE, special: true}
"""


def periods(meeting: str, today: date, *held: date) -> dict[str, str]:
    element = pack(PLAN).element("meetings", meeting)
    found = check_meeting(element, held, today, since=date(2021, 5, 1))
    return {one.name: one.state for one in found.periods}


@pytest.mark.parametrize(
    ("meeting", "today", "held", "expected"),
    [
        ("monthly", date(2021, 5, 30), [], {"2021-05": "open"}),
        ("monthly", date(2021, 5, 31), [], {"2021-05": "missed"}),
        ("monthly", date(2021, 6, 1), [date(2021, 5, 31)], {"2021-05": "held", "2021-06": "open"}),
        ("monthly", date(2021, 5, 20), [date(2021, 5, 28)], {"2021-05": "open"}),
        ("twice", date(2021, 6, 30), [date(2021, 5, 28)], {"2021-H1": "missed"}),
        ("twice", date(2021, 6, 30), [date(2021, 5, 28), date(2021, 6, 1)], {"2021-H1": "held"}),
        ("monthly", date(2021, 4, 1), [], {}),
    ],
)
def test_each_period_needs_its_meetings(
    meeting: str, today: date, held: list[date], expected: dict[str, str]
) -> None:
    assert periods(meeting, today, *held) == expected


def test_a_case_goes_to_the_first_meeting_after_it_is_ready() -> None:
    element = pack(PLAN).element("meetings", "monthly")
    held = [date(2021, 5, 28), date(2021, 4, 27)]
    ready = {"a": date(2021, 4, 27), "b": date(2021, 4, 28), "c": date(2021, 6, 1)}

    found = check_meeting(element, held, date(2021, 6, 1), ready=ready)

    assert found.agenda == {"a": date(2021, 4, 27), "b": date(2021, 5, 28), "c": None}


def test_a_special_one_needs_a_reason() -> None:
    element = pack(PLAN).element("meetings", "special")

    without = check_meeting(element, [], date(2021, 5, 1))
    with_one = check_meeting(element, [], date(2021, 5, 1), reason="a flood")

    assert [one.code for one in without.refused] == ["REASON_MISSING"]
    assert (with_one.refused, with_one.periods) == ((), ())
