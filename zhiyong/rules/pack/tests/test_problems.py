"""Every problem speaks both languages."""

import re
import string

import pytest

from zhiyong.rules.pack.problem_texts import WORDING
from zhiyong.rules.pack.problems import PackErrors, Problem, nearest


def fields(template: str) -> set[str]:
    """Return what a template asks for; what is worded per language counts once."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {name.removesuffix("_zh") for name in names}


@pytest.mark.parametrize("code", WORDING)
def test_both_languages_say_the_same(code: str) -> None:
    english, chinese, advice, advice_zh = WORDING[code]

    assert fields(english) == fields(chinese)
    assert fields(advice) == fields(advice_zh)
    assert bool(advice) == bool(advice_zh)
    assert not re.search("[\u4e00-\u9fff]", english)
    assert re.search("[\u4e00-\u9fff]", chinese)


def test_errors_are_listed_in_reading_order() -> None:
    problems = [Problem("b.yaml", 1, "x", "TAB"), Problem("a.yaml", 9, "y", "TAB")]

    error = PackErrors([*problems, Problem("a.yaml", 2, "", "FILE_EMPTY")])

    assert [(p.file, p.line) for p in error.problems] == [
        ("a.yaml", 2),
        ("a.yaml", 9),
        ("b.yaml", 1),
    ]
    assert str(error).startswith("a.yaml:2: the file says nothing")


def test_the_nearest_word_is_only_named_when_it_is_near() -> None:
    assert nearest("lable", ["label", "clause"]) == "label"
    assert nearest("colour", ["label", "clause"]) == ""
