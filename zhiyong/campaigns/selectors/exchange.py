"""Who sees what goes between the office and the units."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.campaigns.models import (
    Acceptance,
    Bulletin,
    Campaign,
    Carried,
    Feedback,
    Obstruction,
    Receipt,
    Request,
    SlowTalk,
    Summary,
)
from zhiyong.campaigns.selectors.visible import (
    HANDS_IN,
    OWES,
    RUNS,
    campaigns_visible_to,
    seen_whole,
)
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Standing


def _whole(standing: Standing) -> Q:
    return Q(campaign__in=seen_whole(standing).values("pk"))


def _mine(standing: Standing, field: str = "unit") -> Q:
    return Q(**{f"{field}__id__among": standing.units(*OWES)})


def bulletins_visible_to(standing: Standing) -> QuerySet[Bulletin]:
    """Return all bulletins of the campaigns seen whole, and those that went to somebody's units."""
    mine = Receipt.objects.filter(_mine(standing), bulletin=OuterRef("pk"))
    out = ~Q(state=Bulletin.State.DRAFT)
    return Bulletin.objects.filter(_whole(standing) | (out & Q(Exists(mine))))


def receipts_visible_to(standing: Standing) -> QuerySet[Receipt]:
    """Return the receipts of the campaigns seen whole, and those of somebody's units."""
    whole = Q(bulletin__campaign__in=seen_whole(standing).values("pk"))
    return Receipt.objects.filter(whole | _mine(standing))


def feedbacks_visible_to(standing: Standing) -> QuerySet[Feedback]:
    """Return the feedback of the campaigns seen whole, and what was sent to somebody's units."""
    return Feedback.objects.filter(_whole(standing) | (Q(sent_on__isnull=False) & _mine(standing)))


def requests_visible_to(standing: Standing) -> QuerySet[Request]:
    """Return the requests of the campaigns seen whole, and those from or to somebody's units."""
    return Request.objects.filter(
        _whole(standing) | _mine(standing, "from_unit") | _mine(standing, "to_unit")
    )


def talks_visible_to(standing: Standing) -> QuerySet[SlowTalk]:
    """Return the talks with slow units: of the campaigns seen whole, and with somebody's units."""
    return SlowTalk.objects.filter(_whole(standing) | _mine(standing))


def acceptances_visible_to(standing: Standing) -> QuerySet[Acceptance]:
    """Return the acceptances of the campaigns seen whole, and those of somebody's units."""
    return Acceptance.objects.filter(_whole(standing) | _mine(standing))


def summaries_visible_to(standing: Standing) -> QuerySet[Summary]:
    """Return the summaries of the campaigns seen whole; frozen ones, of all that are known."""
    frozen = Q(frozen_on__isnull=False, campaign__in=campaigns_visible_to(standing).values("pk"))
    return Summary.objects.filter(_whole(standing) | frozen)


def obstructions_visible_to(standing: Standing) -> QuerySet[Obstruction]:
    """Return what was noted about units that stood in the way: for those who see the whole."""
    return Obstruction.objects.filter(_whole(standing))


def carried_visible_to(standing: Standing) -> QuerySet[Carried]:
    """Return what was carried over: of the campaigns seen whole, and of somebody's units."""
    return Carried.objects.filter(_whole(standing) | _mine(standing))


def speaks_for(standing: Standing, unit: Unit | int, campaign: Campaign) -> bool:
    """Whether somebody signs and answers for a unit in a campaign.

    Whoever runs it speaks for its office and their own unit alone, whatever else they hold: the
    office does not answer itself.
    """
    pk = unit.pk if isinstance(unit, Unit) else unit
    if pk not in standing.units(*HANDS_IN):
        return False
    own = (campaign.office_id, standing.home_unit_id)
    return pk in own or campaign.audience not in standing.units(*RUNS)


def acts_in(account: Account, unit: Unit | int, campaign: Campaign, on: date) -> bool:
    """Whether an account signs and answers for a unit in a campaign on a day."""
    return speaks_for(standing_of(account, on), unit, campaign)


def runs(account: Account, campaign: Campaign, on: date) -> bool:
    """Whether an account runs a campaign on a day."""
    return campaign.audience in standing_of(account, on).units(*RUNS)
