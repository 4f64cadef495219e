"""The pages that are made from the packs and the tests: they are current, and made rightly."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from zhiyong.config.cli.plans.conforming import all_plans
from zhiyong.rules.explain import explain
from zhiyong.rules.pack import Pack, check_pack, load_texts
from zhiyong.rules.pack.conformance import Shown, as_page, conformance, counts, marked_in, shown_in
from zhiyong.rules.pack.json_schema import schema_text
from zhiyong.rules.pack.tests.helpers import pack

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
STALE = "run `make conformance` and commit what it wrote"


def test_the_page_of_clauses_is_current() -> None:
    assert (REFERENCE / "conformance.md").read_text(encoding="utf-8") == as_page(all_plans()), STALE


def test_the_schema_is_current() -> None:
    assert (REFERENCE / "pack.schema.json").read_text(encoding="utf-8") == schema_text(), STALE


def test_every_clause_of_every_plan_is_carried() -> None:
    plans = all_plans()

    assert sum(counts(found)["total"] for _, found in plans.values()) == 585
    assert [
        one.clause for _, found in plans.values() for one in found if one.state == "missing"
    ] == []


REGISTER = """\
- {id: S1-001, scheme: p1, where: 一, kind: rule, zh: 甲, en: A}
- {id: S1-002, scheme: p1, where: 二, kind: rule, zh: 乙, en: B}
- {id: S1-003, scheme: p1, where: 三, kind: rule, zh: 丙, en: C}
- {id: S1-004, scheme: p1, where: 四, kind: rule, zh: 丁, en: D}
- {id: S1-005, scheme: p1, where: 五, kind: rule, zh: 戊, en: E}
"""


def test_a_clause_works_only_where_a_test_is_marked_with_it() -> None:
    plan = pack(
        "events: [{id: a, clause: S1-001, label: {zh: 名, en: N}},"
        " {id: b, clause: S1-002, label: {zh: 名, en: N}}]\n"
        "principles: [{id: p, clause: S1-003, label: {zh: 名, en: N}}]\n"
        "goals: [{id: g, clause: S1-004, label: {zh: 名, en: N}}]\n",
        clauses_yaml=REGISTER,
    )

    found = conformance(plan, {"S1-001": {"tests/test_x.py"}}, rooms={"plans"})

    assert [one.said for one in found] == [
        "works",
        "data only",
        "principle",
        "planned in campaigns",
        "missing",
    ]


MODULE = dedent("""\
    import pytest

    def row(clause, value):
        return pytest.param(value, marks=pytest.mark.clause(clause))

    @pytest.mark.clause("S1-001", "S1-002")
    def test_a(): ...

    @pytest.mark.parametrize("x", [
        row("S1-003", 1),
        pytest.param(2, marks=pytest.mark.clause("S1-004")),
    ])
    def test_b(x): ...

    MARK = pytest.mark.clause("S1-005")
    TEXT = "S9-999"
    """)


def test_marks_are_read_from_the_source_of_a_test() -> None:
    assert marked_in(MODULE) == {f"S1-00{n}" for n in range(1, 6)}


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("- {clauses: [S1-001, S1-002], ask: {}, expect: {}}", {"S1-001", "S1-002"}),
        ("- {ask: {}}", set()),
        ("a: [", set()),
        ("x", set()),
    ],
)
def test_clauses_of_examples_are_read(text: str, clauses: set[str]) -> None:
    assert shown_in(text) == clauses


def test_a_part_is_not_listed_beside_its_whole() -> None:
    shown = Shown("S1-001", "一", "rule", ("axes.a", "axes.a.values.b", "axes.ab"), (), "data only")

    assert "`axes.a`, `axes.ab`" in as_page({"p1": (pack(), [shown])})


def test_the_small_pack_of_the_page_passes_its_check() -> None:
    page = (REFERENCE / "packs.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml pack\n(.*?)```", page, re.DOTALL)

    small = load_texts({"plan.yaml": text})

    assert [str(one) for one in check_pack(small) if one.level != "note"] == []
    rows = [{"on": f"2021-03-0{day}"} for day in (2, 3, 4)]
    answer = explain(small, {"today": "2021-03-31", "registers": {"attendance": rows}})
    assert answer["leads"]["often_late"]["state"] == "met"
    assert answer["ladder"]["talk"]["where"] == ["五(一)"]


def test_every_section_of_a_pack_is_named_on_its_page() -> None:
    page = (REFERENCE / "packs.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", page))

    assert [name for name in Pack.model_fields if name not in words] == []
