"""Complaints about the same thing again: a person settles whether one repeats another."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.intake.models import Complaint, Repeat
from zhiyong.intake.services.common import NotNow
from zhiyong.intake.services.joining import both, need_same_keeper
from zhiyong.journal.services import record


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
    complaint, earlier = both(complaint, earlier)
    need_same_keeper(complaint, earlier)
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
