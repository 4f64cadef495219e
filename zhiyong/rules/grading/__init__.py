"""Scores, grades and lists: weighted totals, forced distributions, the best and the worst.

Numbers are exact (`Fraction`); nothing is rounded but the places of a quota, and that by a rule
that the result names. A tie is never broken silently: it is shown, and people choose.
"""

from zhiyong.rules.grading.errors import GradingError
from zhiyong.rules.grading.grades import (
    Deviation,
    Graded,
    Moved,
    Tie,
    grade_by_quota,
    hold_down,
    worse_of,
)
from zhiyong.rules.grading.quotas import Places, distribute
from zhiyong.rules.grading.rankings import Listed, RankTie, from_bottom, rank
from zhiyong.rules.grading.totals import Part, Total, total, weights_of

__all__ = [
    "Deviation",
    "Graded",
    "GradingError",
    "Listed",
    "Moved",
    "Part",
    "Places",
    "RankTie",
    "Tie",
    "Total",
    "distribute",
    "from_bottom",
    "grade_by_quota",
    "hold_down",
    "rank",
    "total",
    "weights_of",
    "worse_of",
]
