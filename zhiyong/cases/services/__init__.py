"""Acts on matters, in the order of the procedure."""

from zhiyong.cases.services.assigning import (
    BadAssignment,
    ask_return,
    assign,
    send_assignment,
    settle_return,
    sign_for,
)
from zhiyong.cases.services.closing import (
    TooLate,
    WrongCaller,
    call_back,
    close,
    rate,
    reopen,
)
from zhiyong.cases.services.common import NotNow
from zhiyong.cases.services.handling import (
    MustRecuse,
    conflicts_of,
    draft_outcome,
    set_handler,
    submit_outcome,
)
from zhiyong.cases.services.pressing import answer_supervision, answer_urging, supervise, urge
from zhiyong.cases.services.replying import accept_report, send_back

__all__ = [
    "BadAssignment",
    "MustRecuse",
    "NotNow",
    "TooLate",
    "WrongCaller",
    "accept_report",
    "answer_supervision",
    "answer_urging",
    "ask_return",
    "assign",
    "call_back",
    "close",
    "conflicts_of",
    "draft_outcome",
    "rate",
    "reopen",
    "send_assignment",
    "send_back",
    "set_handler",
    "settle_return",
    "sign_for",
    "submit_outcome",
    "supervise",
    "urge",
]
