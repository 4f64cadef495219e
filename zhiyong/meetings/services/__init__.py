"""All writes of meetings."""

from zhiyong.meetings.services.calling import (
    call_meeting,
    cancel,
    invite,
    put,
    reschedule,
    take_on,
    withdraw,
)
from zhiyong.meetings.services.common import (
    HasVoted,
    Incomplete,
    MustStepAside,
    NoQuorum,
    NotAMember,
    NotNow,
    Stale,
)
from zhiyong.meetings.services.minutes import attach_signed, close_meeting, write_minutes
from zhiyong.meetings.services.nightly import tick
from zhiyong.meetings.services.sitting import open_meeting, record_presence
from zhiyong.meetings.services.stepping_aside import ask_aside, decide_aside, step_aside
from zhiyong.meetings.services.voting import cast, change_motion, close_vote, postpone

__all__ = [
    "HasVoted",
    "Incomplete",
    "MustStepAside",
    "NoQuorum",
    "NotAMember",
    "NotNow",
    "Stale",
    "ask_aside",
    "attach_signed",
    "call_meeting",
    "cancel",
    "cast",
    "change_motion",
    "close_meeting",
    "close_vote",
    "decide_aside",
    "invite",
    "open_meeting",
    "postpone",
    "put",
    "record_presence",
    "reschedule",
    "step_aside",
    "take_on",
    "tick",
    "withdraw",
    "write_minutes",
]
