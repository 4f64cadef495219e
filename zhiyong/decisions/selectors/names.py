"""Names of those on whom something falls."""

from typing import Any

from zhiyong.directory.models import Person, Unit


def names_of(follows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the names of those on whom something falls, in two queries."""
    ids: dict[str, set[int]] = {"person": set(), "unit": set()}
    for one in follows:
        kind, _colon, pk = (one["on"] or "").partition(":")
        if kind in ids:
            ids[kind].add(int(pk))
    people = Person.objects.filter(pk__in=ids["person"]).values_list("pk", "name")
    units = Unit.objects.filter(pk__in=ids["unit"]).only("code", "kind")
    return {
        **{f"person:{pk}": name for pk, name in people},
        **{f"unit:{one.pk}": one.name for one in units},
    }
