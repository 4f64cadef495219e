"""docs/reference/facts.md: every worked example holds, and every key of a question is explained."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import zhiyong.rules.explain as parts
from tests.conformance.cases import differences, the_pack
from zhiyong.rules.explain import KEYS, explain
from zhiyong.rules.pack.reader import read
from zhiyong.rules.shape import Shape

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "facts.md"
PAGE = FILE.read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```yaml ask (\S+)\n(.*?)```\n```yaml expect\n(.*?)```", re.DOTALL)
HEADING = re.compile(r"(?m)^##+ (.*)$")


def examples() -> list[object]:
    """Return every example of the page, under its heading and line."""
    found = []
    for match in EXAMPLE.finditer(PAGE):
        heading = HEADING.findall(PAGE[: match.start()])[-1]
        line = PAGE[: match.start()].count("\n") + 1
        found.append(pytest.param(*match.groups(), id=f"{line} {heading}"))
    return found


@pytest.mark.parametrize(("plan", "ask", "expect"), examples())
def test_the_example_holds(plan: str, ask: str, expect: str) -> None:
    question, wrong = read(ask, "ask")
    expected, also_wrong = read(expect, "expect")
    assert [*wrong, *also_wrong] == []

    answer = explain(the_pack(plan), question)

    found = [*differences(expected, answer)]
    if "problems" not in expected:
        found += [f"{one['path']}: {one['why']['en']}" for one in answer["problems"]]
    assert not found, "\n".join(found)


def test_every_example_is_run() -> None:
    assert PAGE.count("```yaml ask ") == PAGE.count("```yaml expect") == len(examples()) > 15


def test_every_key_of_a_question_is_explained() -> None:
    words = set(re.findall(r"[a-z_]+", PAGE))

    assert [key for key in KEYS if key not in words] == []


@pytest.mark.parametrize("name", [module.name for module in iter_modules(parts.__path__)], ids=str)
def test_every_key_of_an_entry_is_explained(name: str) -> None:
    module = import_module(f"{parts.__name__}.{name}")
    shapes = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Shape) and one.__module__ == module.__name__
    ]
    words = set(re.findall(r"[a-z_]+", PAGE))

    unsaid = [(one.__name__, key) for one in shapes for key in one.known_keys() if key not in words]
    assert unsaid == []


def test_every_part_of_an_answer_has_its_place() -> None:
    told = list(explain(the_pack("s3-city-zhiyong"), {"today": "2021-12-31"}))

    assert [name for name in told if f"`{name}`" not in PAGE] == []
