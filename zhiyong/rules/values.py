"""The values that a pack writes: labels, terms, days, exact numbers, ids.

Each is read from text as people write it: "30 days", "30日", "５个工作日", "1/3", "40％",
"2021年3月1日". Full-width digits and signs mean what their plain forms mean. Nothing here is
ever a binary float.
"""

import calendar
import re
import unicodedata
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

from zhiyong.rules.clock.fuzzy import FuzzyRange, resolve_fuzzy
from zhiyong.rules.clock.terms import Term, Unit
from zhiyong.rules.errors import RuleError
from zhiyong.rules.shape import Shape

Lang = str
"""A language tag: everything that begins with "zh" is Chinese, everything else English."""

Unspecified = Literal["unspecified"]
UNSPECIFIED: Unspecified = "unspecified"
"""A number or day that the source leaves open, to be set when the plan is adopted."""

_LEAP_YEAR = 2024

LONGEST_TERM_DAYS = 36_600
"""A hundred years: a longer term is a slip of the pen."""


class ValueProblem(RuleError):
    """A text does not say what it should; `code` and `params` are worded by `pack.problems`."""


def is_chinese(lang: Lang) -> bool:
    """Return whether a language tag asks for Chinese."""
    return lang.lower().startswith("zh")


def plain(text: str) -> str:
    """Return a text with full-width digits, letters, signs and spaces in their plain form."""
    return unicodedata.normalize("NFKC", text).strip()


class Label(Shape):
    """A name or sentence in both languages."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the text in a language."""
        return self.zh if is_chinese(lang) else self.en


# ── terms ─────────────────────────────────────────────────────────────────────────────────

_ABOUT_DAYS = {
    Unit.HOUR: Fraction(1, 24),
    Unit.DAY: Fraction(1),
    Unit.WORKING_DAY: Fraction(7, 5),
    Unit.MONTH: Fraction(30),
    Unit.YEAR: Fraction(365),
}
_UNITS_ZH = {
    Unit.HOUR: "小时",
    Unit.DAY: "日",
    Unit.WORKING_DAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}


def parse_term(text: str) -> Term:
    """Return the term that a text states.

    :raises TermError: if it states none.
    :raises ValueProblem: TERM_TOO_LONG, if it is longer than a hundred years.
    """
    term = Term.parse(text)
    if about_days(term) > LONGEST_TERM_DAYS:
        raise ValueProblem("TERM_TOO_LONG", text=_short(text))
    return term


def about_days(term: Term) -> Fraction:
    """Return roughly how many days a term is: to compare terms, never to compute a date."""
    return term.value * _ABOUT_DAYS[term.unit]


def say_term(term: Term, lang: Lang) -> str:
    """Return a term in words: "30日", "30 days"."""
    if is_chinese(lang):
        return "立即" if term.is_at_once else f"{term.value}{_UNITS_ZH[term.unit]}"
    return str(term)


# ── days ──────────────────────────────────────────────────────────────────────────────────

_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?")
_DAY_WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?")


def parse_day(text: str) -> date:
    """Return the day written as 2021-03-01, 2021/3/1 or 2021年3月1日.

    :raises ValueProblem: DAY_DOES_NOT_EXIST, DAY_WITHOUT_YEAR or DAY_UNREADABLE.
    """
    said = plain(text)
    if match := _DAY.fullmatch(said):
        year, month, day = (int(part) for part in match.groups())
        if not (year >= 1 and 1 <= month <= 12):
            raise ValueProblem("DAY_DOES_NOT_EXIST", text=_short(text), last=12)
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            raise ValueProblem("DAY_DOES_NOT_EXIST", text=_short(text), last=last)
        return date(year, month, day)
    if match := _DAY_WITHOUT_YEAR.fullmatch(said):
        month, day = int(match[1]), int(match[2])
        last = calendar.monthrange(2024, month)[1] if 1 <= month <= 12 else 12
        if not 1 <= month <= 12 or not 1 <= day <= last:
            raise ValueProblem("DAY_DOES_NOT_EXIST", text=_short(text), last=last)
        raise ValueProblem("DAY_WITHOUT_YEAR", text=_short(text))
    raise ValueProblem("DAY_UNREADABLE", text=_short(text))


# ── numbers ───────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"([-+]?\d{1,30}(?:\.\d{1,30})?)\s*(%?)")
_FRACTION = re.compile(r"([-+]?\d{1,30})\s*/\s*(\d{1,30})")


def parse_number(text: str) -> Fraction:
    """Return the exact number written as 3, 0.4, 40% or 1/3.

    :raises ValueProblem: NUMBER_UNREADABLE, or NUMBER_OVER_ZERO for 1/0.
    """
    said = plain(text).replace("\u2044", "/")  # NFKC turns ½ into 1⁄2
    if match := _FRACTION.fullmatch(said):
        if int(match[2]) == 0:
            raise ValueProblem("NUMBER_OVER_ZERO", text=_short(text))
        return Fraction(int(match[1]), int(match[2]))
    if match := _NUMBER.fullmatch(said):
        number = Fraction(match[1])
        return number / 100 if match[2] else number
    raise ValueProblem("NUMBER_UNREADABLE", text=_short(text))


def looks_like_number(text: str) -> bool:
    """Return whether `parse_number` would try to read the text as a number."""
    said = plain(text)
    return bool(_FRACTION.fullmatch(said) or _NUMBER.fullmatch(said))


def say_number(number: Fraction, *, share: bool = False) -> str:
    """Return an exact number for people: 3, 0.5, 1/3; a share as 40% or 1/3."""
    shown, sign = (number * 100, "%") if share else (number, "")
    for places in range(4):
        if (shown * 10**places).denominator == 1:
            whole = f"{abs(shown.numerator * 10**places // shown.denominator):0{places + 1}d}"
            text = f"{whole[:-places]}.{whole[-places:]}" if places else whole
            return f"{'-' if shown < 0 else ''}{text}{sign}"
    return str(number)


# ── ids ───────────────────────────────────────────────────────────────────────────────────

_ID = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
_LIST_SEPARATORS = re.compile(r"[\s,，、;；]+")


def parse_id(value: Any) -> str:
    """Return an id: Latin small letters, digits, "_", "-" and "."; the first one a letter.

    :raises ValueProblem: ID_UNREADABLE.
    """
    if isinstance(value, str) and _ID.fullmatch(said := plain(value)):
        return said
    raise ValueProblem("ID_UNREADABLE", text=_short(str(value)))


def split_list(value: Any) -> Any:
    """Return "a, b", "a、b" or [a，b] as the list that was meant; leave everything else alone."""
    if isinstance(value, str):
        return [part for part in _LIST_SEPARATORS.split(value) if part]
    if isinstance(value, list) and any(isinstance(one, str) and "，" in one for one in value):
        parts = [one.split("，") if isinstance(one, str) else [one] for one in value]
        return [one for several in parts for one in several]
    return value


def _short(text: str) -> str:
    """Return a text as an error may quote it."""
    shown = "".join(sign if sign.isprintable() else "·" for sign in text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


# ── as fields of a shape ──────────────────────────────────────────────────────────────────


def _read_term(value: Any) -> Term:
    return value if isinstance(value, Term) else parse_term(str(value))


def _read_open_term(value: Any) -> Term | Unspecified:
    return UNSPECIFIED if _is_open(value) else _read_term(value)


def _read_day(value: Any) -> date:
    return value if isinstance(value, date) else parse_day(str(value))


def _read_open_day(value: Any) -> date | Unspecified:
    return UNSPECIFIED if _is_open(value) else _read_day(value)


def _read_count(value: Any) -> int:
    if isinstance(value, int):
        return value
    number = parse_number(str(value))
    if number.denominator != 1 or number < 0:
        raise ValueProblem("COUNT_UNREADABLE", text=_short(str(value)))
    return number.numerator


def _read_number(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else parse_number(str(value))


def _read_open_number(value: Any) -> Fraction | Unspecified:
    return UNSPECIFIED if _is_open(value) else _read_number(value)


def _read_open_count(value: Any) -> int | Unspecified:
    return UNSPECIFIED if _is_open(value) else _read_count(value)


def _read_written_day(value: Any) -> str:
    """Return a day as the plan writes it, after making sure that it names one."""
    text = str(value)
    if _DAY.fullmatch(said := plain(text)):
        parse_day(text)
    else:
        resolve_fuzzy(_month_and_day(said), _LEAP_YEAR)
    return text


def _month_and_day(said: str) -> str:
    """Return "08-23" as 8月23日; leave every other text alone."""
    match = _DAY_WITHOUT_YEAR.fullmatch(said)
    return f"{int(match[1])}月{int(match[2])}日" if match else said


def resolve_day(text: str, year: int | None = None) -> FuzzyRange:
    """Return the days that a text names: 2021-03-01, 08-23, 8月上旬, 6月底前.

    :raises ValueProblem: if the text is a day that does not exist.
    :raises FuzzyDateError: if it names no day, or none without a year.
    """
    if _DAY.fullmatch(said := plain(text)):
        day = parse_day(text)
        return FuzzyRange(day, day, text)
    found = resolve_fuzzy(_month_and_day(said), year)
    return FuzzyRange(found.first, found.last, text)


def _is_open(value: Any) -> bool:
    return isinstance(value, str) and plain(value) == UNSPECIFIED


def _text(value: Any) -> str:
    """Write a value as a pack writes it."""
    return str(value)


_Written = PlainSerializer(_text, return_type=str)
_Words = WithJsonSchema({"type": "string"})
_Whole = WithJsonSchema({"type": ["integer", "string"]})
_Number = WithJsonSchema({"type": ["number", "string"]})

TermField = Annotated[Term, PlainValidator(_read_term), _Written, _Words]
OpenTerm = Annotated[Term | Unspecified, PlainValidator(_read_open_term), _Written, _Words]
DayField = Annotated[date, PlainValidator(_read_day), _Written, _Words]
OpenDay = Annotated[date | Unspecified, PlainValidator(_read_open_day), _Written, _Words]
Count = Annotated[int, PlainValidator(_read_count), _Whole]
OpenCount = Annotated[int | Unspecified, PlainValidator(_read_open_count), _Written, _Whole]
NumberField = Annotated[Fraction, PlainValidator(_read_number), _Written, _Number]
"""An exact number or share: 3, 0.4, 40%, 1/3."""
OpenNumber = Annotated[Fraction | Unspecified, PlainValidator(_read_open_number), _Written, _Number]
WrittenDay = Annotated[str, PlainValidator(_read_written_day), _Words]
"""A day or stretch as the plan writes it, with or without a year; `resolve_day` reads it."""
Id = Annotated[str, PlainValidator(parse_id), WithJsonSchema({"type": "string"})]
Ids = Annotated[tuple[Id, ...], BeforeValidator(split_list)]
Words = Annotated[tuple[str, ...], BeforeValidator(split_list)]
