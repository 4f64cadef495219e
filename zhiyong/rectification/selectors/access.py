"""Who may know about what of this room."""

from django.db.models import Q, QuerySet

from zhiyong.rectification.access import READERS, watched_by
from zhiyong.rectification.models import Item, MadeRule, SlowNotice, Watched, Workbook
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Standing


def items_visible_to(standing: Standing) -> QuerySet[Item]:
    """Return the items that somebody may read.

    Those of the units they read for, those of the plans they look after, and those that they
    lead or do by name.
    """
    if standing.person_id is None:
        return Item.objects.none()
    seen = Q(owner=standing.person_id) | Q(leader=standing.person_id)
    return Item.objects.filter(seen | _of_units(standing))


def rules_visible_to(standing: Standing) -> QuerySet[MadeRule]:
    """Return the made rules that somebody may read."""
    return MadeRule.objects.filter(_of_units(standing))


def notices_visible_to(standing: Standing) -> QuerySet[SlowNotice]:
    """Return the notices to slow units that somebody may read."""
    seen = _of_units(standing)
    if units := standing.units(*READERS):
        seen |= Q(issuer__id__among=units)
    return SlowNotice.objects.filter(seen)


def watched_visible_to(standing: Standing) -> QuerySet[Watched]:
    """Return what was said about the list of key units, to those who keep it and the unit."""
    return Watched.objects.filter(_of_units(standing))


def workbooks_visible_to(standing: Standing) -> QuerySet[Workbook]:
    """Return the workbooks that somebody handed in."""
    return Workbook.objects.filter(uploaded_by__person=standing.person_id or 0)


def _of_units(standing: Standing) -> Q:
    units = standing.units(*READERS)
    if not units:
        return Q(pk__in=[])
    seen = Q(unit__id__among=units)
    if watched := watched_by(standing):
        seen |= Q(adoption__in=watched)
    return seen
