"""How much time is left of what is owed, in words that people use: working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.duties.calendars import Source, counted, in_force
from zhiyong.duties.models import Duty
from zhiyong.rules.clock import Unit, remaining


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a term after today: 0 on its last day, negative when late."""

    value: int
    unit: Literal["working", "days"] = "working"


def left(duties: Iterable[Duty], today: date) -> dict[int, Left]:
    """Return how much time is left of running duties, by their ids: one query at most.

    Shape:  {id of the duty: Left}; duties whose clock stands still are left out.
    Unit:   working days; calendar days for what is late by no working day yet.
    Window: the days after today up to and including the due day; when late, the days after
            the due day up to and including today, as a negative number.
    """
    rows = [(duty.pk, duty.due_on) for duty in duties if duty.due_on is not None]
    if not rows:
        return {}
    source = in_force()
    return {pk: _left(due, today, source) for pk, due in rows if due is not None}


def _left(due: date, today: date, source: Source) -> Left:
    found, _plain = counted(
        lambda calendar: remaining(due, today, Unit.WORKING_DAY, calendar), source
    )
    if found.is_late and found.value == 0:
        return Left((due - today).days, "days")
    return Left(found.value)
