"""The ways to reach units, and who lacks one that is required."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.directory.models import Channel, ReceptionPoint, RequiredChannel, Unit
from zhiyong.directory.selectors.units import open_units


def points_on(on: date) -> QuerySet[ReceptionPoint]:
    """Return the reception points that were open on a day. They are public."""
    return ReceptionPoint.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on
    ).select_related("unit", "keeper_post")


def points_of(unit: Unit, on: date) -> QuerySet[ReceptionPoint]:
    """Return the ways to reach a unit on a day, by kind and name."""
    return points_on(on).filter(unit=unit).order_by("kind", "name", "pk")


def units_lacking(kind: str, units: QuerySet[Unit], on: date) -> QuerySet[Unit]:
    """Return those of some units that have no open reception point of a kind on a day."""
    has = points_on(on).filter(unit=OuterRef("pk"), kind=Channel(kind))
    return units.filter(~Exists(has))


def rules_on(on: date) -> QuerySet[RequiredChannel]:
    """Return the rules of required channels that hold on a day."""
    return RequiredChannel.objects.filter(valid__contains=on).order_by("kind", "pk")


def bound_by(rule: RequiredChannel, units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Return those of some units that a rule speaks of."""
    if rule.unit_kind:
        units = units.filter(kind=rule.unit_kind)
    if rule.unit_level:
        units = units.filter(level=rule.unit_level)
    if rule.tag:
        units = units.filter(tags__contains=[rule.tag])
    return units


def lacking_a_channel(on: date, rules: Iterable[RequiredChannel] | None = None) -> QuerySet[Unit]:
    """Return the units that lack at least one channel that is required of them on a day."""
    lacking = Q(pk__in=())
    for rule in rules_on(on) if rules is None else rules:
        bound = bound_by(rule, open_units(on))
        lacking |= Q(pk__in=units_lacking(rule.kind, bound, on).values("pk"))
    return Unit.objects.filter(lacking)


def missing_of(units: Iterable[Unit], on: date) -> dict[int, list[RequiredChannel]]:
    """Return, for some units, the rules that each does not keep on a day: two queries."""
    units = list(units)
    has = set(points_on(on).filter(unit__in=units).values_list("unit_id", "kind"))
    missing: dict[int, list[RequiredChannel]] = {unit.pk: [] for unit in units}
    for rule in rules_on(on):
        for unit in units:
            if _speaks_of(rule, unit) and (unit.pk, rule.kind) not in has:
                missing[unit.pk].append(rule)
    return missing


def _speaks_of(rule: RequiredChannel, unit: Unit) -> bool:
    return (
        rule.unit_kind in ("", unit.kind)
        and rule.unit_level in ("", unit.level)
        and (not rule.tag or rule.tag in unit.tags)
    )


def public_numbers(units: Iterable[Unit], on: date) -> list[str]:
    """Return the numbers and addresses by which everybody may reach some units on a day."""
    rows = points_on(on).filter(unit__in=list(units)).values_list("lines", "link")
    return [one for lines, link in rows for one in (*lines, link) if one]
