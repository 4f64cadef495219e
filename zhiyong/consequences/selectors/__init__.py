"""All reads of the ledger.

standing_on(on, people=…, units=…)  what stands against many people and units on a day
record_of(whom, on, standing)       all about one of them, with the reasons, for its page
"""

from zhiyong.consequences.selectors.access import entries_visible_to
from zhiyong.consequences.selectors.record import Record, may_see_record, record_of
from zhiyong.consequences.selectors.standing import Stands, of_source, standing_on, stood_on

__all__ = [
    "Record",
    "Stands",
    "entries_visible_to",
    "may_see_record",
    "of_source",
    "record_of",
    "standing_on",
    "stood_on",
]
