"""Phases and due days as plans write them: what they resolve to, and what does not fit."""

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.pack import Pack, load_pack, packs_folder
from zhiyong.rules.pack.loader import load_texts
from zhiyong.rules.pack.tests.helpers import HEAD, pack
from zhiyong.rules.phases import (
    PhaseFinding,
    active_on,
    chains,
    gaps,
    phase_days,
    phase_findings,
    task_days,
)

YEAR = "campaign_year: {year: 2011, inferred: true}\n"


def phases(*edges: str, year: str = YEAR) -> Pack:
    lines = [
        f"  - {{id: p{n}, order: {n}, {edge}, clause: 一, label: {{zh: 段, en: Phase}}}}\n"
        for n, edge in enumerate(edges, start=1)
    ]
    return pack(year + "phases:\n" + "".join(lines))


def plan(name: str, sections: str) -> Pack:
    return load_texts(
        {"plan.yaml": HEAD.replace("plan: p1", f"plan: {name}"), "more.yaml": sections}
    )


def element(id: str, rest: str) -> str:
    return f"  - {{id: {id}, clause: 一, label: {{zh: 名, en: Name}}, {rest}}}\n"


def found(pack: Pack, parent: Pack | None = None, **others: Pack) -> list[tuple[Any, ...]]:
    return [
        (one.code, one.path, one.params.get("days"))
        for one in phase_findings(pack, parent, others)
        if one.code != "DUE_BEFORE_ISSUE"
    ]


@pytest.mark.parametrize(
    ("edge", "first", "last"),
    [
        ("from: 2011-08-22, until: 2011-08-31", "2011-08-22", "2011-08-31"),
        ("from: 08-23, until: 08-31", "2011-08-23", "2011-08-31"),
        ("from: 2014年8月中旬, until: 9月底", "2014-08-11", "2014-09-30"),
        ("as_written: 2014年8月中旬至9月底", "2014-08-11", "2014-09-30"),
        ("from: 9月1日, until: 12月底", "2011-09-01", "2011-12-31"),
        ("from: 11-01, until: 02-20", "2011-11-01", "2012-02-20"),
        ("from: 2011-11-01, until: 02-20", "2011-11-01", "2012-02-20"),
        ("until: 2021-07-31", "2021-03-01", "2021-07-31"),  # from the day of issue
    ],
)
def test_days_are_read_as_written(edge: str, first: str, last: str) -> None:
    days = phase_days(phases(edge))["p1"]

    assert (days.first, days.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_phase_with_an_end_only_follows_the_one_before() -> None:
    days = phase_days(phases("until: 2014年7月底", "until: 2014年8月上旬"))["p2"]

    assert (days.first, days.last, days.begins) == (
        date(2014, 8, 1),
        date(2014, 8, 10),
        "phase_before",
    )


def test_without_a_year_nothing_is_guessed() -> None:
    bare = phases("from: 08-23, until: 08-31", year="")

    assert phase_days(bare)["p1"].first is None
    assert found(bare) == [("DATE_UNRESOLVED", "phases.p1", None)]
    assert (
        found(phases("from: 08-23, until: 08-31", year="campaign_year: {year: unspecified}\n"))
        == []
    )


def test_several_phases_or_none_are_active() -> None:
    audit = phases(
        "from: 04-11, until: 04-30",
        "from: 05-01, until: 06-30",
        "from: 04-16, until: 08-31, overlaps: true",
    )

    assert active_on(audit, date(2011, 5, 10)) == ("p2", "p3")
    assert active_on(audit, date(2011, 9, 1)) == ()
    assert found(audit) == []


def test_gaps_and_overlaps_are_told_with_their_days() -> None:
    bridge = phases(
        "from: 09-20, until: 10-31", "from: 11-11, until: 11-30", "from: 11-30, until: 12-15"
    )

    assert found(bridge) == [("PHASE_GAP", "phases.p2", 10), ("PHASE_OVERLAP", "phases.p3", 1)]
    assert list(gaps(bridge)) == [("p1", "p2", date(2011, 11, 1), date(2011, 11, 10))]


def test_a_later_child_phase_is_told_edge_by_edge() -> None:
    above = plan(
        "above", YEAR + "phases:\n" + element("one", "order: 1, from: 08-15, until: 10-15")
    )
    child = phases("from: 09-09, until: 10-31")

    assert found(child, above) == [
        ("CHILD_PHASE_LATER", "phases.p1", 25),
        ("CHILD_PHASE_LATER", "phases.p1", 16),
    ]


TASKS = "phases:\n" + element("one", "order: 1, from: 09-09, until: 10-15") + "tasks:\n"


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("nature: plan, phase: one, until: 8月26日前", [("TASK_BEFORE_PHASE", "tasks.t", 14)]),
        (
            "nature: plan, phase: one, until: 08-26, effective: 09-19",
            [("TASK_BEFORE_PHASE", "tasks.t", 14)],
        ),
        ("nature: report, phase: one, until: 10月15日前", [("SAME_DAY", "tasks.t", None)]),
        ("nature: report, phase: one, until: 10-10", [("REPORT_BEFORE_PHASE_END", "tasks.t", 5)]),
        ("nature: plan, phase: one, until: 10-10", []),
        ("nature: plan, phase: one, until: 10-20", [("TASK_AFTER_PHASE", "tasks.t", 5)]),
        ("nature: plan, phase: one, until: 10-20, goes_on: true", []),
    ],
)
def test_due_days_are_compared_with_their_phase(task: str, expected: Any) -> None:
    assert found(pack(YEAR + TASKS + element("t", task))) == expected


def test_a_day_that_the_year_does_not_have_is_told() -> None:
    short = pack(YEAR + TASKS + element("t", "nature: plan, until: 2月29日"))

    assert found(short) == [("DATE_UNRESOLVED", "tasks.t", None)]


def test_the_written_day_stays_beside_the_one_that_holds() -> None:
    days = task_days(
        pack(YEAR + TASKS + element("t", "nature: plan, until: 08-26, effective: 09-19"))
    )["t"]

    assert (days.source_due, days.due) == (date(2011, 8, 26), date(2011, 9, 19))
    assert days.settled_by == "effective"


def test_a_due_day_before_the_plan_was_issued_is_told() -> None:
    early = pack(
        YEAR.replace("2011", "2021") + "tasks:\n" + element("t", "nature: plan, until: 02-20")
    )
    (one,) = phase_findings(early)

    assert (one.code, one.params["days"]) == ("DUE_BEFORE_ISSUE", 9)


CHAIN = """\
tasks:
  - {id: reports, clause: 一, label: {zh: 报告, en: Report}, nature: report, until: 2011-10-20}
  - {id: rollup, clause: 一, label: {zh: 汇总, en: Roll-up}, nature: report, gathers: [reports],
     feeds: {plan: middle, task: rollup}}
"""


def test_a_chain_is_followed_through_plans_without_a_day_of_their_own() -> None:
    bureau = plan("bridge", CHAIN)
    middle = plan(
        "middle", "tasks:\n" + element("rollup", "nature: report, feeds: {plan: top, task: report}")
    )
    top = plan("top", "tasks:\n" + element("report", "nature: report, until: 2011-10-15"))

    assert found(bureau, middle, top=top) == [("CASCADE_INFEASIBLE", "tasks.reports", 5)]
    (link,) = chains(bureau, {"middle": middle, "top": top})
    assert link.through == ("bridge/rollup", "middle/rollup")
    assert (link.upper_due, link.slack) == (date(2011, 10, 15), -5)


def test_a_chain_that_holds_tells_its_slack() -> None:
    child = plan(
        "child",
        "tasks:\n"
        + element("summary", "nature: summary, until: 2011-12-10, feeds: {plan: top, task: sum}"),
    )
    top = plan("top", "tasks:\n" + element("sum", "nature: summary, until: 2011-12-12"))

    assert found(child, top) == [("CHAIN_SLACK", "tasks.summary", 2)]


EDGES = st.lists(st.integers(1, 300), min_size=2, max_size=8, unique=True).map(sorted)


@given(EDGES)
def test_gaps_and_phases_together_cover_every_day_once(edges: list[int]) -> None:
    """Phases that do not overlap, and the gaps between them, are a partition of the days."""
    origin = date(2011, 1, 1).toordinal()
    pairs = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    days = [tuple(date.fromordinal(origin + one) for one in pair) for pair in pairs]
    campaign = phases(*(f"from: {first}, until: {last}" for first, last in days))
    covered = [
        *((days.first, days.last) for days in phase_days(campaign).values()),
        *((since, until) for *_, since, until in gaps(campaign)),
    ]
    covered.sort()  # type: ignore[type-var]

    for (_, last), (first, _) in pairwise(covered):
        assert first.toordinal() == last.toordinal() + 1  # type: ignore[union-attr]


# ── the plans of 2011, one above the other ────────────────────────────────────────────────


@cache
def real(name: str) -> Pack:
    return load_pack(packs_folder() / name)


def told(child: str, *above: str) -> list[PhaseFinding]:
    parent, *further = map(real, above)
    return phase_findings(real(child), parent, {one.plan: one for one in further})


@pytest.mark.clause("S4b-004", "S4b-006")
def test_a_day_copied_from_another_plan_lies_before_its_phase() -> None:
    (one,) = [one for one in told("s4b-bridge-bureau", "s4a-highway-bureau") if "TASK" in one.code]

    assert (one.code, one.path, one.params["days"]) == (
        "TASK_BEFORE_PHASE",
        "tasks.plan_filing",
        14,
    )
    assert one.params["effective"] == date(2011, 9, 19)


@pytest.mark.clause("S4b-009", "S4h-005")
@pytest.mark.parametrize(
    ("parent", "phase", "edge", "days"),
    [
        ("s4a-highway-bureau", "self_inspection", "until", 16),
        ("s4h-provincial-organs", "mobilisation", "from", 25),
    ],
)
def test_the_bridge_bureau_is_later_than_the_plans_above(
    parent: str, phase: str, edge: str, days: int
) -> None:
    later = [one for one in told("s4b-bridge-bureau", parent) if one.code == "CHILD_PHASE_LATER"]
    found = {(one.path, one.params["edge"]): one.params["days"] for one in later}

    assert found[f"phases.{phase}", edge] == days


@pytest.mark.clause("S4b-019")
def test_its_report_is_due_after_the_one_that_waits_for_it() -> None:
    found = told("s4b-bridge-bureau", "s4a-highway-bureau", "s4h-provincial-organs")
    (one,) = [one for one in found if one.code == "CASCADE_INFEASIBLE"]

    assert (one.params["due"], one.params["upper_due"]) == (date(2011, 10, 20), date(2011, 10, 15))
    assert one.params["plan"] == "s4h-provincial-organs"


@pytest.mark.clause("S4h-030")
def test_its_summary_has_two_days_to_spare() -> None:
    found = told("s4b-bridge-bureau", "s4a-highway-bureau", "s4h-provincial-organs")
    slack = {one.path: one.params["days"] for one in found if one.code == "CHAIN_SLACK"}

    assert slack["tasks.summary_report"] == 2


@pytest.mark.clause("S4b-020", "S4b-018")
def test_its_gap_and_its_early_report_are_told() -> None:
    found = {
        (one.code, one.path): one.params for one in told("s4b-bridge-bureau", "s4a-highway-bureau")
    }

    assert found["PHASE_GAP", "phases.supervision"]["days"] == 10
    assert found["REPORT_BEFORE_PHASE_END", "tasks.rectification_report"]["days"] == 11


@pytest.mark.clause("S4h-011")
def test_a_report_due_on_the_last_day_of_its_phase_is_told() -> None:
    codes = [(one.code, one.path) for one in phase_findings(real("s4h-provincial-organs"))]

    assert ("SAME_DAY", "tasks.rectification_report") in codes


@pytest.mark.clause("S4d-007", "S4a-009")
def test_phases_that_touch_leave_no_gap() -> None:
    year = "campaign_year: {year: 2011}\n"
    touching = phases("from: 09-01, until: 10-10", "from: 10-11, until: 11-30", year=year)
    apart = phases("from: 09-01, until: 10-10", "from: 10-12, until: 11-30", year=year)

    assert found(touching) == []
    assert found(apart) == [("PHASE_GAP", "phases.p2", 1)]
    assert not [one for one in phase_findings(real("s4a-highway-bureau")) if "GAP" in one.code]
