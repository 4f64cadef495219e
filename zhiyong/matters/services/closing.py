"""After the reply: call-back by somebody else, rating, reopening, closing."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.services import happened
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import Commitment, anonymously, commit
from zhiyong.matters import plan, slips
from zhiyong.matters.models import CallBack, Matter, Note, Outcome, Rating
from zhiyong.matters.selectors.hands import hands
from zhiyong.matters.services.common import (
    By,
    Incomplete,
    NotNow,
    State,
    event,
    keep_note,
    locked,
    moved,
    need_state,
    need_text,
    owes,
    tell,
)
from zhiyong.matters.services.handling import check_cause, content_of
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.errors import Refusal


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

    :raises WrongCaller: if the caller handled it, or signed the reply.
    :raises NotNow: if there was no reply yet, or the matter is closed.
    :raises Incomplete: if somebody was reached and what they said is missing.
    """
    matter = locked(matter)
    need_state(matter, State.REPLIED, State.CALLED_BACK)
    if by.person is None or by.person_id in hands(matter):
        raise WrongCaller(_("Somebody who did not handle or sign this must make the call-back."))
    if reached and satisfaction not in CallBack.Satisfaction.values:
        raise Incomplete(_("Choose what the complainant said."))
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
    if not matter.complaint.matters.filter(state=State.REPLIED).exists():
        _happened(plan.CALLED_BACK, matter, by, on)
    return made


def _happened(name: str, matter: Matter, by: By, on: date) -> None:
    """Let an event meet what the keeper owes on the complaint itself, and what was joined with it.

    A rating is the word of one complainant; a call-back is made for all of them.
    """
    joined = matter.complaint.merged.order_by("pk") if name == plan.CALLED_BACK else ()
    happened(
        name,
        of=matter.complaint,
        adoption=matter.adoption,
        owners={},
        also_meets=list(joined),
        by=by,
        on=on,
    )


@transaction.atomic
def rate(*, complaint: Complaint, grade: int, remark: str, by: By, on: date) -> Rating:
    """Keep how the complainant rates the reply, once a round, within the plan's days.

    :raises NotNow: if there was no reply, or it is rated.
    :raises TooLate: if the days for it are over.
    :raises Incomplete: if the grade is none, or the remark too long.
    """
    matter = _replied(complaint)
    _check_window(matter, on)
    remark = remark.strip()
    if grade not in Rating.Grade.values or len(remark) > 1000:
        raise Incomplete(_("Choose how satisfied you are; a remark may have 1000 characters."))
    if matter.ratings.filter(round=matter.round).exists():
        raise NotNow(_("You have rated this reply already."))
    kept = commit(remark)
    with _quietly(by):
        rating = Rating.objects.create(
            matter=matter, round=matter.round, grade=grade, remark=remark, salt=kept.salt, on=on
        )
        tell("matter.rated", matter, by, on, {"grade": grade}, {f"rating-{rating.round}": kept})
        _happened(plan.RATED, matter, by, on)
    return rating


@transaction.atomic
def reopen(*, complaint: Complaint, reason: str, by: By, on: date) -> Matter:
    """Take a replied matter up again in a new round, within the plan's days; the clock runs anew.

    By the complainant with the code, or by staff at their request.

    :raises NotNow: if there was no reply.
    :raises TooLate: if the days for it are over.
    :raises Incomplete: if it is not said what is left.
    """
    matter = _replied(complaint)
    _check_window(matter, on)
    reason = need_text(reason, _("Say what is still unsolved."))
    complaint = matter.complaint
    with _quietly(by):
        moved(matter, State.HANDLING, on, round=matter.round + 1, closed_on=None)
        note: dict[str, Commitment] = {}
        if isinstance(by, Account):
            note = keep_note(matter, reason, by, on, Note.Kind.REOPENED)
        else:
            intake.post_message(complaint=complaint, text=reason, by=by, on=on)
        if complaint.state != Complaint.State.IN_HANDLING:
            intake.progress(complaint=complaint, state=Complaint.State.IN_HANDLING, by=by, on=on)
        tell("matter.reopened", matter, by, on, {"round": matter.round}, note)
        if plan.way_of(matter).report_back:
            event(plan.SENT, matter, by, on)
        owes(matter, by, on)
        assert matter.handler is not None
        notices.tell(of=matter, to=matter.handler, template="matter.reopened", on=on)
    return matter


@transaction.atomic
def close(
    *, matter: Matter, by: Account, on: date, system_cause: str = "", no_cause: str = ""
) -> Matter:
    """Close a matter: there was a reply, outcomes for matter and persons, and a call-back.

    A cause in the system, or why there is none, is given now if the outcome does not say it. What
    a unit was assigned has its verdict, where the plan wants one.

    :raises NotNow: if one of them is missing.
    :raises Incomplete: if neither cause nor reason is given.
    """
    matter = locked(matter)
    if matter.state == State.REPLIED:
        raise NotNow(_("The call-back is missing: somebody else than the handler makes it."))
    need_state(matter, State.CALLED_BACK)
    outcome = matter.outcomes.filter(round=matter.round).first()
    if outcome is None or not outcome.matter_outcome or not outcome.person_outcome:
        raise NotNow(_("An outcome for the matter and one for persons are both needed."))
    if plan.is_judged(pack_of(matter.adoption), plan.way_of(matter)) and not (
        matter.judgements.filter(round=matter.round).exists()
    ):
        raise NotNow(_("The verdict on how the unit handled it is missing."))
    _name_cause(matter, outcome, system_cause, no_cause, by, on)
    moved(matter, State.CLOSED, on, closed_on=on)
    tell("matter.closed", matter, by, on, {"round": matter.round})
    complaint = matter.complaint
    if not complaint.matters.filter(closed_on__isnull=True).exists():
        intake.progress(complaint=complaint, state=Complaint.State.CLOSED, by=by, on=on)
    return matter


def _name_cause(
    matter: Matter, outcome: Outcome, system_cause: str, no_cause: str, by: Account, on: date
) -> None:
    """Add to an outcome what led to it, where it does not say so yet."""
    if outcome.system_cause or outcome.no_cause:
        return
    cause, none = check_cause(system_cause, no_cause)
    if not cause and not none:
        raise Incomplete(
            _("Say what in the system led to it, or why nothing did: nothing is closed without.")
        )
    kept = commit(content_of(outcome.findings, outcome.reply, cause, none))
    outcome.system_cause, outcome.no_cause, outcome.salt = cause, none, kept.salt
    outcome.save(update_fields=["system_cause", "no_cause", "salt"])
    commits = {f"outcome-{outcome.round}": kept}
    tell("matter.cause_named", matter, by, on, {"round": outcome.round}, commits)


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
    window = plan.window(matter.adoption, plan.RATED, matter.replied_on)
    if window and on > window.last:
        raise TooLate(
            _("This could be done until {day}.").format(day=slips.told(window.last)),
            basis=window.clause,
        )


def _quietly(by: By) -> AbstractContextManager[None]:
    """Keep no moment of what the complainant does."""
    return nullcontext() if isinstance(by, Account) else anonymously()
