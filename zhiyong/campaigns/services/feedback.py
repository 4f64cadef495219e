"""The monthly feedback to each unit: prepared for all, sent in steps, answered."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns import exchange
from zhiyong.campaigns.models import Campaign, Feedback
from zhiyong.campaigns.selectors.exchange import acts_in
from zhiyong.campaigns.selectors.feedback import members, open_items, still_open, unsent
from zhiyong.campaigns.services.common import By, Incomplete, NotNow, NotTheirs, running, tell
from zhiyong.campaigns.services.exchanging import need_office, tell_units
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.duties.services import (
    Beginning,
    OpenNumber,
    meet_all,
    open_each,
)
from zhiyong.duties.services.opening import Owed
from zhiyong.journal.services import Act, commit, record_many
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Slip

STEP = 100
"""How many units are sent theirs in one transaction."""


@transaction.atomic
def prepare_feedback(
    *, campaign: Campaign, period: str, by: Account, on: date, note: str = ""
) -> int:
    """Prepare the feedback of a month for every unit about which something is open.

    What is prepared for the month already is left as it is. Returns for how many it is prepared
    now. Complaints are told as far as `by` may see them.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if the campaign is not running.
    :raises Incomplete: if nothing is open about any unit, or the month has not begun.
    """
    campaign = running(campaign)
    need_office(campaign, by, on)
    if period > f"{on:%Y-%m}":
        raise Incomplete(_("This month has not begun."))
    units = members(campaign)
    found = open_items(campaign, standing_of(by, on), units)
    if not found:
        raise Incomplete(_("Nothing is open about any unit: there is nothing to feed back."))
    done = set(
        Feedback.objects.filter(campaign=campaign, period=period).values_list("unit_id", flat=True)
    )
    rows = [
        Feedback(
            campaign=campaign,
            unit=units[pk],
            period=period,
            note=note.strip(),
            items=[{**one, "months": one["months"] + 1} for one in items],
        )
        for pk, items in sorted(found.items())
        if pk not in done
    ]
    Feedback.objects.bulk_create(rows, batch_size=500)
    facts = {"period": period, "units": len(rows), "items": sum(len(one.items) for one in rows)}
    tell("campaign.feedback_prepared", campaign, campaign, by, on, facts)
    return len(rows)


@transaction.atomic
def send_feedback(*, campaign: Campaign, period: str, by: By, on: date, most: int = STEP) -> int:
    """Send the next units their feedback of a month; return how many are left.

    Each is numbered, written out as the plan's sheet where it has one, and signed for under the
    plan's clock where that has a term. Run again until nothing is left: nobody gets it twice.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if the campaign is not running.
    """
    campaign = running(campaign)
    need_office(campaign, by, on)
    rows = list(
        unsent(campaign, period)
        .select_for_update(of=("self",))
        .select_related("unit", "campaign__adoption__pack", "campaign__office")
        .order_by("pk")[:most]
    )
    rows = _still_to_tell(rows)
    slip = exchange.slip_for(pack_of(campaign.adoption), exchange.FEEDBACK)
    acts = []
    for row in rows:
        row.number = exchange.number_for(campaign, exchange.FEEDBACK, on)
        row.sent_by, row.sent_on = by if isinstance(by, Account) else None, on
        kept = commit(row.content)
        row.salt = kept.salt
        if slip is not None:
            row.paper = issue(
                slip=slip.id,
                of=row,
                adoption=campaign.adoption,
                unit=campaign.office,
                fill=exchange.feedback_sheet(row),
                by=by,
                on=on,
                audience=campaign.audience,
                number=row.number,
            )
        row.save(update_fields=["number", "items", "sent_by", "sent_on", "salt", "paper"])
        facts = {"unit": f"unit:{row.unit_id}", "items": len(row.items)}
        acts.append(
            Act(
                "feedback.sent",
                f"campaign_feedback:{row.pk}",
                facts,
                (campaign,),
                campaign.audience,
                {"feedback": kept},
            )
        )
    record_many(acts, by=by, on=on)
    _owe(campaign, slip, rows, by, on)
    tell_units([(f"campaign_feedback:{row.pk}", row.unit) for row in rows], "feedback.sent", on, {})
    return unsent(campaign, period).count()


def _still_to_tell(rows: list[Feedback]) -> list[Feedback]:
    """Leave out what was struck off, or went up sealed, since it was prepared."""
    still = still_open(one["ref"] for row in rows for one in row.items)
    kept = []
    for row in rows:
        row.items = [one for one in row.items if one["ref"] in still]
        if row.items:
            kept.append(row)
        else:
            row.delete()
    return kept


def _owe(campaign: Campaign, slip: Slip | None, rows: list[Feedback], by: By, on: date) -> None:
    if slip is None or slip.clock is None:
        return
    try:
        begun = open_each(
            [
                Beginning(
                    f"campaign_feedback:{row.pk}",
                    Owed(slip.clock, row.unit, audience=campaign.audience),
                    campaign.adoption,
                    on,
                    (campaign,),
                )
                for row in rows
            ]
        )
    except OpenNumber:  # the plan leaves the term open, and the adoption did, too
        return
    record_many(begun.acts, by=by, on=on)


@transaction.atomic
def answer_feedback(*, feedback: Feedback, answer: str, by: Account, on: date) -> Feedback:
    """Sign for the feedback of a month, and say what is being done about it.

    :raises NotTheirs: if the account does not act for the unit.
    :raises NotNow: if it was not sent, or is answered.
    :raises Incomplete: without an answer.
    """
    row = (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("campaign__adoption__pack", "unit")
        .get(pk=feedback.pk)
    )
    _need_unit(row.unit, row.campaign, by, on)
    if row.sent_on is None or row.answered_on is not None:
        raise NotNow(_("It was not sent yet, or is answered already."))
    answer = answer.strip()
    if not answer:
        raise Incomplete(_("Say what is being done about it."))
    kept = commit(answer)
    row.answer, row.answer_salt = answer, kept.salt
    row.answered_by, row.answered_on = by, on
    row.save(update_fields=["answer", "answer_salt", "answered_by", "answered_on"])
    tell("feedback.answered", row, row.campaign, by, on, {"unit": row.unit}, {"answer": kept})
    slip = exchange.slip_for(pack_of(row.campaign.adoption), exchange.FEEDBACK)
    if slip is not None and slip.clock is not None:
        meet_all(of=f"campaign_feedback:{row.pk}", codes=[slip.clock], by=by, on=on)
    return row


def _need_unit(unit: Unit, campaign: Campaign, by: Account, on: date) -> None:
    if not acts_in(by, unit, campaign, on):
        raise NotTheirs(_("Only {unit} itself does this.").format(unit=unit.name))
