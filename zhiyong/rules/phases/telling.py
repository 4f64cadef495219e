"""What people should know about the days of a plan before it is put to work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.phases.chains import NO_PACKS, chains
from zhiyong.rules.phases.days import (
    PhaseDays,
    TaskDays,
    gaps,
    issue_day,
    overlaps,
    phase_days,
    task_days,
)

REPORTS = ("report", "summary")


@dataclass(frozen=True, slots=True)
class PhaseFinding:
    """Something about the days of a plan that people should know: a code, a place, the figures."""

    code: str
    path: str
    params: Mapping[str, object] = field(default_factory=dict)


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
