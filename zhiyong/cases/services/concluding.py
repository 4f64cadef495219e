"""The conclusion of a verification: drafted, agreed to, and what follows from it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases import concluded, plan
from zhiyong.cases.gates import Obstacle
from zhiyong.cases.models import Case, Conclusion, Respondent
from zhiyong.cases.selectors.obstacles import obstacles
from zhiyong.cases.services.common import (
    WORKING,
    Incomplete,
    NotNow,
    State,
    done,
    event,
    lead_of,
    locked,
    need_member,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.cases.services.evidence import next_of
from zhiyong.cases.services.findings import outcome_within
from zhiyong.directory.models import Account
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.rules.clauses import Clause
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

CONCLUDE = "conclude"


class Held(Refusal):
    """Something still stands between the case and its next stage."""

    def __init__(self, found: list[Obstacle]) -> None:
        first = found[0]
        basis = first.clause if isinstance(first.clause, Clause) else None
        more = [str(one.text) for one in found[1:]]
        super().__init__("\n".join([str(first.text), *more]), basis=basis)
        self.obstacles = found


class Told(NamedTuple):
    """How it came out for a respondent, and why."""

    outcome: str
    reason: str


@transaction.atomic
def draft_conclusion(
    *,
    case: Case,
    outcome: str,
    text: str,
    by: Account,
    on: date,
    cause: str = "",
    no_cause: str = "",
    outcomes: Mapping[Respondent, Told] | None = None,
    version: int | None = None,
) -> Conclusion:
    """Write, or write anew, the conclusion: what came out, the cause in the system, and for whom.

    :raises Incomplete: if it is no outcome of the plan, or cause and reason are both missing.
    :raises NotNow: if the case is not in verification, it is not the team, or a draft is on its
        way through the chain.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    if outcome not in {one.id for one in plan.outcomes(plan.pack(case))}:
        raise Incomplete(_("Choose what came out for the matter, from the plan's list."))
    text = need_text(text, _("Write the conclusion."), 20_000)
    if not cause.strip() and not no_cause.strip():
        raise Incomplete(
            _("Name the cause in the system, or say why there is none."),
            basis=plan.grounds(case, plan.casework(case.adoption).closing),
        )
    draft = case.conclusions.filter(agreed_on=None, returned_on=None).order_by("-number").first()
    if draft and draft.approval_id:
        raise NotNow(_("A draft of the conclusion is in approval."))
    kept = commit(content_of(text, cause, no_cause))
    if draft is None:
        draft = Conclusion(case=case, number=next_of(Conclusion, case))
    draft.outcome, draft.text, draft.salt = outcome, text, kept.salt
    draft.cause, draft.no_cause = cause.strip(), no_cause.strip()
    draft.drafted_by, draft.drafted_on = by, on
    draft.save()
    for respondent, told in (outcomes or {}).items():
        outcome_within(case, respondent, told.outcome, told.reason, by, on)
    touched(case, by, on)
    tell(
        "case.conclusion_drafted",
        case,
        by,
        on,
        {"number": draft.number, "outcome": outcome},
        {f"conclusion-{draft.number}": kept},
    )
    return draft


def content_of(text: str, cause: str, no_cause: str) -> str:
    """Return what the journal's commitment to a conclusion covers."""
    return f"{text}\n{cause.strip()}\n{no_cause.strip()}"


@transaction.atomic
def submit_conclusion(
    *, case: Case, by: Account, on: date, version: int | None = None
) -> Approval | Case:
    """Send the conclusion into the plan's chain; without one it holds at once.

    :raises Held: if a fact cites no evidence, a step of the plan is missing, or a room above
        sees something in the way: every reason, the first with its clause.
    :raises Incomplete: if there is no draft.
    :raises NotNow: if the case is not in verification, or it is not the team.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    draft = case.conclusions.filter(agreed_on=None, returned_on=None).order_by("-number").first()
    if draft is None:
        raise Incomplete(_("Write the conclusion first."))
    if found := obstacles("conclusion", case, on):
        raise Held(found)
    chain = plan.casework(case.adoption).conclusion.approval
    touched(case, by, on)
    tell("case.conclusion_submitted", case, by, on, {"number": draft.number})
    if chain is None:
        return _agree(case, draft, by, on)
    approval = start(
        of=case,
        chain=chain,
        adoption=case.adoption,
        unit=case.body,
        draft={
            "act": CONCLUDE,
            "number": draft.number,
            "outcome": draft.outcome,
            "text": draft.text,
            "cause": draft.cause or draft.no_cause,
        },
        by=by,
        on=on,
        audience=case.audience,
        handler=lead_of(case),
    )
    draft.approval = approval
    draft.save(update_fields=["approval"])
    return approval


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Let the conclusion hold that the chain has agreed to.

    :raises Held: if something stands in the way by now.
    """
    case, draft = _of(approval)
    if case.state not in WORKING:
        return
    if found := obstacles("conclusion", case, on):
        raise Held(found)
    _agree(case, draft, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Give the conclusion back to the team: it was sent back, or withdrawn."""
    case, draft = _of(approval)
    draft.returned_on = on
    draft.save(update_fields=["returned_on"])
    touched(case, by, on)
    tell("case.conclusion_returned", case, by, on, {"number": draft.number})
    lead = lead_of(case)
    if lead:
        notices.tell(of=case, to=lead, template="case.conclusion_returned", on=on)


def _of(approval: Approval) -> tuple[Case, Conclusion]:
    case = locked(Case.objects.get(pk=kinds.split(approval.subject)[1]))
    return case, case.conclusions.get(number=approval.draft["number"])


def _agree(case: Case, draft: Conclusion, by: Account, on: date) -> Case:
    draft.agreed_on = on
    draft.save(update_fields=["agreed_on"])
    touched(case, by, on, state=State.CONCLUDED, concluded_on=on)
    tell("case.concluded", case, by, on, {"outcome": draft.outcome})
    facts = case.facts.filter(withdrawn_on=None).count()
    evidence = case.evidence.filter(excluded_on=None).count() + case.statements.count()
    done(case, "conclusion", by, on, {"facts": facts, "evidence": evidence})
    event(plan.CONCLUDED, case, by, on)
    concluded.tell(case, draft, by, on)
    return case
