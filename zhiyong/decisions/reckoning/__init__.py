"""From rows to the rules and back: what follows from decisions, computed once by the rules.

snapshot(respondent, on)     what a decision will rest on, as data: facts, places, who they are
together(decision)           the decisions that add up with it, on the people whom it touches
reckon(decisions)            everything that follows from them, after their appeals
lines_of(reckoned)           the same as lines of the ledger
"""

from zhiyong.decisions.reckoning.lines import lines_of, sources_of
from zhiyong.decisions.reckoning.matter import Reckoned, matter_of, reckon, rules_decision
from zhiyong.decisions.reckoning.snapshot import person_ref, snapshot, subject_of, unit_ref
from zhiyong.decisions.reckoning.together import reckon_with_others, together

__all__ = [
    "Reckoned",
    "lines_of",
    "matter_of",
    "person_ref",
    "reckon",
    "reckon_with_others",
    "rules_decision",
    "snapshot",
    "sources_of",
    "subject_of",
    "together",
    "unit_ref",
]
