"""Every read of the directory, by subject. `on` is the day as of which the answer holds."""

from zhiyong.directory.selectors.people import (
    covered_posts,
    covers_of,
    holder,
    holders,
    leaders_in_charge,
    leaders_of,
    main_leaders,
    people_visible_to,
    people_with,
    person_search,
    posts_of,
    same_person,
)
from zhiyong.directory.selectors.routing import person_facts, unit_facts
from zhiyong.directory.selectors.units import (
    name_on,
    open_units,
    subtree_ids,
    superior_of,
    unit_search,
    units_visible_to,
)

__all__ = [
    "covered_posts",
    "covers_of",
    "holder",
    "holders",
    "leaders_in_charge",
    "leaders_of",
    "main_leaders",
    "name_on",
    "open_units",
    "people_visible_to",
    "people_with",
    "person_facts",
    "person_search",
    "posts_of",
    "same_person",
    "subtree_ids",
    "superior_of",
    "unit_facts",
    "unit_search",
    "units_visible_to",
]
