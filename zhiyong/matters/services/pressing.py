"""A matter is urged (催办), put under supervision (督办), or given more time; the unit answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.directory.models import Account
from zhiyong.duties import services as duties
from zhiyong.duties.counting import clock_of
from zhiyong.duties.models import Duty
from zhiyong.intake import services as intake
from zhiyong.matters import plan, slips
from zhiyong.matters.models import ANSWERED, Matter, Note
from zhiyong.matters.selectors.duties import owed_first, reply_duty
from zhiyong.matters.services.common import (
    NotNow,
    State,
    event,
    keep_note,
    locked,
    moved,
    need_text,
    tell,
)
from zhiyong.papers.models import Paper
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.shell import kinds

SUPERVISE = "supervise"
EXTEND = "extend"
OVER = (*ANSWERED, State.RETURNED)


@transaction.atomic
def urge(*, matter: Matter, text: str, by: Account, on: date) -> Paper | None:
    """Urge whoever has a matter: the duty that is due first is urged, and the slip is issued.

    :raises NotNow: if the matter is over, nothing is owed, or the plan knows no urging.
    :raises Incomplete: if nothing is said.
    """
    matter = locked(matter)
    text = need_text(text, _("Say what is expected, and by when."))
    duty = _owed(matter)
    urging = pack_of(matter.adoption).urging
    if urging is None:
        raise NotNow(_("The plan knows no urging."))
    urged = duties.urge(duty=duty, text=text, by=by, on=on)
    paper = None
    if urging.slip:
        paper = issue(
            slip=urging.slip,
            of=matter,
            adoption=matter.adoption,
            unit=matter.keeper,
            fill=slips.urging(matter, duty, text),
            by=by,
            on=on,
            audience=matter.audience,
        )
    tell("matter.urged", matter, by, on, {"paper": paper, "number": urged.number})
    event(plan.URGED, matter, by, on)
    return paper


def _owed(matter: Matter) -> Duty:
    if matter.state in OVER:
        raise NotNow(_("This matter has been replied to: there is nothing to urge."))
    duty = owed_first(matter)
    if duty is None:
        raise NotNow(_("The unit owes nothing on this matter now."))
    return duty


@transaction.atomic
def answer_urging(*, matter: Matter, text: str, by: Account, on: date) -> Matter:
    """Answer an urging: what was done, what comes next.

    :raises NotNow: if no urging waits for an answer.
    :raises Incomplete: if nothing is said.
    """
    kind = Note.Kind.URGING_ANSWER
    return _answer(matter, plan.URGING_ANSWERED, "matter.urging_answered", kind, text, by, on)


@transaction.atomic
def answer_supervision(*, matter: Matter, text: str, by: Account, on: date) -> Matter:
    """Answer a supervision slip in writing.

    :raises NotNow: if no supervision slip waits for an answer.
    :raises Incomplete: if nothing is said.
    """
    name, kind = "matter.supervision_answered", Note.Kind.SUPERVISION_ANSWER
    return _answer(matter, plan.SUPERVISION_ANSWERED, name, kind, text, by, on)


def _answer(
    matter: Matter, name: str, verb: str, kind: Note.Kind, text: str, by: Account, on: date
) -> Matter:
    matter = locked(matter)
    if not is_awaited(matter, name):
        raise NotNow(_("Nothing waits for such an answer now."))
    text = need_text(text, _("Say what was done and what comes next."))
    kept = keep_note(matter, text, by, on, kind)
    moved(matter, State(matter.state), on)
    tell(verb, matter, by, on, commits=kept)
    event(name, matter, by, on)
    return matter


def is_awaited(matter: Matter, name: str) -> bool:
    """Return whether a running duty of a matter is met by an event."""
    codes = [clock.id for clock in plan.clocks_met_by(pack_of(matter.adoption), name)]
    return Duty.objects.filter(
        subject=kinds.ref(matter), code__in=codes, state=Duty.State.OPEN
    ).exists()


@transaction.atomic
def supervise(*, matter: Matter, text: str, by: Account, on: date) -> Approval:
    """Propose to put a matter under supervision; the slip goes out when the chain has agreed.

    :raises NotNow: if the matter is over, nothing is owed, or the plan knows no supervision.
    :raises Incomplete: without a reason.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    matter = locked(matter)
    text = need_text(text, _("Say why the matter is put under supervision."))
    _owed(matter)
    mode = plan.supervision(pack_of(matter.adoption))
    if mode is None or mode.approval is None or mode.slip is None:
        raise NotNow(_("The plan knows no supervision."))
    return start(
        of=matter,
        chain=mode.approval,
        adoption=matter.adoption,
        unit=matter.keeper,
        draft={"act": SUPERVISE, "text": text},
        by=by,
        on=on,
        audience=matter.keeper_id,
    )


def supervision_agreed(approval: Approval, by: Account, on: date) -> None:
    """Issue the supervision slip that a chain has agreed to, unless the matter is over by now."""
    matter = _of(approval)
    mode = plan.supervision(pack_of(matter.adoption))
    if matter.state in OVER or mode is None or mode.slip is None:
        return
    paper = issue(
        slip=mode.slip,
        of=matter,
        adoption=matter.adoption,
        unit=matter.keeper,
        fill=slips.supervision(matter, approval.draft["text"]),
        by=by,
        on=on,
        audience=matter.audience,
    )
    tell("matter.supervised", matter, by, on, {"paper": paper})
    event(plan.SUPERVISED, matter, by, on)


def nothing_follows(approval: Approval, by: Account, on: date) -> None:
    """Leave everything where it stands: the draft came back."""


@transaction.atomic
def ask_extension(*, matter: Matter, term: Term, reason: str, by: Account, on: date) -> Approval:
    """Ask for more time to reply; it is given when the chain that the plan wants has agreed.

    :raises NotNow: if the matter is over, or no reply is owed.
    :raises NotExtendable: if the plan grants none, or not so much.
    :raises Incomplete: without a reason.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    matter = locked(matter)
    reason = need_text(reason, _("Give the reason for the extension."))
    duty = _reply_owed(matter)
    granted = clock_of(matter.adoption, duty.code).extension
    if granted is None or granted.approval is None:
        raise duties.NotExtendable(_("The plan grants no extension of this term."))
    duties.check_extension(duty=duty, term=term, reason=reason)
    return start(
        of=matter,
        chain=granted.approval,
        adoption=matter.adoption,
        unit=duty.owner_unit,
        draft={"act": EXTEND, "term": str(term), "reason": reason, "clock": duty.code},
        by=by,
        on=on,
        audience=duty.owner_unit_id,
        handler=matter.handler if duty.owner_unit_id == matter.handling_unit_id else None,
    )


def extension_agreed(approval: Approval, by: Account, on: date) -> None:
    """Give more time, and tell the complainant in writing.

    :raises NotExtendable: if the plan no longer grants it.
    """
    matter = _of(approval)
    if matter.state in OVER:
        return
    duty = _reply_owed(matter)
    reason = approval.draft["reason"]
    term = Term.parse(approval.draft["term"])
    approver = _signer(approval, by)
    duties.extend(duty=duty, term=term, reason=reason, approved_by=approver, by=by, on=on)
    duty.refresh_from_db()
    granted = clock_of(matter.adoption, duty.code).extension
    fill = slips.extension(matter, duty, reason)
    lang = matter.complaint.language
    if granted and granted.slip:
        issue(
            slip=granted.slip,
            of=matter,
            adoption=matter.adoption,
            unit=duty.owner_unit,
            fill=fill,
            by=by,
            on=on,
            audience=matter.audience,
            lang=lang,
            on_paper=matter.complaint.is_real_name,
        )
    told = slips.in_words(fill, lang)
    intake.post_message(complaint=matter.complaint, text=told, by=by, on=on)
    moved(matter, State(matter.state), on)
    tell("matter.extended", matter, by, on, {"due": duty.due_on})


def _signer(approval: Approval, by: Account) -> Account:
    """Return the account of whoever signed last, on screen or on paper; else who entered it."""
    last = approval.steps.filter(round=approval.round).exclude(verdict="").order_by("order").last()
    account = Account.objects.filter(person=last.decided_by).first() if last else None
    return account or by


def _reply_owed(matter: Matter) -> Duty:
    duty = reply_duty(matter)
    if duty is None or matter.state in OVER:
        raise NotNow(_("No reply is owed on this matter now."))
    return duty


@transaction.atomic
def stop_clock(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Let the clock of the reply stand still, for a reason that the plan lists.

    :raises NotNow: if no reply is owed.
    :raises Refusal: if the plan does not let the clock stand still for this reason.
    """
    matter = locked(matter)
    duty = _reply_owed(matter)
    duties.pause(of=matter.complaint, code=duty.code, reason=reason, by=by, on=on)
    moved(matter, State(matter.state), on)
    tell("matter.clock_stopped", matter, by, on, {"reason": reason})
    return matter


@transaction.atomic
def run_clock(*, matter: Matter, by: Account, on: date) -> Matter:
    """Let the clock of the reply go on.

    :raises NotNow: if it does not stand still.
    """
    matter = locked(matter)
    duty = reply_duty(matter)
    if duty is None or duty.state != Duty.State.PAUSED:
        raise NotNow(_("The clock does not stand still."))
    duties.resume(of=matter.complaint, code=duty.code, by=by, on=on)
    moved(matter, State(matter.state), on)
    tell("matter.clock_runs", matter, by, on)
    return matter


def _of(approval: Approval) -> Matter:
    return locked(Matter.objects.get(pk=kinds.split(approval.subject)[1]))
