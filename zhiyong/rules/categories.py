"""Faults that several plans call differently, added up under one name.

A category says with `same_as` which fault of another plan it is, as "plan/category"; one that says
nothing stands for itself. A finding under a category counts for the groups above it as well.
"""

from collections import Counter
from collections.abc import Iterable

from zhiyong.rules.pack.schema import Pack


def common_name(pack: Pack, category: str) -> str:
    """Return under which name a fault is added up across plans, as "plan/category".

    :raises UnknownElement: if the pack has no such category.
    """
    found = pack.category(category)
    return found.same_as[0] if found.same_as else f"{pack.plan}/{found.id}"


def totals(findings: Iterable[tuple[Pack, str]]) -> Counter[str]:
    """Return how many findings fall under each common name, groups included.

    Unit:   findings; each counts once under its category and once under every group above it.
    Source: the plan under which each was found, and its category there.

    :raises UnknownElement: if a pack has no such category.
    """
    found: Counter[str] = Counter()
    for pack, category in findings:
        path = pack.category_path(category)
        found.update({common_name(pack, one.id) for one in path})
    return found
