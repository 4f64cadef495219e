"""All reads of the ledger."""

from zhiyong.consequences.selectors.access import entries_visible_to
from zhiyong.consequences.selectors.standing import Stands, of_source, standing_on

__all__ = ["Stands", "entries_visible_to", "of_source", "standing_on"]
