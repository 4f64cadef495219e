"""Records along the further lists of a plan."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.axes import Record, count_axes
from zhiyong.rules.explain import explain
from zhiyong.rules.pack.tests.helpers import pack

PLAN = pack("""\
    phases:
      - {id: one, HERE, order: 1}
      - {id: two, HERE, order: 2}
    taxonomy:
      - {id: a, HERE, code: A, children: [{id: a1, HERE, code: A1}]}
    axes:
      - {id: area, HERE, applies_to: [finding], required: true,
         values: [{id: work, HERE}, {id: rules, HERE}]}
      - {id: strand, HERE, applies_to: [activity], single: false, each_phase: true,
         values: [{id: study, HERE}, {id: check, HERE}]}
    """)


def axis(name: str, *records: dict[str, Any]) -> dict[str, Any]:
    found = explain(PLAN, {"records": list(records)})
    assert found["problems"] == []
    told: dict[str, Any] = found["axes"][name]
    return told


def test_records_are_counted_and_cut_by_category() -> None:
    found = axis("area", {"kind": "finding", "category": "a1", "area": "work"})

    assert found["counts"] == {"work": 1, "rules": 0}
    assert found["cross"] == {"a": {"work": 1, "rules": 0}, "a1": {"work": 1, "rules": 0}}
    assert found["unused"] == ["rules"]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"kind": "finding"}, "MISSING"),
        ({"kind": "finding", "area": ["work", "rules"]}, "ONE_ONLY"),
        ({"kind": "finding", "area": "weather"}, "NOT_ON_THE_LIST"),
    ],
)
def test_what_a_code_may_not_be(record: Any, code: str) -> None:
    assert [one["code"] for one in axis("area", record)["refused"]] == [code]


def test_what_an_axis_does_not_apply_to_is_left_alone() -> None:
    assert axis("area", {"kind": "activity"})["refused"] == []
    assert axis("area", {})["refused"] == []


def test_each_phase_needs_each_value() -> None:
    found = axis("strand", {"kind": "activity", "phase": "one", "strand": ["study", "check"]})

    assert found["refused"] == []
    assert found["gaps"] == [
        {"phase": "two", "value": "study"},
        {"phase": "two", "value": "check"},
    ]


def test_a_key_that_is_no_axis_is_told() -> None:
    problems = explain(PLAN, {"records": [{"aera": "work"}, "x"]})["problems"]

    assert [one["code"] for one in problems] == ["UNKNOWN_KEY_NEAR", "NOT_A_MAP"]


@given(st.lists(st.sampled_from(["work", "rules"]), max_size=20))
def test_counts_of_a_single_axis_sum_to_the_records(values: list[str]) -> None:
    records = [Record(n, "finding", None, None, {"area": (v,)}) for n, v in enumerate(values, 1)]
    (area, _) = count_axes(PLAN, records)

    assert sum(area.counts.values()) == area.records == len(values)
