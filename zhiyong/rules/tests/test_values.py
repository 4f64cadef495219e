from datetime import date
from fractions import Fraction

import pytest

from zhiyong.rules.clauses import Article, Clause
from zhiyong.rules.clock.terms import Term, Unit
from zhiyong.rules.errors import RuleError
from zhiyong.rules.values import (
    parse_day,
    parse_id,
    parse_number,
    parse_term,
    say_number,
    say_term,
    split_list,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-01", date(2021, 3, 1)),
        ("2021年3月1日", date(2021, 3, 1)),
        ("２０２１年３月１日", date(2021, 3, 1)),
        ("2021/3/1", date(2021, 3, 1)),
        ("2024.2.29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        ("2021年2月30日", "DAY_DOES_NOT_EXIST", 28),
        ("2024-02-30", "DAY_DOES_NOT_EXIST", 29),
        ("2月30日", "DAY_DOES_NOT_EXIST", 29),
        ("2021-13-01", "DAY_DOES_NOT_EXIST", 12),
        ("0000-01-01", "DAY_DOES_NOT_EXIST", 12),
        ("3月1日", "DAY_WITHOUT_YEAR", None),
        ("soon", "DAY_UNREADABLE", None),
    ],
)
def test_a_day_that_does_not_exist_is_refused_precisely(
    text: str, code: str, last: int | None
) -> None:
    with pytest.raises(RuleError) as refused:
        parse_day(text)

    assert (refused.value.code, refused.value.params.get("last")) == (code, last)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/3", Fraction(1, 3)),
        ("１／３", Fraction(1, 3)),
        ("40%", Fraction(2, 5)),
        ("４０％", Fraction(2, 5)),
        ("0.1", Fraction(1, 10)),
        ("-3", Fraction(-3)),
        ("½", Fraction(1, 2)),
    ],
)
def test_a_number_is_exact(text: str, number: Fraction) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["1/0", "1e5", "", "NaN", "一", "9" * 31])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_number(text)


@pytest.mark.parametrize(
    ("number", "share", "said"),
    [
        (Fraction(3), False, "3"),
        (Fraction(1, 2), False, "0.5"),
        (Fraction(-1, 20), False, "-0.05"),
        (Fraction(1, 3), True, "1/3"),
        (Fraction(2, 5), True, "40%"),
        (Fraction(1, 8), True, "12.5%"),
    ],
)
def test_a_number_is_said_without_rounding(number: Fraction, share: bool, said: str) -> None:
    assert say_number(number, share=share) == said


def test_a_term_of_the_clock_is_said_in_both_languages() -> None:
    term = parse_term("５个工作日")

    assert term == Term(5, Unit.WORKING_DAY)
    assert (say_term(term, "zh-hans"), say_term(term, "en")) == ("5个工作日", "5 working days")
    assert say_term(parse_term("立即"), "zh") == "立即"


def test_a_term_beyond_a_lifetime_is_a_slip_of_the_pen() -> None:
    with pytest.raises(RuleError, match="TERM_TOO_LONG"):
        parse_term("101 years")


def test_lists_may_be_written_with_chinese_commas() -> None:
    assert split_list("甲、乙，丙 丁") == ["甲", "乙", "丙", "丁"]
    assert split_list(["a，b", "c"]) == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "Reply", "1a", "答复", "a b", "a" * 81])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="ID_UNREADABLE"):
        parse_id(text)


@pytest.mark.parametrize(
    ("text", "where", "ids"),
    [
        ("六(一) S3-110", "六(一)", ("S3-110",)),
        ("六(一) S3-110、S3-111", "六(一)", ("S3-110", "S3-111")),
        ("S4a-001", "", ("S4a-001",)),
        ("七/末段", "七/末段", ()),
    ],
)
def test_a_clause_names_its_place_and_its_ids(text: str, where: str, ids: tuple[str, ...]) -> None:
    clause = Clause.parse(text, "s3")

    assert clause == Clause("s3", where, ids)
    assert Clause.from_dict(clause.as_dict()) == clause
    assert Clause.parse(str(clause), "s3") == clause


def test_a_clause_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        Clause.parse(" 、")


def test_an_article_names_its_law() -> None:
    assert Article.parse("petition_rules/23") == Article("petition_rules", "23")
    assert str(Article.parse("petition_rules")) == "petition_rules"
