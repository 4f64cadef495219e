"""Guessing receipt codes: slowed down in memory, never with a sleeping thread."""

import hashlib
from dataclasses import dataclass

import pytest

from zhiyong.intake.attempts import Buckets, Guard, Puzzle, Puzzles, TooMany


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def solve(puzzle: Puzzle) -> str:
    number = 0
    while int.from_bytes(hashlib.sha256(f"{puzzle.salt}:{number}".encode()).digest(), "big") >> (
        256 - puzzle.bits
    ):
        number += 1
    return str(number)


def test_a_burst_is_let_through_then_one_in_a_while() -> None:
    clock = Clock()
    buckets = Buckets(burst=3, every=10, clock=clock)

    assert [buckets.take("a") for _each in range(3)] == [0, 0, 0]
    assert buckets.take("a") == pytest.approx(10)
    assert buckets.take("b") == 0
    clock.now += 10
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0


def test_a_real_code_costs_nothing() -> None:
    buckets = Buckets(burst=1, every=10, clock=Clock())

    for _each in range(5):
        assert buckets.take("a") == 0
        buckets.give_back("a")


def test_only_so_many_senders_are_remembered_and_none_in_the_clear() -> None:
    buckets = Buckets(burst=1, every=10, most=2, clock=Clock())
    for sender in ("198.51.100.1", "198.51.100.2", "198.51.100.3"):
        buckets.take(sender)

    assert len(buckets._levels) == 2
    assert not any(b"198" in name for name in buckets._levels)
    assert buckets.take("198.51.100.1") == 0


def test_a_solved_puzzle_counts_once_and_in_time() -> None:
    clock = Clock()
    puzzles = Puzzles(bits=8, lasts=60, clock=clock)
    puzzle = puzzles.new()
    number = solve(puzzle)

    assert puzzles.is_solved(puzzle.salt, number)
    assert not puzzles.is_solved(puzzle.salt, number)
    late = puzzles.new()
    solved = solve(late)
    clock.now += 61
    assert not puzzles.is_solved(late.salt, solved)


@pytest.mark.parametrize(("salt", "number"), [("", ""), ("a.b.c", "1"), ("1.2.3", "x")])
def test_nonsense_solves_nothing(salt: str, number: str) -> None:
    assert not Puzzles(bits=8).is_solved(salt, number)


def test_the_guard_wants_a_puzzle_when_the_buckets_are_empty() -> None:
    clock = Clock()
    guard = Guard(
        each=Buckets(burst=1, every=10, clock=clock),
        together=Buckets(burst=10, every=1, clock=clock),
        puzzles=Puzzles(bits=8, clock=clock),
    )
    guard.enter("a")

    with pytest.raises(TooMany) as refused:
        guard.enter("a")

    assert refused.value.seconds == pytest.approx(10)
    guard.enter("a", solved=(refused.value.puzzle.salt, solve(refused.value.puzzle)))
