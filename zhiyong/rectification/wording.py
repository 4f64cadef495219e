"""What is wrong in a cell of a workbook, and what a row would change, as sentences."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.workbook.layout import Sheet
from zhiyong.directory.workbook.reading import Problem
from zhiyong.registers.wording import say_problem as say_of_registers

IN_A_CELL = {
    "NO_SUCH_UNIT": gettext_lazy(
        "The plan binds no unit of this name. Write its full name, or its code."
    ),
    "UNIT_NOT_CLEAR": gettext_lazy("Several units are called so. Write the code of one: {codes}."),
    "NO_SUCH_ITEM": gettext_lazy(
        "No item that you may see has this number. Leave the cell empty for a new one."
    ),
    "ITEM_TWICE": gettext_lazy("The item with this number stands in row {first} already."),
    "OTHER_UNIT": gettext_lazy("The item with this number is one of {unit}."),
    "PROBLEM_STANDS": gettext_lazy(
        "The problem stands as it was entered. Take it back on its page and enter it anew."
    ),
    "DAY_STANDS": gettext_lazy("The day is promised: ask for a later one on the item's page."),
    "CLASS_STANDS": gettext_lazy("The class stands once the work is planned."),
    "STRUCK_BY_LOOK": gettext_lazy(
        "An item is struck off on its page, by somebody else who has looked. Write 否."
    ),
    "CLOSED": gettext_lazy("This item is closed: {state}. Leave its row as it was."),
    "PLAN_WANTS": gettext_lazy("The plan wants this stated for the class of the item."),
    "REFUSED": "{text}",
}


def say_problem(problem: Problem) -> str:
    """Return what is wrong in a cell as a sentence."""
    if problem.code in IN_A_CELL:
        return str(IN_A_CELL[problem.code]).format(**problem.facts)
    return say_of_registers(problem)


def say_change(sheet: Sheet, said: dict[str, Any]) -> str:
    """Return what a row says anew, column by column."""
    parts = []
    for column in sheet.columns:
        if column.key not in said:
            continue
        value = column.show(said[column.key])
        if hasattr(value, "isoformat"):
            value = formats.date_format(value, "SHORT_DATE_FORMAT")
        parts.append(_("{label} {value}").format(label=column.label, value=value))
    return " · ".join(parts)
