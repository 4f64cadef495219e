"""How notices to a slow unit rise and fall: repetition raises, a repair that came late lowers.

The standing of a unit is the step of its last notice that still counts, lowered by what was put
right since. The next notice is so many steps higher as the ladder says; nobody is bound to issue
it, and nothing is issued by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock import Term, last_day
from zhiyong.rules.pack.rectification import NoticeLadder, NoticeStep

Repair = Literal["none", "late", "in_time"]


@dataclass(frozen=True, slots=True)
class Given:
    """A notice that was issued, and whether what it was about was put right since."""

    step: str
    on: date
    repaired: Repair = "none"


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """Where a unit stands on the ladder.

    level   the number of the step, from 1; 0: none · counted: how many notices count
    next    the step that a further notice would be; None: the ladder has none
    """

    level: int
    counted: int
    next: NoticeStep | None

    @property
    def is_repeated(self) -> bool:
        """Whether a further notice would be a repetition."""
        return self.counted > 0


def notice_standing(
    ladder: NoticeLadder,
    given: Iterable[Given],
    on: date,
    calendar: Calendar | None = None,
) -> NoticeStanding:
    """Return where a unit stands on a day, from its notices in the order in which they went out.

    A notice of a step that the ladder no longer has does not count.

    :raises TermError: if the window counts working days and no calendar is given.
    """
    places = {step.id: place for place, step in enumerate(ladder.steps, start=1)}
    level = counted = 0
    for one in sorted(given, key=lambda each: each.on):
        if one.step not in places or one.on > on or one.repaired == "in_time":
            continue
        if isinstance(ladder.within, Term) and last_day(ladder.within, one.on, calendar) < on:
            continue
        counted += 1
        level = places[one.step]
        if one.repaired == "late":
            level = max(0, level - ladder.lowers)
    place = min(len(ladder.steps), max(1, level + (ladder.raises if counted else 1)))
    return NoticeStanding(level, counted, ladder.steps[place - 1] if ladder.steps else None)


def is_skipped(ladder: NoticeLadder, standing: NoticeStanding, step: str) -> bool:
    """Whether a step lies higher than the next one: it would pass over a step of the ladder."""
    order = [one.id for one in ladder.steps]
    return standing.next is not None and order.index(step) > order.index(standing.next.id)
