"""Acts on matters, in the order of the procedure."""

from zhiyong.matters.services.assigning import (
    BadAssignment,
    ask_return,
    assign,
    settle_return,
    sign_for,
    take_back,
)
from zhiyong.matters.services.closing import (
    TooLate,
    WrongCaller,
    call_back,
    close,
    rate,
    reopen,
)
from zhiyong.matters.services.common import Incomplete, NotNow
from zhiyong.matters.services.disputing import NobodyDecides, OwnDispute, decide_dispute
from zhiyong.matters.services.handling import (
    MustRecuse,
    NotTheHandler,
    act_first,
    draft_outcome,
    note,
    recuse,
    set_handler,
    submit_outcome,
    write_to_complainant,
)
from zhiyong.matters.services.judging import OwnWork, judge
from zhiyong.matters.services.pressing import (
    answer_supervision,
    answer_urging,
    ask_extension,
    run_clock,
    stop_clock,
    supervise,
    urge,
)
from zhiyong.matters.services.replying import accept_report, send_back

__all__ = [
    "BadAssignment",
    "Incomplete",
    "MustRecuse",
    "NobodyDecides",
    "NotNow",
    "NotTheHandler",
    "OwnDispute",
    "OwnWork",
    "TooLate",
    "WrongCaller",
    "accept_report",
    "act_first",
    "answer_supervision",
    "answer_urging",
    "ask_extension",
    "ask_return",
    "assign",
    "call_back",
    "close",
    "decide_dispute",
    "draft_outcome",
    "judge",
    "note",
    "rate",
    "recuse",
    "reopen",
    "run_clock",
    "send_back",
    "set_handler",
    "settle_return",
    "sign_for",
    "stop_clock",
    "submit_outcome",
    "supervise",
    "take_back",
    "urge",
    "write_to_complainant",
]
