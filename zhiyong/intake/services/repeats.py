"""Complaints about the same thing: settled by a person, and taken together where that helps."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.services import void
from zhiyong.intake.models import Complaint, Repeat
from zhiyong.intake.services.common import NotNow, locked, need_state
from zhiyong.journal.services import record
from zhiyong.notices.services import tell


@transaction.atomic
def settle_repeat(
    *,
    complaint: Complaint,
    earlier: Complaint,
    same: bool,
    by: Account,
    on: date,
    reasons: tuple[str, ...] = (),
) -> Repeat:
    """Say whether a complaint repeats an earlier one. A later answer replaces the first.

    :raises NotNow: if another office keeps one of them, or the earlier one came later.
    """
    complaint, earlier = _both(complaint, earlier)
    _need_same_keeper(complaint, earlier)
    if earlier.received_on > complaint.received_on:
        raise NotNow(_("The earlier complaint is the one that was received first."))
    repeat, _made = Repeat.objects.update_or_create(
        complaint=complaint,
        earlier=earlier,
        defaults={
            "state": Repeat.State.CONFIRMED if same else Repeat.State.REJECTED,
            "reasons": list(reasons),
            "by": by,
            "on": on,
        },
    )
    record(
        "complaint.repeat_confirmed" if same else "complaint.repeat_rejected",
        of=complaint,
        by=by,
        on=on,
        threads=[earlier],
        audience=complaint.audience,
        facts={"earlier": earlier, "reasons": list(reasons)},
    )
    return repeat


@transaction.atomic
def merge(*, complaint: Complaint, into: Complaint, by: Account, on: date) -> Complaint:
    """Let a complaint go on as a part of another: one handling, one reply, told to both.

    :raises NotNow: if handling of it has begun, the other has ended, or another office keeps it.
    """
    complaint, into = _both(complaint, into)
    _need_same_keeper(complaint, into)
    need_state(complaint, Complaint.State.LODGED, Complaint.State.REGISTERED)
    if into.has_ended:
        raise NotNow(_("The other complaint has ended; this one must be dealt with by itself."))
    complaint.state = Complaint.State.MERGED
    complaint.merged_into = into
    complaint.closed_on = on
    complaint.save(update_fields=["state", "merged_into", "closed_on"])
    void(of=complaint, reason="merged", by=by, on=on)
    record(
        "complaint.merged",
        of=complaint,
        by=by,
        on=on,
        threads=[into],
        audience=complaint.audience,
        facts={"into": into},
    )
    if complaint.wants_contact:
        tell(of=complaint, to="complainant", template="complaint.news", on=on)
    return complaint


def _both(one: Complaint, other: Complaint) -> tuple[Complaint, Complaint]:
    """Lock two complaints, always in the same order, so that two people cannot wait for each other.

    :raises NotNow: if they are one and the same.
    """
    if one.pk == other.pk:
        raise NotNow(_("A complaint does not repeat itself."))
    found = {each.pk: locked(each) for each in sorted((one, other), key=lambda each: each.pk)}
    return found[one.pk], found[other.pk]


def _need_same_keeper(one: Complaint, other: Complaint) -> None:
    if one.keeper_id != other.keeper_id:
        raise NotNow(_("Both complaints must be kept by the same office."))
