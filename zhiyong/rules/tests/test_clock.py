"""Terms counted: first day, month ends, working days, rolls, hours, and the steps told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.clock import (
    AT_ONCE,
    STEP_PARAMS,
    CalendarMissing,
    CountRule,
    FirstDay,
    Roll,
    Step,
    StepCode,
    Term,
    TermError,
    Unit,
    due,
    due_at,
    last_day,
)
from zhiyong.rules.tests.calendars import SHIPPED, days

DAY = timedelta(days=1)
SAME = CountRule(first_day=FirstDay.SAME)
FORWARD = CountRule(roll=Roll.FORWARD)
BACKWARD = CountRule(roll=Roll.BACKWARD)

terms = st.one_of(
    st.builds(Term, st.integers(1, 90), st.sampled_from([Unit.DAY, Unit.WORKING_DAY])),
    st.builds(Term, st.integers(1, 18), st.just(Unit.MONTH)),
)
rules = st.builds(CountRule, st.sampled_from(FirstDay), st.sampled_from(Roll))


def codes(steps: tuple[Step, ...]) -> list[str]:
    return [step.code.value for step in steps]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30 days", 30, Unit.DAY),
        ("1 day", 1, Unit.DAY),
        ("15 working days", 15, Unit.WORKING_DAY),
        (" 15  Working  Days ", 15, Unit.WORKING_DAY),
        ("6 months", 6, Unit.MONTH),
        ("24 hours", 24, Unit.HOUR),
        ("1 year", 1, Unit.YEAR),
        ("30日", 30, Unit.DAY),
        ("15个工作日", 15, Unit.WORKING_DAY),
        ("１５ 个工作日", 15, Unit.WORKING_DAY),
        ("3个月", 3, Unit.MONTH),
        ("半年", 6, Unit.MONTH),
        ("24小时", 24, Unit.HOUR),
        ("at once", 0, Unit.DAY),
        ("立即", 0, Unit.DAY),
    ],
)
def test_reads_a_term(text: str, value: int, unit: Unit) -> None:
    assert Term.parse(text) == Term(value, unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NO_NUMBER"),
        ("soon", "NO_NUMBER"),
        ("three days", "NO_NUMBER"),
        ("5 days or 6", "NO_NUMBER"),
        ("1.5 days", "NOT_WHOLE"),
        ("30", "NO_UNIT"),
        ("2 weeks", "UNKNOWN_UNIT"),
        ("0 days", "VALUE_OUT_OF_RANGE"),
        ("-3 days", "VALUE_OUT_OF_RANGE"),
        ("100000 days", "VALUE_OUT_OF_RANGE"),
        ("9" * 5000 + " days", "VALUE_OUT_OF_RANGE"),
        ("3\x00 days", "UNKNOWN_UNIT"),
    ],
)
def test_says_what_is_wrong_with_a_term(text: str, code: str) -> None:
    with pytest.raises(TermError) as refused:
        Term.parse(text)

    assert refused.value.code == code


@given(term=st.builds(Term, st.integers(1, 99_999), st.sampled_from(Unit)) | st.just(AT_ONCE))
def test_reads_what_it_writes(term: Term) -> None:
    assert Term.parse(str(term)) == term


@pytest.mark.parametrize(
    ("term", "start", "rule", "expected"),
    [
        pytest.param("30 days", "2021-04-01", {}, "2021-05-01", id="first day not counted"),
        pytest.param("30 days", "2021-04-01", {"first_day": "SAME"}, "2021-04-30", id="counted"),
        pytest.param("1 day", "2021-04-01", {"first_day": "SAME"}, "2021-04-01", id="the same day"),
        pytest.param("30 days", "2024-02-01", {}, "2024-03-02", id="across a leap day"),
        pytest.param("at once", "2024-02-01", {}, "2024-02-01", id="at once"),
        pytest.param("at once", "2024-02-01", {"first_day": "SAME"}, "2024-02-01", id="at once, S"),
        pytest.param("1 year", "2021-03-15", {}, "2022-03-15", id="same number a year on"),
        pytest.param("1 year", "2024-02-29", {}, "2025-02-28", id="no 29 February"),
        pytest.param("4 years", "2024-02-29", {}, "2028-02-29", id="from leap day to leap day"),
        pytest.param("1 month", "2023-01-31", {}, "2023-02-28", id="no 31 February"),
        pytest.param("1 month", "2024-01-31", {}, "2024-02-29", id="no 31 February, leap"),
        pytest.param("1 month", "2023-02-28", {}, "2023-03-28", id="no roll up to a month's end"),
        pytest.param("6 months", "2021-08-31", {}, "2022-02-28", id="across the year"),
        pytest.param("13 months", "2021-11-30", {}, "2022-12-30", id="more than a year"),
        pytest.param("1 month", "2023-03-01", {"first_day": "SAME"}, "2023-03-31", id="all March"),
        pytest.param("1 month", "2023-02-01", {"first_day": "SAME"}, "2023-02-28", id="all Feb"),
        pytest.param("1 month", "2023-01-31", {"first_day": "SAME"}, "2023-02-28", id="31 Jan, S"),
        pytest.param("1 year", "2023-01-01", {"first_day": "SAME"}, "2023-12-31", id="a year, S"),
        pytest.param("5 working days", "2025-09-26", {}, "2025-10-10", id="over National Day"),
        pytest.param("6 working days", "2025-09-26", {}, "2025-10-11", id="a make-up Saturday"),
        pytest.param("1 working day", "2025-09-28", {"first_day": "SAME"}, "2025-09-28", id="补班"),
        pytest.param("1 working day", "2025-10-01", {"first_day": "SAME"}, "2025-10-09", id="off"),
        pytest.param("3 days", "2025-10-01", {"roll": "FORWARD"}, "2025-10-09", id="rolled on"),
        pytest.param("5 days", "2025-09-29", {"roll": "BACKWARD"}, "2025-09-30", id="rolled back"),
        pytest.param(
            "3 days", "2025-10-01", {"roll": "BACKWARD"}, "2025-10-04", id="not to before"
        ),
        pytest.param("1 day", "2025-10-10", {"roll": "FORWARD"}, "2025-10-11", id="no roll: 补班"),
        pytest.param("3 days", "2025-10-01", {}, "2025-10-04", id="no roll unless asked"),
    ],
)
def test_the_last_day_of_a_term(term: str, start: str, rule: dict[str, str], expected: str) -> None:
    count_rule = CountRule(**rule)  # type: ignore[arg-type]
    first = date.fromisoformat(start)

    assert last_day(Term.parse(term), first, SHIPPED, count_rule) == date.fromisoformat(expected)


@pytest.mark.clause("S4b-027")
def test_a_report_due_on_a_saturday_is_late_on_monday_without_a_roll() -> None:
    saturday = last_day(Term.parse("9 days"), date(2011, 12, 1), SHIPPED)
    rolled = last_day(Term.parse("9 days"), date(2011, 12, 1), SHIPPED, FORWARD)

    assert (saturday, rolled) == (date(2011, 12, 10), date(2011, 12, 12))


@given(term=terms, start=days, rule=rules)
def test_the_bare_count_and_the_told_count_agree(term: Term, start: date, rule: CountRule) -> None:
    told = due(term, start, SHIPPED, rule)

    assert told.day == last_day(term, start, SHIPPED, rule)
    assert told.steps[0].code is StepCode.STARTED
    assert told.steps[-1] == Step(StepCode.DUE, {"day": told.day})


@given(term=terms, start=days, rule=rules)
def test_every_step_has_its_params_and_survives_storage(
    term: Term, start: date, rule: CountRule
) -> None:
    for step in due(term, start, SHIPPED, rule).steps:
        assert step.params.keys() == STEP_PARAMS[step.code].keys()
        assert Step.from_data(step.to_data()) == step


@given(term=terms, start=days, rule=rules)
def test_a_later_start_never_ends_sooner(term: Term, start: date, rule: CountRule) -> None:
    assert last_day(term, start + DAY, SHIPPED, rule) >= last_day(term, start, SHIPPED, rule)


@given(term=terms, start=days, first_day=st.sampled_from(FirstDay))
def test_a_roll_ends_on_a_working_day_within_the_term(
    term: Term, start: date, first_day: FirstDay
) -> None:
    bare = last_day(term, start, SHIPPED, CountRule(first_day))
    forward = last_day(term, start, SHIPPED, CountRule(first_day, Roll.FORWARD))
    backward = last_day(term, start, SHIPPED, CountRule(first_day, Roll.BACKWARD))

    first = start if first_day is FirstDay.SAME else start + DAY
    assert first <= backward <= bare <= forward
    assert SHIPPED.is_working(forward)
    assert SHIPPED.is_working(backward) or SHIPPED.count(first, bare) == 0
    assert (forward == backward) is SHIPPED.is_working(bare)


@given(start=days, value=st.integers(1, 60), rule=rules)
def test_the_days_told_as_passed_are_those_not_counted(
    start: date, value: int, rule: CountRule
) -> None:
    told = due(Term(value, Unit.WORKING_DAY), start, SHIPPED, rule)
    passed = [
        step.params["days"]
        for step in told.steps
        if step.code in (StepCode.HOLIDAY_PASSED, StepCode.WEEKENDS_PASSED)
    ]

    first = start if rule.first_day is FirstDay.SAME else start + DAY
    assert told.day is not None
    assert sum(passed) == (told.day - first).days + 1 - value  # type: ignore[arg-type]


def test_tells_the_holiday_it_passed_over_and_the_days_that_made_up_for_it() -> None:
    told = due(Term.parse("6 working days"), date(2025, 9, 26), SHIPPED)

    assert told.steps == (
        Step(
            StepCode.STARTED,
            {"day": date(2025, 9, 26), "term": "6 working days", "first_day": "NEXT"},
        ),
        Step(StepCode.FIRST_DAY, {"day": date(2025, 9, 28)}),
        Step(
            StepCode.HOLIDAY_PASSED,
            {
                "first": date(2025, 10, 1),
                "last": date(2025, 10, 8),
                "days": 8,
                "names": ("National Day", "Mid-autumn Festival"),
            },
        ),
        Step(StepCode.WEEKENDS_PASSED, {"days": 1}),
        Step(StepCode.MAKE_UP_DAY_COUNTED, {"day": date(2025, 9, 28), "name": "National Day"}),
        Step(StepCode.MAKE_UP_DAY_COUNTED, {"day": date(2025, 10, 11), "name": "National Day"}),
        Step(StepCode.COUNTED, {"day": date(2025, 10, 11), "term": "6 working days"}),
        Step(StepCode.DUE, {"day": date(2025, 10, 11)}),
    )


def test_tells_a_clamp_to_the_end_of_the_month_and_a_roll() -> None:
    told = due(Term.parse("1 month"), date(2021, 1, 31), SHIPPED, FORWARD)

    assert codes(told.steps) == ["STARTED", "MONTH_END_CLAMPED", "COUNTED", "ROLLED", "DUE"]
    assert told.steps[1].params == {"number": 31, "day": date(2021, 2, 28)}
    assert told.steps[3].params == {
        "since": date(2021, 2, 28),
        "day": date(2021, 3, 1),
        "roll": "FORWARD",
        "names": (),
    }


def test_tells_which_holiday_moved_the_day() -> None:
    told = due(Term.parse("3 days"), date(2025, 10, 1), SHIPPED, FORWARD)

    assert told.steps[-2].params["names"] == ("National Day", "Mid-autumn Festival")


def test_the_whole_of_a_short_month_is_no_clamp() -> None:
    told = due(Term.parse("1 month"), date(2023, 2, 1), rule=SAME)

    assert codes(told.steps) == ["STARTED", "COUNTED", "DUE"]


def test_hours_run_through_the_night() -> None:
    begun = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)

    told = due_at(Term.parse("24 hours"), begun)

    assert told.moment == datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    assert codes(told.steps) == ["STARTED_AT", "DUE_AT"]
    for step in told.steps:
        assert step.params.keys() == STEP_PARAMS[step.code].keys()
        assert Step.from_data(step.to_data()) == step


@pytest.mark.parametrize(
    ("term", "start", "rule", "code"),
    [
        ("24 hours", date(2025, 1, 1), CountRule(), "NEEDS_MOMENT"),
        ("5 working days", date(2025, 1, 1), CountRule(), "NEEDS_CALENDAR"),
        ("5 days", date(2025, 1, 1), BACKWARD, "NEEDS_CALENDAR"),
        ("9000 years", date(2025, 1, 1), CountRule(), "OUT_OF_DATES"),
        ("5 days", date(9999, 12, 30), CountRule(), "OUT_OF_DATES"),
        ("5 days", date(9999, 12, 31), CountRule(), "OUT_OF_DATES"),
    ],
)
def test_says_why_a_term_has_no_last_day(
    term: str, start: date, rule: CountRule, code: str
) -> None:
    with pytest.raises(TermError) as refused:
        last_day(Term.parse(term), start, None, rule)

    assert refused.value.code == code


def test_hours_and_days_are_not_mixed_up() -> None:
    begun = datetime(9999, 12, 31, 17, 30, tzinfo=UTC)

    with pytest.raises(TermError, match="NEEDS_DAY"):
        due_at(Term.parse("1 day"), begun)
    with pytest.raises(TermError, match="OUT_OF_DATES"):
        due_at(Term.parse("24 hours"), begun)


def test_no_working_day_is_guessed_in_a_year_that_is_not_announced() -> None:
    with pytest.raises(CalendarMissing) as missing:
        last_day(Term.parse("15 working days"), date(2026, 12, 25), SHIPPED)

    assert missing.value.year == 2027


def test_a_rule_is_one_of_those_known() -> None:
    with pytest.raises(ValueError, match="SIDEWAYS"):
        CountRule(roll="SIDEWAYS")  # type: ignore[arg-type]
