"""A matter is urged (催办) or put under supervision (督办), and the handling unit answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases import slips
from zhiyong.cases.models import Matter
from zhiyong.cases.services.common import NotNow, State, event, locked, tell
from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import urge as urge_duty
from zhiyong.intake import services as intake
from zhiyong.papers.models import Paper
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

OVER = (State.REPLIED, State.CALLED_BACK, State.CLOSED, State.RETURNED)


@transaction.atomic
def urge(*, matter: Matter, text: str, by: Account, on: date) -> Paper:
    """Urge whoever has a matter: the duty that is due first is urged, and the slip is issued.

    :raises NotNow: if the matter is over, or nothing is owed.
    """
    matter = locked(matter)
    duty = _owed(matter)
    urge_duty(duty=duty, text=text, by=by, on=on)
    urging = pack_of(matter.adoption).urging
    if urging is None or urging.slip is None:
        raise Refusal(_("The plan knows no urging."))
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
    tell("matter.urged", matter, by, on, {"paper": paper, "number": duty.urged + 1})
    event("urging.sent", matter, by, on)
    return paper


def _owed(matter: Matter) -> Duty:
    if matter.state in OVER:
        raise NotNow(_("This matter has been replied to: there is nothing to urge."))
    duty = (
        Duty.objects.filter(
            subject__in=[kinds.ref(matter), kinds.ref(matter.complaint)], state=Duty.State.OPEN
        )
        .filter(owner_unit=matter.handling_unit)
        .order_by("due_on", "pk")
        .first()
    )
    if duty is None:
        raise NotNow(_("Nothing is owed on this matter now."))
    return duty


@transaction.atomic
def answer_urging(*, matter: Matter, text: str, by: Account, on: date) -> Matter:
    """Answer an urging: what was done, what comes next."""
    return _answer(matter, "urging.answered", "matter.urging_answered", text, by, on)


@transaction.atomic
def answer_supervision(*, matter: Matter, text: str, by: Account, on: date) -> Matter:
    """Answer a supervision slip in writing."""
    return _answer(matter, "supervision.answered", "matter.supervision_answered", text, by, on)


def _answer(matter: Matter, name: str, verb: str, text: str, by: Account, on: date) -> Matter:
    matter = locked(matter)
    if not text.strip():
        raise Refusal(_("Say what was done and what comes next."))
    intake.note(complaint=matter.complaint, text=text, by=by, on=on)
    tell(verb, matter, by, on)
    event(name, matter, by, on)
    return matter


@transaction.atomic
def supervise(*, matter: Matter, text: str, by: Account, on: date) -> Approval:
    """Propose to put a matter under supervision; the slip goes out when the chain has agreed.

    :raises NotNow: if the matter is over, or nothing is owed.
    """
    matter = locked(matter)
    _owed(matter)
    mode = pack_of(matter.adoption).mode("supervise")
    if mode.approval is None:
        raise Refusal(_("The plan names no chain of approval for supervision."))
    return start(
        of=matter,
        chain=mode.approval,
        adoption=matter.adoption,
        unit=matter.keeper,
        draft={"act": "supervise", "text": text},
        by=by,
        on=on,
        audience=matter.keeper_id,
    )


def send_supervision(*, matter: Matter, text: str, by: Account, on: date) -> Paper:
    """Issue the supervision slip that a chain has agreed to."""
    mode = pack_of(matter.adoption).mode("supervise")
    paper = issue(
        slip=mode.slip or "supervision_slip",
        of=matter,
        adoption=matter.adoption,
        unit=matter.keeper,
        fill=slips.supervision(matter, text),
        by=by,
        on=on,
        audience=matter.audience,
    )
    tell("matter.supervised", matter, by, on, {"paper": paper})
    event("supervision.sent", matter, by, on)
    return paper
