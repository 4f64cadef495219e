"""Reads of items, notices, made rules and the list of key units."""

from zhiyong.rectification.selectors.access import (
    items_visible_to,
    notices_visible_to,
    rules_visible_to,
    watched_visible_to,
    workbooks_visible_to,
)
from zhiyong.rectification.selectors.figures import Cell, Figures, by_unit, figures, rows_of
from zhiyong.rectification.selectors.lists import (
    chain_of,
    count_late,
    count_mine,
    decorate,
    late_on,
    light_of,
    mine,
    ready,
    with_light,
)
from zhiyong.rectification.selectors.notices import history_of, standing_on
from zhiyong.rectification.selectors.watching import Proposal, facts_of, proposals

__all__ = [
    "Cell",
    "Figures",
    "Proposal",
    "by_unit",
    "chain_of",
    "count_late",
    "count_mine",
    "decorate",
    "facts_of",
    "figures",
    "history_of",
    "items_visible_to",
    "late_on",
    "light_of",
    "mine",
    "notices_visible_to",
    "proposals",
    "ready",
    "rows_of",
    "rules_visible_to",
    "standing_on",
    "watched_visible_to",
    "with_light",
    "workbooks_visible_to",
]
