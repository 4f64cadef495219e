"""Acts on appeals, in the order of the procedure."""

from zhiyong.appeals.services.accepting import accept, decline, name_handler, step_back
from zhiyong.appeals.services.closing import acknowledge, close, served
from zhiyong.appeals.services.common import Incomplete, NotNow, Stale, TookPart
from zhiyong.appeals.services.deciding import (
    ANSWER,
    CannotStand,
    NotAHandler,
    decide,
    draft,
    passed,
    put_before_meeting,
    rejected,
)
from zhiyong.appeals.services.registering import (
    CannotBeAppealed,
    NotTheirs,
    NotThere,
    OneAlready,
    TooLate,
    WrongDay,
    file_appeal,
    withdraw,
)

__all__ = [
    "ANSWER",
    "CannotBeAppealed",
    "CannotStand",
    "Incomplete",
    "NotAHandler",
    "NotNow",
    "NotTheirs",
    "NotThere",
    "OneAlready",
    "Stale",
    "TooLate",
    "TookPart",
    "WrongDay",
    "accept",
    "acknowledge",
    "close",
    "decide",
    "decline",
    "draft",
    "file_appeal",
    "name_handler",
    "passed",
    "put_before_meeting",
    "rejected",
    "served",
    "step_back",
    "withdraw",
]
