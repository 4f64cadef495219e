"""What becomes of a lead, and filing: by bodies with that power, when their chain has agreed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases import plan
from zhiyong.cases.models import Case, Hold
from zhiyong.cases.services.common import (
    Incomplete,
    NotNow,
    State,
    event,
    lead_of,
    locked,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.directory.models import Account
from zhiyong.duties.counting import day_after
from zhiyong.duties.services import void
from zhiyong.journal.services import commit
from zhiyong.matters.slips import told
from zhiyong.rules.clock import Term
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

DISPOSE = "dispose"
FILE = "file"


class NoSuchPower(Refusal):
    """The body has no power to dispose of leads or to file cases."""


@transaction.atomic
def dispose(
    *,
    case: Case,
    disposal: str,
    reason: str,
    by: Account,
    on: date,
    review_on: date | None = None,
    version: int | None = None,
) -> Case | Approval:
    """Say what becomes of a lead: talk or inquiry, preliminary verification, hold, or close.

    A body without the power of disposal only verifies, at once; elsewhere the chain agrees first.

    :raises NoSuchPower: if the body may only verify.
    :raises NotNow: if it is no lead any more.
    :raises Incomplete: without a reason, or if a lead is held too long without a day of review.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    case = locked(case, version)
    need_state(case, State.LEAD, State.HELD)
    reason = need_text(reason, _("Give the reason for what becomes of it."), 2000)
    if disposal not in Case.Disposal.values:
        raise Incomplete(_("Choose what becomes of the lead."))
    has_power = plan.may_file(case.adoption, case.body)
    if disposal != Case.Disposal.VERIFY and not has_power:
        _refuse_power(case)
    if disposal == Case.Disposal.HOLD:
        check_review(case, review_on, on)
    chain = plan.casework(case.adoption).filing.approval
    if not has_power or chain is None:
        return _disposed(case, disposal, reason, review_on, by, on)
    touched(case, by, on)
    return start(
        of=case,
        chain=chain,
        adoption=case.adoption,
        unit=case.body,
        draft={
            "act": DISPOSE,
            "disposal": disposal,
            "reason": reason,
            "review_on": review_on.isoformat() if review_on else "",
        },
        by=by,
        on=on,
        audience=case.audience,
        handler=lead_of(case),
    )


def _refuse_power(case: Case) -> None:
    text = _("{unit} verifies, proposes and hands over; this is for bodies with that power.")
    basis = plan.grounds(case, plan.casework(case.adoption).filing)
    raise NoSuchPower(text.format(unit=case.body.name), basis=basis)


def check_review(case: Case, review_on: date | None, on: date) -> None:
    """Refuse a hold without a day on which somebody looks again, soon enough for the plan.

    :raises Incomplete: naming the last day.
    """
    holding = plan.casework(case.adoption).holding
    term = holding.review
    last = day_after(on, term) if isinstance(term, Term) else None
    if review_on is None or review_on <= on or (last and review_on > last):
        text = _("Name the day on which somebody looks again, by {day} at the latest.")
        raise Incomplete(
            text.format(day=told(last) if last else ""), basis=plan.grounds(case, holding)
        )


def disposal_agreed(approval: Approval, by: Account, on: date) -> None:
    """Dispose of the lead as the chain has agreed."""
    case = _of(approval)
    if case.state not in (State.LEAD, State.HELD):
        return
    draft = approval.draft
    review = date.fromisoformat(draft["review_on"]) if draft["review_on"] else None
    _disposed(case, draft["disposal"], draft["reason"], review, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Leave the case where it stands: the draft came back."""


def _disposed(
    case: Case, disposal: str, reason: str, review_on: date | None, by: Account, on: date
) -> Case:
    kept = commit(reason)
    case.holds.filter(until_on=None).update(until_on=on)
    state = State.VERIFYING
    fields: dict[str, object] = {}
    commits = {"disposal": kept}
    if disposal == Case.Disposal.HOLD:
        state = State.HELD
        held = commit(reason[:500])
        commits["hold"] = held
        Hold.objects.create(
            case=case,
            reason="",
            text=reason[:500],
            salt=held.salt,
            from_on=on,
            review_on=review_on,
            by=by,
        )
    if disposal == Case.Disposal.CLOSE:
        state = State.NO_ACTION
        fields["closed_on"] = on
        void(of=case, reason="closed", by=by, on=on)
    touched(
        case,
        by,
        on,
        state=state,
        disposal=disposal,
        disposal_reason=reason,
        disposal_salt=kept.salt,
        **fields,
    )
    tell("case.disposed", case, by, on, {"disposal": disposal}, commits)
    return case


@transaction.atomic
def file_case(
    *, case: Case, reason: str, by: Account, on: date, version: int | None = None
) -> Case | Approval:
    """File a case (立案), when the chain that the plan wants has agreed.

    :raises NoSuchPower: if the body has not that power.
    :raises NotNow: if it is not in verification, or nobody looks into it yet.
    :raises Incomplete: without a reason.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    case = locked(case, version)
    need_state(case, State.VERIFYING)
    if not plan.may_file(case.adoption, case.body):
        _refuse_power(case)
    if lead_of(case) is None:
        raise NotNow(_("Name the team first."))
    reason = need_text(reason, _("Say on what grounds it is filed."), 2000)
    chain = plan.casework(case.adoption).filing.approval
    if chain is None:
        return _filed(case, by, on)
    touched(case, by, on)
    return start(
        of=case,
        chain=chain,
        adoption=case.adoption,
        unit=case.body,
        draft={"act": FILE, "reason": reason},
        by=by,
        on=on,
        audience=case.audience,
        handler=lead_of(case),
    )


def filing_agreed(approval: Approval, by: Account, on: date) -> None:
    """File the case as the chain has agreed."""
    case = _of(approval)
    if case.state == State.VERIFYING:
        _filed(case, by, on)


def _filed(case: Case, by: Account, on: date) -> Case:
    touched(case, by, on, state=State.FILED, filed_on=on)
    tell("case.filed", case, by, on)
    event(plan.FILED, case, by, on)
    return case


def _of(approval: Approval) -> Case:
    return locked(Case.objects.get(pk=kinds.split(approval.subject)[1]))


__all__ = [
    "NoSuchPower",
    "came_back",
    "check_review",
    "disposal_agreed",
    "dispose",
    "file_case",
    "filing_agreed",
]
