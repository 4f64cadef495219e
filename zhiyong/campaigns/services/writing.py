"""A unit writes a version of what it owes, hands it in, and takes it back until it is judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Attendance, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.services import handing
from zhiyong.campaigns.services.common import Incomplete, NotNow, NotTheirs, tell
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.services import Prepared, store
from zhiyong.journal.services import commit
from zhiyong.rules.pack.campaign import Task as PackTask
from zhiyong.rules.tasks import TaskStanding
from zhiyong.shell import kinds

State = Submission.State
TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody's presence, as it is noted: the state, why not, the hours, whether they led it."""

    person: Person
    state: str = Attendance.State.PRESENT
    why: str = ""
    hours: Any = None
    chaired: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a version says while it is written; parts may be missing."""

    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    nothing: bool = False
    held_on: date | None = None
    subunits: Sequence[Unit | int] = ()
    readers: Sequence[Person] = ()
    present: Sequence[Present] = ()
    drawn: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a version: one of the plan's parts, or an attachment."""

    file: "UploadedFile[Any] | Prepared"
    part: str = ""


@transaction.atomic
def write(
    *,
    assignment: Assignment,
    draft: Draft,
    by: Account,
    on: date,
    uploads: Iterable[Upload] = (),
) -> Submission:
    """Keep a draft of what a unit owes; parts may be missing until it is handed in.

    After acceptance the draft is an addendum: what was accepted stays as it is.

    :raises NotTheirs: if somebody of another unit would write for it.
    :raises NotNow: if it was handed in and waits, or the campaign is not running.
    :raises PartsWrong: if parts hold what they cannot.
    :raises BadDay: if it was done on a day that has not come.
    :raises Incomplete: if somebody is excused without a reason.
    :raises FileRefused: if a file is not taken; the sentence says why.
    """
    assignment = handing.mine(assignment, by, on)
    need_open(assignment)
    task = contents.asked(assignment)
    values, wrong = contents.read_parts(task, draft.values)
    if wrong:
        raise handing.PartsWrong(wrong, task)
    handing.need_day(draft.held_on, on)
    submission = _draft_of(assignment, task, by, on)
    submission.nothing = draft.nothing and contents.may_be_nothing(assignment)
    submission.values = values
    submission.text = draft.text.strip()[:TEXT]
    submission.held_on = draft.held_on
    submission.subunits = handing.units_named(draft.subunits)
    submission.drawn = [dict(one) for one in draft.drawn] or submission.drawn
    submission.save()
    submission.readers.set(draft.readers)
    _note_presence(submission, draft.present)
    for one in uploads:
        kept = store(
            upload=one.file,
            of=submission,
            purpose=f"part_{one.part}" if one.part else "attachment",
            by=by,
            on=on,
            audience=assignment.audience,
        )
        if one.part in contents.parts_of(task):
            submission.values[one.part] = kept.name
            submission.save(update_fields=["values"])
    facts = {"number": submission.number}
    _tell("submission.written", submission, by, on, facts)
    return submission


@transaction.atomic
def discard(*, submission: Submission, by: Account, on: date) -> None:
    """Give up a draft; it stays in the numbering, empty of meaning for anybody else.

    :raises NotTheirs: if it is another unit's.
    :raises NotNow: if it is no draft any more.
    """
    handing.mine(submission.assignment, by, on)
    submission = _locked(submission, State.DRAFT)
    submission.state = State.WITHDRAWN
    submission.save(update_fields=["state"])
    _tell("submission.discarded", submission, by, on, {"number": submission.number})


@transaction.atomic
def hand_in(*, submission: Submission, by: Account, on: date) -> Submission:
    """Hand a draft in: it never changes again, and the receiver accepts or returns it.

    :raises NotTheirs: if somebody of another unit would hand it in.
    :raises NotNow: if it is no draft any more, or the task waits or is accepted.
    :raises PartsMissing: naming the parts that the plan asks for.
    :raises NeedsBefore: naming the tasks that must be done before.
    :raises Incomplete: if presence, the chair or the proof of what lies back is missing.
    """
    assignment = handing.mine(submission.assignment, by, on)
    submission = _locked(submission, State.DRAFT)
    submission.assignment = assignment
    need_open(assignment)
    standing = check(submission, on)
    made = commit(submission.content)
    submission.state = State.SUBMITTED
    submission.handed_in_on, submission.handed_in_by = on, by
    submission.salt = made.salt
    if not submission.addendum:
        submission.late_by = standing.late_by
        submission.retroactive = standing.retroactive
    submission.save()
    facts = {
        "number": submission.number,
        "late_days": submission.late_by or None,
        "nothing": submission.nothing or None,
        "retroactive": submission.retroactive or None,
        "addendum": submission.addendum or None,
        "drawn": [one["submission"] for one in submission.drawn][:400] or None,
    }
    verb = "submission.handed_in_late" if submission.late_by else "submission.handed_in"
    _tell(verb, submission, by, on, facts, commits={"submission": made})
    if not submission.addendum:
        _settle(assignment, submission, standing, by, on)
    return submission


@transaction.atomic
def take_back(*, submission: Submission, by: Account, on: date) -> Submission:
    """Take back a version that nobody has judged yet; the unit owes it again.

    :raises NotTheirs: if it is another unit's.
    :raises NotNow: if it was judged, or is a draft.
    """
    assignment = handing.mine(submission.assignment, by, on)
    submission = _locked(submission, State.SUBMITTED)
    submission.state = State.WITHDRAWN
    submission.save(update_fields=["state"])
    _tell("submission.taken_back", submission, by, on, {"number": submission.number})
    if not submission.addendum:
        open_again(assignment, by, on)
    return submission


# ── what others use as well ───────────────────────────────────────────────────────────────


def need_open(assignment: Assignment) -> None:
    """Refuse to write or hand in what waits to be judged.

    :raises NotNow: saying that it can be taken back.
    """
    if assignment.state == Assignment.State.SUBMITTED:
        raise NotNow(_("It is handed in and waits to be judged. Take it back to change it."))


def check(submission: Submission, on: date) -> TaskStanding:
    """Return how the task stands with a draft, which could be handed in.

    :raises PartsMissing: naming the parts that the plan asks for.
    :raises NeedsBefore: naming the tasks that must be done before.
    :raises Incomplete: if presence, the chair or the proof of what lies back is missing.
    """
    assignment = submission.assignment
    standing = contents.standing_of(assignment, submission, on)
    task = standing.task
    if submission.addendum:
        if not submission.text:
            raise Incomplete(_("Say what the addendum adds."))
        return standing
    handing.need_before(assignment, standing)
    if submission.nothing:
        return standing
    handing.need_parts(standing)
    if not task.parts and not submission.text and not contents.by_person(task):
        raise Incomplete(_("Say in words what was done."), basis=task.clause)
    if contents.is_met(task):
        _need_presence(submission, task, on)
    if standing.state == "retroactive":
        text = _("Its day lay before the campaign began: it counts with proof. Attach it.")
        raise Incomplete(text, basis=task.clause)
    return standing


def open_again(assignment: Assignment, by: Account, on: date) -> None:
    """Let a unit owe what it had handed in."""
    back = Assignment.State.RETURNED if assignment.returned else Assignment.State.OPEN
    assignment.state = back
    assignment.handed_in_on = None
    assignment.lock += 1
    assignment.save(update_fields=["state", "handed_in_on", "returned", "lock"])
    handing.owed_again(assignment, by, on)
    handing.count_again(assignment, on)


def _settle(
    assignment: Assignment, submission: Submission, standing: TaskStanding, by: Account, on: date
) -> None:
    assignment.version = submission.number
    assignment.retroactive = submission.retroactive
    fields = ["version", "retroactive", "lock"]
    done, needed = standing.times or (1, 1)
    if done >= needed:
        assignment.state = Assignment.State.SUBMITTED
        assignment.handed_in_on = assignment.handed_in_on or on
        fields += ["state", "handed_in_on"]
    assignment.lock += 1
    assignment.save(update_fields=fields)
    if done >= needed:
        handing.met(assignment, by, on)
    handing.count_again(assignment, on, submission)


def _draft_of(assignment: Assignment, task: PackTask, by: Account, on: date) -> Submission:
    found = (
        Submission.objects.select_for_update()
        .filter(assignment=assignment, state=State.DRAFT)
        .first()
    )
    if found is not None:
        if found.closed and found.written_by_id != by.pk:
            raise NotTheirs(_("Somebody else writes it, and nobody else reads it."))
        return found
    last = Submission.objects.filter(assignment=assignment).aggregate(last=Max("number"))["last"]
    return Submission(
        assignment=assignment,
        number=(last or 0) + 1,
        addendum=assignment.state == Assignment.State.ACCEPTED,
        closed=task.named_readers is not None,
        written_by=by,
        written_on=on,
    )


def _note_presence(submission: Submission, present: Sequence[Present]) -> None:
    for one in present:
        if one.state == Attendance.State.EXCUSED and not one.why.strip():
            text = _("Say why {person} is excused.")
            raise Incomplete(text.format(person=one.person.name))
    submission.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(
            submission=submission,
            person=one.person,
            state=one.state,
            why=one.why.strip(),
            hours=one.hours,
            chaired=one.chaired,
        )
        for one in present
    )


def _need_presence(submission: Submission, task: PackTask, on: date) -> None:
    rows = list(submission.attendances.all())
    if contents.is_for_all(task):
        noted = {one.person_id for one in rows}
        day = submission.held_on or on
        left = [one for one in roster(submission.assignment, day) if one.pk not in noted]
        handing.need_nobody_missing(
            left, _("Everybody on the roster is noted, present or not; these are not: {names}.")
        )
    if task.chaired_by and not any(one.chaired for one in rows):
        raise Incomplete(_("Say who led it."), basis=task.clause)
    if rows and submission.held_on is None:
        raise Incomplete(_("Say on which day it was held."))


def _locked(submission: Submission, *states: Submission.State) -> Submission:
    found = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("assignment__campaign__adoption__pack", "assignment__task")
        .get(pk=submission.pk)
    )
    if found.state not in states:
        text = _("This version stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=found.get_state_display()))
    return found


locked = _locked


def _tell(
    verb: str,
    submission: Submission,
    by: Account,
    on: date,
    facts: Mapping[str, Any] | None = None,
    **more: Any,
) -> None:
    assignment = submission.assignment
    tell(
        verb,
        submission,
        assignment.campaign,
        by,
        on,
        facts,
        audience=assignment.audience,
        threads=(kinds.ref(assignment),),
        **more,
    )


told = _tell
