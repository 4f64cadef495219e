"""How a respondent stood on the day of the act: facts of the directory, and who stood over them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.cases.models import Respondent
from zhiyong.directory.models import PartyMembership, Person, Post, PostSpan, Tenure, Unit
from zhiyong.directory.selectors import (
    leaders_in_charge,
    leaders_of,
    main_leaders,
    name_on,
    posts_of,
    span_on,
    superior_of,
)
from zhiyong.directory.selectors.routing import office_of, person_facts, unit_facts
from zhiyong.rules.consequences import Holding

PARTY_HEAD = "书记"
"""What the title of a post says when it leads the Party organisation of a unit."""

Places = dict[str, list[list[str | None]]]


def stood(about: Person | Unit, on: date) -> dict[str, Any]:
    """Return how somebody stood on a day, as JSON can hold it: `Respondent.frozen`.

    on      the day · facts: of the directory, by the packs' names
    places  who held which place as seen from them: [reference, from, until]
    post, rank, unit: in words, as they were called then
    """
    unit = home_of(about, on)
    frozen: dict[str, Any] = {"on": on.isoformat(), "facts": {}, "places": {}}
    if isinstance(about, Person):
        frozen["facts"] |= person_facts(about, on)
        frozen["facts"]["person.is_party_member"] = PartyMembership.objects.filter(
            person=about, valid__contains=on
        ).exists()
        span = _span(about, on)
        if span:
            frozen |= {"post": span.title, "rank": span.rank.name if span.rank else ""}
    if unit is not None:
        frozen["facts"] |= unit_facts(unit, on)
        frozen["unit"] = name_on(unit, on)
        frozen["places"] = _places(about, unit, on)
    return frozen


def home_of(about: Person | Unit, on: date) -> Unit | None:
    """Return the unit somebody belonged to on a day; of a unit, itself."""
    if isinstance(about, Unit):
        return about
    tenure = posts_of(about, on).first()
    return tenure.post.unit if tenure else None


def post_of(about: Person | Unit, on: date) -> Post | None:
    """Return the principal post that somebody held on a day."""
    tenure = posts_of(about, on).first() if isinstance(about, Person) else None
    return tenure.post if tenure else None


def _span(person: Person, on: date) -> PostSpan | None:
    post = post_of(person, on)
    if post is None:
        return None
    return PostSpan.objects.filter(post=post, valid__contains=on).select_related("rank").first()


def _places(about: Person | Unit, unit: Unit, on: date) -> Places:
    office = office_of(unit, on)
    heads = list(main_leaders(office, on))
    charge = list(leaders_in_charge(unit, on)) or list(leaders_in_charge(office, on))
    places: Places = {
        "unit": [[f"unit:{office.pk}", None, None]],
        "main_leader": _held(heads),
        "party_head": _held(one for one in heads if PARTY_HEAD in one.post.title),
        "administrative_head": _held(one for one in heads if PARTY_HEAD not in one.post.title),
        "leader_in_charge": _held(charge),
        "leading_team": _held(leaders_of(office, on)),
    }
    if isinstance(about, Person):
        places["direct_superior"] = _held(_superiors(about, unit, office, on))
    span = span_on(office, on)
    manager = (span and span.cadre_manager) or superior_of(office, on)
    if manager:
        places["managing_body"] = [[f"unit:{manager.pk}", None, None]]
    return places


def _superiors(person: Person, unit: Unit, office: Unit, on: date) -> list[Tenure]:
    """Return who stood right above somebody: the head of the section, who is in charge, the head.

    Of a main leader it is whoever is in charge of the unit from above it, else the head up there.
    """
    above = superior_of(office, on)
    rings = [
        list(leaders_of(unit, on)) if unit.pk != office.pk else [],
        list(leaders_in_charge(unit, on)) if unit.pk != office.pk else [],
        list(main_leaders(office, on)),
        list(leaders_in_charge(office, on)),
        list(main_leaders(above, on)) if above else [],
    ]
    start = 0
    for place, ring in enumerate(rings):
        if any(one.person_id == person.pk for one in ring):
            start = place + 1
    if start == 0 and any(one.person_id == person.pk for one in leaders_of(office, on)):
        start = 2
    return next((ring for ring in rings[start:] if ring), [])


def _held(tenures: Iterable[Tenure]) -> list[list[str | None]]:
    return [
        [f"person:{one.person_id}", *_edges(one.valid)]
        for one in {tenure.person_id: tenure for tenure in tenures}.values()
    ]


def _edges(valid: DateRange) -> list[str | None]:
    return [edge.isoformat() if edge else None for edge in (valid.lower, valid.upper)]


def places_for(respondent: Respondent) -> dict[str, tuple[Holding, ...]]:
    """Return who held which place as seen from a respondent, on the day of the act.

    "person:5" or "unit:3", from a day until before another; a place that nobody is told for is
    left out, one that was vacant is empty. Source: `frozen`, laid down when they were added or
    when a finding named the day of the act.
    """
    places: Mapping[str, list[list[str | None]]] = respondent.frozen.get("places", {})
    return {
        place: tuple(Holding(str(who), _day(from_), _day(until)) for who, from_, until in held)
        for place, held in places.items()
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
