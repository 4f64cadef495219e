"""Every read of cases, by subject."""

from zhiyong.matters.selectors.access import for_keeper, for_unit, is_handler, matters_visible_to
from zhiyong.matters.selectors.disputes import disputes_visible_to, may_decide, to_decide
from zhiyong.matters.selectors.duties import of_light, owed_first, reply_duty, with_duties
from zhiyong.matters.selectors.lists import (
    handlers_of,
    in_state,
    kept,
    lying_still,
    mine,
    of_my_units,
    to_be_assigned,
)
from zhiyong.matters.selectors.offers import offer, offers, offers_on_complaint
from zhiyong.matters.selectors.recusal import concerned, conflicts_of

__all__ = [
    "concerned",
    "conflicts_of",
    "disputes_visible_to",
    "for_keeper",
    "for_unit",
    "handlers_of",
    "in_state",
    "is_handler",
    "kept",
    "lying_still",
    "matters_visible_to",
    "may_decide",
    "mine",
    "of_light",
    "of_my_units",
    "offer",
    "offers",
    "offers_on_complaint",
    "owed_first",
    "reply_duty",
    "to_be_assigned",
    "to_decide",
    "with_duties",
]
