"""A plan at work: the campaign with its units and days, what they hand in, what is exchanged."""

from zhiyong.campaigns.models.campaign import (
    Assignment,
    Batch,
    Campaign,
    Member,
    Move,
    Stage,
    Task,
)
from zhiyong.campaigns.models.exchange import (
    Acceptance,
    Bulletin,
    Carried,
    Feedback,
    Obstruction,
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
    "Batch",
    "Bulletin",
    "Campaign",
    "Carried",
    "Credit",
    "Feedback",
    "Member",
    "Move",
    "Obstruction",
    "Receipt",
    "Request",
    "Sheet",
    "SlowTalk",
    "Stage",
    "Submission",
    "Summary",
    "Task",
]
