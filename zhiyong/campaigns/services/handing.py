"""What every act on what a unit hands in checks: whose it is, what is missing, what follows."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.work import may_judge_it, may_write_it
from zhiyong.campaigns.services.common import (
    DUTY,
    Incomplete,
    NotTheirs,
    locked_assignment,
)
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.duties.services import meet, reopen_after
from zhiyong.plans.wording import label, language
from zhiyong.registers.wording import say_wrong
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.campaign import Task as PackTask
from zhiyong.rules.registers import Wrong
from zhiyong.rules.tasks import TaskStanding
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

SHOWN = 5
"""So many names are told in a sentence; the page shows all."""


class PartsMissing(Refusal):
    """Parts that the plan asks for are not in it."""


class NeedsBefore(Refusal):
    """Other tasks must be done before this one."""


class NotCovered(Refusal):
    """Not everybody who must has done it."""


class BadDay(Refusal):
    """A day that cannot be: after today."""


class PartsWrong(Refusal):
    """Parts hold what they cannot."""

    def __init__(self, wrong: tuple[Wrong, ...], task: PackTask) -> None:
        labels = {one.id: one.label.say(language()) for one in task.parts}
        told = (f"{labels.get(one.field, one.field)}：{say_wrong(one)}" for one in wrong)
        super().__init__("；".join(told))
        self.wrong = wrong


def mine(assignment: Assignment, by: Account, on: date) -> Assignment:
    """Read what a unit owes again, under a lock, for whoever writes for the unit.

    :raises NotTheirs: if somebody of another unit would write for it.
    :raises NotNow: if the campaign is not running, or the task has lapsed.
    """
    assignment = locked_assignment(assignment)
    if not may_write_it(standing_of(by, on), assignment):
        text = _("This is owed by {unit}: nobody else hands it in.")
        raise NotTheirs(text.format(unit=assignment.unit.name))
    return assignment


def judging(assignment: Assignment, by: Account, on: date) -> Assignment:
    """Read what a unit owes again, under a lock, for whoever accepts it.

    :raises NotTheirs: if it is the unit's own, or goes to somebody else.
    :raises NotNow: if the campaign is not running, or the task has lapsed.
    """
    assignment = locked_assignment(assignment)
    if not may_judge_it(standing_of(by, on), assignment):
        text = _("It goes to {unit}, which accepts or returns it; no unit accepts its own work.")
        raise NotTheirs(text.format(unit=assignment.receiver.name))
    return assignment


def need_another(submission: Submission, by: Account) -> None:
    """Refuse that somebody judges what they wrote or handed in.

    :raises NotTheirs: saying so.
    """
    if by.pk in (submission.written_by_id, submission.handed_in_by_id):
        raise NotTheirs(_("Whoever wrote it or handed it in does not accept it."))


def need_parts(standing: TaskStanding) -> None:
    """Refuse what lacks parts that the plan asks for.

    :raises PartsMissing: naming the parts.
    """
    clause = standing.task.clause
    for code, what in standing.refused:
        if code == "PARTS_MISSING":
            labels = contents.parts_of(standing.task)
            names = [labels[one].label.say(language()) for one in what]
            text = _("The plan asks for these parts, which are missing: {parts}.")
            raise PartsMissing(text.format(parts=named(names)), basis=clause)


def need_before(assignment: Assignment, standing: TaskStanding) -> None:
    """Refuse what comes before what must be done first.

    :raises NeedsBefore: naming the tasks.
    """
    pack = contents.pack_for(assignment)
    for code, what in standing.refused:
        if code == "NEEDS_BEFORE":
            names = [label(pack, "tasks", one) for one in what]
            text = _("These tasks must be done before: {tasks}.")
            raise NeedsBefore(text.format(tasks=named(names)), basis=standing.task.clause)


def need_covered(found: contents.Covering | None, clause: Clause | None) -> None:
    """Refuse what not everybody has done.

    :raises NotCovered: with how many of how many, and who is missing.
    """
    if found is not None and found.missing:
        text = _("{part} of {base} have done it; missing are {names}.")
        names = named([one.name for one in found.missing])
        raise NotCovered(text.format(part=found.part, base=found.base, names=names), basis=clause)


def named(names: Iterable[str]) -> str:
    """Return names as one phrase; of many, the first ones and how many more."""
    every = list(names)
    told = _(", ").join(every[:SHOWN])
    if len(every) > SHOWN:
        return _("{names} and {more} more").format(names=told, more=len(every) - SHOWN)
    return told


def need_day(day: date | None, on: date) -> None:
    """Refuse a day that has not come.

    :raises BadDay: saying so.
    """
    if day is not None and day > on:
        raise BadDay(_("The day on which it was done is not after today."))


def need_nobody_missing(people: Iterable[Person], message: str) -> None:
    """Refuse that somebody on the roster is not noted.

    :raises Incomplete: naming them.
    """
    left = [one.name for one in people]
    if left:
        raise Incomplete(message.format(names=named(left)))


def met(assignment: Assignment, by: Account, on: date) -> None:
    """Say that what the unit owed was done."""
    meet(of=assignment, code=DUTY, by=by, on=on)


def owed_again(assignment: Assignment, by: Account, on: date) -> None:
    """Take back that what the unit owed was done."""
    duty = (
        Duty.objects.filter(subject=kinds.ref(assignment), code=DUTY, state=Duty.State.MET)
        .order_by("-pk")
        .first()
    )
    if duty is not None:
        reopen_after(duty=duty, by=by, on=on)


def count_again(assignment: Assignment, on: date, submission: Submission | None = None) -> None:
    """Count anew how many have done it, here and in what stands above it."""
    known = submission or contents.newest(assignment)
    found = contents.covering(assignment, contents.asked(assignment), on, known)
    covered, base = (found.part, found.base) if found else (None, None)
    if (covered, base) != (assignment.covered, assignment.base):
        assignment.covered, assignment.base = covered, base
        assignment.save(update_fields=["covered", "base"])
    above = (
        Assignment.objects.filter(
            task=assignment.task_id,
            period=assignment.period,
            unit__in=assignment.unit.path[:-1],
            person__isnull=True,
        )
        .exclude(state=Assignment.State.VOID)
        .select_related("campaign__adoption__pack", "task", "unit")
        .order_by("pk")
    )
    if contents.by_subunit(contents.asked(assignment)):
        for one in above.select_for_update(of=("self",)):
            of_it = contents.covering(one, contents.asked(one), on, contents.newest(one))
            one.covered, one.base = (of_it.part, of_it.base) if of_it else (None, None)
            one.save(update_fields=["covered", "base"])


def units_named(units: Iterable[Unit | int]) -> list[int]:
    """Return the ids of units, each once, in order."""
    return sorted({one.pk if isinstance(one, Unit) else one for one in units})
