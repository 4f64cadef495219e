"""Every act of intake."""

from zhiyong.intake.services.common import NotInThePlan, NotNow
from zhiyong.intake.services.counter import MOST as MOST_FORMS
from zhiyong.intake.services.counter import FormSpent, print_blank_forms, spoil_blank_form
from zhiyong.intake.services.deciding import (
    Refused,
    accept_complaint,
    note_told,
    progress,
    refuse_complaint,
    withdraw,
)
from zhiyong.intake.services.handing import collect, hand_over_complaint
from zhiyong.intake.services.imports import (
    HOTLINE_CHANNEL,
    confirm_import,
    discard_import,
    enter_import,
    give_import_up,
    rows_of,
    take_workbook,
)
from zhiyong.intake.services.joining import merge, split
from zhiyong.intake.services.lodging import (
    RECEIPT_NAME,
    Lodged,
    NoPlan,
    NoWay,
    find_lodged,
    lodge_complaint,
    lodged_before,
    receipt_of,
)
from zhiyong.intake.services.marking import (
    classify,
    confirm_name,
    correct,
    mark_distribution,
    note_answer,
    note_receipt,
    report_major,
    set_urgency,
)
from zhiyong.intake.services.messages import mark_read, post_message
from zhiyong.intake.services.noticing import write_notice
from zhiyong.intake.services.referring import (
    OwnPeople,
    refer_complaint,
    send_up_sealed,
    way_up,
)
from zhiyong.intake.services.registering import register_complaint, register_under
from zhiyong.intake.services.repeats import settle_repeat
from zhiyong.intake.services.sharing import Barred, share, stop_sharing

__all__ = [
    "HOTLINE_CHANNEL",
    "MOST_FORMS",
    "RECEIPT_NAME",
    "Barred",
    "FormSpent",
    "Lodged",
    "NoPlan",
    "NoWay",
    "NotInThePlan",
    "NotNow",
    "OwnPeople",
    "Refused",
    "accept_complaint",
    "classify",
    "collect",
    "confirm_import",
    "confirm_name",
    "correct",
    "discard_import",
    "enter_import",
    "find_lodged",
    "give_import_up",
    "hand_over_complaint",
    "lodge_complaint",
    "lodged_before",
    "mark_distribution",
    "mark_read",
    "merge",
    "note_answer",
    "note_receipt",
    "note_told",
    "post_message",
    "print_blank_forms",
    "progress",
    "receipt_of",
    "refer_complaint",
    "refuse_complaint",
    "register_complaint",
    "register_under",
    "report_major",
    "rows_of",
    "send_up_sealed",
    "set_urgency",
    "settle_repeat",
    "share",
    "split",
    "spoil_blank_form",
    "stop_sharing",
    "take_workbook",
    "way_up",
    "withdraw",
    "write_notice",
]
