"""Acts on tracks, talks, resignations and oversight."""

from zhiyong.tracks.services.common import BadDay, Incomplete, NotNow, NotOpenHere, NotTheirPower
from zhiyong.tracks.services.oversight import answer_oversight, register_oversight, settle_oversight
from zhiyong.tracks.services.resigning import (
    ACT,
    agreed,
    answer,
    came_back,
    check,
    examine,
    file_resignation,
    review,
    withdraw_resignation,
)
from zhiyong.tracks.services.taking import end_track, establish, take_up
from zhiyong.tracks.services.talking import call_talk, cancel_talk, hold_talk, recheck_talk

__all__ = [
    "ACT",
    "BadDay",
    "Incomplete",
    "NotNow",
    "NotOpenHere",
    "NotTheirPower",
    "agreed",
    "answer",
    "answer_oversight",
    "call_talk",
    "came_back",
    "cancel_talk",
    "check",
    "end_track",
    "establish",
    "examine",
    "file_resignation",
    "hold_talk",
    "recheck_talk",
    "register_oversight",
    "review",
    "settle_oversight",
    "take_up",
    "withdraw_resignation",
]
