"""Reads of hand-overs, notifications and suggestions."""

from zhiyong.transfers.selectors.access import (
    ACTS_HERE,
    RECEIVES,
    is_receiver,
    is_sender,
    references_kept_from,
    sent_visible_to,
    transfers_visible_to,
)
from zhiyong.transfers.selectors.lists import (
    awaited,
    count_awaited,
    count_to_sign_for,
    in_state,
    ready,
    received_by,
    sent_by,
)
from zhiyong.transfers.selectors.offers import offer, offers, offers_on_case

__all__ = [
    "ACTS_HERE",
    "RECEIVES",
    "awaited",
    "count_awaited",
    "count_to_sign_for",
    "in_state",
    "is_receiver",
    "is_sender",
    "offer",
    "offers",
    "offers_on_case",
    "ready",
    "received_by",
    "references_kept_from",
    "sent_by",
    "sent_visible_to",
    "transfers_visible_to",
]
