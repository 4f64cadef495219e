"""Whoever receives what a unit handed in accepts it, or returns it with reasons."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.services import handing
from zhiyong.campaigns.services.common import Incomplete, NotNow, need_text
from zhiyong.campaigns.services.writing import locked, open_again, told
from zhiyong.directory.models import Account
from zhiyong.journal.services import commit
from zhiyong.notices.services import tell as notify
from zhiyong.shell.access import Role

State = Submission.State
WRITERS = (Role.UNIT_LIAISON, Role.CLERK)


@transaction.atomic
def accept(*, submission: Submission, by: Account, on: date, note: str = "") -> Submission:
    """Accept what a unit handed in; of a task that is done several times, all of them.

    :raises NotTheirs: if it goes to somebody else, is the unit's own, or by's own writing.
    :raises NotNow: if it does not wait, or is not done as often as the plan asks.
    :raises NotCovered: if not everybody has done it who must; naming who is missing.
    :raises Incomplete: if the proof of what lies back is missing.
    """
    assignment = handing.judging(submission.assignment, by, on)
    submission = locked(submission, State.SUBMITTED)
    handing.need_another(submission, by)
    if submission.addendum:
        _judged(submission, State.ACCEPTED, note, by, on)
        told("submission.accepted", submission, by, on, {"number": submission.number})
        return submission
    if assignment.state != Assignment.State.SUBMITTED:
        raise NotNow(_("The plan asks for it several times; it is not complete yet."))
    _need_complete(assignment, submission, on)
    waiting = Submission.objects.select_for_update().filter(
        assignment=assignment, state=State.SUBMITTED, addendum=False
    )
    for one in waiting.order_by("number"):
        handing.need_another(one, by)
        _judged(one, State.ACCEPTED, note, by, on)
        told("submission.accepted", one, by, on, {"number": one.number})
    assignment.state = Assignment.State.ACCEPTED
    assignment.accepted_on = on
    assignment.lock += 1
    assignment.save(update_fields=["state", "accepted_on", "lock"])
    notify(of=assignment, to=assignment.unit, template="submission.accepted", on=on, roles=WRITERS)
    submission.refresh_from_db()
    return submission


@transaction.atomic
def give_back(*, submission: Submission, why: str, by: Account, on: date) -> Submission:
    """Return what a unit handed in, with reasons; the unit owes it again.

    :raises NotTheirs: if it goes to somebody else, or is the unit's own.
    :raises NotNow: if it does not wait.
    :raises Incomplete: if no reason is given.
    """
    assignment = handing.judging(submission.assignment, by, on)
    submission = locked(submission, State.SUBMITTED)
    handing.need_another(submission, by)
    why = need_text(why, _("Say what must be changed."))[:1000]
    reason = commit(why)
    submission.judged_salt = reason.salt
    _judged(submission, State.RETURNED, why, by, on)
    told(
        "submission.returned",
        submission,
        by,
        on,
        {"number": submission.number},
        commits={"why": reason},
    )
    if not submission.addendum:
        assignment.returned += 1
        open_again(assignment, by, on)
    notify(of=assignment, to=assignment.unit, template="submission.returned", on=on, roles=WRITERS)
    return submission


def _need_complete(assignment: Assignment, submission: Submission, on: date) -> None:
    task = contents.asked(assignment)
    if submission.nothing:
        return
    found = contents.covering(assignment, task, on, submission)
    standing = contents.standing_of(assignment, submission, on)
    if standing.state == "incomplete":
        handing.need_covered(found, task.clause)
    if standing.state == "retroactive":
        text = _("Its day lay before the campaign began: it counts with proof. Attach it.")
        raise Incomplete(text, basis=task.clause)


def _judged(submission: Submission, state: State, why: str, by: Account, on: date) -> None:
    submission.state = state
    submission.judged_by, submission.judged_on = by, on
    submission.judged_why = why.strip()[:1000]
    submission.save()
