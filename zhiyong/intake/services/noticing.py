"""The written word on acceptance: a notice, approved as the plan wants, issued, and served."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.intake import slips
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.notices import notice_of, notice_slip, told_clocks
from zhiyong.intake.services.common import By, NotNow, locked
from zhiyong.intake.services.deciding import approved, news, told
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds

State = Complaint.State
NOTICE = "notice"


@transaction.atomic
def write_notice(*, complaint: Complaint, by: Account, on: date) -> Paper | Approval:
    """Write the notice of what was decided; where the plan wants it, it passes its chain first.

    :raises NotNow: if nothing was decided, the plan has no notice for it, or it was issued.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    complaint = locked(complaint)
    slip = notice_slip(complaint)
    if slip is None:
        raise NotNow(_("The plan has no notice for what was decided."))
    if earlier := notice_of(complaint, slip):
        raise NotNow(_("It was issued already: {paper}.").format(paper=earlier))
    if slip.approval is None or _agreed_to(complaint, slip.approval):
        return issue_notice(complaint, by, on)
    return start(
        of=complaint,
        chain=slip.approval,
        adoption=complaint.adoption,
        unit=complaint.keeper,
        draft={"act": NOTICE, "slip": slip.id},
        by=by,
        on=on,
        audience=complaint.audience,
    )


def _agreed_to(complaint: Complaint, chain: str) -> bool:
    """Whether the very decision that is told has passed the chain of its notice."""
    return Approval.objects.filter(
        subject=kinds.ref(complaint),
        chain=chain,
        state=Approval.State.AGREED,
        ended_on=complaint.decided_on,
    ).exists()


def issue_notice(complaint: Complaint, by: By, on: date) -> Paper:
    """Issue the notice of what was decided, and let the complainant see it."""
    slip = notice_slip(complaint)
    if slip is None:
        raise NotNow(_("The plan has no notice for what was decided."))
    paper = issue(
        slip=slip.id,
        of=complaint,
        adoption=complaint.adoption,
        unit=complaint.keeper,
        fill=_fill(complaint),
        by=by,
        on=on,
        audience=complaint.audience,
        lang=complaint.language,
        on_paper=complaint.is_real_name,
    )
    news(complaint, on)
    return paper


def _fill(complaint: Complaint) -> slips.Fill:
    if complaint.state == State.NOT_ACCEPTED:
        reason = pack_of(complaint.adoption).refusal(complaint.refusal)
        return slips.referral(complaint) if reason.refers else slips.refusal(complaint)
    if complaint.state == State.REFERRED:
        return slips.referral(complaint)
    return slips.acceptance(complaint)


def refusal_agreed(approval: Approval, by: Account, on: date) -> None:
    """Let a refusal that a chain agreed to take effect, and issue its notice with it.

    :raises NotNow: if the complaint has moved on meanwhile.
    """
    approved(approval, by, on)
    complaint = locked(Complaint.objects.get(pk=kinds.split(approval.subject)[1]))
    slip = notice_slip(complaint)
    if slip is not None and slip.approval in (None, approval.chain):
        issue_notice(complaint, by, on)


def notice_agreed(approval: Approval, by: Account, on: date) -> None:
    """Issue the notice that a chain has agreed to, unless it has no ground any more."""
    complaint = locked(Complaint.objects.get(pk=kinds.split(approval.subject)[1]))
    slip = notice_slip(complaint)
    if slip is not None and notice_of(complaint, slip) is None:
        issue_notice(complaint, by, on)


def notice_returned(approval: Approval, by: Account, on: date) -> None:
    """Leave everything where it stands: the decision holds, its notice is written anew."""


def notice_served(paper: Paper, service: ServiceOfPaper, by: Account, on: date) -> None:  # noqa: ARG001
    """Take a notice that has arrived as the word that the complainant was owed."""
    complaint = locked(Complaint.objects.get(pk=kinds.split(paper.subject)[1]))
    slip = notice_slip(complaint)
    owed = Duty.objects.filter(
        subject=kinds.ref(complaint),
        code__in=[clock.id for clock in told_clocks(pack_of(complaint.adoption))],
        state=Duty.State.OPEN,
    )
    if slip is not None and paper.slip == slip.id and owed.exists():
        told(complaint, "in_writing", by, service.served_on)
