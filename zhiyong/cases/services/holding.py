"""The clocks of a case stand still, for a reason of the plan, and go on."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, Hold
from zhiyong.cases.selectors.obstacles import complaints_of
from zhiyong.cases.services.common import (
    WORKING,
    Incomplete,
    NotNow,
    State,
    locked,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.cases.services.leads import check_review
from zhiyong.directory.models import Account
from zhiyong.duties import services as duties
from zhiyong.duties.counting import clock_of
from zhiyong.duties.models import Duty
from zhiyong.journal.services import commit
from zhiyong.shell import kinds


@transaction.atomic
def hold(
    *,
    case: Case,
    reason: str,
    text: str,
    review_on: date | None,
    by: Account,
    on: date,
    version: int | None = None,
) -> Hold:
    """Let the clocks of a case and its complaints stand still, for a reason that the plan lists.

    Clocks that the plan does not stop for it run on.

    :raises Incomplete: without a reason of the plan, or a day of review soon enough.
    :raises NotNow: if they stand still already, or the case is not in verification.
    """
    case = locked(case, version)
    need_state(case, *WORKING, State.CONCLUDED)
    if not plan.pack(case).has("pause_reasons", reason):
        raise Incomplete(_("Choose a reason that the plan lists for stopping clocks."))
    text = need_text(text, _("Say what has happened."), 500)
    check_review(case, review_on, on)
    if case.holds.filter(until_on=None).exists():
        raise NotNow(_("The clocks of this case stand still already."))
    kept = commit(text)
    row = Hold.objects.create(
        case=case,
        reason=reason,
        text=text,
        salt=kept.salt,
        from_on=on,
        review_on=review_on,
        by=by,
    )
    for duty in _running(case, Duty.State.OPEN):
        assert duty.adoption is not None
        if reason in clock_of(duty.adoption, duty.code).pauses:
            duties.pause(of=duty.subject, code=duty.code, reason=reason, by=by, on=on)
    touched(case, by, on)
    tell("case.held", case, by, on, {"reason": reason}, {f"hold-{row.pk}": kept})
    return row


@transaction.atomic
def resume(*, case: Case, by: Account, on: date, version: int | None = None) -> Hold:
    """Let the clocks of a case go on.

    :raises NotNow: if they do not stand still.
    """
    case = locked(case, version)
    row = case.holds.filter(until_on=None).first()
    if row is None or case.state == State.HELD:
        raise NotNow(_("The clocks of this case do not stand still."))
    row.until_on = on
    row.save(update_fields=["until_on"])
    for duty in _running(case, Duty.State.PAUSED):
        duties.resume(of=duty.subject, code=duty.code, by=by, on=on)
    touched(case, by, on)
    tell("case.resumed", case, by, on, {"reason": row.reason})
    return row


def _running(case: Case, state: Duty.State) -> list[Duty]:
    subjects = [kinds.ref(case), *(kinds.ref(one) for one in complaints_of(case))]
    rows = Duty.objects.filter(subject__in=subjects, state=state, adoption__isnull=False)
    return list(rows.select_related("adoption__pack").order_by("pk"))
