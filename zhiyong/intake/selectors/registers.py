"""The registers that offices keep, by kind of channel and period, as on paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from zhiyong.directory.models import Unit
from zhiyong.intake.models import Complaint, Referral, Registration
from zhiyong.intake.selectors.access import complaints_kept_by
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import READS_ALL, Role, Standing


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its slip in the plan, its title, and the channels that it lists."""

    slip: str
    title: str
    channels: tuple[str, ...]


def registers(adoption: Adoption, lang: str) -> list[Register]:
    """Return the registers that a plan keeps, in its order."""
    pack = pack_of(adoption)
    channels: dict[str, list[str]] = {}
    for channel in pack.channels:
        if channel.listed_in:
            channels.setdefault(channel.listed_in, []).append(channel.id)
    return [
        Register(slip, pack.slip(slip).label.say(lang), tuple(ids))
        for slip, ids in channels.items()
    ]


def lines(
    standing: Standing, unit: Unit, channels: tuple[str, ...], since: date, until: date
) -> QuerySet[Registration]:
    """Return the lines of a unit's register, registered from `since` to `until`, both included.

    `open` tells whether the content may be shown: a complaint that has left the office leaves
    its line, with number and days alone.
    """
    units = standing.units(*READS_ALL)
    if unit.pk not in units:
        return Registration.objects.none()
    return (
        Registration.objects.filter(
            unit=unit, channel__in=channels, registered_on__gte=since, registered_on__lte=until
        )
        .annotate(
            open=Case(
                When(ended_on__isnull=True, complaint__audience=unit.pk, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .select_related(
            "complaint__subject_unit",
            "complaint__adoption__pack",
            "complaint__visit",
            "complaint__details",
        )
        .defer("complaint__text")
    )


def passed_on(
    standing: Standing, unit: Unit, channels: tuple[str, ...], since: date, until: date
) -> QuerySet[Referral]:
    """Return what a unit received and passed on without registering it, by day."""
    if unit.pk not in standing.units(*READS_ALL):
        return Referral.objects.none()
    return (
        Referral.objects.filter(
            from_unit=unit,
            way=Referral.Way.ON_ENTRY,
            channel__in=channels,
            on__gte=since,
            on__lte=until,
        )
        .select_related("to_unit")
        .order_by("on", "pk")
    )


def lines_to_take(standing: Standing, unit: Unit, since: date, until: date) -> QuerySet[Any]:
    """Return the lines of a unit's whole register whose complaints its clerk may read, by day."""
    return (
        Registration.objects.filter(
            unit=unit,
            registered_on__gte=since,
            registered_on__lte=until,
            ended_on__isnull=True,
            complaint__in=complaints_kept_by(standing, Role.CLERK).filter(audience=unit.pk),
        )
        .select_related(
            "complaint__subject_unit", "complaint__adoption__pack", "complaint__merged_into"
        )
        .order_by("registered_on", "pk")
    )


def work_orders_to_take(
    standing: Standing, unit: Unit, channel: str, since: date, until: date
) -> QuerySet[Complaint]:
    """Return the work orders that a unit keeps and its clerk may read, by day of receipt."""
    return (
        complaints_kept_by(standing, Role.CLERK)
        .filter(audience=unit.pk, channel=channel, received_on__gte=since, received_on__lte=until)
        .exclude(outside_number="")
        .select_related("subject_unit", "details")
        .order_by("received_on", "pk")
    )


def monthly_counts(unit: Unit, year: int) -> list[dict[str, Any]]:
    """Return how many complaints a unit registered in each month of a year, by channel.

    Shape:  [{"month", "channel", "n"}], months and channels with none left out.
    Unit:   lines of the register, those that left the office included.
    Window: the calendar year of registration.
    """
    rows = (
        Registration.objects.filter(
            Q(unit=unit), registered_on__gte=date(year, 1, 1), registered_on__lte=date(year, 12, 31)
        )
        .values("registered_on__month", "channel")
        .annotate(n=Count("pk"))
        .order_by("registered_on__month", "channel")
    )
    return [
        {"month": row["registered_on__month"], "channel": row["channel"], "n": row["n"]}
        for row in rows
    ]
