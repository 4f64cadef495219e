"""Dates as plans write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.clock import FuzzyDateError, FuzzyRange, resolve_fuzzy


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3月上旬", "2011-03-01", "2011-03-10"),
        ("6月初", "2011-06-01", "2011-06-10"),
        ("4月中旬", "2011-04-11", "2011-04-20"),
        ("2月下旬", "2011-02-21", "2011-02-28"),
        ("6月底", "2011-06-21", "2011-06-30"),
        ("6月末", "2011-06-21", "2011-06-30"),
        ("6月", "2011-06-01", "2011-06-30"),
        ("6月份", "2011-06-01", "2011-06-30"),
        ("八月", "2011-08-01", "2011-08-31"),
        ("十二月底", "2011-12-21", "2011-12-31"),
        ("2015年4月初", "2015-04-01", "2015-04-10"),
        ("2012年2月底", "2012-02-21", "2012-02-29"),
        ("２０１５年４月初", "2015-04-01", "2015-04-10"),
        ("2月 15日", "2011-02-15", "2011-02-15"),
        ("2月15号", "2011-02-15", "2011-02-15"),
        ("5月底前", None, "2011-05-31"),
        ("8月10日前", None, "2011-08-10"),
        ("8月10日以前", None, "2011-08-10"),
        ("8月10日之前", None, "2011-08-10"),
        ("4月12日-15日", "2011-04-12", "2011-04-15"),
        ("4月16至30日", "2011-04-16", "2011-04-30"),
        ("10月16日—11月30日", "2011-10-16", "2011-11-30"),
        ("9月1日至12月底", "2011-09-01", "2011-12-31"),
        ("9月1日到12月底", "2011-09-01", "2011-12-31"),
        ("11月至2012年1月", "2011-11-01", "2012-01-31"),
    ],
)
def test_resolves(text: str, first: str | None, last: str) -> None:
    expected = FuzzyRange(d(first) if first else None, d(last), text)

    assert resolve_fuzzy(text, 2011) == expected


@pytest.mark.clause("S1-027", "S1-032")
def test_the_phases_of_the_district_plan() -> None:
    assert resolve_fuzzy("2014年8月上旬").last == date(2014, 8, 10)
    phase = resolve_fuzzy("2014年8月中旬至9月底")
    assert (phase.first, phase.last) == (date(2014, 8, 11), date(2014, 9, 30))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NOT_A_DATE"),
        ("尽快", "NOT_A_DATE"),
        ("月底", "NOT_A_DATE"),
        ("上旬", "NOT_A_DATE"),
        ("15日", "NOT_A_DATE"),
        ("年底", "NOT_A_DATE"),
        ("3月上中旬", "NOT_A_DATE"),
        ("3月至", "NOT_A_DATE"),
        ("2月30日", "NO_SUCH_DAY"),
        ("2月29日", "NO_SUCH_DAY"),
        ("4月16至31日", "NO_SUCH_DAY"),
        ("3月0日", "NO_SUCH_DAY"),
        ("13月底", "NO_SUCH_MONTH"),
        ("0月底", "NO_SUCH_MONTH"),
        ("0000年3月", "NO_SUCH_MONTH"),
        ("9月1日至8月底", "ENDS_BEFORE_IT_BEGINS"),
        ("3月\x00", "NOT_A_DATE"),
    ],
)
def test_says_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(FuzzyDateError) as refused:
        resolve_fuzzy(text, 2011)

    assert refused.value.code == code
    assert refused.value.params["text"] == text


def test_tells_the_last_day_there_is() -> None:
    with pytest.raises(FuzzyDateError) as refused:
        resolve_fuzzy("2012年2月30日")

    assert refused.value.params == {
        "text": "2012年2月30日",
        "year": 2012,
        "month": 2,
        "day": 30,
        "last": 29,
    }


def test_a_year_is_never_guessed() -> None:
    with pytest.raises(FuzzyDateError, match="YEAR_MISSING"):
        resolve_fuzzy("3月上旬")


@given(st.text(alphabet="0123456789１年月日上中下旬初底末前至以-—十二 ", max_size=16))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = resolve_fuzzy(text, 2011)
    except FuzzyDateError:
        return
    assert found.raw == text
    assert found.first is None or found.first <= found.last
