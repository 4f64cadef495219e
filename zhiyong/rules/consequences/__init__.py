"""What follows from decisions: linked measures, deductions, grades, freezes, duties, and their sum.

settle(pack, matter)     every decision with all that followed from it, after all appeals
follow(pack, matter, d)  what follows from one decision by itself
combine(pack, effects)   deductions, blocks and grades in force, person by person, year by year
"""

from zhiyong.rules.consequences.combining import (
    Bonus,
    GradesContradict,
    Part,
    Standing,
    YearStanding,
    combine,
)
from zhiyong.rules.consequences.following import follow
from zhiyong.rules.consequences.records import (
    Appeal,
    Chosen,
    Decision,
    Effect,
    Followed,
    Holding,
    Matter,
    Note,
    Person,
    Taken,
    UnitRecord,
    holders,
)

__all__ = [
    "Appeal",
    "Bonus",
    "Chosen",
    "Decision",
    "Effect",
    "Followed",
    "GradesContradict",
    "Holding",
    "Matter",
    "Note",
    "Part",
    "Person",
    "Standing",
    "Taken",
    "UnitRecord",
    "YearStanding",
    "combine",
    "follow",
    "holders",
]
