"""What is wrong with a file before it is a pack: each at its line, with what would be right."""

import time

import pytest

from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.reader import MOST_DEPTH, Map, Seq, Text, read


def one(text: str) -> Problem:
    _, problems = read(text, "f.yaml")
    (problem,) = problems
    return problem


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("a: 1\nb:\n\tc: 2", "TAB", 3, id="a tab"),
        pytest.param("a:\n　b: 1", "WIDE_SPACE", 2, id="a full-width space as indent"),
        pytest.param("a: &x 1\nb: 2", "ALIAS", 1, id="an anchor"),
        pytest.param("b: *x", "ALIAS", 1, id="an alias"),
        pytest.param("a: !!python/object:os.system x", "TAG", 1, id="a tag"),
        pytest.param("a: !!str x", "TAG", 1, id="a harmless tag"),
        pytest.param("a: 1\nb: 2\na: 3", "KEY_TWICE", 3, id="a key twice"),
        pytest.param("? [1, 2]\n: 3\nb: 4", "KEY_NOT_TEXT", 1, id="a list as key"),
        pytest.param("? {a: [b]}\n: c", "KEY_NOT_TEXT", 1, id="a map as key"),
        pytest.param("'': 1", "KEY_NOT_TEXT", 1, id="nothing as key"),
        pytest.param("a: 1\n---\nb: 2", "SECOND_DOCUMENT", 2, id="two documents"),
        pytest.param("", "FILE_EMPTY", 1, id="nothing"),
        pytest.param("# only words\n", "FILE_EMPTY", 1, id="a comment"),
        pytest.param("a: \x00", "CONTROL_CHARACTER", 1, id="a NUL"),
        pytest.param("a: \x1b[31m", "CONTROL_CHARACTER", 1, id="an escape"),
        pytest.param("a: \ud800", "CONTROL_CHARACTER", 1, id="half a surrogate pair"),
        pytest.param("a: 'b", "SYNTAX", 1, id="an open quote"),
        pytest.param("a: b: c", "SYNTAX", 1, id="two colons"),
        pytest.param("a:\n  b: 1\n c: 2", "SYNTAX", 3, id="a ragged indent"),
        pytest.param("a: {zh: 甲，en: b: c}", "SYNTAX", 1, id="a flow map cut short"),
        pytest.param("a: @b", "SYNTAX", 1, id="a reserved sign"),
        pytest.param("a: [甲，乙: 丙: 丁]", "SYNTAX_WIDE", 1, id="full-width signs in a list"),
        pytest.param("[" * 1000, "TOO_DEEP", 1, id="deep brackets"),
    ],
)
def test_each_fault_is_named_at_its_line(text: str, code: str, line: int) -> None:
    problem = one(text)

    assert (problem.code, problem.file, problem.line) == (code, "f.yaml", line)
    assert problem.message
    assert problem.say("zh") != problem.message
    assert problem.hint


def test_a_key_twice_names_the_first() -> None:
    problem = one("a: 1\nb: 2\na: 3")

    assert str(problem) == (
        "f.yaml:3: the key a stands here a second time; the first is in line 1 → "
        "keep one of the two"
    )
    assert problem.say("zh-hans") == "键 a 重复出现，首次出现在第 1 行"


def test_a_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    assert one("\n".join(lines)).code == "ALIAS"


def test_depth_is_counted_not_suffered() -> None:
    tree, problems = read("[" * MOST_DEPTH + "]" * MOST_DEPTH, "f.yaml")
    assert (tree is not None, problems) == (True, [])

    assert one("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1)).code == "TOO_DEEP"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("id：x", {"id": "x"}, id="a full-width colon"),
        pytest.param("- id：x\n  b:　y", [{"id": "x", "b": "y"}], id="a full-width space"),
        pytest.param("{zh：甲，乙，en：b}", {"zh": "甲，乙", "en": "b"}, id="signs of a flow map"),
        pytest.param("a: ｛zh: 甲, en: b｝", {"a": {"zh": "甲", "en": "b"}}, id="braces"),
        pytest.param("a: '甲，en：b'", {"a": "甲，en：b"}, id="not inside quotes"),
        pytest.param("a: |\n  id：x\n  \tb", {"a": "id：x\n\tb"}, id="not inside a block of text"),
        pytest.param("说明：x", "说明：x", id="not where it is prose"),
    ],
)
def test_full_width_signs_are_read_where_they_are_meant(text: str, value: object) -> None:
    assert read(text, "f.yaml") == (value, [])


def test_nothing_is_typed_and_every_place_is_known() -> None:
    tree, _ = read("a: no\nb:\n  - 12:30\n  - '1'\n  - ~\n", "f.yaml")

    assert isinstance(tree, Map)
    assert tree.key_lines == {"a": 1, "b": 2}
    assert tree["a"] == "no"
    several = tree["b"]
    assert isinstance(several, Seq)
    assert (list(several), several.item_lines) == (["12:30", "1", None], [3, 4, 5])
    first, second, _ = several
    assert isinstance(first, Text)
    assert (first.is_plain, second.is_plain) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: {b：1" + " " * 400_000 + "}", id="spaces in a flow"),
        pytest.param("a: {b：1" + "," * 400_000 + "}", id="commas"),
        pytest.param("a: {b：1, " + "c" * 400_000 + "}", id="letters"),
        pytest.param("a: {b：'" + "'\"" * 200_000 + "}", id="quotes"),
        pytest.param("a: |" + " " * 400_000 + "x", id="spaces after a block"),
        pytest.param("- " * 200_000 + "a：1", id="dashes"),
        pytest.param("a" * 10 + "：" * 400_000, id="colons"),
        pytest.param("a: [" + "{：a" * 100_000, id="braces"),
    ],
)
def test_a_hostile_line_costs_no_more_than_its_length(text: str) -> None:
    began = time.process_time()

    read(text, "x.yaml")

    assert time.process_time() - began < 5
