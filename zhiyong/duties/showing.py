"""How a duty is shown: its light, and how much of its term is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from zhiyong.duties.calendars import NOTHING, Source, counted, in_force
from zhiyong.duties.models import Duty
from zhiyong.rules.clock import Term, Unit, remaining
from zhiyong.shell.lights import Light

LeftIn = Literal["working", "days", "hours"]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A duty on a page. `left` is None where the clock stands still, or nothing is owed any more.

    Unit: what the term counts: working days, days, or hours; below zero when late.
    """

    duty: Duty
    light: Light
    left: int | None
    left_in: LeftIn


def light_of(duty: Duty, today: date, now: datetime | None = None) -> Light:
    """Return the light of a duty: what `selectors.with_light` finds in the database."""
    if duty.state in (Duty.State.MET, Duty.State.VOID):
        return Light.DONE
    if duty.due_on is None:
        return Light.PAUSED
    if duty.due_on < today or (now and duty.due_at and duty.due_at < now):
        return Light.OVERDUE
    if duty.state == Duty.State.PAUSED:
        return Light.PAUSED
    return Light.DUE_SOON if duty.warn_on and duty.warn_on <= today else Light.NORMAL


def lines(duties: Iterable[Duty], today: date, now: datetime | None = None) -> list[Line]:
    """Return duties as pages show them; the calendar is asked once."""
    rows = list(duties)
    source = in_force() if any(_unit_of(row) is Unit.WORKING_DAY for row in rows) else NOTHING
    return [Line(row, light_of(row, today, now), *_left(row, today, now, source)) for row in rows]


def _left(
    duty: Duty, today: date, now: datetime | None, source: Source
) -> tuple[int | None, LeftIn]:
    unit = _unit_of(duty)
    left_in: LeftIn = "working" if unit is Unit.WORKING_DAY else "days"
    if duty.due_on is None or duty.state != Duty.State.OPEN:
        return None, left_in
    if duty.due_at and now and abs(duty.due_at - now) < timedelta(days=2):
        return (duty.due_at - now) // HOUR, "hours"
    if unit is Unit.WORKING_DAY:
        due = duty.due_on
        left, _plain = counted(lambda working: remaining(due, today, unit, working), source)
        if left.value == 0 and left.is_late:  # late by a weekend: by days, then
            return (due - today).days, "days"
        return left.value, left_in
    return (duty.due_on - today).days, left_in


def _unit_of(duty: Duty) -> Unit:
    """Return what the term of a duty counts, from its stored explanation."""
    first = duty.explanation[0] if duty.explanation else {}
    return Term.parse(first["term"]).unit if first.get("term") else Unit.DAY
