"""A plan at work: the campaign with its units and days, what they hand in, what is exchanged."""

from zhiyong.campaigns.models.campaign import (
    Assignment,
    Campaign,
    Member,
    Move,
    Stage,
    Task,
)
from zhiyong.campaigns.models.exchange import (
    Acceptance,
    Bulletin,
    Feedback,
    Receipt,
    Request,
    SlowTalk,
    Summary,
)
from zhiyong.campaigns.models.work import Attendance, Credit, Sheet, Submission

__all__ = [
    "Acceptance",
    "Assignment",
    "Attendance",
    "Bulletin",
    "Campaign",
    "Credit",
    "Feedback",
    "Member",
    "Move",
    "Receipt",
    "Request",
    "Sheet",
    "SlowTalk",
    "Stage",
    "Submission",
    "Summary",
    "Task",
]
