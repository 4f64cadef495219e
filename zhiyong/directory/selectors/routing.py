"""The facts of people and units that the plans' routing and scope ask about."""

from datetime import date
from typing import Any

from zhiyong.directory.models import Person, Post, Unit
from zhiyong.directory.selectors.people import posts_of
from zhiyong.directory.selectors.units import ancestors_on


def unit_facts(unit: Unit, on: date) -> dict[str, Any]:
    """Return what routing may ask about a unit, as it stood on a day.

    Shape:  {"id", "kind", "level", "tags", "is_section", "is_vertical", "above": ids from the
            top down, "office": the nearest unit that is no internal section, "office_kind",
            "parent_kind": the kind of the unit above that office, "system": the kind of the
            body on top of which it hangs below the root}.
    """
    chain = ancestors_on(unit, on)
    offices = [one for one in chain if one.kind != Unit.Kind.SECTION] or [unit]
    office = offices[-1]
    parent = offices[-2] if len(offices) > 1 else None
    return {
        "id": unit.pk,
        "kind": unit.kind,
        "level": unit.level,
        "tags": list(unit.tags),
        "is_section": unit.kind == Unit.Kind.SECTION,
        "is_vertical": office.kind == Unit.Kind.VERTICAL,
        "above": [one.pk for one in chain[:-1]],
        "office": office.pk,
        "office_kind": office.kind,
        "parent_kind": parent.kind if parent else None,
    }


def person_facts(person: Person, on: date) -> dict[str, Any]:
    """Return what routing may ask about a person, as they stood on a day.

    Shape:  {"id", "kind": of the principal post, "rank", "is_city_managed",
            "is_main_leader", "in_leading_team", "is_worker", "unit": the id of its unit}.
            Without a post on that day, all but the id are None or False.
    """
    tenures = list(posts_of(person, on))
    posts = [tenure.post for tenure in tenures]
    principal = posts[0] if posts else None
    kinds = {post.kind for post in posts}
    return {
        "id": person.pk,
        "kind": principal.kind if principal else None,
        "rank": principal.rank.code if principal and principal.rank else None,
        "unit": principal.unit_id if principal else None,
        "is_city_managed": any(post.is_city_managed for post in posts),
        "is_main_leader": Post.Kind.MAIN_LEADER in kinds,
        "in_leading_team": bool(kinds & {Post.Kind.MAIN_LEADER, Post.Kind.LEADER}),
        "is_worker": principal is not None and principal.kind == Post.Kind.WORKER,
    }
