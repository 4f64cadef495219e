"""Acts on registers."""

from zhiyong.registers.services.rows import (
    AnotherSubject,
    NoLongerHolds,
    NoReason,
    NoSuchRegister,
    NotPlaced,
    NotYours,
    SaysTheSame,
    ValuesWrong,
    add_row,
    correct_row,
    strike_row,
)
from zhiyong.registers.services.workbooks import (
    AnotherPlanNow,
    CellsWrong,
    Change,
    NotWaiting,
    carry_out,
    preview,
    receive,
    withdraw,
)

__all__ = [
    "AnotherPlanNow",
    "AnotherSubject",
    "CellsWrong",
    "Change",
    "NoLongerHolds",
    "NoReason",
    "NoSuchRegister",
    "NotPlaced",
    "NotWaiting",
    "NotYours",
    "SaysTheSame",
    "ValuesWrong",
    "add_row",
    "carry_out",
    "correct_row",
    "preview",
    "receive",
    "strike_row",
    "withdraw",
]
