"""What a decision rests on, as data kept with it: facts, who stood where, who they are."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from zhiyong.cases.models import Liability, Respondent
from zhiyong.cases.selectors import facts_for, places_for
from zhiyong.directory.models import Person, PostSpan, StaffTypeHeld, Tenure, Unit
from zhiyong.rules.explain.words import exact
from zhiyong.shell import kinds

ASSESSED = (
    Liability.State.LIABLE,
    Liability.State.NOT_LIABLE,
    Liability.State.OPENED_CASE,
)


def person_ref(pk: int) -> str:
    """Return how the rules name a person."""
    return f"person:{pk}"


def unit_ref(pk: int) -> str:
    """Return how the rules name a unit."""
    return f"unit:{pk}"


def subject_of(respondent: Respondent) -> str:
    """Return how the rules name whom a decision is about."""
    if respondent.person_id is not None:
        return person_ref(respondent.person_id)
    assert respondent.unit_id is not None, "a respondent is a person or a unit"
    return unit_ref(respondent.unit_id)


def snapshot(respondent: Respondent, on: date) -> dict[str, Any]:
    """Return what a decision about a respondent rests on, as it stands on a day.

    Shape:  {"values": {fact: value}, "subject": ref, "unit": ref, "places": {place: [{who, from,
            until}]}, "about": {ref: {unit, post, staff_type}}, "assessed": [liability]}
    Window: places and posts as of the day of the act, facts as of `on`.
    Source: `cases.selectors`, and the directory for those who stood in a place.
    """
    places = {
        place: [
            {"who": _ref(who), "from": _day(from_), "until": _day(until)}
            for who, from_, until in held
        ]
        for place, held in places_for(respondent).items()
    }
    subject = subject_of(respondent)
    held_by = {str(one["who"]) for held in places.values() for one in held}
    people = {kinds.split(one)[1] for one in held_by if one.startswith("person:")}
    if respondent.person_id is not None:
        people.add(respondent.person_id)
    about = about_people(people, acted_on(respondent, on))
    unit = _unit_of(respondent, places)
    if respondent.person_id is not None:
        own = about.setdefault(subject, {})
        if unit:
            own["unit"] = unit
        if respondent.post_id is not None:
            own["post"] = respondent.post_id
    return {
        "values": {
            name: exact(value)
            for name, value in facts_for(respondent, on).items()
            if value is not None
        },
        "subject": subject,
        "unit": unit,
        "places": places,
        "about": about,
        "assessed": sorted(
            set(
                Liability.objects.filter(case=respondent.case_id, state__in=ASSESSED).values_list(
                    "rule", flat=True
                )
            )
        ),
    }


def _unit_of(respondent: Respondent, places: dict[str, list[dict[str, str | None]]]) -> str:
    """Return the unit on which something falls: of a section, the unit that it belongs to."""
    if respondent.unit_id is not None:
        return unit_ref(respondent.unit_id)
    if held := places.get("unit"):
        return str(held[0]["who"])
    return unit_ref(respondent.unit_then_id) if respondent.unit_then_id is not None else ""


def acted_on(respondent: Respondent, on: date) -> date:
    """Return the day of the act: the last that a finding names, else the case's."""
    days = [
        one.acted_on
        for one in respondent.findings.all()
        if one.withdrawn_on is None and one.substantiated is not False and not _replaced(one)
    ]
    return max(days) if days else respondent.case.acted_on or on


def _replaced(finding: Any) -> bool:
    return finding.replaced_by_id is not None


def about_people(people: Collection[int], on: date) -> dict[str, dict[str, Any]]:
    """Return unit, post and staff type of people on a day, for all of them in three queries."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    if not people:
        return found
    tenures = Tenure.objects.filter(person__in=people, valid__contains=on).order_by(
        "is_principal", "-pk"
    )
    posts = {one.person_id: one.post_id for one in tenures}
    spans = PostSpan.objects.filter(post__in=posts.values(), valid__contains=on)
    units = {one.post_id: (one.unit_id, one.staff_type) for one in spans}
    for person, post in posts.items():
        found[person_ref(person)]["post"] = post
        if post in units:
            unit, staff_type = units[post]
            found[person_ref(person)]["unit"] = unit_ref(unit)
            if staff_type:
                found[person_ref(person)]["staff_type"] = staff_type.lower()
    held = StaffTypeHeld.objects.filter(person__in=people, valid__contains=on)
    for person, staff_type in held.values_list("person", "staff_type"):
        found[person_ref(person)]["staff_type"] = staff_type.lower()
    return dict(found)


def _ref(who: Person | Unit | str) -> str:
    return who if isinstance(who, str) else kinds.ref(who)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
