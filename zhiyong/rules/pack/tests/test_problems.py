"""Every problem speaks both languages."""

import re
import string
from pathlib import Path

import pytest

from zhiyong.rules.pack.problem_texts import WORDING
from zhiyong.rules.pack.problems import PackErrors, Problem, nearest
from zhiyong.rules.pack.tests.helpers import problems


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
    found = [Problem("b.yaml", 1, "x", "TAB"), Problem("a.yaml", 9, "y", "TAB")]

    error = PackErrors([*found, Problem("a.yaml", 2, "", "FILE_EMPTY")])

    assert [(p.file, p.line) for p in error.problems] == [
        ("a.yaml", 2),
        ("a.yaml", 9),
        ("b.yaml", 1),
    ]
    assert str(error).startswith("a.yaml:2: the file says nothing")


def test_the_nearest_word_is_only_named_when_it_is_near() -> None:
    assert nearest("lable", ["label", "clause"]) == "label"
    assert nearest("colour", ["label", "clause"]) == ""


FOLDER = Path(__file__).resolve().parents[2]
READS_PACKS = (
    "values.py",
    "conditions.py",
    "grounds.py",
    "clock/fuzzy.py",
    "clock/terms.py",
)
CODE = re.compile(r"(?:Error|Problem|Errors)\(\s*\"([A-Z_]{5,})\"")


@pytest.mark.parametrize(
    "file", [*READS_PACKS, *(f"pack/{one.name}" for one in FOLDER.glob("pack/*.py"))]
)
def test_whatever_reading_a_pack_refuses_is_worded(file: str) -> None:
    raised = CODE.findall((FOLDER / file).read_text(encoding="utf-8"))

    assert [code for code in raised if code not in WORDING] == []


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ("phases: [{id: a, HERE, order: 1, from: 2月30日}]", "2月30日"),
        ("phases: [{id: a, HERE, order: 1, from: 13月3日}]", "13月3日"),
        ("phases: [{id: a, HERE, order: 1, from: 不久}]", "不久"),
        ("consequences: [{id: c, HERE, of: a, on: [subject]}]", "impose"),
    ],
)
def test_a_refusal_says_what_was_written(sections: str, words: str) -> None:
    (problem,) = problems(sections)

    for lang in ("zh", "en"):
        said = problem.say(lang) + problem.advise(lang)
        assert words in said
        assert "…" not in said
