"""Meetings of a body: whether each period had its own, on whose agenda a case stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.rules.consequences import Note
from zhiyong.rules.pack.procedure import Meeting
from zhiyong.rules.terms import day_after

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_NAMES = {"quarter": "Q", "half_year": "H"}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half year or year: how many meetings it had of those it needs."""

    name: str
    first: date
    last: date
    held: int
    state: Literal["held", "missed", "open"]


@dataclass(frozen=True, slots=True)
class MeetingFound:
    """How a series of meetings stands as of a day.

    agenda   each case with the first meeting on or after the day it was ready; None: none yet
    """

    meeting: Meeting
    periods: tuple[Period, ...]
    agenda: Mapping[str, date | None]
    refused: tuple[Note, ...]


def check_meeting(
    meeting: Meeting,
    held: Iterable[date],
    today: date,
    *,
    since: date | None = None,
    ready: Mapping[str, date] | None = None,
    reason: str | None = None,
) -> MeetingFound:
    """Return whether meetings were held as often as the plan wants, and what is on the agenda.

    held    the days of the meetings, held or called · since: from when they are wanted
    ready   cases that go to the meeting, with the day on which they were ready for it
    reason  why a special meeting is called
    """
    days = sorted(held)
    agenda = {
        case: next((day for day in days if day >= on), None) for case, on in (ready or {}).items()
    }
    refused: tuple[Note, ...] = ()
    if meeting.special and not reason:
        refused = (Note("REASON_MISSING"),)
    periods: tuple[Period, ...] = ()
    start = since or (days[0] if days else today)
    if meeting.every and start <= today:
        periods = tuple(_periods(meeting, days, start, today))
    return MeetingFound(meeting, periods, agenda, refused)


def _periods(meeting: Meeting, days: list[date], since: date, today: date) -> Iterator[Period]:
    """Yield every period from the one that holds the first day to the one of today."""
    assert meeting.every is not None
    months = _MONTHS[meeting.every]
    wanted = meeting.times or 1
    year, part = since.year, (since.month - 1) // months
    while True:
        first = date(year, part * months + 1, 1)
        last = _last_of(year, part * months + months)
        held = sum(first <= day <= min(last, today) for day in days)
        state: Literal["held", "missed", "open"] = "open"
        if held >= wanted:
            state = "held"
        elif today >= last:
            state = "missed"
        yield Period(_name(meeting.every, year, part), first, last, held, state)
        following = day_after(last)
        if following is None or following > today:
            return
        year, part = following.year, (following.month - 1) // months


def _last_of(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _name(every: str, year: int, part: int) -> str:
    if every == "year":
        return str(year)
    if every == "month":
        return f"{year}-{part + 1:02d}"
    return f"{year}-{_NAMES[every]}{part + 1}"
