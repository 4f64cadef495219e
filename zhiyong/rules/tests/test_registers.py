"""Rows of registers: what is read, what is refused, what they supply; batches equal single ones."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.facts import Facts, Ratio
from zhiyong.rules.frames import frame_of
from zhiyong.rules.lead_batches import SPEAKING, speaking_leads
from zhiyong.rules.leads import find_leads
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.registers import read_value, read_values, row_of, single, span_of, supply
from zhiyong.rules.values import ValueProblem

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(find_packs()["s3-city-zhiyong"])


def a_field(kind: str, **more: Any) -> Field:
    data = {"id": "it", "kind": kind, "label": {"zh": "它", "en": "It"}, **more}
    return Field.model_validate(data)


CHOICE = {"values": [{"id": "good", "label": {"zh": "好", "en": "Good"}}]}


@pytest.mark.parametrize(
    ("kind", "given", "kept", "exact"),
    [
        ("text", " 两句话 ", "两句话", "两句话"),
        ("number", "１２．５", "25/2", Fraction(25, 2)),
        ("number", 3, "3", Fraction(3)),
        ("share", "40%", "2/5", Fraction(2, 5)),
        ("money", "1200.50", "2401/2", Fraction(2401, 2)),
        ("day", "2026年3月2日", "2026-03-02", DAY),
        ("moment", "2026-03-02 8:05", "2026-03-02 08:05", datetime(2026, 3, 2, 8, 5)),  # noqa: DTZ001
        ("moment", "2026年3月2日8时5分", "2026-03-02 08:05", datetime(2026, 3, 2, 8, 5)),  # noqa: DTZ001
        ("moment", "2026-03-02", "2026-03-02", DAY),
        ("flag", False, False, False),
        ("choice", "good", "good", "good"),
    ],
)
def test_a_value_is_kept_exact_and_read_back(kind: str, given: Any, kept: Any, exact: Any) -> None:
    field = a_field(kind, **(CHOICE if kind == "choice" else {}))

    assert read_value(field, given) == kept
    assert single(field, kept) == exact
    assert read_value(field, kept) == kept


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("number", "many", "NUMBER"),
        ("number", "1/0", "NUMBER"),
        ("share", "40％％", "NUMBER"),
        ("day", "2月30日", "DAY"),
        ("day", "2026-02-30", "DAY"),
        ("moment", "2026-03-02 25:00", "MOMENT"),
        ("moment", "8:05", "MOMENT"),
        ("flag", "perhaps", "FLAG"),
        ("choice", "bad", "CHOICE"),
        ("text", "字" * 1001, "TOO_LONG"),
    ],
)
def test_a_value_that_is_none_is_refused(kind: str, given: Any, code: str) -> None:
    field = a_field(kind, **(CHOICE if kind == "choice" else {}))

    with pytest.raises(ValueProblem) as refused:
        read_value(field, given)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("given", "code"),
    [(["2026-01-01"], "LEAST"), ([], "REQUIRED"), (["2026-01-01", "soon"], "DAY")],
)
def test_a_field_that_needs_several(given: list[str], code: str) -> None:
    field = a_field("day", many=True, least=2)
    register = load_pack(find_packs()["s3-city-zhiyong"]).registers[0]
    register = register.model_copy(update={"fields": (field,)})

    values, wrong = read_values(register, {"it": given})

    assert (values, [one.code for one in wrong]) == ({}, [code])
    assert read_values(register, {"it": ["2026-01-01", "2026-2-2"]})[0] == {
        "it": ["2026-01-01", "2026-02-02"]
    }


@pytest.mark.parametrize(
    ("values", "span"),
    [
        ({"from": "2026-01-05", "until": "2026-01-25"}, (date(2026, 1, 5), date(2026, 1, 25))),
        ({"from": "2026-01-05"}, (date(2026, 1, 5), None)),
        ({"due": "2026-01-05 08:30"}, (date(2026, 1, 5), None)),
        ({"year": "2025"}, (date(2025, 1, 1), date(2025, 12, 31))),
        ({"year": "51/2"}, (None, None)),
        ({"what": "words"}, (None, None)),
    ],
)
def test_the_days_that_a_row_names(values: dict[str, str], span: tuple[Any, Any]) -> None:
    assert span_of(values) == span


def test_facts_come_with_the_numbers_of_their_rows(pack: Pack) -> None:
    register = pack.element("registers", "attendance")
    rows = [
        row_of(register, 70, {"from": "2026-01-05", "until": "2026-01-25", "kind": "absence"}),
        row_of(register, 71, {"from": "2024-01-05", "until": "2024-01-25", "kind": "absence"}),
    ]

    found = supply(pack, {"attendance": rows, "trips": []}, DAY)

    assert found.facts == {"attendance.absent_days": 21, "attendance.leave_days": 0}
    assert found.taken["attendance.absent_days"].rows == (70,)
    assert not found.troubles


def test_a_row_that_lacks_what_a_figure_needs_is_told_and_supplies_nothing(pack: Pack) -> None:
    register = pack.element("registers", "outside_rankings")
    rows = [row_of(register, 1, {"year": "2025", "kind": "same_line", "rank": "15"})]

    found = supply(pack, {"outside_rankings": rows}, DAY)

    assert "ranking.same_line_from_bottom" not in found.facts
    assert ("same_line_from_bottom", "ROW_WITHOUT") in found.troubles


NUMBERS = st.one_of(
    st.none(), st.integers(-3, 400), st.fractions(0, 400), st.just(2**70), st.just(Ratio(1, 3))
)


def some_facts(pack: Pack) -> "st.SearchStrategy[Facts]":
    kinds: dict[str, st.SearchStrategy[Any]] = {}
    asked = {
        "attendance.absent_days",
        "attendance.leave_days",
        "targets.missed",
        "tasks.missed",
        "tasks.missed_without_reason",
        "ranking.same_line_from_bottom",
        "ranking.composite_change",
        "grades.basic_years_running",
    }
    for name in asked:
        kinds[name] = NUMBERS.filter(lambda value: not isinstance(value, Ratio))
    kinds["ballot.unfit_share"] = st.sampled_from([None, Ratio(10, 30), Ratio(11, 30), Ratio(0, 0)])
    kinds["unit.class"] = st.sampled_from([None, "class_1", "class_3"])
    kinds["unit.class_by_linkage"] = st.sampled_from([None, True, False])
    return st.fixed_dictionaries(kinds)


@given(data=st.data())
def test_many_at_once_find_what_each_finds_alone(data: st.DataObject, pack: Pack) -> None:
    facts = data.draw(st.lists(some_facts(pack), max_size=6))
    for of in ("person", "unit"):
        found = speaking_leads(pack, facts, of, few=0)
        alone = [
            [
                (one.lead.id, one.state)
                for one in find_leads(pack, each)
                if one.lead.of == of and one.state in SPEAKING
            ]
            for each in facts
        ]

        assert [[(one.lead.id, one.state) for one in each] for each in found] == alone


def test_nobody_and_nothing(pack: Pack) -> None:
    assert speaking_leads(pack, [], "person") == []
    assert speaking_leads(pack, [{}], "person", few=0) == [()]
    assert frame_of(pack, [{}, {}]).height == 2
