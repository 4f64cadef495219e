"""Dates as plans write them: 3月上旬, 6月底, 8月10日前, 8月中旬至9月底.

初 and 上旬 are the 1st to the 10th, 中旬 the 11th to the 20th, 下旬, 底 and 末 the 21st to the
last day of the month; a bare month is all of it. "…前" includes the day or the end of the
stretch that it names and says nothing about a first day. The text as written is kept.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from zhiyong.rules.errors import RuleError


class FuzzyDateError(RuleError):
    """A text that names no day.

    NOT_A_DATE(text) · YEAR_MISSING(text) · NO_SUCH_MONTH(text, month) ·
    NO_SUCH_DAY(text, year, month, day, last) · ENDS_BEFORE_IT_BEGINS(text, first, last)
    """


@dataclass(frozen=True, slots=True)
class FuzzyRange:
    """The days that a text names: `first` is None where only an end is said ("…前")."""

    first: date | None
    last: date
    raw: str


_TENS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20)}
_TO_THE_END = {"下旬": 21, "底": 21, "末": 21, "": 1}
_HAN = {"十": "10", "十一": "11", "十二": "12"} | {
    h: str(n) for n, h in enumerate("一二三四五六七八九", 1)
}
_HAN_MONTH = re.compile("(十[一二]?|[一二三四五六七八九])月")
_PLACE = (
    r"(?:(?P<year>\d{4})年)?"
    r"(?:(?P<month>\d{1,2})月份?)?"
    r"(?:(?P<day>\d{1,2})(?:日|号|(?=至|$))|(?P<part>初|上旬|中旬|下旬|底|末))?"
)
_WHOLE = re.compile(r"(?P<one>[^至]+?)(?:至(?P<two>[^至]+?))?(?P<until>(?:以|之)?前)?")
_DASHES = re.compile("[-—–~～―]+|到")


def resolve_fuzzy(text: str, year: int | None = None) -> FuzzyRange:
    """Return the days that a text names; `year` counts where the text gives none.

    In a range the second part takes the year, and where it has none the month, of the first.
    Full-width digits and Chinese month numbers are read too.

    :raises FuzzyDateError: if the text is no such date, no year is known, the month or the day
        does not exist (2月30日), or a range ends before it begins.
    """
    plain = _DASHES.sub("至", "".join(unicodedata.normalize("NFKC", text).split()))
    plain = _HAN_MONTH.sub(lambda match: _HAN[match[1]] + "月", plain)
    whole = _WHOLE.fullmatch(plain)
    if whole is None:
        raise FuzzyDateError("NOT_A_DATE", text=text)
    first, last = _place(text, whole["one"], year, None)
    if whole["two"]:
        _, last = _place(text, whole["two"], first.year, first.month)
        if last < first:
            raise FuzzyDateError("ENDS_BEFORE_IT_BEGINS", text=text, first=first, last=last)
    elif whole["until"]:
        return FuzzyRange(None, last, text)
    return FuzzyRange(first, last, text)


def _place(
    text: str, part: str, default_year: int | None, default_month: int | None
) -> tuple[date, date]:
    """Return the first and the last day of one part of a text."""
    place = re.fullmatch(_PLACE, part)
    if place is None or not (place["month"] or (default_month and place["day"])):
        raise FuzzyDateError("NOT_A_DATE", text=text)
    year = int(place["year"]) if place["year"] else default_year
    if year is None:
        raise FuzzyDateError("YEAR_MISSING", text=text)
    month = int(place["month"]) if place["month"] else default_month or 0
    if not 1 <= month <= 12 or not date.min.year <= year <= date.max.year:
        raise FuzzyDateError("NO_SUCH_MONTH", text=text, year=year, month=month)
    end = monthrange(year, month)[1]
    if place["day"]:
        day = int(place["day"])
        if not 1 <= day <= end:
            raise FuzzyDateError(
                "NO_SUCH_DAY", text=text, year=year, month=month, day=day, last=end
            )
        return date(year, month, day), date(year, month, day)
    named = place["part"] or ""
    low, high = _TENS.get(named) or (_TO_THE_END[named], end)
    return date(year, month, low), date(year, month, high)
