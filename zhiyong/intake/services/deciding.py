"""What the office that keeps a complaint decides about it: taken, refused, or withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import lapse, start
from zhiyong.directory.models import Account
from zhiyong.duties.services import clocks_from, void
from zhiyong.intake.drafts import Incomplete, cleaned_text
from zhiyong.intake.models import Complaint, Reader
from zhiyong.intake.selectors.offers import WITHDRAWABLE, running_approval
from zhiyong.intake.services.common import (
    By,
    NotNow,
    grounds_of,
    happened,
    locked,
    need_element,
    need_state,
)
from zhiyong.intake.services.joining import let_go
from zhiyong.journal.services import anonymously, commit, record
from zhiyong.notices.services import tell
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role

State = Complaint.State
REFUSE = "refuse"


@transaction.atomic
def accept_complaint(
    *, complaint: Complaint, by: Account, on: date, category: str = ""
) -> Complaint:
    """Accept a registered complaint; the complainant sees it, and the clocks of handling begin.

    :raises NotNow: if it is not registered, somebody decided before, or a refusal is in approval.
    :raises NotInThePlan: if the plan has no such category.
    """
    complaint = locked(complaint)
    need_state(complaint, State.REGISTERED)
    _need_nothing_in_approval(complaint)
    if category:
        need_element(complaint, "taxonomy", category)
        complaint.category = category
    complaint.state = State.ACCEPTED
    complaint.decided_on = on
    complaint.save(update_fields=["state", "decided_on", "category"])
    record(
        "complaint.accepted",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"unit": complaint.keeper, "category": complaint.category},
    )
    happened(complaint, "complaint.decided", by=by, on=on)
    happened(complaint, "complaint.accepted", by=by, on=on)
    told_on_the_page(complaint, by, on)
    return complaint


@dataclass(frozen=True, slots=True)
class Refused:
    """What came of a refusal: it stands, or it waits in the chain that the plan wants."""

    complaint: Complaint
    approval: Approval | None = None


@transaction.atomic
def refuse_complaint(
    *,
    complaint: Complaint,
    refusal: str,
    by: Account,
    on: date,
    competent_body: str = "",
    details: Mapping[str, str] | None = None,
) -> Refused:
    """Do not accept a registered complaint, for a coded reason of the plan.

    Where the reason asks for it, the competent body, or what else it needs, must be named. Where
    the plan wants approval, the refusal goes into that chain and takes effect when it agrees.

    :raises NotNow: if it is not registered, or somebody decided before.
    :raises NotInThePlan: if the plan has no such reason.
    :raises Incomplete: if something that the reason asks for is missing.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    complaint = locked(complaint)
    need_state(complaint, State.REGISTERED)
    need_element(complaint, "refusals", refusal)
    reason = pack_of(complaint.adoption).refusal(refusal)
    given = {name: text for name, text in (details or {}).items() if text.strip()}
    missing: dict[str, str] = {
        name: _("This reason asks for it.") for name in reason.needs if name not in given
    }
    if reason.refers and not competent_body.strip():
        missing["competent_body"] = _("Name the competent body.")
    if missing:
        raise Incomplete(missing)
    draft = {
        "act": REFUSE,
        "refusal": refusal,
        "competent_body": competent_body.strip()
        and cleaned_text("competent_body", competent_body, 120),
        "details": {name: cleaned_text(name, text, 500) for name, text in given.items()},
    }
    if reason.approval is None:
        return Refused(_refuse(complaint, draft, by, on))
    approval = start(
        of=complaint,
        chain=reason.approval,
        adoption=complaint.adoption,
        unit=complaint.keeper,
        draft=draft,
        by=by,
        on=on,
        audience=complaint.audience,
    )
    return Refused(complaint, approval)


def _refuse(complaint: Complaint, draft: Mapping[str, Any], by: By, on: date) -> Complaint:
    refusal, details = str(draft["refusal"]), dict(draft["details"])
    complaint.state = State.NOT_ACCEPTED
    complaint.refusal = refusal
    complaint.refusal_details = details
    complaint.competent_body = str(draft["competent_body"])
    complaint.decided_on = complaint.closed_on = on
    complaint.save(
        update_fields=[
            "state", "refusal", "refusal_details", "competent_body", "decided_on", "closed_on",
        ]
    )  # fmt: skip
    clause = str(grounds_of(complaint, "refusals", refusal) or "")
    record(
        "complaint.not_accepted",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"unit": complaint.keeper, "reason": refusal, "clause": clause[:120]},
        commits={"details": commit("\n".join(f"{k}: {v}" for k, v in sorted(details.items())))}
        if details
        else None,
    )
    happened(complaint, "complaint.decided", by=by, on=on)
    told_on_the_page(complaint, by, on)
    return complaint


def approved(approval: Approval, by: Account, on: date) -> None:
    """Let what a chain agreed to take effect; registered with the approvals for complaints.

    :raises NotNow: if the complaint has moved on meanwhile.
    """
    complaint = locked(Complaint.objects.get(pk=kinds.split(approval.subject)[1]))
    if approval.draft.get("act") == REFUSE:
        need_state(complaint, State.REGISTERED)
        _refuse(complaint, approval.draft, by, on)


def sent_back(approval: Approval, by: Account, on: date) -> None:
    """Nothing follows: the complaint waits where it was, and its clocks go on."""


def _need_nothing_in_approval(complaint: Complaint) -> None:
    if running_approval(complaint):
        raise NotNow(_("A refusal is in approval. Withdraw it first, or wait for what comes out."))


@transaction.atomic
def note_told(*, complaint: Complaint, way: str, by: By, on: date) -> Complaint:
    """Note that the complainant was told what became of it: in writing, by telephone, in person.

    :raises NotNow: if nothing was decided yet.
    """
    complaint = locked(complaint)
    if complaint.decided_on is None:
        raise NotNow(_("Nothing has been decided yet."))
    told(complaint, way, by, on)
    return complaint


def told_on_the_page(complaint: Complaint, by: By, on: date) -> None:
    """Tell whoever holds the code: the page shows it at once, a contact gets a text.

    Without a name this is all there is; who gave a name is owed a written notice besides.
    """
    news(complaint, on)
    if not complaint.is_real_name:
        told(complaint, "page", by, on)


def told(complaint: Complaint, way: str, by: By, on: date) -> None:
    """Write down that the complainant was told, in some way, on a day."""
    record(
        "complaint.told",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"way": way},
    )
    happened(complaint, "complaint.told", by=by, on=on)


def withdraw(*, complaint: Complaint, by: By, on: date) -> Complaint:
    """Take a complaint back: the complainant with the code, or staff at their request.

    Nothing is owed any more; a refusal in approval lapses, those who could read it see it no
    more, and the office is told. What was joined with it stands by itself again. Once handling
    has begun, what came out must be told: a message is the way then.

    :raises NotNow: if handling has begun, or it has ended.
    """
    with transaction.atomic():
        complaint = locked(complaint)
        if complaint.state not in WITHDRAWABLE:
            raise NotNow(
                _("Handling has begun. Please write a message instead; it will be answered.")
            )
        if isinstance(by, Account):
            return _withdraw(complaint, by, on)
        with anonymously():
            return _withdraw(complaint, by, on)


def _withdraw(complaint: Complaint, by: By, on: date) -> Complaint:
    let_go(complaint=complaint, by=by, on=on)
    lapse(of=complaint, by=by, on=on)
    Reader.objects.filter(complaint=complaint, until__isnull=True).update(until=on)
    complaint.state = State.WITHDRAWN
    complaint.closed_on = on
    complaint.save(update_fields=["state", "closed_on"])
    record("complaint.withdrawn", of=complaint, by=by, on=on, audience=complaint.audience)
    void(of=complaint, reason="withdrawn", by=by, on=on)
    tell(
        of=complaint,
        to=complaint.keeper,
        template="complaint.withdrawn",
        on=on,
        roles=(Role.CLERK, Role.HANDLER),
    )
    return complaint


STEPS: Mapping[str, frozenset[str]] = {
    State.ACCEPTED: frozenset({State.IN_HANDLING}),
    State.IN_HANDLING: frozenset({State.REPLIED, State.ACCEPTED}),
    State.REPLIED: frozenset({State.CLOSED, State.IN_HANDLING}),
    State.CLOSED: frozenset({State.IN_HANDLING}),
}
"""How handling moves a complaint: forwards, back when it is returned or reopened."""

VERBS = {
    (State.ACCEPTED, State.IN_HANDLING): "complaint.in_handling",
    (State.IN_HANDLING, State.REPLIED): "complaint.replied",
    (State.REPLIED, State.CLOSED): "complaint.closed",
    (State.REPLIED, State.IN_HANDLING): "complaint.reopened",
    (State.CLOSED, State.IN_HANDLING): "complaint.reopened",
    (State.IN_HANDLING, State.ACCEPTED): "complaint.returned",
}
EVENTS = {State.REPLIED: "reply.served"}
"""Which events of a plan a step means; others belong to the rooms above."""


@transaction.atomic
def progress(*, complaint: Complaint, state: str, by: By, on: date) -> Complaint:
    """Move a complaint along as its handling moves; for the rooms above.

    Whoever sent a complaint that was merged into it is told as well.

    :raises NotNow: if it cannot come there from where it stands.
    """
    complaint = locked(complaint)
    if state not in STEPS.get(complaint.state, frozenset()):
        need_state(complaint)
    verb = VERBS[State(complaint.state), State(state)]
    complaint.state = state
    complaint.closed_on = on if state == State.CLOSED else None
    complaint.save(update_fields=["state", "closed_on"])
    record(
        verb,
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        threads=list(Complaint.objects.filter(merged_into=complaint).order_by("pk")),
    )
    if event := EVENTS.get(State(state)):
        happened(complaint, event, by=by, on=on)
    if verb == "complaint.reopened":
        _begin_anew(complaint, by, on)
    if state == State.CLOSED:
        void(of=complaint, reason="closed", by=by, on=on)
    news(complaint, on)
    return complaint


def _begin_anew(complaint: Complaint, by: By, on: date) -> None:
    """Let the clocks of handling run again from the day it was reopened."""
    pack = pack_of(complaint.adoption)
    for clock in clocks_from(
        pack, "reply.served", kind=complaint.input_class, urgency=complaint.urgency
    ):
        void(of=complaint, code=clock.id, reason="reopened", by=by, on=on)
    happened(complaint, "complaint.accepted", by=by, on=on)


def news(complaint: Complaint, on: date) -> None:
    """Tell whoever left a contact that there is news; the text says nothing else.

    Of several who complain together, those who speak for all.
    """
    for one in (complaint, *Complaint.objects.filter(merged_into=complaint)):
        if one.wants_contact:
            tell(of=one, to="complainant", template="complaint.news", on=on)
            for speaker in one.signatories.filter(wants_contact=True).order_by("order"):
                tell(of=speaker, to="complainant", template="complaint.news", on=on)
