"""Acts on items, notices, made rules and the list of key units."""

from zhiyong.rectification.services.checking import check_item, reopen_item
from zhiyong.rectification.services.common import (
    BadDay,
    BadValue,
    FieldsMissing,
    Incomplete,
    NotExtendable,
    NotNow,
    NotTheirs,
    SameHand,
)
from zhiyong.rectification.services.doing import hand_in, report_progress
from zhiyong.rectification.services.noticing import (
    NoLadder,
    StepSkipped,
    answer_notice,
    issue_notice,
    note_repair,
    withdraw_notice,
)
from zhiyong.rectification.services.planning import (
    answer_move,
    approve,
    ask_move,
    change_item,
    may_answer_move,
    plan_item,
    reach_milestone,
    send_back,
    withdraw_item,
)
from zhiyong.rectification.services.registering import NewItem, register_item, register_items
from zhiyong.rectification.services.ruling import enter_rule, review_rule
from zhiyong.rectification.services.watching import judge_proposal, take_off
from zhiyong.rectification.services.workbooks import (
    AnotherPlanNow,
    CellsWrong,
    Change,
    NotWaiting,
    Scope,
    carry_out,
    preview,
    receive,
)
from zhiyong.rectification.services.workbooks import withdraw as withdraw_workbook

__all__ = [
    "AnotherPlanNow",
    "BadDay",
    "BadValue",
    "CellsWrong",
    "Change",
    "FieldsMissing",
    "Incomplete",
    "NewItem",
    "NoLadder",
    "NotExtendable",
    "NotNow",
    "NotTheirs",
    "NotWaiting",
    "SameHand",
    "Scope",
    "StepSkipped",
    "answer_move",
    "answer_notice",
    "approve",
    "ask_move",
    "carry_out",
    "change_item",
    "check_item",
    "enter_rule",
    "hand_in",
    "issue_notice",
    "judge_proposal",
    "may_answer_move",
    "note_repair",
    "plan_item",
    "preview",
    "reach_milestone",
    "receive",
    "register_item",
    "register_items",
    "reopen_item",
    "report_progress",
    "review_rule",
    "send_back",
    "take_off",
    "withdraw_item",
    "withdraw_notice",
    "withdraw_workbook",
]
