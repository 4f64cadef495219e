"""Every outcome that a promise can have is put in words for the holder of the receipt."""

from zhiyong.journal import explain
from zhiyong.rules.proof import Ground, Outcome


def test_every_outcome_has_a_tone() -> None:
    assert set(explain.TONES) == set(Outcome)
    assert set(explain.GROUNDS) == set(Ground)


def test_every_promise_has_words_for_all_that_can_become_of_it() -> None:
    open_ways = {Outcome.KEPT, Outcome.NOT_YET_PROVABLE, Outcome.NOT_SHOWN}

    assert set(explain.SEALING) == open_ways | {
        Outcome.SEALED_LATE,
        Outcome.REMOVED_OR_NEVER_SEALED,
    }
    assert set(explain.ACCEPTANCE) == open_ways | {Outcome.DUE_DAY_PASSED}
