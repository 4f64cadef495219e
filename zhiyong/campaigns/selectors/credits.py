"""What counts for which programme beside the plan, and in all: each activity once."""

from dataclasses import dataclass

from django.db.models import Count

from zhiyong.campaigns.models import Campaign, Credit, Submission
from zhiyong.campaigns.selectors.contents import STANDS


@dataclass(frozen=True, slots=True)
class Credited:
    """How many activities count for each programme, and how many there are in all.

    Shape: {programme: number}. Unit: versions handed in that stand, addenda left out; in `total`
    one that counts for several programmes is counted once.
    """

    by_programme: dict[str, int]
    credited: int
    total: int


def credited(campaign: Campaign) -> Credited:
    """Return how the activities of a campaign count for the programmes beside it."""
    rows = Credit.objects.filter(campaign=campaign, submission__state__in=STANDS)
    counted = (
        rows.exclude(programme="")
        .values("programme")
        .annotate(many=Count("submission", distinct=True))
        .order_by("programme")
    )
    stands = Submission.objects.filter(
        assignment__campaign=campaign, state__in=STANDS, addendum=False
    )
    return Credited(
        by_programme={one["programme"]: one["many"] for one in counted},
        credited=rows.values("submission").distinct().count(),
        total=stands.count(),
    )
