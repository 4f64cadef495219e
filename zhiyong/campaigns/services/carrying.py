"""What a campaign leaves open goes on in the next one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Campaign, Carried
from zhiyong.campaigns.selectors.carrying import left_open
from zhiyong.campaigns.services.common import NotNow, locked, tell
from zhiyong.campaigns.services.exchanging import need_office
from zhiyong.directory.models import Account

BEFORE = (Campaign.State.DRAFT, Campaign.State.RUNNING)


@transaction.atomic
def carry_over(*, campaign: Campaign, earlier: Campaign, by: Account, on: date) -> int:
    """Take what is open of an earlier campaign over into this one; return how much.

    Numbers that are not struck off go on being fed back month for month. What was taken over
    already is left as it is.

    :raises NotTheirs: if somebody else than the office of this campaign does it.
    :raises NotNow: if the earlier one is still running or never ran, or is another office's, or
        another one came before this.
    """
    campaign = locked(campaign, *BEFORE)
    need_office(campaign, by, on)
    if earlier.pk == campaign.pk or earlier.audience != campaign.audience:
        raise NotNow(_("Only a campaign of the same office goes on in this one."))
    if earlier.state != Campaign.State.CLOSED:
        raise NotNow(_("End the earlier campaign first: what is open then is carried over."))
    if campaign.earlier_id not in (None, earlier.pk):
        raise NotNow(_("Another campaign came before this one already."))
    rows = [
        Carried(
            campaign=campaign,
            earlier=earlier,
            unit_id=one.unit,
            ref=one.ref,
            number=one.number,
            what=one.what,
            since=one.since,
            on=on,
        )
        for one in left_open(earlier)
    ]
    before = campaign.carried.count()
    Carried.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    made = campaign.carried.count() - before
    if campaign.earlier_id is None:
        campaign.earlier = earlier
        campaign.save(update_fields=["earlier"])
    facts = {"earlier": earlier, "items": made}
    tell("campaign.carried_over", campaign, campaign, by, on, facts)
    return made
