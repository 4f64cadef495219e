"""Acts on hand-overs, notifications and suggestions."""

from zhiyong.transfers.services.answering import (
    give_back,
    receive,
    reply,
    served,
    waive_reply,
)
from zhiyong.transfers.services.common import BadDay, Incomplete, NotNow
from zhiyong.transfers.services.preparing import Listed, NotOpenHere, prepare, relist
from zhiyong.transfers.services.sending import ACT, agreed, came_back, send, withdraw

__all__ = [
    "ACT",
    "BadDay",
    "Incomplete",
    "Listed",
    "NotNow",
    "NotOpenHere",
    "agreed",
    "came_back",
    "give_back",
    "prepare",
    "receive",
    "relist",
    "reply",
    "send",
    "served",
    "waive_reply",
    "withdraw",
]
