"""Which notice a plan has for what was decided about a complaint, and whether it was issued.

Found by event and by the reasons of refusal, not by the ids that one plan gives its slips.
"""

from zhiyong.intake.models import Complaint
from zhiyong.papers.models import Paper
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
from zhiyong.shell import kinds

State = Complaint.State
TOLD = "complaint.told"
DECIDED = (State.ACCEPTED, State.IN_HANDLING, State.NOT_ACCEPTED, State.REFERRED)
"""Where what was decided on acceptance is still to be told."""


def told_clocks(pack: Pack) -> list[Clock]:
    """Return the clocks that end when the complainant is told."""
    return [clock for clock in pack.clocks if clock.met_by == TOLD]


def notice_slip(complaint: Complaint) -> Slip | None:
    """Return the notice of what was decided about a complaint, if the plan has one for it."""
    pack = pack_of(complaint.adoption)
    if complaint.state == State.NOT_ACCEPTED:
        reason = pack.refusal(complaint.refusal)
        return pack.slip(reason.slip) if reason.slip else None
    if complaint.state not in DECIDED:
        return None
    refusing = {reason.slip for reason in pack.refusals if not reason.refers}
    referring = {reason.slip for reason in pack.refusals if reason.refers} - refusing
    met = {clock.id for clock in told_clocks(pack)}
    notices = [slip for slip in pack.slips if slip.kind == "notice" and slip.clock in met]
    if complaint.state == State.REFERRED:
        return next((slip for slip in notices if slip.id in referring), None)
    return next((slip for slip in notices if slip.id not in refusing | referring), None)


def notice_of(complaint: Complaint, slip: Slip) -> Paper | None:
    """Return the notice that was issued, unless a later one corrects it."""
    return (
        Paper.objects.filter(
            subject=kinds.ref(complaint),
            slip=slip.id,
            corrected_by__isnull=True,
            issued_on__gte=complaint.decided_on,
        )
        .defer("data")
        .order_by("-pk")
        .first()
    )
