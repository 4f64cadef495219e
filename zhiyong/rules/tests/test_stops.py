"""Pauses stop the clock, extensions lengthen it, caps hold."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.clock import (
    AT_ONCE,
    STEP_PARAMS,
    CountRule,
    Extension,
    ExtensionCap,
    ExtensionRefused,
    Pause,
    PauseError,
    Roll,
    Step,
    StepCode,
    Term,
    TermError,
    Unit,
    due,
    due_with,
    is_paused,
)
from zhiyong.rules.clock.stops import merged
from zhiyong.rules.tests.calendars import SHIPPED

DAY = timedelta(days=1)
T = Term.parse


def d(text: str) -> date:
    return date.fromisoformat(text)


pauses = st.lists(
    st.builds(
        lambda begins, length: Pause(begins, begins + length * DAY, "hearing"),
        st.dates(date(2021, 1, 1), date(2021, 6, 30)),
        st.integers(0, 20),
    ),
    max_size=6,
)
starts = st.dates(date(2021, 1, 1), date(2021, 3, 31))


def walked(count: int, start: date, stops: list[Pause], counts: Callable[[date], bool]) -> date:
    """Count day by day: the definition of a pause."""
    day = start
    while count:
        day += DAY
        count -= counts(day) and not is_paused(stops, day)
    return day


@given(start=starts, value=st.integers(1, 60), stops=pauses)
def test_paused_days_are_not_counted(start: date, value: int, stops: list[Pause]) -> None:
    found = due_with(Term(value, Unit.DAY), start, pauses=stops)

    assert found.day == walked(value, start, stops, lambda _: True)


@given(start=starts, value=st.integers(1, 40), stops=pauses)
def test_paused_working_days_are_not_counted(start: date, value: int, stops: list[Pause]) -> None:
    found = due_with(Term(value, Unit.WORKING_DAY), start, pauses=stops, calendar=SHIPPED)

    assert found.day == walked(value, start, stops, SHIPPED.is_working)


@given(start=starts, value=st.integers(1, 6), begins=st.integers(1, 25), length=st.integers(1, 40))
def test_months_move_by_the_days_lost(start: date, value: int, begins: int, length: int) -> None:
    pause = Pause(start + begins * DAY, start + (begins + length) * DAY)

    plain = due(Term(value, Unit.MONTH), start).day
    found = due_with(Term(value, Unit.MONTH), start, pauses=[pause]).day

    assert plain is not None
    assert found == plain + length * DAY


@given(start=starts, value=st.integers(1, 40), stops=pauses, roll=st.sampled_from(Roll))
def test_every_step_has_its_params_and_survives_storage(
    start: date, value: int, stops: list[Pause], roll: Roll
) -> None:
    found = due_with(
        Term(value, Unit.DAY),
        start,
        pauses=stops,
        extensions=[Extension(T("5 working days"), "complex")],
        calendar=SHIPPED,
        rule=CountRule(roll=roll),
    )

    for step in found.steps:
        assert step.params.keys() == STEP_PARAMS[step.code].keys()
        assert Step.from_data(step.to_data()) == step


@pytest.mark.parametrize(
    ("begins", "until", "expected"),
    [
        pytest.param("2021-04-10", "2021-04-20", "2021-05-11", id="within the term"),
        pytest.param("2021-05-01", "2021-05-02", "2021-05-02", id="on the last day"),
        pytest.param("2021-05-02", "2021-05-20", "2021-05-01", id="after the last day: stays late"),
        pytest.param("2021-03-01", "2021-04-01", "2021-05-01", id="over before it began"),
        pytest.param("2021-03-01", "2021-04-03", "2021-05-02", id="only what falls into it"),
        pytest.param("2021-04-10", "2021-04-10", "2021-05-01", id="ended on the day it began"),
    ],
)
def test_thirty_days_from_1_april_with_a_pause(begins: str, until: str, expected: str) -> None:
    found = due_with(T("30 days"), d("2021-04-01"), pauses=[Pause(d(begins), d(until))])

    assert found.day == d(expected)


def test_an_open_pause_leaves_no_due_day_and_says_since_when() -> None:
    found = due_with(
        T("30 days"),
        d("2021-04-01"),
        pauses=[Pause(d("2021-04-03"), d("2021-04-04")), Pause(d("2021-04-20"), reason="hearing")],
    )

    assert found.day is None
    assert [step.code.value for step in found.steps] == [
        "STARTED",
        "FIRST_DAY",
        "COUNTED",
        "PAUSED",
        "PAUSE_OPEN",
    ]
    assert found.steps[-1].params == {"first": d("2021-04-20"), "reason": "hearing"}


def test_an_open_pause_after_the_last_day_does_not_undo_lateness() -> None:
    found = due_with(T("30 days"), d("2021-04-01"), pauses=[Pause(d("2021-05-02"))])

    assert found.day == d("2021-05-01")


def test_what_is_owed_at_once_waits_for_the_end_of_a_pause() -> None:
    found = due_with(AT_ONCE, d("2021-04-01"), pauses=[Pause(d("2021-04-01"), d("2021-04-05"))])

    assert found.day == d("2021-04-05")


def test_overlapping_pauses_count_once() -> None:
    stops = [
        Pause(d("2021-04-12"), d("2021-04-20"), "b"),
        Pause(d("2021-04-10"), d("2021-04-14"), "a"),
        Pause(d("2021-04-20"), d("2021-04-21")),
        Pause(d("2021-05-01"), d("2021-05-01"), "empty"),
        Pause(d("2021-06-01"), d("2021-06-05")),
        Pause(d("2021-06-02")),
    ]

    assert merged(stops) == (
        Pause(d("2021-04-10"), d("2021-04-21"), "a; b"),
        Pause(d("2021-06-01")),
    )


def test_a_forward_roll_passes_over_paused_days() -> None:
    # 10 April 2021 is a Saturday; the pause begins on the Sunday.
    found = due_with(
        T("9 days"),
        d("2021-04-01"),
        pauses=[Pause(d("2021-04-11"), d("2021-04-14"))],
        calendar=SHIPPED,
        rule=CountRule(roll=Roll.FORWARD),
    )
    waiting = due_with(
        T("9 days"),
        d("2021-04-01"),
        pauses=[Pause(d("2021-04-11"))],
        calendar=SHIPPED,
        rule=CountRule(roll=Roll.FORWARD),
    )

    assert found.day == d("2021-04-14")
    assert waiting.day is None


@pytest.mark.parametrize(
    ("term", "stops"),
    [
        pytest.param("1 day", [], id="to before the term"),
        pytest.param("1 day", [Pause(d("2021-04-03"), d("2021-04-10"))], id="into a pause"),
    ],
)
def test_a_backward_roll_stays_within_the_term_and_out_of_pauses(
    term: str, stops: list[Pause]
) -> None:
    # Both end on a Saturday: 3 April, and 10 April after the pause.
    found = due_with(
        T(term),
        d("2021-04-02"),
        pauses=stops,
        calendar=SHIPPED,
        rule=CountRule(roll=Roll.BACKWARD),
    )

    assert found.day == d("2021-04-10" if stops else "2021-04-03")
    assert StepCode.ROLL_STOPPED in {step.code for step in found.steps}


def test_a_pause_cannot_run_backwards() -> None:
    with pytest.raises(PauseError, match="PAUSE_BACKWARDS"):
        Pause(d("2021-04-02"), d("2021-04-01"))


def test_hours_cannot_be_paused() -> None:
    with pytest.raises(TermError, match="NEEDS_MOMENT"):
        due_with(T("24 hours"), d("2021-04-01"), pauses=[Pause(d("2021-04-01"))])


def test_a_pause_to_the_end_of_time_is_refused() -> None:
    with pytest.raises(TermError, match="OUT_OF_DATES"):
        due_with(T("9 days"), d("2021-04-01"), pauses=[Pause(d("2021-04-02"), date.max)])


def test_an_extension_runs_from_the_day_after_the_last_one_and_is_told() -> None:
    found = due_with(
        T("60 days"),
        d("2021-03-01"),
        extensions=[Extension(T("30 days"), "complex", "approval:7")],
    )

    assert found.day == d("2021-05-30")
    assert [step.code.value for step in found.steps] == [
        "STARTED",
        "FIRST_DAY",
        "COUNTED",
        "EXTENDED",
        "FIRST_DAY",
        "COUNTED",
        "DUE",
    ]
    assert found.steps[3].params == {
        "since": d("2021-04-30"),
        "term": "30 days",
        "reason": "complex",
        "authority": "approval:7",
    }


def test_an_extension_follows_the_rolled_day() -> None:
    found = due_with(
        T("9 days"),
        d("2021-04-01"),
        extensions=[Extension(T("2 working days"), "complex")],
        calendar=SHIPPED,
        rule=CountRule(roll=Roll.FORWARD),
    )

    assert found.day == d("2021-04-14")  # rolled from Saturday the 10th to Monday the 12th


def test_a_pause_may_fall_into_an_extension() -> None:
    found = due_with(
        T("10 days"),
        d("2021-04-01"),
        pauses=[Pause(d("2021-04-15"), d("2021-04-18"))],
        extensions=[Extension(T("10 days"), "complex")],
    )

    assert found.day == d("2021-04-24")


@pytest.mark.parametrize(
    ("asked", "cap", "code"),
    [
        (["30 days"], ExtensionCap(each=T("30 days")), None),
        (["31 days"], ExtensionCap(each=T("30 days")), "TOO_LONG"),
        (["1 month"], ExtensionCap(each=T("30 days")), None),  # from 1 May to 1 June: 31 days
        (["15 days", "15 days"], ExtensionCap(together=T("30 days")), None),
        (["15 days", "16 days"], ExtensionCap(together=T("30 days")), "TOO_LONG_TOGETHER"),
        (["1 day", "1 day"], ExtensionCap(count=1), "TOO_MANY"),
        (["1 day"], ExtensionCap(count=0), "TOO_MANY"),
        (["5 working days", "5 working days"], ExtensionCap(each=T("7 days")), None),
    ],
)
def test_caps_hold(asked: list[str], cap: ExtensionCap, code: str | None) -> None:
    # The term ends on Friday 30 April 2021; the May holiday makes 5 working days 8 days long.
    more = [Extension(T(text), "complex") for text in asked]
    expected = code or {"1 month": None, "5 working days": "TOO_LONG"}.get(asked[0])

    def ask() -> None:
        due_with(T("60 days"), d("2021-03-01"), extensions=more, cap=cap, calendar=SHIPPED)

    if expected is None:
        ask()
    else:
        with pytest.raises(ExtensionRefused) as refused:
            ask()
        assert refused.value.code == expected
        assert refused.value.params["number"] in (1, 2)


def test_a_refused_extension_says_the_latest_day() -> None:
    with pytest.raises(ExtensionRefused) as refused:
        due_with(
            T("60 days"),
            d("2021-03-01"),
            extensions=[Extension(T("31 days"), "complex")],
            cap=ExtensionCap(each=T("30 days")),
        )

    assert refused.value.params == {
        "number": 1,
        "term": "31 days",
        "most": "30 days",
        "day": d("2021-05-31"),
        "latest": d("2021-05-30"),
    }


def test_an_extension_needs_a_reason() -> None:
    with pytest.raises(ExtensionRefused, match="NO_REASON"):
        due_with(T("60 days"), d("2021-03-01"), extensions=[Extension(T("1 day"), " ")])
