"""Every read of cases, by subject."""

from zhiyong.cases.selectors.access import cases_visible_to, in_body, in_team
from zhiyong.cases.selectors.facts import active, facts_for, facts_of_case, finding_of
from zhiyong.cases.selectors.obstacles import obstacles
from zhiyong.cases.selectors.then import places_for

__all__ = [
    "active",
    "cases_visible_to",
    "facts_for",
    "facts_of_case",
    "finding_of",
    "in_body",
    "in_team",
    "obstacles",
    "places_for",
]
