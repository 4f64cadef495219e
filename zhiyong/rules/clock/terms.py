"""A term as plans write it: a number and a unit."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from zhiyong.rules.errors import RuleError

MOST = 99_999
"""The largest value of a term: above any real one, below what dates can hold."""


class Unit(StrEnum):
    """What a term counts. Working days need a calendar; months and years go by the number."""

    HOUR = "HOUR"
    DAY = "DAY"
    WORKING_DAY = "WORKING_DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"


WORDS = {
    Unit.HOUR: "hour",
    Unit.DAY: "day",
    Unit.WORKING_DAY: "working day",
    Unit.MONTH: "month",
    Unit.YEAR: "year",
}
_UNITS = {
    **{word: unit for unit, word in WORDS.items()},
    **{f"{word}s": unit for unit, word in WORDS.items()},
    "小时": Unit.HOUR,
    "个小时": Unit.HOUR,
    "日": Unit.DAY,
    "天": Unit.DAY,
    "个自然日": Unit.DAY,
    "工作日": Unit.WORKING_DAY,
    "个工作日": Unit.WORKING_DAY,
    "月": Unit.MONTH,
    "个月": Unit.MONTH,
    "年": Unit.YEAR,
}
_SHAPE = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(\D*)")


class TermError(RuleError):
    """A term cannot be read or used.

    NO_NUMBER(text) · NOT_WHOLE(text) · VALUE_OUT_OF_RANGE(value, least, most) ·
    NO_UNIT(text) · UNKNOWN_UNIT(text, unit) · NEEDS_MOMENT(term) · NEEDS_DAY(term) ·
    NEEDS_CALENDAR(term) · OUT_OF_DATES(term, start)
    """


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time that a plan grants: at least one of a unit, or no days: at once."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        least = 0 if self.unit is Unit.DAY else 1
        if not least <= self.value <= MOST:
            raise TermError("VALUE_OUT_OF_RANGE", value=self.value, least=least, most=MOST)

    @property
    def is_at_once(self) -> bool:
        """Return whether the thing is owed on the very day."""
        return self.value == 0

    def __str__(self) -> str:
        if self.is_at_once:
            return "at once"
        return f"{self.value} {WORDS[self.unit]}{'s' if self.value > 1 else ''}"

    @classmethod
    def parse(cls, text: str) -> "Term":
        """Return the term that a text such as "15 working days" or "15个工作日" says.

        `Term.parse(str(term)) == term`. Full-width digits are read too; 半年 is six months, and
        "at once" (立即) is the very day. A zero is none: it would be a slip of the pen.

        :raises TermError: if there is no whole number, or no unit that is known.
        """
        plain = " ".join(unicodedata.normalize("NFKC", text).split()).lower()
        if plain in _WHOLE:
            return _WHOLE[plain]
        shape = _SHAPE.fullmatch(plain)
        if shape is None:
            raise TermError("NO_NUMBER", text=text)
        number, unit = shape[1], shape[2].strip()
        if "." in number:
            raise TermError("NOT_WHOLE", text=text)
        if not unit:
            raise TermError("NO_UNIT", text=text)
        if unit not in _UNITS:
            raise TermError("UNKNOWN_UNIT", text=text, unit=unit)
        if len(number) > len(str(MOST)) + 1:
            raise TermError("VALUE_OUT_OF_RANGE", value=number, least=1, most=MOST)
        if int(number) == 0:
            raise TermError("VALUE_OUT_OF_RANGE", value=0, least=1, most=MOST)
        return cls(int(number), _UNITS[unit])


AT_ONCE = Term(0, Unit.DAY)
_WHOLE = {
    "半年": Term(6, Unit.MONTH),
    **dict.fromkeys(("at once", "immediately", "立即", "即时", "当即"), AT_ONCE),
}
