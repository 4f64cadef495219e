"""How much time is left of what is owed, in the unit that its term counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.duties.models import Duty
from zhiyong.duties.showing import LeftIn, lines


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a term after today: 0 on its last day, negative when late."""

    value: int
    unit: LeftIn = "working"


def left(duties: Iterable[Duty], today: date) -> dict[int, Left]:
    """Return how much time is left of running duties, by their ids: one query at most.

    Shape:  {id of the duty: Left}; duties whose clock stands still are left out.
    Unit:   working days of a term in working days, calendar days of any other, as on the list
            of duties; calendar days for what is late by no working day yet.
    Window: the days after today up to and including the due day; when late, the days after
            the due day up to and including today, as a negative number.
    """
    return {
        line.duty.pk: Left(line.left, line.left_in)
        for line in lines(duties, today)
        if line.left is not None
    }
