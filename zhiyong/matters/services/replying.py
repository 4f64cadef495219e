"""The chain has agreed: the reply goes out, or first back to the office that assigned it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account
from zhiyong.duties.services import meet_all, void
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import commit
from zhiyong.matters import plan, slips
from zhiyong.matters.models import ANSWERED, Matter, Note, Outcome
from zhiyong.matters.services.common import (
    State,
    event,
    keep_note,
    locked,
    moved,
    need_state,
    need_text,
    tell,
)
from zhiyong.matters.services.handling import REPLY, content_of, send_for_approval
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role

CHECKING = (Role.CLERK, Role.SECTION_HEAD, Role.SUPERVISOR)


def reported(approval: Approval, by: Account, on: date) -> None:
    """Report back what the chain of the handling unit has agreed to."""
    matter, outcome = _of(approval)
    outcome.reported_on = on
    outcome.save(update_fields=["reported_on"])
    moved(matter, State.REPORTED, on)
    tell("matter.reported", matter, by, on, {"round": matter.round})
    event(plan.REPORTED, matter, by, on)
    notices.tell(of=matter, to=matter.keeper, template="matter.reported", on=on, roles=CHECKING)


def report_came_back(approval: Approval, by: Account, on: date) -> None:
    """Give a matter back to its handler: the draft must be corrected, or was withdrawn."""
    matter, _outcome = _of(approval)
    moved(matter, State.HANDLING, on)
    tell("matter.draft_returned", matter, by, on, {"round": matter.round})


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Send the reply that the chain has agreed to."""
    matter, outcome = _of(approval)
    _reply(matter, outcome, approval, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Give a draft back to whoever answers for the reply: the handler, or who keeps it."""
    matter, outcome = _of(approval)
    moved(matter, State.REPORTED if outcome.reported_on else State.HANDLING, on)
    tell("matter.draft_returned", matter, by, on, {"round": matter.round})


def _of(approval: Approval) -> tuple[Matter, Outcome]:
    matter = locked(Matter.objects.get(pk=kinds.split(approval.subject)[1]))
    return matter, matter.outcomes.get(round=matter.round)


@transaction.atomic
def accept_report(*, matter: Matter, reply: str, by: Account, on: date) -> Approval:
    """Take what a unit has reported, and send the reply into the chain of this office.

    The reply may be worded anew; findings and outcome are the unit's.

    :raises NotNow: if nothing was reported.
    :raises Incomplete: if the reply is empty.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    matter = locked(matter)
    need_state(matter, State.REPORTED)
    reply = need_text(reply, _("The reply is empty."))
    outcome = matter.outcomes.get(round=matter.round)
    kept = commit(content_of(outcome.findings, reply, outcome.system_cause, outcome.no_cause))
    outcome.reply, outcome.salt = reply, kept.salt
    outcome.save(update_fields=["reply", "salt"])
    moved(matter, State.IN_APPROVAL, on)
    tell(
        "matter.report_accepted",
        matter,
        by,
        on,
        {"round": matter.round},
        {f"outcome-{matter.round}": kept},
    )
    return send_for_approval(matter, outcome, REPLY, matter.keeper, by, on)


@transaction.atomic
def send_back(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Send a report back to be done anew: the work goes on in a new round, on a new clock.

    :raises NotNow: if nothing was reported.
    :raises Incomplete: without a reason.
    """
    matter = locked(matter)
    need_state(matter, State.REPORTED)
    reason = need_text(reason, _("Say what is missing, so that it can be done."))
    note = keep_note(matter, reason, by, on, Note.Kind.SENT_BACK)
    moved(matter, State.HANDLING, on, round=matter.round + 1)
    tell("matter.sent_back", matter, by, on, {"round": matter.round}, note)
    event(plan.SENT, matter, by, on)
    if matter.handler:
        notices.tell(of=matter, to=matter.handler, template="matter.sent_back", on=on)
    return matter


def _reply(matter: Matter, outcome: Outcome, approval: Approval, by: Account, on: date) -> None:
    """Issue the reply and post it to the complainant; the last unit's reply meets the clock."""
    complaint = matter.complaint
    slip = plan.reply_slip(pack_of(matter.adoption))
    paper = issue(
        slip=slip.id,
        of=matter,
        adoption=matter.adoption,
        unit=approval.unit,
        fill=slips.reply(matter, outcome.reply, on),
        on_paper=complaint.is_real_name,
        by=by,
        on=on,
        audience=matter.audience,
        lang=complaint.language,
    )
    outcome.paper, outcome.replied_on = paper, on
    outcome.save(update_fields=["paper", "replied_on"])
    met = [clock.id for clock in plan.clocks_met_by(pack_of(matter.adoption), plan.REPLIED)]
    meet_all(of=matter, codes=met, by=by, on=on)
    void(of=matter, reason="replied", by=by, on=on)
    moved(matter, State.REPLIED, on, replied_on=on)
    intake.post_message(complaint=complaint, text=outcome.reply, by=by, on=on)
    tell("matter.replied", matter, by, on, {"paper": paper, "outcome": outcome.matter_outcome})
    waiting = complaint.matters.filter(closed_on__isnull=True).exclude(state__in=ANSWERED)
    if not waiting.exists():
        intake.progress(complaint=complaint, state=Complaint.State.REPLIED, by=by, on=on)
