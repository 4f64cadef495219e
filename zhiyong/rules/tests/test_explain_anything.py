"""Whatever a question says, its parts answer or say what they cannot use; none of them fails."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.explain import explain
from zhiyong.rules.pack import load_pack, packs_folder

S3 = load_pack(packs_folder() / "s3-city-zhiyong")
S0 = load_pack(packs_folder() / "s0-city-campaign")

TEXTS = st.sampled_from(
    [
        "2021-03-01",
        "2021-02-30",
        "2021-03-01 10:15",
        "0001-01-01",
        "9999-12-31",
        "3月上旬",
        "30 days",
        "5个工作日",
        "99999 years",
        "1/3",
        "4/0",
        "40%",
        "-7",
        "true",
        "unspecified",
        "未知",
        "",
        "absence",
        "c5",
        "cards",
        "decision_notice",
        "immediate",
        "random",
        "２０２１年３月１日",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 3000), TEXTS, st.floats(0, 1)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=2)),
    max_leaves=4,
)
ROW_KEYS = ["from", "until", "on", "due", "done", "since", "year", "rank", "of", "days", "excused"]
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from([*ROW_KEYS, "kind", "grade", "target", "result", "amount", "took"]),
        VALUES,
        max_size=4,
    ),
    max_size=3,
)


def entries(*keys: str) -> st.SearchStrategy[Any]:
    entry = st.dictionaries(st.sampled_from(keys), VALUES, max_size=4)
    return st.one_of(VALUES, st.lists(st.one_of(entry, VALUES), max_size=2))


def known(section: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*S3.ids(section), *S0.ids(section), "none"])


CLOCKS = st.fixed_dictionaries(
    {"clock": known("clocks"), "start": TEXTS},
    optional={"met": VALUES, "pauses": VALUES, "extended": VALUES, "kind": TEXTS},
)
TASKS = st.fixed_dictionaries(
    {"task": known("tasks")},
    optional=dict.fromkeys(("activated", "done", "parts", "covered", "evidence"), VALUES),
)
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "today": TEXTS,
        "registers": st.one_of(VALUES, st.dictionaries(known("registers"), ROWS, max_size=3)),
        "facts": st.dictionaries(
            st.sampled_from(
                [f"finding.{key}" for key in ("category", "subject", "behaviours", "fields", "at")]
                + ["finding.sources", "finding.second_reviewer", "unit.kind", "ballot.unfit_share"]
            ),
            VALUES,
        ),
        "office_hours": entries("from", "until", "noon_from"),
        "clocks": st.one_of(entries("clock", "start"), st.lists(CLOCKS, max_size=2)),
        "tasks": st.one_of(entries("task", "done"), st.lists(TASKS, max_size=2)),
        "draws": entries("inspection", "frame", "count", "share", "seed", "leave_out"),
        "teams": entries("inspection", "target", "members"),
        "bodies": entries("body", "holders"),
        "records": entries("kind", "category", "phase", "origin", "symptoms_inaction"),
        "rectification": entries("mode", "found", "given", "moved", "closed", "cycle_ends"),
    },
)


@given(st.sampled_from([S3, S0]), QUESTIONS)
def test_no_question_makes_a_part_fail(pack: Any, question: dict[str, Any]) -> None:
    problems = explain(pack, question)["problems"]

    assert [one for one in problems if one["code"] in ("PART_FAILED", "PART_REFUSED")] == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_fault(day: str) -> None:
    row = {"from": "0001-01-01", "until": "9999-12-31", "kind": "sick"}
    report = {"kind": "epidemic", "due": day, "done": day}
    recurring = {"task": "quarterly_self_check", "activated": "0001-01-01"}
    clock = {"clock": "decision_notice", "start": day}
    found = explain(
        S3,
        {
            "today": day,
            "registers": {"attendance": [row], "emergency_reports": [report]},
            "tasks": [recurring],
            "clocks": [clock],
        },
    )
    told = {one["code"] for one in found["problems"]}

    assert told <= {"OUT_OF_DATES"}
    assert len(found["tasks"][0]["instances"]) <= 4 * 51
