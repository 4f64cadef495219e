"""Figures from the rows of a register: tables of the readings, and properties of the counts."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.explain import explain
from zhiyong.rules.facts import Ratio
from zhiyong.rules.figures import FigureError, Row, Taken, take
from zhiyong.rules.pack.fields import Figure
from zhiyong.rules.pack.tests.helpers import pack

DAY = timedelta(days=1)
YEAR = {"kind": "rolling", "term": "12 months"}
ALL = {"kind": "all"}


def figure(taken: str, window: Any = ALL, **more: Any) -> Figure:
    fixed = {"id": "f", "label": {"zh": "数", "en": "Figure"}, "fact": "f", "from": "r"}
    return Figure.model_validate({**fixed, "take": taken, "window": window, **more})


def rows(*values: dict[str, Any]) -> list[Row]:
    return [
        Row(number, {key: _read(one) for key, one in row.items()})
        for number, row in enumerate(values, start=1)
    ]


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:4].isdigit() and "-" in value:
        return date.fromisoformat(value)
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def value(figure: Figure, *values: dict[str, Any], on: str = "2021-12-31") -> Any:
    return taken(figure, *values, on=on).value


def taken(figure: Figure, *values: dict[str, Any], on: str | None = "2021-12-31") -> Taken:
    return take(figure, rows(*values), date.fromisoformat(on) if on else None)


def span(first: str, last: str, **more: Any) -> dict[str, Any]:
    return {"from": first, "until": last, **more}


# ── windows ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("window", "on", "since"),
    [
        (YEAR, "2021-03-01", "2020-03-02"),
        (YEAR, "2020-02-29", "2019-03-01"),
        ({"kind": "rolling", "term": "1 year"}, "2021-12-31", "2021-01-01"),
        ({"kind": "rolling", "term": "90 days"}, "2021-03-31", "2021-01-01"),
        ({"kind": "year"}, "2021-06-30", "2021-01-01"),
    ],
)
def test_a_window_ends_with_the_day(window: Any, on: str, since: str) -> None:
    found = taken(figure("count", window), on=on)

    assert (found.since, found.until) == (date.fromisoformat(since), date.fromisoformat(on))


@pytest.mark.parametrize(
    ("on", "year"), [("2021-12-31", 2021), ("2021-12-30", 2020), ("2022-01-15", 2021)]
)
def test_a_year_that_must_be_over_is_the_last_one_that_is(on: str, year: int) -> None:
    found = taken(figure("count", {"kind": "year", "over": True}), on=on)

    assert (found.since, found.until) == (date(year, 1, 1), date(year, 12, 31))


def test_a_window_without_a_usable_term_is_refused() -> None:
    for window, code in (
        ({"kind": "rolling", "term": "unspecified"}, "WINDOW_OPEN"),
        ({"kind": "rolling"}, "WINDOW_OPEN"),
        ({"kind": "rolling", "term": "5 working days"}, "WINDOW_UNIT"),
    ):
        with pytest.raises(FigureError) as refused:
            taken(figure("count", window))
        assert refused.value.code == code


def test_without_a_day_the_last_day_of_the_rows_is_taken_and_said() -> None:
    found = taken(figure("count", YEAR), {"on": "2020-01-01"}, {"on": "2021-03-01"}, on=None)

    assert (found.value, found.until, found.assumed) == (1, date(2021, 3, 1), True)


# ── days and leave ────────────────────────────────────────────────────────────────────────

ABSENCE = figure("days", YEAR, matching=[{"field": "kind", "is_in": ["absence"]}], excused=True)


@pytest.mark.parametrize(
    ("absences", "days", "used"),
    [
        ([span("2021-01-04", "2021-01-18")], 15, (1,)),
        ([span("2021-01-04", "2021-01-19")], 16, (1,)),
        ([span("2021-01-04", "2021-01-10"), span("2021-01-08", "2021-01-12")], 9, (1, 2)),
        ([span("2021-01-04", "2021-01-19", excused=True)], 0, ()),
        ([span("2020-12-30", "2021-01-02")], 2, (1,)),  # only the days inside count
        ([{"on": "2021-05-06"}, {"on": "2021-05-06"}], 1, (1, 2)),
        ([{"from": "2021-12-30"}], 2, (1,)),  # still away
        ([span("2022-01-01", "2022-01-09")], 0, ()),
        ([span("2020-01-01", "2020-03-01")], 0, ()),
        ([{"on": "2021-05-06", "days": 3}], 3, (1,)),
    ],
)
def test_days_are_counted_once_inside_the_window(
    absences: Any, days: int, used: tuple[int, ...]
) -> None:
    found = taken(ABSENCE, *({**row, "kind": "absence"} for row in absences))

    assert (found.value, found.rows) == (days, used)


def test_rows_of_another_kind_do_not_count() -> None:
    assert value(ABSENCE, {**span("2021-01-04", "2021-01-19"), "kind": "sick"}) == 0


LEAVE = figure("leave", YEAR, months_of_days=30)


@pytest.mark.parametrize(
    ("leaves", "days"),
    [
        ([span("2021-01-01", "2021-06-30")], 180),  # six calendar months
        ([span("2021-01-01", "2021-07-01")], 181),
        ([span("2021-03-01", "2021-08-31")], 180),  # 184 days, and six calendar months
        ([span("2021-03-16", "2021-09-15")], 180),
        ([span("2021-03-16", "2021-09-16")], 181),
        ([span("2021-01-01", "2021-04-10"), span("2021-06-01", "2021-08-29")], 190),
        ([span("2021-01-01", "2021-04-10"), span("2021-06-01", "2021-08-19")], 180),
        ([span("2021-01-01", "2021-03-31"), span("2021-04-01", "2021-06-30")], 180),  # one leave
        ([{"days": 100, "on": "2021-03-01"}, {"days": 90, "on": "2021-09-01"}], 190),
    ],
)
def test_one_leave_goes_by_months_and_several_by_days(leaves: Any, days: int) -> None:
    assert value(LEAVE, *leaves) == days


SPANS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 40)).map(lambda one: (one[0], sum(one))),
    max_size=8,
)


@given(SPANS, st.integers(0, 500))
def test_days_are_the_union_of_the_spans(spans: list[tuple[int, int]], end: int) -> None:
    origin = date(2020, 1, 1)
    on = origin + end * DAY
    given_rows = [{"from": origin + a * DAY, "until": origin + b * DAY} for a, b in spans]
    found = take(
        figure("days", {"kind": "rolling", "term": "365 days"}),
        [Row(n, row) for n, row in enumerate(given_rows, 1)],
        on,
    )
    expected = {n for a, b in spans for n in range(a, b + 1) if end - 364 <= n <= end}

    assert found.value == len(expected)


@given(st.dates(date(2019, 1, 1), date(2022, 1, 1)), st.integers(0, 300))
def test_a_longer_continuous_leave_is_never_less(first: date, length: int) -> None:
    last = first + length * DAY
    shorter, longer = (
        take(figure("leave", ALL, months_of_days=30), [Row(1, {"from": first, "until": end})], end)
        for end in (last, last + DAY)
    )

    assert 0 <= longer.value - shorter.value <= 3  # type: ignore[operator]


# ── runs, changes, places, shares ─────────────────────────────────────────────────────────

BASIC = [{"field": "grade", "is_in": ["basic"]}]
BY_YEAR = figure("run", {"kind": "years"}, matching=BASIC)
BY_EVENT = figure("run", ALL, matching=BASIC)


def grades(*of_years: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"year": year, "grade": grade} for year, grade in of_years]


@pytest.mark.parametrize(
    ("given_grades", "by_year", "by_event"),
    [
        ([(2020, "basic"), (2021, "basic")], 2, 2),
        ([(2021, "basic"), (2020, "basic")], 2, 2),  # the order of the rows does not matter
        ([(2019, "basic"), (2021, "basic")], 1, 2),
        ([(2019, "basic"), (2020, "fit"), (2021, "basic")], 1, 1),
        ([(2020, "basic"), (2021, "fit")], 0, 0),
        ([], 0, 0),
    ],
)
def test_a_run_by_year_needs_every_year(given_grades: Any, by_year: int, by_event: int) -> None:
    assert value(BY_YEAR, *grades(*given_grades)) == by_year
    assert value(BY_EVENT, *grades(*given_grades)) == by_event


def test_of_a_run_only_some_rows_may_be_asked_for() -> None:
    linked = figure(
        "run", {"kind": "years"}, matching=BASIC, among=[{"field": "linked", "is_in": ["true"]}]
    )
    given_rows = [
        {**row, "linked": row["year"] == 2020} for row in grades((2020, "basic"), (2021, "basic"))
    ]
    found = taken(linked, *given_rows)

    assert (found.value, found.rows) == (1, (1,))


@pytest.mark.parametrize(
    ("ranks", "change"),
    [
        ([(2020, 4), (2021, 5)], 1),
        ([(2020, 4), (2021, 4)], 0),
        ([(2021, 5)], None),
        ([(2019, 4), (2021, 5)], None),
    ],
)
def test_a_change_is_the_last_less_the_one_before(ranks: Any, change: int | None) -> None:
    moved = figure("change", {"kind": "years"}, field="rank")

    assert value(moved, *({"year": year, "rank": rank} for year, rank in ranks)) == change


def test_places_from_the_bottom() -> None:
    place = figure("from_bottom", {"kind": "year"})

    assert value(place, {"year": 2021, "rank": 8, "of": 9}) == 2
    assert value(place, {"year": 2021, "rank": 6, "of": 9}) == 4
    assert value(place, {"year": 2020, "rank": 8, "of": 9}) is None


def test_shares_keep_what_was_counted() -> None:
    found = taken(
        figure("share", matching=BASIC), *grades((2019, "basic"), (2020, "fit"), (2021, "fit"))
    )

    assert found.value == Ratio(1, 3)
    assert value(figure("share", matching=BASIC)) is None


def test_sum_count_max_last_short() -> None:
    targets = [
        {"year": 2021, "task": "a", "target": 100, "result": 99},
        {"year": 2021, "task": "b", "target": 10, "result": 10},
        {"year": 2020, "task": "a", "target": 5, "result": 1},
    ]
    year = {"kind": "year"}

    assert value(figure("sum", year, field="result"), *targets) == 109
    assert value(figure("count", year), *targets) == 2
    assert value(figure("max", year, field="result"), *targets) == 99
    assert value(figure("last", year, field="task"), *targets) == "b"
    short = taken(figure("short", year, field="result", against="target"), *targets)
    assert (short.value, short.rows) == (1, (1,))


@pytest.mark.parametrize(
    ("row", "days"),
    [
        ({"due": "2021-05-01", "done": "2021-05-08"}, 7),
        ({"due": "2021-05-01", "done": "2021-05-09"}, 8),
        ({"due": "2021-12-01"}, 30),
        ({"due": "2021-05-01", "done": "2021-04-01"}, 0),
        ({"due": "2021-05-01", "excused": True}, 0),
    ],
)
def test_days_late(row: Any, days: int) -> None:
    assert value(figure("late_days", excused=True), row) == days


def test_hours_late_gap_and_mean() -> None:
    row = Row(
        1,
        {
            "due": datetime.fromisoformat("2021-05-06 10:00"),
            "done": datetime.fromisoformat("2021-05-06 12:30"),
        },
    )
    assert take(figure("late_hours"), [row], date(2021, 5, 7)).value == Fraction(5, 2)
    done = {"due": "2021-05-06", "done": "2021-05-06"}
    assert value(figure("late_hours"), done) == 0  # days without a moment count to their ends
    told = figure("gap", field="told", against="found")
    assert value(told, {"told": 120, "found": 80}) == 40
    assert value(figure("mean", field="n"), {"n": 10}, {"n": 15}) == Fraction(25, 2)
    assert value(figure("mean", field="n")) is None


def test_age_is_of_the_oldest_that_is_still_open() -> None:
    found = taken(
        figure("age"),
        {"since": "2021-02-01"},
        {"since": "2021-01-01", "done": "2021-03-01"},
        on="2021-04-01",
    )

    assert (found.value, found.rows) == (59, (1,))


# ── as a question is answered ─────────────────────────────────────────────────────────────

ASKED = pack(
    """\
    facts:
      - {id: days, kind: number, label: {zh: 旷工天数, en: Days absent}}
      - {id: bad, kind: flag, label: {zh: 有差评, en: Rated bad}}
    registers:
      - id: attendance
        clause: 一
        label: {zh: 考勤, en: Attendance}
        of: person
        fields:
          - {id: kind, HERE, kind: choice, values: [{id: absence, HERE}, {id: sick, HERE}]}
    figures:
      - {id: absent, HERE, fact: days, from: attendance, take: days, excused: true,
         matching: [{field: kind, is_in: [absence]}], window: {kind: rolling, term: 12 months}}
      - {id: any, HERE, fact: bad, from: attendance, take: count,
         window: {kind: rolling, term: unspecified}}
    leads:
      - {id: absence, HERE, of: person, when: {fact: days, over: 15}}
    """
)


def asked(*absences: Any, **more: Any) -> dict[str, Any]:
    question = {"today": "2021-12-31", "registers": {"attendance": list(absences)}, **more}
    found: dict[str, Any] = explain(ASKED, question)
    return found


def test_a_register_supplies_a_fact_and_the_lead_follows() -> None:
    found = asked(
        {"from": "2021-01-04", "until": "2021年1月19日", "kind": "absence", "excused": "false"}
    )

    assert found["figures"]["days"]["value"] == 16
    assert found["figures"]["days"]["rows"] == [1]
    assert found["figures"]["days"]["window"] == {"from": "2021-01-01", "until": "2021-12-31"}
    assert found["leads"]["absence"]["state"] == "met"
    assert found["open"] == ["figures.any.window.term"]


def test_a_fact_that_is_given_wins_and_both_are_shown() -> None:
    found = asked({"on": "2021-01-04", "kind": "absence"}, facts={"days": 20})

    assert (found["figures"]["days"]["value"], found["figures"]["days"]["given"]) == (1, 20)
    assert found["leads"]["absence"]["state"] == "met"


def test_a_figure_for_a_flag_is_true_when_over_nothing() -> None:
    settings = {"figures.any.window.term": "1 month"}
    found = asked({"on": "2021-12-04", "kind": "absence"}, settings=settings)

    assert found["figures"]["bad"]["value"] is True
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("register", "row", "code"),
    [
        ("attendence", {}, "REGISTER_UNKNOWN"),
        ("attendance", {"form": "2021-01-04"}, "UNKNOWN_KEY_NEAR"),
        ("attendance", {"on": "2月30日"}, "ROW_FIELD"),
        ("attendance", {"on": "2021-01-04", "kind": "abscence"}, "FACT_VALUE"),
        ("attendance", {"on": "2021-01-04", "excused": "perhaps"}, "ROW_FIELD"),
        ("attendance", "2021-01-04", "NOT_A_MAP"),
    ],
)
def test_rows_that_cannot_be_used_are_told(register: str, row: Any, code: str) -> None:
    found = explain(ASKED, {"today": "2021-12-31", "registers": {register: [row]}})

    assert [problem["code"] for problem in found["problems"]] == [code]
