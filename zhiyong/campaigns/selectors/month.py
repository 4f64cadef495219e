"""What waits for the office of a campaign in a month, each with its rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhiyong.campaigns.models import Acceptance, Assignment, Campaign, Receipt, Request, SlowTalk
from zhiyong.campaigns.selectors.feedback import month_of, open_items, progress
from zhiyong.campaigns.selectors.figures import TO_DO, overdue, owed
from zhiyong.rules.periods import period_of
from zhiyong.shell.access import Standing

SHOWN = 10
"""How many rows of each kind the page shows; the rest stand behind its link."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of one kind: how many, and the first of them."""

    count: int
    rows: tuple[Any, ...]


def _first(rows: QuerySet[Any], *related: str) -> Waiting:
    return Waiting(rows.count(), tuple(rows.select_related(*related)[:SHOWN]))


def office_month(campaign: Campaign, standing: Standing, on: date) -> dict[str, Any]:
    """Return what waits for the office in the month of a day, by kind.

    Shape: {kind: Waiting}, and for feedback how many units still get one. Window: due days from
    the first to the last of the month; what is late, whenever it was due.
    """
    turn = period_of("month", on)
    begins = max(turn.first, on)
    mine = owed(campaign)
    found: dict[str, Any] = {
        "due": _first(
            mine.filter(TO_DO, due__gte=begins, due__lte=turn.last).order_by("due", "pk"),
            "task",
            "unit",
        ),
        "late": _first(mine.filter(overdue(on)).order_by("due", "pk"), "task", "unit"),
        "to_accept": _first(
            mine.filter(state=Assignment.State.SUBMITTED, receiver=campaign.office).order_by(
                "handed_in_on", "pk"
            ),
            "task",
            "unit",
        ),
        "requests": _first(
            Request.objects.filter(campaign=campaign, state=Request.State.ASKED).order_by(
                "due", "pk"
            ),
            "from_unit",
            "to_unit",
        ),
        "talks": _first(
            SlowTalk.objects.filter(campaign=campaign, rechecked_on__isnull=True).order_by(
                "recheck_on", "pk"
            ),
            "unit",
        ),
        "again": _first(
            Acceptance.objects.filter(
                campaign=campaign, result=Acceptance.Result.AGAIN, followed_by__isnull=True
            ).order_by("again_on", "pk"),
            "unit",
        ),
        "unsigned": _first(
            Receipt.objects.filter(
                bulletin__campaign=campaign,
                bulletin__state="ISSUED",
                bulletin__receipt_by__isnull=False,
                signed_on__isnull=True,
            ).order_by("bulletin__receipt_by", "pk"),
            "bulletin",
            "unit",
        ),
    }
    period = month_of(on)
    sent, prepared = progress(campaign, period)
    found["period"] = period
    found["feedback_sent"], found["feedback_prepared"] = sent, prepared
    found["feedback_open"] = prepared or len(open_items(campaign, standing))
    return found
