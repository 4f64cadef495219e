"""The facts that a plan's routing asks about a complaint, from the directory as of a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from zhiyong.directory.models import Person, Seat, Tenure, Unit
from zhiyong.directory.selectors import (
    leaders_in_charge,
    office_of,
    person_facts,
    posts_of,
    unit_facts,
)
from zhiyong.rules.facts import FactValue, Vocabulary


def facts_of(
    *,
    unit: Unit | None,
    people: Sequence[Person] = (),
    about_team: bool = False,
    about_receiving_body: bool = False,
    about_office: bool = False,
    bodies: Mapping[str, Unit],
    vocabulary: Vocabulary,
    on: date,
) -> list[dict[str, FactValue]]:
    """Return the facts that a plan declares, as far as they are known: one set for each person.

    Without people there is one set. `bodies` are the units bound to the plan's roles. What
    concerns who may not handle the complaint counts for all of them together.
    """
    shared: dict[str, FactValue] = {
        "subject.roles": roles_concerned(unit=unit, people=people, bodies=bodies, on=on),
        "complaint.about_receiving_body": about_receiving_body,
        "complaint.about_office": about_office,
        **(unit_facts(unit, on) if unit else {}),
    }
    without = "team" if about_team else "unit" if unit else None
    each: list[dict[str, FactValue]] = [
        {"subject.kind": "person", **person_facts(person, on)} for person in people
    ]
    return [
        {
            name: _known(vocabulary, name, value)
            for name, value in (shared | one).items()
            if name in vocabulary.facts
        }
        for one in each or [{"subject.kind": without}]
    ]


def _known(vocabulary: Vocabulary, name: str, value: FactValue) -> FactValue:
    """Leave out values that the plan does not declare: they are not known to it."""
    declared = vocabulary.facts[name]
    if declared.kind not in ("choice", "scale"):
        return value
    values = {choice.id for choice in vocabulary.choices[name]}
    if isinstance(value, frozenset):
        return frozenset(value & values)
    return value if value in values else None


def roles_concerned(
    *, unit: Unit | None, people: Iterable[Person], bodies: Mapping[str, Unit], on: date
) -> frozenset[str]:
    """Return the roles whose body, leader, staff member, section or host is complained of."""
    offices: set[int] = set()
    posts: set[int] = set()
    persons = {person.pk for person in people}
    for person in people:
        for tenure in posts_of(person, on):
            posts.add(tenure.post_id)
            offices.add(office_of(tenure.post.unit, on).pk)
    if unit is not None:
        offices.add(office_of(unit, on).pk)
    hosts = _hosts(posts, persons, on)
    found = set()
    for role, body in bodies.items():
        if (
            office_of(body, on).pk in offices
            or body.pk in hosts
            or (persons and leaders_in_charge(body, on).filter(person__in=persons).exists())
        ):
            found.add(role)
    return frozenset(found)


def _hosts(posts: set[int], persons: set[int], on: date) -> set[int]:
    """Return the units whose standing bodies these people sit in."""
    if not persons:
        return set()
    seats = Seat.objects.filter(
        Q(post__in=posts) | Q(person__in=persons), valid__contains=on, body__valid__contains=on
    )
    return {
        pk
        for pair in seats.values_list("body__unit", "body__office_at")
        for pk in pair
        if pk is not None
    }


def people_meant(
    named: Iterable[tuple[str, str]], unit: Unit | None, on: date
) -> list[Person | None]:
    """Return who is meant by names and posts as somebody wrote them, each None if not certain.

    Within the unit complained of, and only where exactly one person fits: by name, or by the
    title of a post alone.
    """
    pairs = list(named)
    if unit is None or not pairs:
        return [None] * len(pairs)
    office = office_of(unit, on)
    tenures = list(
        Tenure.objects.filter(post__unit__path__contains=[office.pk], valid__contains=on)
        .filter(
            Q(person__name__in=[name for name, _post in pairs if name])
            | Q(post__title__in=[post for _name, post in pairs if post])
        )
        .select_related("person", "post")
    )
    return [_meant(name, post, tenures) for name, post in pairs]


def _meant(name: str, post: str, tenures: Sequence[Any]) -> Person | None:
    fitting = [
        tenure
        for tenure in tenures
        if (tenure.person.name == name if name else tenure.post.title == post)
    ]
    people = {tenure.person.pk: tenure.person for tenure in fitting}
    if len(people) > 1 and name and post:
        people = {
            tenure.person.pk: tenure.person for tenure in fitting if tenure.post.title == post
        }
    return next(iter(people.values())) if len(people) == 1 else None
