"""The facts of people and units that the plans ask about: the names are those of the packs."""

from datetime import date

from django.db.models import Q

from zhiyong.directory.models import (
    Body,
    Person,
    Post,
    PostSpan,
    Rank,
    RankHeld,
    Seat,
    Tenure,
    Unit,
)
from zhiyong.directory.selectors.people import LEADING
from zhiyong.directory.selectors.units import ancestors_on, span_on

NO_ORGAN = (Unit.Kind.SECTION, Unit.Kind.INSTITUTION)
"""Kinds that are no organ of their own: whoever asks for one goes on upwards."""
SUPPLIED = frozenset(
    {
        "unit.kind",
        "unit.parent_kind",
        "unit.level",
        "team.is_city_managed",
        "person.heads_team",
        "person.in_leading_team",
        "person.is_city_managed",
        "person.is_party_member",
        "person.is_provincially_managed",
        "person.is_worker",
        "person.rank",
    }
)
"""What the directory tells of people and units by itself; anything else is stated by people."""


def unit_facts(unit: Unit, on: date) -> dict[str, str | bool]:
    """Return what plans ask about a unit, as it stood on a day; what is not known is left out.

    unit.kind             of an internal section, the kind of the unit that it belongs to
    unit.parent_kind      the kind of the body in charge of it, else above it; of an institution
                          below another one, of the first organ further up
    unit.level            its level, likewise
    team.is_city_managed  whether a post of its leading team is managed by the level above
    """
    office = office_of(unit, on)
    facts: dict[str, str | bool] = {
        "unit.kind": office.kind.lower(),
        "unit.level": office.level.lower(),
        "team.is_city_managed": PostSpan.objects.filter(
            unit=office, valid__contains=on, kind__in=LEADING, is_city_managed=True
        ).exists(),
    }
    organ = organ_above(office, on)
    if organ is not None:
        facts["unit.parent_kind"] = organ.kind.lower()
    return facts


def person_facts(person: Person, on: date) -> dict[str, str | bool]:
    """Return what plans ask about a person, as they stood on a day; what is not known is left out.

    person.is_city_managed  whether a post of theirs is managed by the level above
    person.is_provincially_managed  the same of the people of a provincial body
    person.heads_team       whether they are the main leader of a unit
    person.in_leading_team  whether they lead a unit, or have a seat in a leading team
    person.is_worker        whether their posts are workers' posts alone
    person.rank             the higher of the ranks of their posts and their own, as level of post
    """
    tenures = Tenure.objects.filter(person=person, valid__contains=on)
    spans = list(
        PostSpan.objects.filter(post__in=tenures.values("post"), valid__contains=on)
        .select_related("rank", "unit")
        .order_by("pk")
    )
    seats = Seat.objects.filter(
        Q(person=person) | Q(post__in=[span.post_id for span in spans]),
        body__kind=Body.Kind.LEADING_TEAM,
        valid__contains=on,
    )
    held = RankHeld.objects.filter(person=person, valid__contains=on).select_related("rank")
    ranks: list[Rank] = [span.rank for span in spans if span.rank]
    ranks += [one.rank for one in held]
    facts: dict[str, str | bool] = {
        "person.is_city_managed": any(span.is_city_managed for span in spans),
        "person.in_leading_team": any(span.kind in LEADING for span in spans) or seats.exists(),
        "person.heads_team": any(span.kind == Post.Kind.MAIN_LEADER for span in spans),
        "person.is_worker": bool(spans) and all(span.kind == Post.Kind.WORKER for span in spans),
    }
    provincial = [span for span in spans if span.unit.level == Unit.Level.PROVINCE]
    if provincial:
        facts["person.is_provincially_managed"] = any(one.is_city_managed for one in provincial)
    if ranks:
        facts["person.rank"] = max(ranks, key=lambda rank: rank.order).level
    return facts


def office_of(unit: Unit, on: date) -> Unit:
    """Return the unit itself or, for an internal section, the nearest one above that is none."""
    if unit.kind != Unit.Kind.SECTION:
        return unit
    above = [one for one in ancestors_on(unit, on) if one.kind != Unit.Kind.SECTION]
    return above[-1] if above else unit


def organ_above(unit: Unit, on: date) -> Unit | None:
    """Return the organ in charge of a unit on a day: by its own span, else further up."""
    seen = {unit.pk}
    here = unit
    while (span := span_on(here, on)) is not None:
        above = span.organ or span.parent
        if above is None or above.pk in seen:
            return None
        if above.kind not in NO_ORGAN:
            return above
        seen.add(above.pk)
        here = above
    return None
