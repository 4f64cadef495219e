"""Whatever is asked of a shipped plan is answered or told as a problem: never a failure."""

import json
import random
from typing import Any

import pytest

from tests.conformance.cases import all_cases, the_pack
from zhiyong.rules.explain import explain

CASES = [case for case in all_cases() if not case.faults]
JUNK: list[Any] = [
    *(None, True, False, 0, -1, 3, 1e9, "", "x", "unknown", "unspecified", "30 days"),
    *("2021-03-15", "2021-02-30", "0001-01-01", "9999-12-31", "10/30", "1/0", "40%"),
    *([], {}, [None], {"a": None}, [{}], [[]], {"from": None}),
]


def spoiled(tree: Any, dice: random.Random) -> Any:
    """Return a question with something left out, put in or written wrongly here and there."""
    if isinstance(tree, dict):
        found = {}
        for key, value in tree.items():
            if (luck := dice.random()) >= 0.06:
                found[key] = dice.choice(JUNK) if luck < 0.12 else spoiled(value, dice)
        if dice.random() < 0.05:
            found[dice.choice(["x", "from", "id", "on"])] = dice.choice(JUNK)
        return found
    if isinstance(tree, list):
        entries = [spoiled(one, dice) for one in tree if dice.random() > 0.05]
        return [*entries, dice.choice([*JUNK, *entries])] if dice.random() < 0.1 else entries
    return dice.choice(JUNK) if dice.random() < 0.06 else tree


@pytest.mark.parametrize("seed", range(6))
def test_no_spoiled_question_fails(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        case = dice.choice(CASES)
        question = {**spoiled(case.ask, dice), **spoiled(dice.choice(CASES).ask, dice)}

        answer = explain(the_pack(case.scheme), question)

        assert json.loads(json.dumps(answer)) == answer
        failed = [one for one in answer["problems"] if one["code"] == "PART_FAILED"]
        assert not failed, (case.scheme, question)
