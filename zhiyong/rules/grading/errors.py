"""What a score or a grade says when it cannot be computed."""

from zhiyong.rules.errors import RuleError


class GradingError(RuleError):
    """The plan or the figures contradict themselves.

    WEIGHTS_SUM: the weights do not sum to 100 · PART_UNKNOWN · MARK_OUTSIDE: a mark below 0 or
    above the top · QUOTA_SUM: the shares do not sum to the whole · GRADE_UNKNOWN ·
    TIE_CHOICE: what was chosen at a cut does not settle it · DEVIATION_STRICT,
    DEVIATION_REASON, DEVIATION_SUM: a deviation is not allowed, has no reason, or leaves no room ·
    NOWHERE: every grade that a unit could have is blocked · RANK_OUTSIDE: rank 10 of 9
    """
