"""After the reply: call-back by somebody else, rating, reopening, closing."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import slips
from zhiyong.cases.models import CallBack, Matter, Rating
from zhiyong.cases.services.common import By, NotNow, State, event, locked, moved, need_state, tell
from zhiyong.directory.models import Account
from zhiyong.duties.services import open_duty
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.errors import Refusal

REPLY = "reply"


class WrongCaller(Refusal):
    """The call-back is made by somebody other than whoever handled the matter."""


class TooLate(Refusal):
    """The days for it are over."""


@transaction.atomic
def call_back(
    *,
    matter: Matter,
    reached: bool,
    satisfaction: str,
    remark: str,
    by: Account,
    on: date,
) -> CallBack:
    """Ask the complainant, as somebody other than the handler, whether the matter is settled.

    Who cannot be reached (anonymous, no contact) is written down as such.

    :raises WrongCaller: if the caller handled, drafted or signed it.
    :raises NotNow: if there was no reply yet.
    """
    matter = locked(matter)
    need_state(matter, State.REPLIED, State.CALLED_BACK)
    if by.person is None or by.person_id in _hands(matter):
        raise WrongCaller(_("Somebody who did not handle or sign this must make the call-back."))
    kept = commit(remark)
    made = CallBack.objects.create(
        matter=matter,
        round=matter.round,
        person=by.person,
        on=on,
        reached=reached,
        satisfaction=satisfaction if reached else "",
        remark=remark,
        salt=kept.salt,
    )
    moved(matter, State.CALLED_BACK, on)
    tell(
        "matter.called_back",
        matter,
        by,
        on,
        {"reached": reached, "satisfaction": made.satisfaction or None},
        {f"call_back-{made.pk}": kept},
    )
    event("call_back.made", matter, by, on)
    return made


def _hands(matter: Matter) -> set[int | None]:
    """Return the people who handled a round of the matter or signed its reply."""
    outcome = matter.outcomes.filter(round=matter.round).select_related("approval").first()
    signed = (
        outcome.approval.steps.values_list("decided_by", flat=True)
        if outcome and outcome.approval
        else []
    )
    return {matter.handler_id, *signed}


@transaction.atomic
def rate(*, complaint: Complaint, grade: int, remark: str, by: By, on: date) -> Rating:
    """Keep how the complainant rates the reply, once a round, within the plan's days.

    :raises NotNow: if there was no reply, or it is rated.
    :raises TooLate: if the days for it are over.
    """
    matter = _replied(complaint)
    _check_window(matter, on)
    if matter.ratings.filter(round=matter.round).exists():
        raise NotNow(_("You have rated this reply already."))
    kept = commit(remark)
    rating = Rating.objects.create(
        matter=matter, round=matter.round, grade=grade, remark=remark, salt=kept.salt, on=on
    )
    tell("matter.rated", matter, by, on, {"grade": grade}, {f"rating-{rating.round}": kept})
    event("rating.given", matter, by, on)
    return rating


@transaction.atomic
def reopen(*, complaint: Complaint, reason: str, by: By, on: date) -> Matter:
    """Take a replied matter up again in a new round, within the plan's days; the clock runs anew.

    :raises NotNow: if there was no reply.
    :raises TooLate: if the days for it are over.
    """
    matter = _replied(complaint)
    _check_window(matter, on)
    if not reason.strip():
        raise Refusal(_("Say what is still unsolved."))
    moved(matter, State.HANDLING, on, round=matter.round + 1, closed_on=None)
    intake.post_message(complaint=complaint, text=reason, by=by, on=on)
    intake.progress(complaint=complaint, state=Complaint.State.IN_HANDLING, by=by, on=on)
    tell("matter.reopened", matter, by, on, {"round": matter.round})
    clock = pack_of(matter.adoption).clock_for(
        REPLY, kind=complaint.input_class, urgency=complaint.urgency
    )
    open_duty(
        of=matter.complaint,
        code=clock.id,
        adoption=matter.adoption,
        owner_unit=matter.handling_unit,
        owner_person=matter.handler,
        start=on,
        audience=matter.complaint.audience,
        by=by,
        on=on,
        threads=(matter,),
    )
    return matter


@transaction.atomic
def close(*, matter: Matter, by: Account, on: date) -> Matter:
    """Close a matter: there was a reply, outcomes for matter and persons, and a call-back.

    :raises NotNow: if one of them is missing.
    """
    matter = locked(matter)
    if matter.state == State.REPLIED:
        raise NotNow(_("The call-back is missing: somebody else than the handler makes it."))
    need_state(matter, State.CALLED_BACK)
    moved(matter, State.CLOSED, on, closed_on=on)
    tell("matter.closed", matter, by, on, {"round": matter.round})
    complaint = matter.complaint
    if not complaint.matters.filter(closed_on__isnull=True).exists():
        intake.progress(complaint=complaint, state=Complaint.State.CLOSED, by=by, on=on)
    return matter


def _replied(complaint: Complaint) -> Matter:
    matter = (
        complaint.matters.filter(state__in=[State.REPLIED, State.CALLED_BACK, State.CLOSED])
        .order_by("-replied_on", "-pk")
        .first()
    )
    if matter is None:
        raise NotNow(_("There is no reply yet."))
    return locked(matter)


def _check_window(matter: Matter, on: date) -> None:
    assert matter.replied_on is not None
    last, clause = slips.window(matter, "rating", matter.replied_on)
    if last is not None and on > last:
        raise TooLate(
            _("This could be done until {day}.").format(day=slips.told(last)), basis=clause
        )
