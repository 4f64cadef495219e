"""A unit of a campaign asks another for help, and is answered under a clock."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import exchange
from zhiyong.campaigns.models import Assignment, Campaign, Request
from zhiyong.campaigns.selectors.exchange import acts_in
from zhiyong.campaigns.services.common import Incomplete, NotTheirs, need_text, running, tell
from zhiyong.campaigns.services.exchanging import (
    locked_row,
    need_day,
    need_state,
    owe_each,
    tell_units,
)
from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import happened, meet, open_duty, void
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.shell import kinds

State = Request.State
ANSWER = "unit_request.answer"
"""The code of the duty to answer, where the plan has no clock for it."""


@transaction.atomic
def ask_unit(
    *,
    campaign: Campaign,
    from_unit: Unit,
    to_unit: Unit,
    text: str,
    by: Account,
    on: date,
    due: date | None = None,
    assignment: Assignment | None = None,
) -> Request:
    """Ask another unit for help; it owes an answer by the plan's clock, or by the day named.

    :raises NotTheirs: if the account does not act for the unit that asks, the other has no part
        in the campaign, or the task is somebody else's.
    :raises Incomplete: without words, or without a day where the plan has no term for it.
    :raises NotNow: if the campaign is not running.
    """
    campaign = running(campaign)
    if not acts_in(by, from_unit, campaign, on):
        raise NotTheirs(_("Only {unit} itself does this.").format(unit=from_unit.name))
    if to_unit == from_unit or not exchange.takes_part(campaign, to_unit):
        raise NotTheirs(_("{unit} has no part in this campaign.").format(unit=to_unit.name))
    if assignment is not None and (
        assignment.unit_id != from_unit.pk or assignment.campaign_id != campaign.pk
    ):
        raise NotTheirs(_("This task belongs to another unit."))
    text = need_text(text, _("Say what you ask for."))
    clock = exchange.answer_clock(pack_of(campaign.adoption))
    counted = clock is not None and isinstance(clock.term, Term)
    if due is None and not counted:
        raise Incomplete(_("Say by when you need the answer."))
    if due is not None:
        need_day(due, on, None)
    kept = commit(text)
    row = Request.objects.create(
        campaign=campaign,
        assignment=assignment,
        from_unit=from_unit,
        to_unit=to_unit,
        text=text,
        salt=kept.salt,
        due=due or on,
        asked_by=by,
        asked_on=on,
    )
    reference = kinds.ref(row)
    facts = {"from_unit": from_unit, "to_unit": to_unit, "assignment": assignment}
    tell("unit_request.asked", row, campaign, by, on, facts, {"text": kept})
    if clock is not None and counted:
        duty = open_duty(
            of=row,
            code=clock.id,
            adoption=campaign.adoption,
            owner_unit=to_unit,
            start=on,
            audience=campaign.audience,
            by=by,
            on=on,
            named=due,
        )
        row.due = duty.due_on or row.due
        row.save(update_fields=["due"])
    else:
        label = gettext_lazy("Answer another unit's request")
        owe_each(
            [(reference, to_unit)],
            code=ANSWER,
            label=label,
            due_on=row.due,
            campaign=campaign,
            by=by,
            on=on,
        )
    tell_units([(reference, to_unit)], "unit_request.asked", on, {})
    return row


@transaction.atomic
def answer_request(*, request: Request, helps: bool, answer: str, by: Account, on: date) -> Request:
    """Answer another unit: what is done for it, or why it is refused.

    :raises NotTheirs: if the account does not act for the unit that was asked.
    :raises NotNow: if it is answered, or was withdrawn.
    :raises Incomplete: without words.
    """
    row = _locked(request)
    if not acts_in(by, row.to_unit, row.campaign, on):
        raise NotTheirs(_("Only {unit} itself does this.").format(unit=row.to_unit.name))
    need_state(row, State.ASKED)
    message = _("Say what is done.") if helps else _("Give the reason for refusing.")
    row.answer = need_text(answer, message)
    kept = commit(row.answer)
    row.answer_salt, row.answered_by, row.answered_on = kept.salt, by, on
    row.state = State.ANSWERED if helps else State.REFUSED
    row.save(update_fields=["answer", "answer_salt", "answered_by", "answered_on", "state"])
    verb = "unit_request.answered" if helps else "unit_request.refused"
    tell(verb, row, row.campaign, by, on, {"to_unit": row.to_unit}, {"answer": kept})
    happened(exchange.ANSWERED, of=row, adoption=row.campaign.adoption, owners={}, by=by, on=on)
    meet(of=row, code=ANSWER, by=by, on=on)
    tell_units([(kinds.ref(row), row.from_unit)], "unit_request.answered", on, {})
    return row


@transaction.atomic
def withdraw_request(*, request: Request, by: Account, on: date) -> Request:
    """Withdraw a request that is not needed any more.

    :raises NotTheirs: if the account does not act for the unit that asked.
    :raises NotNow: if it is answered already.
    """
    row = _locked(request)
    if not acts_in(by, row.from_unit, row.campaign, on):
        raise NotTheirs(_("Only {unit} itself does this.").format(unit=row.from_unit.name))
    need_state(row, State.ASKED)
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    tell("unit_request.withdrawn", row, row.campaign, by, on)
    void(of=row, reason="withdrawn", by=by, on=on)
    return row


def _locked(request: Request) -> Request:
    return locked_row(request, "campaign__adoption__pack", "from_unit", "to_unit")
