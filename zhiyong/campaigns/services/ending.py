"""A campaign ends, or is withdrawn: what is still owed lapses, what was done stays."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Campaign, Stage
from zhiyong.campaigns.selectors.standing import still_open
from zhiyong.campaigns.services.common import DUTY, By, need_text, running, tell
from zhiyong.campaigns.services.staging import StillOpen
from zhiyong.directory.models import Account
from zhiyong.duties.services.alike import void_alike

State = Campaign.State
CHUNK = 5000


@transaction.atomic
def withdraw(*, campaign: Campaign, reason: str, by: By, on: date) -> Campaign:
    """Withdraw a running campaign: nobody owes anything any more; what was accepted stays.

    :raises NotNow: if it is not running.
    :raises Incomplete: if the reason is missing.
    """
    campaign = running(campaign)
    reason = need_text(reason, _("Say why the campaign is withdrawn."))
    count = lapse(still_open(campaign), reason="withdrawn")
    return _over(campaign, State.WITHDRAWN, "campaign.withdrawn", reason, count, by, on)


@transaction.atomic
def end(*, campaign: Campaign, by: By, on: date, reason: str = "") -> Campaign:
    """End a campaign whose phases are closed; what goes on or is open lapses, with a reason.

    :raises NotNow: if it is not running.
    :raises StillOpen: if a phase is not closed yet.
    :raises Incomplete: if something is open and no reason is given.
    """
    campaign = running(campaign)
    stages = campaign.stages.filter(state=Stage.State.OPEN)
    if stages:
        text = _("Close these phases first: {phases}.")
        raise StillOpen(text.format(phases="、".join(stage.label for stage in stages)))
    waiting = still_open(campaign)
    if waiting.exists():
        needed = _("{n} tasks of units are not accepted: say why the campaign ends with them open.")
        reason = need_text(reason, needed.format(n=waiting.count()))
    count = lapse(waiting, reason="ended")
    return _over(campaign, State.CLOSED, "campaign.ended", reason.strip(), count, by, on)


def lapse(rows: QuerySet[Assignment], *, reason: str, why: str = "") -> int:
    """Let assignments lapse with their duties, in one go; return how many. Nothing is recorded."""
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        void_alike(of=[f"assignment:{pk}" for pk in some], code=DUTY, reason=reason)
        Assignment.objects.filter(pk__in=some).update(
            state=Assignment.State.VOID, void_why=why[:300], accepted_on=None
        )
    return len(ids)


def _over(
    campaign: Campaign, state: str, verb: str, reason: str, count: int, by: By, on: date
) -> Campaign:
    campaign.state, campaign.ended_on, campaign.ended_why = state, on, reason[:500]
    campaign.ended_by = by if isinstance(by, Account) else None
    campaign.save(update_fields=["state", "ended_on", "ended_why", "ended_by"])
    tell(verb, campaign, campaign, by, on, {"count": count})
    return campaign
