"""What came to a unit from the office or other units and still wants something of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.campaigns.models import Bulletin, Feedback, Receipt, Request

MOST = 50


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing that came: what kind it is, its row, what it is called, until when."""

    kind: Literal["bulletin", "meeting", "feedback", "request"]
    pk: int
    title: str
    by: date | None = None
    campaign: str = ""


def arrived(unit: int | None) -> list[Arrived]:
    """Return what waits for a unit's signature or answer: three queries."""
    if unit is None:
        return []
    receipts = (
        Receipt.objects.filter(
            unit=unit, signed_on__isnull=True, bulletin__state=Bulletin.State.ISSUED
        )
        .select_related("bulletin__campaign")
        .order_by("-pk")[:MOST]
    )
    feedbacks = (
        Feedback.objects.filter(unit=unit, sent_on__isnull=False, answered_on__isnull=True)
        .select_related("campaign")
        .order_by("-pk")[:MOST]
    )
    requests = (
        Request.objects.filter(to_unit=unit, state=Request.State.ASKED)
        .select_related("campaign", "from_unit")
        .order_by("due", "pk")[:MOST]
    )
    found = [
        Arrived(
            "meeting" if one.bulletin.kind == Bulletin.Kind.MEETING else "bulletin",
            one.bulletin_id,
            one.bulletin.title,
            one.bulletin.receipt_by,
            one.bulletin.campaign.title,
        )
        for one in receipts
    ]
    found += [
        Arrived("feedback", one.pk, one.number or one.period, None, one.campaign.title)
        for one in feedbacks
    ]
    found += [
        Arrived("request", one.pk, one.from_unit.name, one.due, one.campaign.title)
        for one in requests
    ]
    return found
