"""All reads of decisions."""

from zhiyong.decisions.selectors.access import (
    decisions_visible_to,
    drafts,
    notices_visible_to,
    reappointments_visible_to,
    suspensions_visible_to,
)

__all__ = [
    "decisions_visible_to",
    "drafts",
    "notices_visible_to",
    "reappointments_visible_to",
    "suspensions_visible_to",
]
