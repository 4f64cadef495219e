"""Administrative divisions: those in force on a day, and how they stand below each other."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from zhiyong.directory.models import Region
from zhiyong.directory.selectors.units import open_units
from zhiyong.shell.access import Standing

DEEPEST = 12


def regions_visible_to(standing: Standing) -> QuerySet[Region]:
    """Return the regions somebody may know about: who is signed in knows all of them."""
    return Region.objects.none() if standing.person_id is None else Region.objects.all()


def regions_on(on: date) -> QuerySet[Region]:
    """Return the regions in force on a day."""
    return Region.objects.filter(valid__contains=on)


def regions_above(region: Region) -> list[Region]:
    """Return the regions from the top down to the one above a region."""
    chain: list[Region] = []
    above = region.parent
    while above is not None and len(chain) < DEEPEST:
        chain.insert(0, above)
        above = above.parent
    return chain


def regions_below(region: Region, on: date) -> QuerySet[Region]:
    """Return the regions right below one on a day, by code."""
    return region.children.filter(valid__contains=on).order_by("code")


def region_subtree(pk: int) -> list[int]:
    """Return the ids of a region and of all below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below AS (SELECT id FROM directory_region WHERE id = %s"
            " UNION SELECT one.id FROM directory_region one JOIN below ON one.parent_id = below.id)"
            " SELECT id FROM below",
            [pk],
        )
        return [row[0] for row in cursor.fetchall()]


def units_within(regions: Iterable[int], on: date) -> int:
    """Count the units of some regions that are open on a day."""
    return open_units(on).filter(region__in=list(regions)).count()


def region_search(text: str, limit: int = 20) -> list[Region]:
    """Return the regions in force without an end whose code begins with, or name holds, a text."""
    wanted = text.replace("\0", "").strip()[:80]
    found = Region.objects.filter(valid__endswith__isnull=True).select_related("parent")
    if wanted:
        found = found.filter(Q(code__startswith=wanted) | Q(name__contains=wanted))
    return list(found.order_by("code", "pk")[:limit])
