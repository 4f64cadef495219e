"""The turns in which something comes again."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.periods import period_of, turns
from zhiyong.rules.terms import day_after

EVERY = ("day", "week", "month", "quarter", "half_year", "year")


@pytest.mark.parametrize(
    ("every", "day", "name", "first", "last"),
    [
        ("day", "2026-03-05", "2026-03-05", "2026-03-05", "2026-03-05"),
        ("week", "2026-03-05", "2026-W10", "2026-03-02", "2026-03-08"),
        ("week", "2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
        ("week", "2024-12-31", "2025-W01", "2024-12-30", "2025-01-05"),
        ("month", "2024-02-10", "2024-02", "2024-02-01", "2024-02-29"),
        ("quarter", "2026-11-22", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("half_year", "2026-06-30", "2026-H1", "2026-01-01", "2026-06-30"),
        ("half_year", "2026-07-01", "2026-H2", "2026-07-01", "2026-12-31"),
        ("year", "2026-07-01", "2026", "2026-01-01", "2026-12-31"),
        ("week", "9999-12-31", "9999-W52", "9999-12-27", "9999-12-31"),
    ],
)
def test_the_turn_that_holds_a_day(every: str, day: str, name: str, first: str, last: str) -> None:
    turn = period_of(every, date.fromisoformat(day))
    assert (turn.name, f"{turn.first}", f"{turn.last}") == (name, first, last)


@given(
    st.sampled_from(EVERY),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 800),
)
def test_turns_follow_one_another_without_a_gap(every: str, first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    found = list(turns(every, first, last))

    assert found[0].first <= first <= found[0].last
    assert found[-1].first <= last <= found[-1].last
    assert all(day_after(one.last) == other.first for one, other in pairwise(found))
    assert len({one.name for one in found}) == len(found)


def test_what_never_comes_again_has_no_turn() -> None:
    with pytest.raises(KeyError):
        period_of("decade", date(2026, 1, 1))
