"""The chain has agreed: the reply goes out, or, where the plan says so, back to who assigned it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.cases import slips
from zhiyong.cases.models import Matter, Outcome
from zhiyong.cases.services.assigning import send_assignment
from zhiyong.cases.services.common import State, event, locked, moved, need_state, tell
from zhiyong.cases.services.pressing import send_supervision
from zhiyong.directory.models import Account, Unit
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock
from zhiyong.shell.errors import Refusal

SLIP = "reply"


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Let take effect what a chain about a matter has agreed to."""
    matter = locked(Matter.objects.get(pk=int(approval.subject.partition(":")[2])))
    if approval.draft["act"] == "supervise":
        send_supervision(matter=matter, text=approval.draft["text"], by=by, on=on)
        return
    outcome = matter.outcomes.get(round=matter.round)
    if pack_of(matter.adoption).mode(matter.mode).report_back:
        moved(matter, State.REPORTED, on)
        tell("matter.reported", matter, by, on, {"round": matter.round})
        event("assignment.reported", matter, by, on)
        return
    _reply(matter, outcome, by, on)


def returned(approval: Approval, by: Account, on: date) -> None:
    """Give a matter back to its handler: the draft must be corrected, or was withdrawn."""
    if approval.draft["act"] == "reply":
        matter = locked(Matter.objects.get(pk=int(approval.subject.partition(":")[2])))
        moved(matter, State.HANDLING, on)
        tell("matter.draft_returned", matter, by, on, {"round": matter.round})


def assignment_agreed(approval: Approval, by: Account, on: date) -> None:
    """Make the matter that a chain about a complaint has agreed to."""
    draft = approval.draft
    send_assignment(
        complaint=Complaint.objects.get(pk=int(approval.subject.partition(":")[2])),
        mode=draft["mode"],
        handling_unit=Unit.objects.get(pk=draft["unit"]),
        by=by,
        on=on,
        at=clock.now(),
        instructions=draft["instructions"],
    )


def assignment_returned(approval: Approval, by: Account, on: date) -> None:
    """Leave the complaint where it stands: nothing was assigned."""


@transaction.atomic
def accept_report(*, matter: Matter, by: Account, on: date) -> Matter:
    """Take what a unit has reported back, and reply to the complainant.

    :raises NotNow: if nothing was reported.
    """
    matter = locked(matter)
    need_state(matter, State.REPORTED)
    tell("matter.report_accepted", matter, by, on, {"round": matter.round})
    return _reply(matter, matter.outcomes.get(round=matter.round), by, on)


@transaction.atomic
def send_back(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Send a report back to be done anew: the work goes on in a new round.

    :raises NotNow: if nothing was reported.
    """
    matter = locked(matter)
    need_state(matter, State.REPORTED)
    if not reason.strip():
        raise Refusal(_("Say what is missing, so that it can be done."))
    moved(matter, State.HANDLING, on, round=matter.round + 1)
    tell("matter.sent_back", matter, by, on, {"round": matter.round})
    event("assignment.sent", matter, by, on)
    intake.note(complaint=matter.complaint, text=reason, by=by, on=on)
    return matter


def _reply(matter: Matter, outcome: Outcome, by: Account, on: date) -> Matter:
    complaint = matter.complaint
    paper = issue(
        slip=SLIP,
        of=matter,
        adoption=matter.adoption,
        unit=matter.handling_unit,
        fill=slips.reply(matter, outcome),
        by=by,
        on=on,
        audience=matter.audience,
        lang=complaint.language,
    )
    outcome.paper = paper
    outcome.replied_on = on
    outcome.save(update_fields=["paper", "replied_on"])
    moved(matter, State.REPLIED, on, replied_on=on)
    intake.post_message(complaint=complaint, text=outcome.reply, by=by, on=on)
    intake.progress(complaint=complaint, state=Complaint.State.REPLIED, by=by, on=on)
    tell("matter.replied", matter, by, on, {"paper": paper, "outcome": outcome.matter_outcome})
    event("reply.served", matter, by, on)
    return matter
