"""The last day of a term of a pack: counted as the pack, or the clock itself, says."""

from datetime import date, timedelta
from typing import NamedTuple

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock import CountRule, FirstDay, Roll, Term, last_day
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Unspecified


class TermEnd(NamedTuple):
    """The last day; None with the path of the open number where the pack leaves it open."""

    day: date | None
    open_path: str = ""


_FIRST = {"next": FirstDay.NEXT, "same": FirstDay.SAME}
_ROLLS = {"none": Roll.NONE, "next_working_day": Roll.FORWARD}


def day_after(day: date | None) -> date | None:
    """Return the next day; None after the last one that can be written, or after none."""
    return None if day is None or day == date.max else day + timedelta(days=1)


def end_of_clock(pack: Pack, clock_id: str, start: date, calendar: Calendar | None) -> TermEnd:
    """Return the last day of a clock that started on a day.

    :raises UnknownElement: if the pack has no such clock.
    :raises TermError: if the term cannot be counted in days.
    """
    clock = pack.clock(clock_id)
    if not isinstance(clock.term, Term):
        return TermEnd(None, f"clocks.{clock.id}.term")
    rule = CountRule(
        _FIRST[clock.first_day or pack.counting.first_day],
        _ROLLS[clock.roll or pack.counting.roll],
    )
    return TermEnd(last_day(clock.term, start, calendar, rule))


def end_of_term(
    pack: Pack, term: Term | Unspecified, start: date, calendar: Calendar | None, path: str
) -> TermEnd:
    """Return the last day of a term that is no duty: it is counted alike, but never rolled.

    :raises TermError: if the term cannot be counted in days.
    """
    if not isinstance(term, Term):
        return TermEnd(None, path)
    rule = CountRule(_FIRST[pack.counting.first_day])
    return TermEnd(last_day(term, start, calendar, rule))
