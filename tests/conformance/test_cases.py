"""Every worked example of every plan, each a test of its own, marked with its clauses."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.cases import CASES, Case, all_cases, cases_of, differences, the_pack
from zhiyong.rules.explain import explain
from zhiyong.rules.pack import find_packs
from zhiyong.rules.pack.reader import read

ROOT = Path(__file__).resolve().parents[2]
EVERY_CASE = all_cases()


def registered() -> frozenset[str]:
    files = ROOT.glob("packs/*/clauses.yaml")
    form = re.compile(r"^\s*-? *id: *[\"']?(S\d+[a-z]?-\d{3})", re.MULTILINE)
    return frozenset(
        clause for file in files for clause in form.findall(file.read_text(encoding="utf-8"))
    )


REGISTERED = registered()


def marked(case: Case) -> Any:
    return pytest.param(case, id=case.name, marks=pytest.mark.clause(*case.clauses))


@pytest.mark.parametrize("case", [marked(case) for case in EVERY_CASE])
def test_the_plan_answers(case: Case) -> None:
    assert not case.faults, f"{case.file}:{case.line}: {'; '.join(case.faults)}"
    assert not [one for one in case.clauses if one not in REGISTERED], "no such clause"
    assert case.scheme in find_packs(), f"there is no pack {case.scheme}"

    answer = explain(the_pack(case.scheme), case.ask)

    found = [*differences(case.expect, answer)]
    if "problems" not in case.expect:
        found += [f"{one['path']}: {one['why']['en']}" for one in answer["problems"]]
    assert not found, "\n".join([f"{case.file}:{case.line}", *found])


def test_files_are_named_after_their_plan() -> None:
    names = {path.name for path in CASES.glob("*.yaml")}

    assert not [name for name in names if name.partition(".")[0] not in find_packs()]


# --- the comparison itself ----------------------------------------------------------------------


def case_of(text: str, folder: Path) -> Case:
    file = folder / "p1.yaml"
    file.write_text(text, encoding="utf-8")
    (case,) = cases_of(file)
    return case


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- {clauses: [S3-040], ask: {today: 2021-01-01}}", "expect"),
        ("- {clauses: [S3-040], ask: {today: 2021-01-01}, expect: {}}", "expect"),
        ("- {ask: {today: 2021-01-01}, expect: {leads: null}}", "clauses"),
        ("- {clauses: [S3-040], ask: x, expect: {leads: null}}", "ask"),
        ("- {clauses: [S3-040], ask: {}, expects: {leads: null}}", "no key expects"),
    ],
)
def test_a_case_that_shows_nothing_is_no_case(text: str, fault: str, tmp_path: Path) -> None:
    assert any(fault in one for one in case_of(text, tmp_path).faults)


ANSWER = {
    "n": 3,
    "yes": True,
    "share": "11/30",
    "none": None,
    "list": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}],
}


@pytest.mark.parametrize(
    "expected",
    [
        "{n: 3, yes: true, share: 11/30, none: null, missing: null}",
        "{list: [{a: 1}, {b: y}]}",
        "{list: {any: [{a: 2, b: y}]}}",
        "{list: {any: [{a: 2}, {a: 1}]}}",
    ],
)
def test_what_is_so_is_found_so(expected: str) -> None:
    tree, _ = read(expected, "x.yaml")

    assert not [*differences(tree, ANSWER)]


@pytest.mark.parametrize(
    "expected",
    [
        "{n: 4}",
        '{n: "3"}',
        "{yes: false}",
        "{yes: 1}",
        "{share: 22/60}",
        "{none: 0}",
        "{n: null}",
        "{missing: 1}",
        "{list: [{a: 1}]}",
        "{list: [{a: 2}, {a: 1}]}",
        "{list: {any: [{a: 2, b: x}]}}",
        "{n: {any: [3]}}",
        "{n: {deep: 3}}",
        "{share: [11/30]}",
    ],
)
def test_what_is_not_so_is_told(expected: str) -> None:
    tree, _ = read(expected, "x.yaml")

    assert [*differences(tree, ANSWER)]
