"""Leave and stand-ins: what runs, what is planned, what waits for a second person."""

from datetime import date

from django.db.models import Q, QuerySet

from zhiyong.directory.models import Account, Leave, Person, StandIn, Tenure
from zhiyong.directory.selectors.people import same_person
from zhiyong.directory.selectors.rights import EDITORS
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Role, Standing

CONFIRMERS = (*EDITORS, Role.SECURITY_ADMIN, Role.OFFICE, Role.LEADER)
"""Who may be the second person."""


def _ahead(on: date) -> Q:
    return Q(valid__contains=on) | Q(valid__startswith__gt=on)


def leaves_visible_to(standing: Standing, on: date) -> QuerySet[Leave]:
    """Return the leaves that run or come: of the units somebody keeps, and where they take part."""
    rows = Leave.objects.filter(_ahead(on)).select_related("person", "covered_by", "proposed_by")
    if standing.person_id is None:
        return rows.none()
    kept = standing.units(*CONFIRMERS)
    served = Tenure.objects.filter(post__unit__id__among=kept).values("person")
    return rows.filter(
        Q(person=standing.person_id) | Q(covered_by=standing.person_id) | Q(person__in=served)
    ).order_by("valid", "pk")


def stand_ins_visible_to(standing: Standing, on: date) -> QuerySet[StandIn]:
    """Return the stand-ins in force or to come, for the units somebody keeps or serves."""
    rows = StandIn.objects.filter(_ahead(on)).select_related(
        "post__unit", "stand_in__unit", "proposed_by"
    )
    if standing.person_id is None:
        return rows.none()
    mine = Tenure.objects.filter(person=standing.person_id, valid__contains=on).values("post")
    return rows.filter(
        Q(post__unit__id__among=standing.units(*CONFIRMERS))
        | Q(post__in=mine)
        | Q(stand_in__in=mine)
    ).order_by("valid", "pk")


def covers_to_confirm(standing: Standing, account: Account, on: date) -> list[StandIn | Leave]:
    """Return the covers that somebody may confirm as the second person.

    Few wait at any time: they are read first, and then held against what this person keeps.
    """
    if not standing.roles & set(CONFIRMERS):
        return []
    kept = standing.units(*CONFIRMERS)
    pairs = StandIn.objects.filter(_ahead(on), confirmed_by__isnull=True).select_related(
        "post__unit", "stand_in__unit", "proposed_by"
    )
    leaves = list(
        Leave.objects.filter(
            _ahead(on), confirmed_by__isnull=True, covered_by__isnull=False
        ).select_related("person", "covered_by", "proposed_by")
    )
    served = set(
        Tenure.objects.filter(person__in=[leave.person_id for leave in leaves])
        .values_list("person_id", "post__unit_id")
        .distinct()
    )
    keeps = {person for person, unit in served if unit in kept}
    waiting: list[StandIn | Leave] = [
        *(pair for pair in pairs.order_by("valid", "pk") if pair.post.unit_id in kept),
        *(leave for leave in leaves if leave.person_id in keeps),
    ]
    return [
        cover
        for cover in waiting
        if not same_person(account, cover.proposed_by)
        and not any(same_person(account, person) for person in _gainers(cover, on))
    ]


def _gainers(cover: StandIn | Leave, on: date) -> list[Person]:
    if isinstance(cover, Leave):
        return [person for person in (cover.person, cover.covered_by) if person is not None]
    tenures = Tenure.objects.filter(post=cover.stand_in, valid__contains=on)
    return [tenure.person for tenure in tenures.select_related("person")]
