"""Acts on regions: entering, correcting, renaming or giving a new code, ending."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyong.directory.intervals import OutsideHistory, interval, touches
from zhiyong.directory.models import Region, Unit
from zhiyong.directory.selectors.regions import region_subtree
from zhiyong.directory.services.current import hold_tree
from zhiyong.directory.services.units import By, NotYet
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class RegionCodeTaken(Refusal):
    """The code stands for another region on one of the days."""

    def __init__(self, other: Region) -> None:
        text = _("The code {code} stands for {name} then.")
        super().__init__(text.format(code=other.code, name=other.name))
        self.other = other


class RegionUnderItself(Refusal):
    """A region would stand below itself."""

    def __init__(self) -> None:
        super().__init__(_("A region cannot be put under itself or under a region below it."))


class RegionInUse(Refusal):
    """The region cannot be ended: regions below it go on, or open units lie in it."""

    def __init__(self, regions: int, units: int) -> None:
        text = _(
            "Regions below it that go on: {regions}; open units in it: {units}. Give these another "
            "region first, or record a new name or code instead."
        )
        super().__init__(text.format(regions=regions, units=units))
        self.regions, self.units = regions, units


@transaction.atomic
def open_region(*, code: str, name: str, on: date, by: By, parent: Region | None = None) -> Region:
    """Enter a region that is in force from a day on.

    :raises RegionCodeTaken: if the code stands for another one then.
    :raises OutsideHistory: if the region above is not in force on that day.
    """
    hold_tree()
    _must_hold(parent, on)
    region = Region(code=code, name=name, parent=parent, valid=interval(on))
    _must_be_free(region)
    region.save()
    record("region.opened", of=region, by=by, on=on, facts={"parent": parent} if parent else None)
    return region


@transaction.atomic
def correct_region(
    *, region: Region, name: str, parent: Region | None, first: date, on: date, by: By
) -> Region:
    """Put right what was entered wrong: the name, the region above, the first day.

    :raises RegionUnderItself: if it would stand below itself.
    :raises RegionCodeTaken: if the code stands for another one on a day that it would gain.
    :raises EmptyInterval: if it would end before it begins.
    """
    hold_tree()
    region = Region.objects.select_for_update().get(pk=region.pk)
    if parent is not None and parent.pk in region_subtree(region.pk):
        raise RegionUnderItself
    region.name, region.parent = name, parent
    region.valid = interval(first, region.valid.upper)
    _must_be_free(region)
    region.save()
    record("region.corrected", of=region, by=by, on=on)
    return region


@transaction.atomic
def replace_region(
    *, region: Region, code: str, name: str, on: date, by: By, today: date
) -> Region:
    """Record a new name or a new code from a day on: a new region takes over all that is in it.

    Regions below and open units pass to the new one; the old one ends and stays readable.

    :raises NotYet: if the day has not come.
    :raises OutsideHistory: if the region is not in force on that day.
    :raises RegionCodeTaken: if the code stands for another one then.
    """
    if on > today:
        raise NotYet(on)
    hold_tree()
    region = Region.objects.select_for_update().get(pk=region.pk)
    _must_go_on(region, on)
    region.valid = interval(region.valid.lower, on)
    region.save(update_fields=["valid"])
    fresh = Region(code=code, name=name, parent=region.parent, valid=interval(on))
    _must_be_free(fresh)
    fresh.save()
    _going_on(region).update(parent=fresh)
    Unit.objects.filter(region=region, closed_on__isnull=True).update(region=fresh)
    record("region.replaced", of=region, by=by, on=on, threads=[fresh], facts={"into": fresh})
    return fresh


@transaction.atomic
def end_region(*, region: Region, on: date, by: By) -> Region:
    """End a region without a successor.

    :raises OutsideHistory: if it is not in force on the day before.
    :raises RegionInUse: if regions below it go on, or open units lie in it.
    """
    hold_tree()
    region = Region.objects.select_for_update().get(pk=region.pk)
    _must_go_on(region, on)
    below = _going_on(region).count()
    units = Unit.objects.filter(region=region, closed_on__isnull=True).count()
    if below or units:
        raise RegionInUse(below, units)
    region.valid = interval(region.valid.lower, on)
    region.save(update_fields=["valid"])
    record("region.ended", of=region, by=by, on=on)
    return region


def _going_on(region: Region) -> QuerySet[Region]:
    return Region.objects.filter(parent=region, valid__endswith__isnull=True)


def _must_hold(region: Region | None, on: date) -> None:
    if region is not None and not Region.objects.filter(pk=region.pk, valid__contains=on).exists():
        raise OutsideHistory(on)


def _must_go_on(region: Region, on: date) -> None:
    valid = region.valid
    if valid.upper is not None or (valid.lower is not None and on <= valid.lower):
        raise OutsideHistory(on)


def _must_be_free(region: Region) -> None:
    others = Region.objects.select_for_update().filter(code=region.code).exclude(pk=region.pk)
    for other in others:
        if touches(other.valid, region.valid):
            raise RegionCodeTaken(other)
