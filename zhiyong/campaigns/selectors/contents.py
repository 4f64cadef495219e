"""What a task asks of a unit, as the plan says it, and how far what was handed in answers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.campaigns.models import Assignment, Attendance, Sheet, Submission
from zhiyong.campaigns.selectors.roster import lower, roster, subunits
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import main_leaders
from zhiyong.files.selectors import files_of
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack.campaign import Task as PackTask
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.phases import TaskDays
from zhiyong.rules.registers import Values, Wrong, read_value
from zhiyong.rules.tasks import Reported, TaskStanding, stand
from zhiyong.rules.values import ValueProblem
from zhiyong.shell import kinds

LONGEST = 5000
"""Of a part in words: a report tells more than a row of a register."""
MET = frozenset({"meeting", "study", "discussion", "training"})
"""Natures of tasks at which people are present."""
REPORTED = frozenset({"report"})
STANDS = (Submission.State.SUBMITTED, Submission.State.ACCEPTED)


def pack_for(assignment: Assignment) -> Pack:
    """Return the plan of the campaign."""
    return pack_of(assignment.campaign.adoption)


def asked(assignment: Assignment) -> PackTask:
    """Return the task as the plan says it; what comes again is one task in each period."""
    task: PackTask = pack_for(assignment).element("tasks", assignment.task.code)
    return task.model_copy(update={"every": None, "times": None}) if task.every else task


def by_person(task: PackTask) -> bool:
    """Whether each person, or each post, has a sheet of their own in it."""
    return _each_person(task) and not is_met(task)


def by_subunit(task: PackTask) -> bool:
    """Whether the units below must each have done it too."""
    return task.each == "subunit"


def is_met(task: PackTask) -> bool:
    """Whether people come together for it: who was there is noted.

    A discussion that is asked of each person is what each says: a sheet.
    """
    return task.nature in MET and not (task.nature == "discussion" and _each_person(task))


def is_for_all(task: PackTask) -> bool:
    """Whether everybody on the roster must have been there."""
    return is_met(task) and (task.everyone or _each_person(task))


def _each_person(task: PackTask) -> bool:
    return task.each in ("person", "post")


def may_be_nothing(assignment: Assignment) -> bool:
    """Whether "nothing to report" answers it: what comes again, goes on, or is a report."""
    task: PackTask = pack_for(assignment).element("tasks", assignment.task.code)
    return bool(task.every or task.goes_on or task.nature in REPORTED)


# ── what was said ─────────────────────────────────────────────────────────────────────────


def read_parts(task: PackTask, given: Mapping[str, Any]) -> tuple[Values, tuple[Wrong, ...]]:
    """Return the parts as they are kept, and what is wrong with them; parts may be missing yet."""
    values: Values = {}
    wrong: list[Wrong] = []
    for part in task.parts:
        raw = given.get(part.id)
        several = [*raw] if isinstance(raw, list | tuple) else [raw]
        several = [one for one in several if one is not None and one != ""]
        if not several:
            continue
        try:
            read = [read_value(part, one, longest=LONGEST) for one in several]
        except ValueProblem as problem:
            said = str(problem.params.get("text", ""))
            wrong.append(Wrong(part.id, problem.code, said))
            continue
        values[part.id] = [str(one) for one in read] if part.many else read[0]
    known = {part.id for part in task.parts}
    wrong += [Wrong(name, "NO_FIELD") for name in given if name not in known]
    return values, tuple(wrong)


def parts_of(task: PackTask) -> dict[str, Field]:
    """Return the parts that the plan asks for, by id."""
    return {part.id: part for part in task.parts}


def newest(assignment: Assignment) -> Submission | None:
    """Return the version that stands: the newest handed in or accepted that is no addendum."""
    return (
        Submission.objects.filter(assignment=assignment, state__in=STANDS, addendum=False)
        .order_by("-number")
        .first()
    )


# ── how it stands ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Covering:
    """How many of how many have done it, and who has not, where each of them must."""

    part: int
    base: int
    missing: tuple[Person | Unit, ...] = ()

    @property
    def ratio(self) -> Ratio:
        """Return it as the rules compare it."""
        return Ratio(self.part, self.base)

    @property
    def share(self) -> float:
        """Return the share, for a bar."""
        return self.part / self.base if self.base else 0.0


def covering(
    assignment: Assignment, task: PackTask, on: date, submission: Submission | None = None
) -> Covering | None:
    """Return how many have done it: sheets of persons, units below, people who were there.

    Shape: part of base. Unit: people, or units (the one that owes it, and those below).
    Window: up to the day. None where nobody is counted.
    """
    if by_person(task):
        everybody = list(roster(assignment, on))
        done = set(
            Sheet.objects.filter(assignment=assignment, handed_in_on__lte=on).values_list(
                "person", flat=True
            )
        )
        missing = [one for one in everybody if one.pk not in done]
        return Covering(len(everybody) - len(missing), len(everybody), tuple(missing))
    if by_subunit(task):
        return _units_covered(assignment, on, submission)
    if is_met(task) and submission is not None:
        return _people_there(assignment, task, on, submission)
    return None


def _units_covered(
    assignment: Assignment, on: date, submission: Submission | None
) -> Covering | None:
    below = list(lower(assignment))
    itself = int(submission is not None)
    if below:
        open_ones = tuple(one.unit for one in below if not one.is_done)
        return Covering(len(below) - len(open_ones) + itself, len(below) + 1, open_ones)
    units = list(subunits(assignment.unit, on))
    if not units:
        return None
    named = set(submission.subunits) if submission else set()
    left = tuple(one for one in units if one.pk not in named)
    return Covering(len(units) - len(left) + itself, len(units) + 1, left)


def _people_there(
    assignment: Assignment, task: PackTask, on: date, submission: Submission
) -> Covering | None:
    rows = list(Attendance.objects.filter(submission=submission).select_related("person"))
    if not rows and not is_for_all(task):
        return None
    there = {
        one.person_id
        for one in rows
        if one.state == Attendance.State.PRESENT or one.made_up_on is not None
    }
    if is_for_all(task):
        people = list(roster(assignment, submission.held_on or on))
    else:
        people = [one.person for one in rows]
    missing = tuple(one for one in people if one.pk not in there)
    return Covering(len(people) - len(missing), len(people), missing)


def chaired(assignment: Assignment, submission: Submission) -> bool | None:
    """Whether the unit's main leader led it; None where nobody is noted, or the unit has none."""
    chair = Attendance.objects.filter(submission=submission, chaired=True).first()
    leaders = main_leaders(assignment.unit, submission.held_on or submission.written_on)
    known = set(leaders.values_list("person", flat=True))
    return None if chair is None or not known else chair.person_id in known


def days_done(assignment: Assignment, *more: Submission) -> tuple[date, ...]:
    """Return the days on which it was done, one for each version that stands and is no addendum."""
    rows = Submission.objects.filter(assignment=assignment, state__in=STANDS, addendum=False)
    days = [held or handed for held, handed in rows.values_list("held_on", "handed_in_on")]
    days += [one.held_on or one.written_on for one in more]
    return tuple(sorted(filter(None, days)))


def done_before(assignment: Assignment, task: PackTask) -> Collection[str]:
    """Return which of the tasks that must be before are done: by the unit, else by all who owe."""
    done = set()
    for code in task.needs_before:
        owed = Assignment.objects.filter(campaign=assignment.campaign_id, task__code=code).exclude(
            state=Assignment.State.VOID
        )
        own = owed.filter(unit=assignment.unit_id)
        rows = list((own if own.exists() else owed).values_list("state", flat=True))
        open_ones = (Assignment.State.OPEN, Assignment.State.RETURNED)
        if not any(state in open_ones for state in rows):
            done.add(code)
    return done


def standing_of(assignment: Assignment, submission: Submission | None, on: date) -> TaskStanding:
    """Return how the task of a unit stands on a day, with a version that it would hand in."""
    task = asked(assignment)
    found = covering(assignment, task, on, submission)
    days: tuple[date, ...] = ()
    if submission is not None and submission.state in STANDS:
        days = (submission.handed_in_on,) if submission.handed_in_on else ()
    elif submission is not None:
        days = (on,)
    if task.times and task.times > 1:
        extra = [submission] if submission is not None and submission.state not in STANDS else []
        held = days_done(assignment, *extra)
        days = (*held[:-1], on) if held else ()
    reported = Reported(
        activated=assignment.campaign.launched_on,
        done=days,
        parts=None if by_person(task) else _answered(submission),
        evidence=bool(submission and files_of(kinds.ref(submission)).exists()),
        covered=found.ratio if found and found.base else None,
        chaired=chaired(assignment, submission) if submission else None,
        done_before=done_before(assignment, task),
    )
    held_days = TaskDays(
        task, assignment.first, assignment.task.source_due, assignment.due, "source"
    )
    return stand(pack_for(assignment), task, reported, today=on, held=held_days)


def _answered(submission: Submission | None) -> tuple[str, ...] | None:
    if submission is None or submission.nothing or submission.addendum:
        return None
    return tuple(submission.values)
