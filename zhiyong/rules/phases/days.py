"""Phases and tasks with their days, from the words of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhiyong.rules.clock import FuzzyDateError
from zhiyong.rules.pack.campaign import Phase, Task
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import ValueProblem, resolve_day

DAY = timedelta(days=1)

PhaseState = Literal["before", "active", "over", "unknown"]


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """The days of a phase, both included; None where the plan says none.

    begins   written: the plan says so · phase_before: the day after the phase before it ·
             issue: the day of issue · open: not known
    problem  why an edge could not be read: a code and its params
    """

    phase: Phase
    first: date | None
    last: date | None
    begins: Literal["written", "phase_before", "issue", "open"] = "written"
    problem: tuple[str, Mapping[str, object]] | None = None

    def state(self, today: date) -> PhaseState:
        """Return how the phase stands on a day."""
        if self.first is not None and today < self.first:
            return "before"
        if self.last is not None and today > self.last:
            return "over"
        return "unknown" if self.first is None else "active"

    def days_left(self, today: date) -> int | None:
        """Return how many days are left after today, 0 on the last one; None when not active."""
        if self.last is None or self.state(today) in ("before", "over"):
            return None
        return (self.last - today).days

    @property
    def as_written(self) -> str:
        """Return the words of the plan."""
        if self.phase.as_written:
            return self.phase.as_written
        edges = [text for text in (self.phase.from_, self.phase.until) if text]
        return " – ".join(edges)


@dataclass(frozen=True, slots=True)
class TaskDays:
    """The days of a task.

    source_due   as the plan writes it · due: the one that holds
    settled_by   source: as written · effective: the pack says another day, since the written one
                 cannot be meant
    """

    task: Task
    first: date | None
    source_due: date | None
    due: date | None
    settled_by: Literal["source", "effective", "none"]
    problem: tuple[str, Mapping[str, object]] | None = None


def campaign_year(pack: Pack) -> int | None:
    """Return the year of days that are written without one, or None while it is open."""
    year = pack.campaign_year.year if pack.campaign_year else None
    return year if isinstance(year, int) else None


def issue_day(pack: Pack) -> date | None:
    """Return the day on which the plan was issued, or from which it holds."""
    if pack.source.issued is not None:
        return pack.source.issued
    return pack.in_force.from_ if isinstance(pack.in_force.from_, date) else None


def phase_days(pack: Pack) -> dict[str, PhaseDays]:
    """Return the days of every phase, by id, in the order of the pack."""
    return pack.once("phase_days", _phase_days)


def task_days(pack: Pack) -> dict[str, TaskDays]:
    """Return the days of every task, by id, in the order of the pack."""
    return pack.once("task_days", _task_days)


def active_on(pack: Pack, today: date) -> tuple[str, ...]:
    """Return the phases that are active on a day: several, one, or none."""
    return tuple(name for name, days in phase_days(pack).items() if days.state(today) == "active")


def gaps(pack: Pack) -> Iterator[tuple[str, str, date, date]]:
    """Yield the days between phases that belong to none: phase before, after, from, until."""
    dated = sorted(
        (days.first, days.last, name)
        for name, days in phase_days(pack).items()
        if days.first and days.last and days.first <= days.last
    )
    latest: tuple[date, str] | None = None
    for first, last, name in dated:
        if latest and first > _after(latest[0]):
            yield latest[1], name, _after(latest[0]), first - DAY
        if latest is None or last > latest[0]:
            latest = (last, name)


def overlaps(pack: Pack) -> Iterator[tuple[str, str, date, date]]:
    """Yield each two phases that share days, with the days: first, second, from, until."""
    known = [
        (name, days.first, days.last)
        for name, days in phase_days(pack).items()
        if days.first and days.last
    ]
    for place, (one, first, last) in enumerate(known):
        for other, begins, ends in known[place + 1 :]:
            since, until = max(first, begins), min(last, ends)
            if since <= until:
                yield one, other, since, until


def _phase_days(pack: Pack) -> dict[str, PhaseDays]:
    year = campaign_year(pack)
    found = {phase.id: _one_phase(phase, year) for phase in pack.phases}
    in_order = sorted(pack.phases, key=lambda phase: phase.order)
    before: PhaseDays | None = None
    for phase in in_order:
        days = found[phase.id]
        if days.first is None and days.problem is None:
            found[phase.id] = days = _inferred(days, before, issue_day(pack))
        before = days
    return found


def _inferred(days: PhaseDays, before: PhaseDays | None, issued: date | None) -> PhaseDays:
    if before is None:
        return PhaseDays(days.phase, issued, days.last, "issue" if issued else "open")
    if before.last is None:
        return PhaseDays(days.phase, None, days.last, "open")
    return PhaseDays(days.phase, _after(before.last), days.last, "phase_before")


def _after(day: date) -> date:
    return day + DAY if day < date.max else day


def _one_phase(phase: Phase, year: int | None) -> PhaseDays:
    since, until = phase.from_, phase.until
    try:
        if since is None and until is None:
            if phase.as_written is None:
                return PhaseDays(phase, None, None)
            stretch = resolve_day(phase.as_written, year)
            return PhaseDays(phase, stretch.first, stretch.last)
        first, last = _edges(since, until, year)
    except (FuzzyDateError, ValueProblem) as error:
        return PhaseDays(phase, None, None, "open", (error.code, error.params))
    return PhaseDays(phase, first, last)


def _edges(
    since: str | None, until: str | None, year: int | None
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a stretch whose ends are written apart."""
    first = None
    if since is not None:
        begins = resolve_day(since, year)
        first = begins.first or begins.last
    if until is None:
        return first, None
    named = first.year if first else year
    last = resolve_day(until, named).last
    if first and last < first and named is not None and _has_no_year(until):
        last = resolve_day(until, named + 1).last
    return first, last


def _has_no_year(text: str) -> bool:
    try:
        resolve_day(text)
    except FuzzyDateError as error:
        return error.code == "YEAR_MISSING"
    except ValueProblem:
        return False
    return False


def _task_days(pack: Pack) -> dict[str, TaskDays]:
    year, phases = campaign_year(pack), phase_days(pack)
    return {task.id: _one_task(task, year, phases.get(task.phase or "")) for task in pack.tasks}


def _one_task(task: Task, year: int | None, phase: PhaseDays | None) -> TaskDays:
    first: date | None
    due: date | None
    try:
        if task.from_ is None and task.until is None and _is_day(task.as_written, year):
            stretch = resolve_day(task.as_written or "", year)
            first, due = stretch.first, stretch.last
        else:
            first, due = _edges(task.from_, task.until, year)
        due = _in_phase(due, task.until, phase)
        effective = _edges(None, task.effective, year)[1]
    except (FuzzyDateError, ValueProblem) as error:
        return TaskDays(task, None, None, None, "none", (error.code, error.params))
    if effective is not None:
        return TaskDays(task, first, due, effective, "effective")
    return TaskDays(task, first, due, due, "source" if due else "none")


def _in_phase(due: date | None, text: str | None, phase: PhaseDays | None) -> date | None:
    """Return a due day without a year in the year in which its phase has it."""
    if not (due and text and phase and phase.first and phase.last and _has_no_year(text)):
        return due
    if due < phase.first and phase.last.year > due.year:
        later = resolve_day(text, due.year + 1).last
        return later if later <= phase.last else due
    return due


def _is_day(text: str | None, year: int | None) -> bool:
    if text is None:
        return False
    try:
        resolve_day(text, year)
    except (FuzzyDateError, ValueProblem) as error:
        return error.code == "YEAR_MISSING"
    return True


def next_phase(pack: Pack, today: date) -> str | None:
    """Return the next phase that is still to begin."""
    coming = [
        (days.first, name)
        for name, days in phase_days(pack).items()
        if days.first and days.first > today
    ]
    return min(coming)[1] if coming else None
