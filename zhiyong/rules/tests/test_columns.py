from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from zhiyong.rules.columns import (
    HISTORY,
    LEAD_STATES,
    ColumnError,
    facts_of_row,
    lead_states,
    measure_states,
    truths,
)
from zhiyong.rules.conditions import Condition, Node, Truth, evaluate
from zhiyong.rules.facts import (
    Choice,
    Fact,
    FactError,
    Facts,
    FactValue,
    Ratio,
    Scale,
    Vocabulary,
)
from zhiyong.rules.ladder import Had, RungsContradict, climb
from zhiyong.rules.leads import find_leads
from zhiyong.rules.pack import load_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Label

CONDITION: TypeAdapter[Node] = TypeAdapter(Condition)
KNOWN = {Truth.MET: True, Truth.UNMET: False, Truth.UNKNOWN: None}


def label(text: str) -> Label:
    return Label(zh=text, en=text)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(id=name, label=label(name)) for name in names)


RANKS, TAGS, KINDS = ("clerk", "section", "county"), ("window", "firms"), ("unit", "person")
VOCABULARY = Vocabulary.build(
    [
        Fact(id="share", label=label("share"), kind="share"),
        Fact(id="days", label=label("days"), kind="number"),
        Fact(id="rank", label=label("rank"), kind="scale", scale="rank"),
        Fact(id="tags", label=label("tags"), kind="choice", many=True, values=choices(*TAGS)),
        Fact(id="kind", label=label("kind"), kind="choice", values=choices(*KINDS)),
        Fact(id="excused", label=label("excused"), kind="flag"),
        Fact(id="back_on", label=label("back on"), kind="day"),
        Fact(id="code", label=label("code"), kind="text"),
    ],
    [Scale(id="rank", label=label("rank"), values=choices(*RANKS))],
)


def read(data: Any) -> Node:
    return CONDITION.validate_python(data, context={"plan": "p"})


DAY = date(2021, 5, 1)
OPERATORS = ("is", "over", "at_least", "at_most", "under")
numbers = st.sampled_from(["0", "3", "1/3", "40%", "-2", "7/2"])
limbs = st.one_of(
    st.builds(
        lambda fact, operator, value: {"fact": fact, operator: value},
        st.sampled_from(["share", "days"]),
        st.sampled_from(OPERATORS),
        numbers,
    ),
    st.builds(
        lambda fact, values: {"fact": fact, "in": values},
        st.sampled_from(["share", "days"]),
        st.lists(numbers, min_size=1, max_size=3),
    ),
    st.builds(
        lambda operator, value: {"fact": "rank", operator: value},
        st.sampled_from(OPERATORS),
        st.sampled_from(RANKS),
    ),
    st.builds(lambda value: {"fact": "tags", "is": value}, st.sampled_from(TAGS)),
    st.builds(
        lambda values: {"fact": "kind", "in": values},
        st.lists(st.sampled_from(KINDS), min_size=1, max_size=2),
    ),
    st.builds(lambda value: {"fact": "excused", "is": value}, st.booleans()),
    st.builds(
        lambda operator, days: {
            "fact": "back_on",
            operator: (DAY + timedelta(days=days)).isoformat(),
        },
        st.sampled_from(OPERATORS),
        st.integers(-2, 2),
    ),
    st.builds(
        lambda values: {"fact": "code", "in": values},
        st.lists(st.sampled_from(["x", "y"]), min_size=1),
    ),
    st.just({"fact": "days", "over": "unspecified"}),
)
conditions = st.recursive(
    limbs,
    lambda parts: st.one_of(
        st.builds(lambda several: {"all": several}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda several: {"any": several}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda one: {"not": one}, parts),
    ),
    max_leaves=6,
)
ratios = st.builds(Ratio, st.integers(0, 60), st.integers(0, 60)) | st.just(Ratio(1, -3))
rows = st.fixed_dictionaries(
    {
        "share": st.none() | ratios,
        "days": st.none() | st.integers(-5, 20),
        "rank": st.none() | st.sampled_from(RANKS),
        "tags": st.none() | st.frozensets(st.sampled_from(TAGS)),
        "kind": st.none() | st.sampled_from(KINDS),
        "excused": st.none() | st.booleans(),
        "back_on": st.none() | st.integers(-3, 3).map(lambda days: DAY + timedelta(days=days)),
        "code": st.none() | st.sampled_from(["x", "y", "z"]),
    }
)


def frame_of(vocabulary: Vocabulary, facts: Sequence[Facts]) -> pl.DataFrame:
    """Return facts as columns, one row each."""
    columns: dict[str, pl.Series] = {}
    for name, declared in vocabulary.facts.items():
        values = [one.get(name) for one in facts]
        if any(isinstance(value, Ratio) for value in values):
            for part in ("part", "base"):
                found = [None if value is None else getattr(value, part) for value in values]
                columns[f"{name}.{part}"] = pl.Series(found, dtype=pl.Int64)
        elif declared.kind == "flag":
            columns[name] = pl.Series(values, dtype=pl.Boolean)
        elif declared.kind == "day":
            columns[name] = pl.Series(values, dtype=pl.Date)
        elif declared.kind in ("number", "share"):
            columns[name] = pl.Series(values, dtype=pl.Int64)
        elif declared.many:
            listed = [None if value is None else sorted(value) for value in values]  # type: ignore[arg-type]
            columns[name] = pl.Series(listed, dtype=pl.List(pl.String))
        else:
            columns[name] = pl.Series(values, dtype=pl.String)
    return pl.DataFrame(columns)


@given(asked=st.lists(conditions, min_size=1, max_size=4), facts=st.lists(rows, min_size=1))
def test_columns_and_the_single_evaluation_agree(
    asked: list[Any], facts: list[dict[str, FactValue]]
) -> None:
    nodes = {f"c{place}": read(one) for place, one in enumerate(asked)}

    found = truths(nodes, frame_of(VOCABULARY, facts), VOCABULARY)

    assert found.height == len(facts)
    for row, one in enumerate(facts):
        for name, node in nodes.items():
            expected = KNOWN[evaluate(node, one, VOCABULARY).truth]
            assert found[name][row] is expected, (asked, one)


@given(facts=st.lists(rows, min_size=1, max_size=3))
def test_the_facts_of_a_row_come_back(facts: list[dict[str, FactValue]]) -> None:
    frame = frame_of(VOCABULARY, facts)

    for row, one in enumerate(facts):
        known = {name: value for name, value in one.items() if value is not None}
        assert facts_of_row(VOCABULARY, frame, row) == known


@pytest.mark.parametrize(
    ("part", "base", "over", "met"),
    [
        (10, 30, "1/3", False),
        (11, 30, "1/3", True),
        (20, 50, "40%", False),
        (2**62, 3 * 2**60, "1/3", True),
        (333_333_333_333_333_333, 10**18, "1/3", False),
        (333_333_333_333_333_334, 10**18, "1/3", True),
    ],
)
def test_shares_are_multiplied_and_never_divided(
    part: int, base: int, over: str, met: bool
) -> None:
    frame = pl.DataFrame({"share.part": [part], "share.base": [base]})

    assert truths({"c": read({"fact": "share", "over": over})}, frame, VOCABULARY)["c"][0] is met


def test_a_column_that_is_not_there_is_not_known() -> None:
    frame = pl.DataFrame({"excused": [True, False, None]})
    asked = read({"any": [{"fact": "days", "over": 3}, {"fact": "excused", "is": True}]})

    assert truths({"c": asked}, frame, VOCABULARY)["c"].to_list() == [True, None, None]


def test_names_may_be_categories() -> None:
    column = pl.Series(["clerk", "county", None], dtype=pl.Enum(RANKS))

    found = truths(
        {"c": read({"fact": "rank", "at_least": "section"})},
        pl.DataFrame({"rank": column}),
        VOCABULARY,
    )

    assert found["c"].to_list() == [False, True, None]


@pytest.mark.parametrize(
    ("columns", "condition", "code"),
    [
        ({"share": [0.3]}, {"fact": "share", "over": "1/3"}, "COLUMN_TYPE"),
        ({"share.part": [1]}, {"fact": "share", "over": "1/3"}, "COLUMN_HALF"),
        ({"days": ["3"]}, {"fact": "days", "over": 3}, "COLUMN_TYPE"),
        ({"excused": [1]}, {"fact": "excused", "is": True}, "COLUMN_TYPE"),
        ({"kind": [["unit"]]}, {"fact": "kind", "is": "unit"}, "COLUMN_TYPE"),
        ({"days": [2**60]}, {"fact": "days", "over": f"1/{10**25}"}, "COLUMN_RANGE"),
    ],
)
def test_a_frame_that_cannot_be_used(
    columns: Mapping[str, list[Any]], condition: Any, code: str
) -> None:
    with pytest.raises(ColumnError) as raised:
        truths({"c": read(condition)}, pl.DataFrame(columns), VOCABULARY)

    assert raised.value.code == code


@pytest.mark.parametrize(
    ("columns", "condition"),
    [
        ({"kind": ["team"]}, {"fact": "kind", "is": "unit"}),
        ({"kind": ["unit"]}, {"fact": "kind", "is": True}),
        ({"days": [3]}, {"fact": "days", "is": "x"}),
        ({"code": ["x"]}, {"fact": "code", "over": "x"}),
        ({"nothing": ["x"]}, {"fact": "nothing", "is": "x"}),
    ],
)
def test_what_the_single_evaluation_refuses_is_refused(
    columns: Mapping[str, list[Any]], condition: Any
) -> None:
    facts = {name: values[0] for name, values in columns.items()}

    with pytest.raises(FactError):
        evaluate(read(condition), facts, VOCABULARY)
    with pytest.raises(FactError):
        truths({"c": read(condition)}, pl.DataFrame(columns), VOCABULARY)


# ── leads and measures of a plan ──────────────────────────────────────────────────────────

ROOT = Path(__file__).resolve().parents[3]
S3 = load_pack(ROOT / "packs" / "s3-city-zhiyong")
MEASURES = S3.ids("measures")


def values_of(vocabulary: Vocabulary, fact: Fact) -> st.SearchStrategy[FactValue]:
    """Return what a fact of a pack can be, or nothing."""
    named = [choice.id for choice in vocabulary.choices[fact.id]]
    found: st.SearchStrategy[FactValue]
    match fact.kind:
        case "flag":
            found = st.booleans()
        case "choice" | "scale":
            one = st.sampled_from(named)
            found = st.frozensets(one) if fact.many else one
        case "number":
            found = st.integers(0, 220)
        case "share":
            found = st.builds(Ratio, st.integers(0, 9), st.integers(1, 9))
        case "day":
            found = st.integers(0, 400).map(lambda days: DAY + timedelta(days=days))
        case _:
            found = st.sampled_from(["x", "y"])
    return st.none() | found


people = st.fixed_dictionaries(
    {name: values_of(S3.vocabulary, fact) for name, fact in S3.vocabulary.facts.items()}
)
histories = st.lists(
    st.builds(
        Had,
        st.sampled_from(MEASURES or ("none",)),
        st.integers(-500, 100).map(lambda days: DAY + timedelta(days=days)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=3,
)


@given(facts=st.lists(people, min_size=1, max_size=4))
def test_all_leads_of_a_plan_agree_row_by_row(facts: list[dict[str, FactValue]]) -> None:
    found = lead_states(S3, frame_of(S3.vocabulary, facts))

    assert found.columns == [lead.id for lead in S3.leads]
    for row, one in enumerate(facts):
        assert found.row(row) == tuple(lead.state for lead in find_leads(S3, one))


@given(
    data=st.data(), facts=st.lists(people, min_size=1, max_size=4), day=st.sampled_from([DAY, None])
)
def test_all_measures_of_a_plan_agree_row_by_row(
    data: st.DataObject, facts: list[dict[str, FactValue]], day: date | None
) -> None:
    past = [data.draw(histories) for _ in facts]
    listed = [(row, *had[:4]) for row, several in enumerate(past) for had in several]
    history = pl.DataFrame(listed, schema=HISTORY, orient="row")

    found = measure_states(S3, frame_of(S3.vocabulary, facts), history, day)

    for row, one in enumerate(facts):
        single = climb(S3, one, past[row], day)
        assert found.row(row) == tuple(measure.state for measure in single.values())


def pack_of(**sections: Any) -> Pack:
    text = {"zh": "题", "en": "Title"}
    return Pack.model_validate(
        {
            "plan": "p",
            "title": text,
            "short_title": text,
            "source": {"document": "x"},
            "region": {"level": "city", "label": text},
            "in_force": {},
            "facts": [
                {"id": "a", "label": text, "kind": "flag"},
                {"id": "b", "label": text, "kind": "flag"},
                {"id": "c", "label": text, "kind": "flag"},
            ],
            **sections,
        }
    )


FLAGS = pl.DataFrame({"a": [True, True, True, False, None], "b": [None, True, False, True, True]})


def test_a_guard_comes_before_an_excuse() -> None:
    of = {"label": {"zh": "线", "en": "Lead"}, "of": "unit", "when": {"fact": "a", "is": True}}
    pack = pack_of(
        leads=[
            {"id": "guarded", **of, "unless": {"fact": "b", "is": True}},
            {"id": "excused", **of, "excused": {"fact": "b", "is": True}},
            {
                "id": "both",
                **of,
                "unless": {"fact": "b", "is": True},
                "excused": {"fact": "b", "is": True},
            },
        ]
    )

    found = lead_states(pack, FLAGS)

    assert found["guarded"].to_list() == ["met", "guarded", "met", "unmet", "unknown"]
    assert found["excused"].to_list() == ["met", "excused", "met", "unmet", "unknown"]
    assert found["both"].to_list() == ["met", "guarded", "met", "unmet", "unknown"]
    assert found["both"].dtype == pl.Enum(LEAD_STATES)


def test_rungs_that_contradict_are_an_error_in_columns_as_well() -> None:
    shown = {"zh": "级", "en": "Rung"}
    pack = pack_of(
        measures=[{"id": "m", "label": shown}],
        ladder=[
            {"id": "yes", "label": shown, "measure": "m", "when": {"fact": "a", "is": True}},
            {
                "id": "no",
                "label": shown,
                "measure": "m",
                "forbids": True,
                "when": {"fact": "a", "is": True},
            },
        ],
    )

    assert measure_states(pack, FLAGS.filter(pl.col("a").not_()))["m"].to_list() == ["refused"]
    with pytest.raises(RungsContradict):
        climb(pack, {"a": True})
    with pytest.raises(RungsContradict):
        measure_states(pack, FLAGS)


def test_an_empty_frame_and_a_plan_without_rules() -> None:
    assert lead_states(pack_of(), FLAGS).width == 0
    assert measure_states(S3, frame_of(S3.vocabulary, [])).height == 0


def test_a_history_of_nobody_in_the_frame_is_refused() -> None:
    history = pl.DataFrame([(9, "m", DAY, False, False)], schema=HISTORY, orient="row")

    with pytest.raises(ColumnError):
        measure_states(S3, FLAGS, history)


def test_shares_may_be_whole_numbers() -> None:
    frame = pl.DataFrame({"share": [0, 1]})
    asked = read({"fact": "share", "over": Fraction(1, 3)})

    assert truths({"c": asked}, frame, VOCABULARY)["c"].to_list() == [False, True]
