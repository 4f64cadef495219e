"""Reads of what runs beside a case."""

from zhiyong.tracks.selectors.access import (
    acts_for,
    answers_for,
    case_tracks_visible_to,
    oversights_visible_to,
    resignations_visible_to,
    talks_kept_from,
    talks_visible_to,
)
from zhiyong.tracks.selectors.lists import (
    count_oversights,
    count_resignations,
    count_talks,
    motions_open,
    oversights,
    posts_to_end,
    requests_open,
    resignations,
    talks,
    unanswered,
    voluntary_share,
    with_duties,
)

__all__ = [
    "acts_for",
    "answers_for",
    "case_tracks_visible_to",
    "count_oversights",
    "count_resignations",
    "count_talks",
    "motions_open",
    "oversights",
    "oversights_visible_to",
    "posts_to_end",
    "requests_open",
    "resignations",
    "resignations_visible_to",
    "talks",
    "talks_kept_from",
    "talks_visible_to",
    "unanswered",
    "voluntary_share",
    "with_duties",
]
