"""The days of a campaign: phases and due days as a plan writes them, and what does not fit.

Readings: "初" and "上旬" are the 1st to the 10th, "中旬" the 11th to the 20th, "下旬" and "底" end
with the month; "…前" includes that day. A day without a year takes the campaign's year; an end that
would so fall before its beginning belongs to the next year. A phase of which only the end is
written begins on the day after the phase before it, the first one on the day the plan was issued.
Gaps and overlaps are legal and shown; a due day is kept as written, beside the one that holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from zhiyong.rules.clock import FuzzyDateError
from zhiyong.rules.pack.campaign import Phase, Task
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import ValueProblem, resolve_day

DAY = timedelta(days=1)
REPORTS = ("report", "summary")
NO_PACKS: Mapping[str, Pack] = {}

PhaseState = Literal["before", "active", "over", "unknown"]


@dataclass(frozen=True, slots=True)
class PhaseFinding:
    """Something about the days of a plan that people should know: a code, a place, the figures."""

    code: str
    path: str
    params: Mapping[str, object] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step of a chain of reports: a task, and the first dated one above it.

    through   tasks without a day of their own between the two, as plan/task
    slack     whole days between the two due days; below 0 the chain cannot be kept
    """

    task: str
    due: date
    upper_plan: str
    upper_task: str
    upper_due: date
    through: tuple[str, ...] = ()

    @property
    def slack(self) -> int:
        """Return how many days lie between the due days."""
        return (self.upper_due - self.due).days


# ── days ──────────────────────────────────────────────────────────────────────────────────


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


# ── chains of reports ─────────────────────────────────────────────────────────────────────


def chains(pack: Pack, others: Mapping[str, Pack] = NO_PACKS) -> Iterator[ChainLink]:
    """Yield, for every dated task, the first dated tasks above it that wait for its result.

    A task stands above another when it gathers it, or when the other feeds it in its own plan.
    `others` are the plans that may stand above, by id.
    """
    for task in pack.tasks:
        due = task_days(pack)[task.id].due
        if due is not None:
            yield from _links(pack, task, due, others, pack, task, (), {(pack.plan, task.id)})


def _links(
    pack: Pack,
    task: Task,
    due: date,
    others: Mapping[str, Pack],
    at: Pack,
    below: Task,
    through: tuple[str, ...],
    seen: set[tuple[str, str]],
) -> Iterator[ChainLink]:
    for above, upper in _uppers(at, below, others):
        key = (above.plan, upper.id)
        if key in seen:
            continue
        seen.add(key)
        upper_due = task_days(above)[upper.id].due
        if upper_due is not None:
            yield ChainLink(task.id, due, above.plan, upper.id, upper_due, through)
        else:
            further = (*through, f"{above.plan}/{upper.id}")
            yield from _links(pack, task, due, others, above, upper, further, seen)


def _uppers(pack: Pack, task: Task, others: Mapping[str, Pack]) -> Iterator[tuple[Pack, Task]]:
    for upper in pack.tasks:
        if task.id in upper.gathers:
            yield pack, upper
    if task.feeds is not None and (above := others.get(task.feeds.plan)) is not None:
        for upper in above.tasks:
            if upper.id == task.feeds.task:
                yield above, upper


# ── what the check tells ──────────────────────────────────────────────────────────────────


def phase_findings(
    pack: Pack, parent: Pack | None = None, others: Mapping[str, Pack] = NO_PACKS
) -> list[PhaseFinding]:
    """Return what people should know about the days of a plan, for `plan check`.

    parent   the plan whose phases and due days this one is compared with
    others   further plans above, by id, for chains of reports that go on past the parent

    DATE_UNRESOLVED(said, reason) · PHASE_BACKWARDS(from, until) · PHASE_GAP(after, from, until,
    days) · PHASE_OVERLAP(other, from, until, days) · CHILD_PHASE_LATER(edge, own, parent, plan,
    days) · TASK_BEFORE_PHASE(due, phase, from, days, effective) · TASK_AFTER_PHASE(due, phase,
    until, days) · DUE_BEFORE_ISSUE(due, issued, days) · SAME_DAY(due, phase) ·
    REPORT_BEFORE_PHASE_END(due, phase, until, days) · CASCADE_INFEASIBLE(due, plan, upper,
    upper_due, days, through) · CHAIN_SLACK(due, plan, upper, upper_due, days), a note
    """
    known = {**others, **({parent.plan: parent} if parent is not None else {})}
    found = [*_of_phases(pack), *_of_tasks(pack)]
    if parent is not None:
        found += _against(pack, parent)
    for link in chains(pack, known):
        params: dict[str, object] = {
            "due": link.due,
            "plan": link.upper_plan,
            "upper": link.upper_task,
            "upper_due": link.upper_due,
            "days": abs(link.slack),
            "through": ", ".join(link.through),
        }
        code = "CASCADE_INFEASIBLE" if link.slack < 0 else "CHAIN_SLACK"
        found.append(PhaseFinding(code, f"tasks.{link.task}", params))
    return found


def _of_phases(pack: Pack) -> Iterator[PhaseFinding]:
    for name, days in phase_days(pack).items():
        if days.problem:
            params = {"said": days.as_written, "reason": days.problem[0], **days.problem[1]}
            if days.problem[0] != "YEAR_MISSING" or pack.campaign_year is None:
                yield PhaseFinding("DATE_UNRESOLVED", f"phases.{name}", params)
        if days.first and days.last and days.last < days.first:
            edges: dict[str, object] = {"from": days.first, "until": days.last}
            yield PhaseFinding("PHASE_BACKWARDS", f"phases.{name}", edges)
    for before, after, since, until in gaps(pack):
        params = {"after": before, "from": since, "until": until, "days": (until - since).days + 1}
        yield PhaseFinding("PHASE_GAP", f"phases.{after}", params)
    for one, other, since, until in overlaps(pack):
        first, second = (phase_days(pack)[name].phase for name in (one, other))
        if not (first.overlaps or second.overlaps):
            shared = {"other": one, "from": since, "until": until}
            params = {**shared, "days": (until - since).days + 1}
            yield PhaseFinding("PHASE_OVERLAP", f"phases.{other}", params)


def _against(pack: Pack, parent: Pack) -> Iterator[PhaseFinding]:
    """Yield each edge of a phase that lies later than the same edge of the parent's phase."""
    above = {days.phase.order: days for days in phase_days(parent).values()}
    for name, days in phase_days(pack).items():
        theirs = above.get(days.phase.order)
        if theirs is None:
            continue
        for edge, own, other in (
            ("from", days.first, theirs.first),
            ("until", days.last, theirs.last),
        ):
            if own and other and own > other:
                params: dict[str, object] = {
                    "edge": edge,
                    "own": own,
                    "parent": other,
                    "plan": parent.plan,
                    "days": (own - other).days,
                }
                yield PhaseFinding("CHILD_PHASE_LATER", f"phases.{name}", params)


def _of_tasks(pack: Pack) -> Iterator[PhaseFinding]:
    phases, issued = phase_days(pack), issue_day(pack)
    for name, days in task_days(pack).items():
        path, due = f"tasks.{name}", days.source_due
        if days.problem and (days.problem[0] != "YEAR_MISSING" or pack.campaign_year is None):
            said = days.task.as_written or days.task.until or days.task.from_ or ""
            params = {"said": said, "reason": days.problem[0], **days.problem[1]}
            yield PhaseFinding("DATE_UNRESOLVED", path, params)
        if due is None:
            continue
        if issued and due < issued:
            params = {"due": due, "issued": issued, "days": (issued - due).days}
            yield PhaseFinding("DUE_BEFORE_ISSUE", path, params)
        phase = phases.get(days.task.phase or "")
        if phase is not None:
            yield from _in_its_phase(path, days, due, phase)


def _in_its_phase(path: str, days: TaskDays, due: date, phase: PhaseDays) -> Iterator[PhaseFinding]:
    name = phase.phase.id
    if phase.first and phase.begins == "written" and due < phase.first:
        params: dict[str, object] = {
            "due": due,
            "phase": name,
            "from": phase.first,
            "days": (phase.first - due).days,
            "effective": days.due if days.settled_by == "effective" else "",
        }
        yield PhaseFinding("TASK_BEFORE_PHASE", path, params)
        return
    if phase.last is None:
        return
    if due > phase.last and not days.task.goes_on:
        after = {"due": due, "phase": name, "until": phase.last, "days": (due - phase.last).days}
        yield PhaseFinding("TASK_AFTER_PHASE", path, after)
    elif days.task.nature in REPORTS and due == phase.last:
        yield PhaseFinding("SAME_DAY", path, {"due": due, "phase": name})
    elif days.task.nature in REPORTS and due < phase.last:
        before = {"due": due, "phase": name, "until": phase.last, "days": (phase.last - due).days}
        yield PhaseFinding("REPORT_BEFORE_PHASE_END", path, before)


def next_phase(pack: Pack, today: date) -> str | None:
    """Return the next phase that is still to begin."""
    coming = [
        (days.first, name)
        for name, days in phase_days(pack).items()
        if days.first and days.first > today
    ]
    return min(coming)[1] if coming else None
