"""How a due day came about, step by step, as data that a room above puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class StepCode(StrEnum):
    """One thing that happened while a term was counted."""

    STARTED = "STARTED"
    FIRST_DAY = "FIRST_DAY"
    HOLIDAY_PASSED = "HOLIDAY_PASSED"
    WEEKENDS_PASSED = "WEEKENDS_PASSED"
    MAKE_UP_DAY_COUNTED = "MAKE_UP_DAY_COUNTED"
    MONTH_END_CLAMPED = "MONTH_END_CLAMPED"
    COUNTED = "COUNTED"
    PAUSED = "PAUSED"
    PAUSE_OPEN = "PAUSE_OPEN"
    EXTENDED = "EXTENDED"
    ROLLED = "ROLLED"
    ROLL_STOPPED = "ROLL_STOPPED"
    STARTED_AT = "STARTED_AT"
    DUE = "DUE"
    DUE_AT = "DUE_AT"


Kind = Literal["day", "moment", "number", "text", "texts"]

STEP_PARAMS: Mapping[StepCode, Mapping[str, Kind]] = MappingProxyType(
    {
        # The event that starts the term, the term ("30 days"), and NEXT or SAME.
        StepCode.STARTED: {"day": "day", "term": "text", "first_day": "text"},
        # The first day counted (第1日). Not given for months and years, which go by the number.
        StepCode.FIRST_DAY: {"day": "day"},
        # Days off around a named holiday that a count of working days passed over.
        StepCode.HOLIDAY_PASSED: {
            "first": "day",
            "last": "day",
            "days": "number",
            "names": "texts",
        },
        # How many other days off (weekends) it passed over.
        StepCode.WEEKENDS_PASSED: {"days": "number"},
        # A weekend day that counted as working (补班), and the holiday it makes up for.
        StepCode.MAKE_UP_DAY_COUNTED: {"day": "day", "name": "text"},
        # The month has no day of that number; its last day stands in.
        StepCode.MONTH_END_CLAMPED: {"number": "number", "day": "day"},
        # The last day of the count, before pauses and roll.
        StepCode.COUNTED: {"day": "day", "term": "text"},
        # The clock stood still from `first` through `last`: so many days of the term's unit
        # (DAY or WORKING_DAY), and the last day moved to `day`.
        StepCode.PAUSED: {
            "first": "day",
            "last": "day",
            "lost": "number",
            "unit": "text",
            "day": "day",
            "reason": "text",
        },
        # A pause without an end: there is no due day until it ends.
        StepCode.PAUSE_OPEN: {"first": "day", "reason": "text"},
        # A further term from the day after `since`; COUNTED follows.
        StepCode.EXTENDED: {"since": "day", "term": "text", "reason": "text", "authority": "text"},
        # The last day was no working day (names of the holidays, none for a weekend).
        StepCode.ROLLED: {"since": "day", "day": "day", "roll": "text", "names": "texts"},
        # A backward roll that would leave the term or enter a pause: the day off stays.
        StepCode.ROLL_STOPPED: {"day": "day", "roll": "text"},
        # A term of hours: moments.
        StepCode.STARTED_AT: {"moment": "moment", "term": "text"},
        StepCode.DUE: {"day": "day"},
        StepCode.DUE_AT: {"moment": "moment"},
    }
)
"""Every code with the params it always has, and their kinds."""

Value = date | datetime | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its code and the params that `STEP_PARAMS` lists for it."""

    code: StepCode
    params: Mapping[str, Value] = field(default_factory=dict)

    def to_data(self) -> dict[str, object]:
        """Return the step as JSON values, to be stored beside the date."""
        return {"code": self.code.value, **{n: _plain(v) for n, v in self.params.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Step":
        """Return the step that `to_data` wrote.

        :raises KeyError: if a param is missing.
        :raises ValueError: if the code is unknown, or a day is none.
        """
        code = StepCode(str(data["code"]))
        return cls(code, {n: _value(kind, data[n]) for n, kind in STEP_PARAMS[code].items()})


def _plain(value: Value) -> object:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _value(kind: Kind, plain: object) -> Value:
    match kind:
        case "day":
            return date.fromisoformat(str(plain))
        case "moment":
            return datetime.fromisoformat(str(plain))
        case "number":
            return int(str(plain))
        case "text":
            return str(plain)
        case "texts":
            return tuple(map(str, plain)) if isinstance(plain, list | tuple) else ()
