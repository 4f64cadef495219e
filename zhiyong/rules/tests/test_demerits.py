from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.coverage import cover
from zhiyong.rules.demerits import (
    DemeritError,
    Entry,
    Statement,
    Version,
    cycle_days,
    read_cycle,
    state,
)
from zhiyong.rules.pack.appraisal import Account

DAY = date(2011, 10, 20)


def account(**more: Any) -> Account:
    return Account.model_validate(
        {
            "id": "points",
            "label": {"zh": "记分", "en": "Points"},
            "of": "department",
            "full_mark": 100,
            "cycle": "year",
            "reopened_by": ["leading_group"],
            **more,
        }
    )


def points(number: int, **more: Any) -> Entry:
    return Entry(on=DAY, subject="ward", points=Fraction(number), **more)


def booked(entries: list[Entry], asked: Account | None = None, **more: Any) -> Statement:
    asked = asked or account()
    return state(asked, read_cycle(asked, "2011"), entries, **more)


@pytest.mark.clause("S4c-006")
def test_a_reversal_gives_back_and_keeps_both_entries() -> None:
    both = booked([points(3), points(5)])
    after = booked([points(3), points(5), Entry(on=DAY, reverses=2)])

    assert both.balances == {"ward": 92}
    assert after.balances == {"ward": 97}
    assert [one.points for one in after.entries] == [3, 5, -5]
    assert after.entries[1].reversed_by == 3


@pytest.mark.clause("S4c-007")
def test_each_cycle_begins_with_the_full_mark() -> None:
    brought = {"ward": Fraction(88)}

    assert booked([], subjects=["ward"], brought=brought).balances == {"ward": 100}
    assert booked([], account(carry_over=True), subjects=["ward"], brought=brought).balances == {
        "ward": 88
    }


def test_the_balance_stops_at_the_floor() -> None:
    found = booked([points(70), points(50)], account(floor=0))

    assert (found.balances, found.at_floor) == ({"ward": 0}, {"ward": 20})


VERSIONS = [
    Version(date(2011, 11, 1), {"x": Fraction(3)}),
    Version(date(2011, 12, 1), {"x": Fraction(5)}),
]


@pytest.mark.clause("S4c-005")
@pytest.mark.parametrize(
    ("on", "given", "code", "catalogue", "refused", "taken"),
    [
        (date(2011, 11, 2), None, "x", VERSIONS, None, 3),
        (date(2011, 12, 1), None, "x", VERSIONS, None, 5),
        (date(2011, 10, 31), 3, "x", VERSIONS, "no_catalogue", 0),
        (date(2011, 11, 2), 3, "x", [], "no_catalogue", 0),
        (date(2011, 11, 2), 5, "x", VERSIONS, "points_differ", 0),
        (date(2011, 11, 2), 3, "y", VERSIONS, "code_unknown", 0),
        (date(2011, 11, 2), 3, "x", None, None, 3),
    ],
)
def test_points_are_those_of_the_version_in_force_on_the_day(
    on: date,
    given: int | None,
    code: str,
    catalogue: list[Version] | None,
    refused: str | None,
    taken: int,
) -> None:
    entry = Entry(on, "ward", None if given is None else Fraction(given), code)

    found = booked([entry], account(catalogue="behaviours"), catalogue=catalogue)

    assert found.entries[0].refused == refused
    assert found.entries[0].points == taken


LATE = date(2012, 1, 9)


@pytest.mark.clause("S4c-008")
@pytest.mark.parametrize(
    ("entry", "refused"),
    [
        (points(3), None),
        (points(3, entered=date(2011, 12, 31)), None),
        (points(3, entered=LATE), "locked"),
        (points(3, entered=LATE, reopened_by="leading_group"), "reopened_by_nobody"),
        (
            points(3, entered=LATE, reopened_by="ward", reopened_reason="found late"),
            "reopened_by_nobody",
        ),
        (points(3, entered=LATE, reopened_by="leading_group", reopened_reason="found late"), None),
        (Entry(date(2012, 1, 1), "ward", Fraction(3)), "outside_cycle"),
        (points(0), "not_positive"),
        (Entry(DAY, "ward"), "points_unknown"),
        (Entry(DAY, None, Fraction(3)), "subject_unknown"),
        (Entry(DAY, reverses=7), "reverses_nothing"),
    ],
)
def test_what_may_be_entered(entry: Entry, refused: str | None) -> None:
    assert booked([entry]).entries[0].refused == refused


def test_nothing_is_reversed_twice() -> None:
    found = booked([points(3), Entry(DAY, reverses=1), Entry(DAY, reverses=1)])

    assert found.entries[2].refused == "reversed_already"
    assert found.balances == {"ward": 100}


def test_a_cycle_is_locked_after_its_last_day_or_the_run_at_its_end() -> None:
    assert not booked([], today=date(2011, 12, 31)).locked
    assert booked([], today=date(2012, 1, 1)).locked
    assert not booked([], today=date(2012, 1, 4), locked_on=date(2012, 1, 5)).locked


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans())))
def test_the_balance_is_the_full_mark_less_what_counts(entries: list[tuple[int, bool]]) -> None:
    made: list[Entry] = []
    for taken, reverse in entries:
        made.append(points(taken))
        if reverse:
            made.append(Entry(DAY, reverses=len(made)))

    found = booked(made, subjects=["ward"])

    counts = sum(taken for taken, reverse in entries if not reverse)
    assert found.balances == {"ward": 100 - counts}
    assert len(found.entries) == len(made)


@pytest.mark.parametrize(
    ("every", "text", "first", "last"),
    [
        ("year", "2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("half_year", "2011-H2", date(2011, 7, 1), date(2011, 12, 31)),
        ("quarter", "2012-q1", date(2012, 1, 1), date(2012, 3, 31)),
        ("month", "2012-02", date(2012, 2, 1), date(2012, 2, 29)),
    ],
)
def test_a_cycle_has_its_days(every: str, text: str, first: date, last: date) -> None:
    found = cycle_days(every, text)

    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("every", "text"),
    [("year", "2011-H1"), ("half_year", "2011"), ("quarter", "2011-Q5"), ("year", "next")],
)
def test_a_cycle_that_there_is_not(every: str, text: str) -> None:
    with pytest.raises(DemeritError):
        cycle_days(every, text)


@pytest.mark.clause("S3-085")
@pytest.mark.parametrize(
    ("today", "state_of"),
    [(date(2021, 12, 1), "open"), (date(2021, 12, 31), "missed"), (None, None)],
)
def test_who_is_left_is_named(today: date | None, state_of: str | None) -> None:
    found = cover({"a": 1, "b": 0}, 1, last_day=date(2021, 12, 31), today=today)

    assert (found.met, dict(found.missing), found.state) == (False, {"b": 1}, state_of)
