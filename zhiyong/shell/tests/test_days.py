"""Days as people write them."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.shell.days import parse_day, say_turn

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "2026/11/22",
        "2026.11.22",
        "20261122",
        "2026年11月22日",
        "2026年11月22号",
        "2026 年 11 月 22 日",
        " 2026-11-22 ",
        "２０２６年１１月２２日",
        "２０２６－１１－２２",
        "二〇二六年十一月二十二日",
        "二零二六年十一月廿二日",
        "二○二六年十一月二十二日",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年1月2日", date(2026, 1, 2)),
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年三月三十一日", date(2026, 3, 31)),
        ("二〇二六年三月卅一日", date(2026, 3, 31)),
        ("二〇二六年三月二十日", date(2026, 3, 20)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_other_days(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "明天", "26-11-22", "2026-13-01", "2026-02-30", "11月22日", "2026年", "0000-01-01",
        "二〇二六年十三月一日", "二〇二六年十一月四十日", "2026-11-22T00:00", "\x00",
        "二六年一月一日", "二〇二六年一二月一日", "二〇二六年十十月一日",
    ],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert parse_day(text) is None


@given(st.text(alphabet="0123456789〇零一二三四五六七八九十廿卅年月日-/. ２０", max_size=14))
def test_no_text_breaks_it(text: str) -> None:
    day = parse_day(text)
    assert day is None or parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("2026", "2026年", "2026"),
        ("2026-H1", "2026年上半年", "First half of 2026"),
        ("2026-Q4", "2026年第4季度", "Q4 2026"),
        ("2026-03", "2026年3月", "March 2026"),
        ("2026-W07", "2026年第7周", "Week 7 of 2026"),
        ("2026-03-05", "2026年3月5日", "5 March 2026"),
        ("第二批", "第二批", "第二批"),
        ("2026-13", "2026-13", "2026-13"),
    ],
)
def test_the_name_of_a_turn_in_words(name: str, zh: str, en: str) -> None:
    with override("zh-hans"):
        assert say_turn(name) == zh
    with override("en"):
        assert say_turn(name) == en
