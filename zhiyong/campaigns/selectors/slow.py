"""Units that are slow: what they have not handed in though its day has passed."""

from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from zhiyong.campaigns.models import Assignment, Campaign
from zhiyong.campaigns.selectors.figures import DONE, overdue, owed
from zhiyong.directory.models import Unit


def slow_units(campaign: Campaign, on: date) -> QuerySet[Unit]:
    """Return the units that are behind on a day, with how far, the furthest first.

    Shape: units with `overdue` (tasks not handed in though their day has passed), `owed`, `done`,
    `returned` (tasks returned to them), `oldest` (the earliest of those days), `talked_on` (the
    last talk). Source: what is owed in the campaign; `behind` are its rows.
    """
    mine = Q(assignments__campaign=campaign) & ~Q(assignments__state=Assignment.State.VOID)
    late = mine & Q(
        assignments__state__in=[Assignment.State.OPEN, Assignment.State.RETURNED],
        assignments__due__lt=on,
        assignments__retroactive=False,
    )
    done = mine & Q(assignments__state__in=[Assignment.State.SUBMITTED, Assignment.State.ACCEPTED])
    members = campaign.members.filter(until_on__isnull=True).values("unit")
    return (
        Unit.objects.filter(mine, pk__in=members)
        .annotate(
            owed=Count("assignments", filter=mine),
            done=Count("assignments", filter=done),
            overdue=Count("assignments", filter=late),
            returned=Count("assignments", filter=mine & Q(assignments__returned__gt=0)),
            oldest=Min("assignments__due", filter=late),
        )
        .filter(overdue__gt=0)
        .order_by("-overdue", "oldest", "pk")
    )


def behind(campaign: Campaign, unit: Unit, on: date) -> QuerySet[Assignment]:
    """Return what a unit is behind with on a day."""
    return owed(campaign).filter(overdue(on), unit=unit)


def done_by(campaign: Campaign, unit: Unit) -> QuerySet[Assignment]:
    """Return what a unit has handed in."""
    return owed(campaign).filter(DONE, unit=unit)


def last_talks(campaign: Campaign, units: list[int]) -> dict[int, date]:
    """Return when each of some units was last called to a talk."""
    rows = campaign.talks.filter(unit__in=units).order_by().values("unit")
    return {row["unit"]: row["last"] for row in rows.annotate(last=Max("held_on"))}
