"""Pages of registers."""

from zhiyong.registers.views.acts import add, correct, strike
from zhiyong.registers.views.leads import leads
from zhiyong.registers.views.reading import registers, row, rows
from zhiyong.registers.views.workbooks import export, hand_in, template, workbook, workbook_act

__all__ = [
    "add",
    "correct",
    "export",
    "hand_in",
    "leads",
    "registers",
    "row",
    "rows",
    "strike",
    "template",
    "workbook",
    "workbook_act",
]
