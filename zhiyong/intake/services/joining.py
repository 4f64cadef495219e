"""Complaints about one matter of fact: taken together, and taken apart again.

Whoever sent each of them keeps the own code, and the own clocks: what is done about the whole
meets what is owed to each.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import reopen_after
from zhiyong.intake.drafts import cleaned_text
from zhiyong.intake.models import Complaint, Joining
from zhiyong.intake.selectors.offers import running_approval
from zhiyong.intake.services.common import By, NotNow, happened, joined_with, locked, need_state
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds

State = Complaint.State
TAKEN_UP = (State.ACCEPTED, State.IN_HANDLING, State.REPLIED)
"""Where acceptance was decided and handling goes on."""


@transaction.atomic
def merge(*, complaint: Complaint, into: Complaint, by: Account, on: date) -> Complaint:
    """Let a complaint go on as a part of another: one handling, one reply, told to both.

    Its clocks go on; joined with one that is accepted, it counts as accepted on that day. It can
    be taken out again with `split`.

    :raises NotNow: if it is not registered, handling of it has begun, a refusal is in approval,
        the other has ended or is itself a part of another, or another office keeps it.
    """
    complaint, into = both(complaint, into)
    need_same_keeper(complaint, into)
    if complaint.state == State.LODGED:
        raise NotNow(_("Register it first, so that it is counted and not lost."))
    need_state(complaint, State.REGISTERED)
    if running_approval(complaint):
        raise NotNow(_("A refusal is in approval. Withdraw it first, or wait for what comes out."))
    if into.has_ended:
        raise NotNow(_("The other complaint has ended; this one must be dealt with by itself."))
    Joining.objects.create(complaint=complaint, into=into, was_state=complaint.state, by=by, on=on)
    for part in joined_with(complaint):
        _lead(part, into, by, on)
    complaint.state = State.MERGED
    complaint.merged_into = into
    complaint.closed_on = on
    complaint.save(update_fields=["state", "merged_into", "closed_on"])
    record(
        "complaint.merged",
        of=complaint,
        by=by,
        on=on,
        threads=[into],
        audience=complaint.audience,
        facts={"into": into},
    )
    if into.state in TAKEN_UP:
        complaint.decided_on = on
        complaint.save(update_fields=["decided_on"])
        happened(complaint, "complaint.decided", by=by, on=on)
        happened(complaint, "complaint.accepted", by=by, on=on)
        if not complaint.is_real_name:
            happened(complaint, "complaint.told", by=by, on=on)
    if complaint.wants_contact:
        tell(of=complaint, to="complainant", template="complaint.news", on=on)
    return complaint


def _lead(part: Complaint, into: Complaint, by: By, on: date) -> None:
    """Let what was joined with a complaint follow it into the other."""
    Joining.objects.filter(complaint=part, split_on__isnull=True).update(into=into)
    part.merged_into = into
    part.save(update_fields=["merged_into"])
    record(
        "complaint.merged",
        of=part,
        by=by,
        on=on,
        threads=[into],
        audience=part.audience,
        facts={"into": into},
    )


@transaction.atomic
def split(*, complaint: Complaint, reason: str, by: Account, on: date) -> Complaint:
    """Take a complaint out of another again: it stands by itself, with its number and clocks.

    It comes back to where it stood; if the whole was accepted meanwhile, so is it. What the
    decision or reply about the whole had met is owed again, by the same days as before.

    :raises NotNow: if it is not a part of another.
    :raises Incomplete: if no reason is given.
    """
    reason = cleaned_text("reason", reason, 200)
    complaint = locked(complaint)
    if complaint.state != State.MERGED:
        raise NotNow(_("It is not a part of another complaint."))
    return _take_out(complaint, reason, by, on)


def let_go(*, complaint: Complaint, by: By, on: date) -> list[Complaint]:
    """Let whatever was joined with a complaint stand by itself again, since that one leaves.

    Inside the act by which it is taken back, passed on, sent up or handed over.
    """
    return [_take_out(part, "", by, on) for part in joined_with(complaint)]


def _take_out(complaint: Complaint, reason: str, by: By, on: date) -> Complaint:
    into = complaint.merged_into
    assert into is not None
    kept = commit(reason) if reason else None
    standing = Joining.objects.filter(complaint=complaint, split_on__isnull=True).first()
    if standing:
        standing.split_on, standing.reason = on, reason
        standing.split_by = by if isinstance(by, str) else kinds.ref(by)
        standing.salt = kept.salt if kept else b""
        standing.save(update_fields=["split_on", "split_by", "reason", "salt"])
    complaint.merged_into = None
    complaint.closed_on = None
    complaint.state = _stands_at(complaint, into)
    complaint.decided_on = (
        complaint.decided_on or into.decided_on if complaint.state == State.ACCEPTED else None
    )
    complaint.save(update_fields=["merged_into", "closed_on", "state", "decided_on"])
    record(
        "complaint.split",
        of=complaint,
        by=by,
        on=on,
        threads=[into],
        audience=complaint.audience,
        facts={"from": into},
        commits={"reason": kept} if kept else None,
    )
    _owe_again(complaint, by, on)
    if complaint.wants_contact:
        tell(of=complaint, to="complainant", template="complaint.news", on=on)
    return complaint


def _stands_at(complaint: Complaint, into: Complaint) -> str:
    if not complaint.number:
        return str(State.LODGED)
    accepted = into.state in (*TAKEN_UP, State.CLOSED)
    return str(State.ACCEPTED if accepted or complaint.decided_on else State.REGISTERED)


def _owe_again(complaint: Complaint, by: By, on: date) -> None:
    """Let what an act on the whole had met be owed again to whoever sent this part."""
    events = ["reply.served"]
    if complaint.state == State.REGISTERED:
        events += ["complaint.decided", "complaint.told"]
    pack = pack_of(complaint.adoption)
    codes = [clock.id for clock in pack.clocks if clock.met_by in events]
    met = Duty.objects.filter(
        subject=kinds.ref(complaint), code__in=codes, state=Duty.State.MET
    ).order_by("pk")
    running = set(
        Duty.objects.filter(
            subject=kinds.ref(complaint), state__in=[Duty.State.OPEN, Duty.State.PAUSED]
        ).values_list("code", flat=True)
    )
    for duty in met:
        if duty.code not in running:
            reopen_after(duty=duty, by=by, on=on)
            running.add(duty.code)


def both(one: Complaint, other: Complaint) -> tuple[Complaint, Complaint]:
    """Lock two complaints, always in the same order, so that two people cannot wait for each other.

    :raises NotNow: if they are one and the same.
    """
    if one.pk == other.pk:
        raise NotNow(_("A complaint does not repeat itself."))
    found = {each.pk: locked(each) for each in sorted((one, other), key=lambda each: each.pk)}
    return found[one.pk], found[other.pk]


def need_same_keeper(one: Complaint, other: Complaint) -> None:
    """Refuse to settle anything between complaints of two offices.

    :raises NotNow: if two offices keep them.
    """
    if one.keeper_id != other.keeper_id:
        raise NotNow(_("Both complaints must be kept by the same office."))
