"""How a task stands: open, done, late, retroactive, or done with something missing.

"…前" includes that day, to its end. A day that lies before the plan was activated makes the task
retroactive, not late; it counts as done with evidence only. A last day that nobody works stays the
last day unless the pack says that it moves to the next working day.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack.campaign import Task
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.periods import turns
from zhiyong.rules.phases import PhaseDays, TaskDays, issue_day, phase_days, task_days

EVERYONE = Fraction(1)
MOST_YEARS = 50
"""Of a task that comes again, the periods of so many years up to the day are told."""

TaskState = Literal["open", "done", "late", "retroactive", "incomplete"]


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of a task; None: nothing was said about it.

    done      the days on which it was done, or done again · parts: what is in it
    evidence  whether there is proof of a task that is retroactive
    covered   which share has done it, or was there · chaired: whether the right person led it
    done_before  tasks that are done, of those that must be before this one
    """

    activated: date | None = None
    done: tuple[date, ...] = ()
    parts: tuple[str, ...] | None = None
    evidence: bool | None = None
    covered: Ratio | Fraction | None = None
    chaired: bool | None = None
    done_before: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One period of a task that comes again and again."""

    period: str
    first: date
    last: date
    done: tuple[date, ...]
    state: Literal["done", "missed", "open"]


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """How a task stands on a day.

    due        the last day that holds, rolled if the pack says so · rolled: whether it was
    late_by    days after `due` until it was done, or until today · is_done: late or in time
    missing    parts that are not in it · outstanding: how many are still to be covered
    refused    why it cannot be handed in or opened: codes with what they concern
    """

    task: Task
    days: TaskDays
    due: date | None
    rolled: bool
    is_done: bool
    state: TaskState
    late_by: int
    retroactive: bool
    missing: tuple[str, ...] = ()
    covered: Ratio | Fraction | None = None
    outstanding: int | None = None
    times: tuple[int, int] | None = None
    instances: tuple[Instance, ...] = ()
    refused: tuple[tuple[str, tuple[str, ...]], ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def missed(self) -> tuple[str, ...]:
        """Return the periods that ended without it."""
        return tuple(one.period for one in self.instances if one.state == "missed")


def stand(
    pack: Pack,
    task: Task,
    reported: Reported,
    *,
    today: date | None = None,
    calendar: Calendar | None = None,
    held: TaskDays | None = None,
) -> TaskStanding:
    """Return how a task stands on a day; `held` are its days where they were moved since.

    :raises CalendarMissing: if the pack rolls last days and the year is not covered.
    """
    days = held or task_days(pack)[task.id]
    due, rolled = _rolled(pack, days.due, calendar)
    missing = _missing(task, reported)
    short = _is_short(reported.covered, task.coverage or EVERYONE)
    times = _times(task, reported)
    instances = tuple(_instances(pack, task, days, reported, today))
    retroactive = bool(due and reported.activated and due < reported.activated)
    done = _done_on(task, reported)
    refused: list[tuple[str, tuple[str, ...]]] = []
    if missing:
        refused.append(("PARTS_MISSING", missing))
    if reported.done_before is not None:
        before = tuple(one for one in task.needs_before if one not in reported.done_before)
        if before:
            refused.append(("NEEDS_BEFORE", before))
    lacks = bool(missing or short or (times and 0 < times[0] < times[1]))
    late_by = 0
    end = done or today
    if due and end and not retroactive:
        late_by = max(0, (end - due).days)
    state = _state(lacks=lacks, done=done, late_by=late_by)
    if retroactive and state != "incomplete":
        state = "done" if done and reported.evidence else "retroactive"
    if instances:
        state, late_by = _of_instances(instances), 0
        if lacks and done and state == "done":
            state = "incomplete"
    return TaskStanding(
        task=task,
        days=days,
        due=due,
        rolled=rolled,
        is_done=done is not None and not lacks,
        state=state,
        late_by=late_by,
        retroactive=retroactive,
        missing=missing,
        covered=reported.covered,
        outstanding=_outstanding(reported.covered),
        times=times,
        instances=instances,
        refused=tuple(refused),
        warnings=("NOT_CHAIRED",) if task.chaired_by and reported.chaired is False else (),
    )


def _rolled(pack: Pack, due: date | None, calendar: Calendar | None) -> tuple[date | None, bool]:
    if due is None or pack.counting.roll != "next_working_day" or calendar is None:
        return due, False
    rolled = calendar.on_or_after(due)
    return rolled, rolled != due


def _missing(task: Task, reported: Reported) -> tuple[str, ...]:
    if reported.parts is None:
        return ()
    return tuple(part.id for part in task.parts if part.required and part.id not in reported.parts)


def _is_short(covered: Ratio | Fraction | None, wanted: Fraction) -> bool:
    """Return whether less is covered than must be: all of it, where the plan names no share."""
    if covered is None:
        return False
    if isinstance(covered, Ratio):
        return covered.part * wanted.denominator < wanted.numerator * covered.base
    return covered < wanted


def _outstanding(covered: Ratio | Fraction | None) -> int | None:
    return max(0, covered.base - covered.part) if isinstance(covered, Ratio) else None


def _times(task: Task, reported: Reported) -> tuple[int, int] | None:
    if task.every is not None or task.times is None or task.times < 2:
        return None
    return len(reported.done), task.times


def _done_on(task: Task, reported: Reported) -> date | None:
    """Return the day on which the task was done, the last time that it had to be."""
    done = sorted(reported.done)
    needed = 1 if task.every else task.times or 1
    return done[needed - 1] if len(done) >= needed else None


def _state(*, lacks: bool, done: date | None, late_by: int) -> TaskState:
    if lacks:
        return "incomplete"
    if late_by:
        return "late"
    return "done" if done else "open"


# ── what comes again ──────────────────────────────────────────────────────────────────────


def _instances(
    pack: Pack, task: Task, days: TaskDays, reported: Reported, today: date | None
) -> Iterator[Instance]:
    """Yield each period from the task's beginning up to the day, with how it stands."""
    if task.every is None or today is None:
        return
    phase = phase_days(pack).get(task.phase or "")
    first, last = _bounds(pack, task, days, phase, reported, today)
    needed = task.times or 1
    end = min(last, today)
    first = max(first, date(max(1, end.year - MOST_YEARS), 1, 1))
    for turn in turns(task.every, first, end):
        done = tuple(sorted(day for day in reported.done if turn.first <= day <= turn.last))
        state: Literal["done", "missed", "open"] = "open"
        if len(done) >= needed:
            state = "done"
        elif today > turn.last:
            state = "missed"
        yield Instance(turn.name, turn.first, turn.last, done, state)


def _bounds(
    pack: Pack,
    task: Task,
    days: TaskDays,
    phase: PhaseDays | None,
    reported: Reported,
    today: date,
) -> tuple[date, date]:
    """Return from when to when a recurring task comes again.

    From its own day, else its phase's first; never before the plan was activated, else issued;
    where nothing says it, from the first day of the year. Up to its own last day or its phase's,
    or without end where it goes on.
    """
    first = days.first or (phase.first if phase else None)
    last = days.due or (phase.last if phase else None)
    if task.goes_on or last is None:
        last = today
    since = reported.activated or issue_day(pack)
    if since and since <= last and (first is None or since > first):
        first = since
    return first or date(today.year, 1, 1), last


def _of_instances(instances: tuple[Instance, ...]) -> TaskState:
    states = {one.state for one in instances}
    if "missed" in states:
        return "late"
    return "open" if "open" in states else "done"


# ── a phase with its tasks ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bundle:
    """The tasks of a phase: how many are done, and whether the phase can be closed.

    to_close   tasks that must be accepted before it closes and are not done yet
    state      open: it still runs · closable: nothing stands against closing it ·
               overdue: its last day has passed and something is missing
    """

    phase: str
    done: tuple[str, ...]
    missing: tuple[str, ...]
    to_close: tuple[str, ...]
    state: Literal["open", "closable", "overdue"]


def bundle(pack: Pack, phase: str, done: Collection[str], today: date | None) -> Bundle:
    """Return how far the tasks of a phase are, and whether it can be closed.

    :raises KeyError: if the pack has no such phase.
    """
    days = phase_days(pack)[phase]
    own = [task.id for task in pack.tasks if task.phase == phase]
    to_close = tuple(one for one in days.phase.closes_with or own if one not in done)
    state: Literal["open", "closable", "overdue"] = "open"
    if not to_close:
        state = "closable"
    elif today is not None and days.state(today) == "over":
        state = "overdue"
    return Bundle(
        phase=phase,
        done=tuple(one for one in own if one in done),
        missing=tuple(one for one in own if one not in done),
        to_close=to_close,
        state=state,
    )
