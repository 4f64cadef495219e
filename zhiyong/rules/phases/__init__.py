"""The days of a campaign: phases and due days as a plan writes them, and what does not fit.

Readings: "初" and "上旬" are the 1st to the 10th, "中旬" the 11th to the 20th, "下旬" and "底" end
with the month; "…前" includes that day. A day without a year takes the campaign's year; an end that
would so fall before its beginning belongs to the next year. A phase of which only the end is
written begins on the day after the phase before it, the first one on the day the plan was issued.
Gaps and overlaps are legal and shown; a due day is kept as written, beside the one that holds.
"""

from zhiyong.rules.phases.chains import NO_PACKS, ChainLink, chains
from zhiyong.rules.phases.days import (
    DAY,
    PhaseDays,
    PhaseState,
    TaskDays,
    active_on,
    campaign_year,
    gaps,
    issue_day,
    next_phase,
    overlaps,
    phase_days,
    task_days,
)
from zhiyong.rules.phases.moving import years_on
from zhiyong.rules.phases.telling import REPORTS, PhaseFinding, phase_findings

__all__ = [
    "DAY",
    "NO_PACKS",
    "REPORTS",
    "ChainLink",
    "PhaseDays",
    "PhaseFinding",
    "PhaseState",
    "TaskDays",
    "active_on",
    "campaign_year",
    "chains",
    "gaps",
    "issue_day",
    "next_phase",
    "overlaps",
    "phase_days",
    "phase_findings",
    "task_days",
    "years_on",
]
