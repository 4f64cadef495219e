"""Days as people in China write them, and the turns of what comes again, in words."""

import re
import unicodedata
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_NUMERALS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "元": "1",
}
_YEAR, _COUNT = "[〇零○元一二三四五六七八九]", "[一二三四五六七八九十廿卅]"
_SPELLED = re.compile(f"({_YEAR}{{4}})年({_COUNT}{{1,2}})月({_COUNT}{{1,3}})[日号]?")
_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")


def parse_day(text: str) -> date | None:
    """Return the day that a text names, None if it names none.

    Read are 2026-11-22, 2026/11/22, 2026.11.22, 20261122, 2026年11月22日, the same in
    full-width digits, and 二〇二六年十一月二十二日. A year of two digits is not read: nobody
    should guess a century.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    spelled = _SPELLED.fullmatch(plain)
    if spelled:
        year = "".join(_NUMERALS[c] for c in spelled[1])
        parts = (int(year), _spelled_number(spelled[2]), _spelled_number(spelled[3]))
    else:
        found = _WRITTEN.fullmatch(plain) or _PACKED.fullmatch(plain)
        if not found:
            return None
        parts = (int(found[1]), int(found[2]), int(found[3]))
    try:
        return date(*parts)
    except ValueError:
        return None


def _spelled_number(text: str) -> int:
    """Read a number below a hundred: 三 3, 十 10, 十一 11, 二十 20, 廿二 22, 三十一 31.

    Returns 0 for what is no such number, which is no month and no day either.
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    first = _NUMERALS.get(tens, "0") if tens else "1" if ten else "0"
    return int(first + _NUMERALS.get(ones, "0"))


_TURN = re.compile(r"(\d{4})(?:-(?:W(\d\d)|Q([1-4])|H([12])|(0[1-9]|1[0-2])(?:-(\d\d))?))?")


def say_turn(name: str) -> str:
    """Return a turn's name in words, as 2026年3月, 2026年第4季度; other names stay as they are."""
    found = _TURN.fullmatch(name)
    if not found:
        return name
    year, week, quarter, half, month, day = found.groups()
    if week:
        return _("Week {n} of {year}").format(n=int(week), year=year)
    if quarter:
        return _("Q{n} {year}").format(n=quarter, year=year)
    if half:
        first = _("First half of {year}") if half == "1" else _("Second half of {year}")
        return first.format(year=year)
    if month:
        on = date(int(year), int(month), int(day or 1))
        return str(date_format(on, "DATE_FORMAT" if day else "YEAR_MONTH_FORMAT"))
    return pgettext("year", "{year}").format(year=year)
