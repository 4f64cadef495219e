"""Rows in the language of the reader: their fields, their values, what is wrong with them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.workbook.reading import Problem
from zhiyong.directory.workbook.wording import say as say_of_directory
from zhiyong.plans.wording import language
from zhiyong.rules.pack.fields import Field, Register
from zhiyong.rules.registers import Stored, Wrong
from zhiyong.rules.values import Label, ValueProblem, parse_number, say_number

WRONG = {
    "REQUIRED": gettext_lazy("Please fill this in."),
    "NUMBER": gettext_lazy("Write a number such as 3, 0.5, 40% or 1/3."),
    "DAY": gettext_lazy("Write a date such as 2026-11-22 or 2026年11月22日."),
    "MOMENT": gettext_lazy(
        "Write a day and a time such as 2026-11-22 08:30; the time may be left out."
    ),
    "FLAG": gettext_lazy("Write 是 or 否."),
    "CHOICE": gettext_lazy("Choose one of the list."),
    "TOO_LONG": gettext_lazy("This is longer than a row can hold."),
    "NO_FIELD": gettext_lazy("The register has no such field."),
}

IN_A_CELL = {
    "ROW_GONE": gettext_lazy(
        "No row with this number holds in this register. Leave the cell empty for a new row."
    ),
    "ROW_NUMBERED_TWICE": gettext_lazy("The row with this number stands in row {first} already."),
    "OTHER_SUBJECT": gettext_lazy(
        "The row with this number is about another. Strike it out on its page and enter a new one."
    ),
    "NOT_PLACED": gettext_lazy("This person holds no post that day and belongs to no unit."),
    "STANDS_ALREADY": gettext_lazy("A row that says the same holds already: no. {row}."),
    "ENDS_BEFORE": gettext_lazy("The last day lies before the first."),
    "LEAST": gettext_lazy("At least {least} are needed."),
}


def lazy_label(label: Label) -> Any:
    """Return a label of the plan that is read in the language of whoever reads it."""
    return _Lazy(label)


class _Lazy:
    """A label, said when it is asked for."""

    def __init__(self, label: Label) -> None:
        self.label = label

    def __str__(self) -> str:
        return self.label.say(language())


def say_wrong(wrong: Wrong) -> str:
    """Return what is wrong with a field as a sentence."""
    if wrong.code in IN_A_CELL:
        return str(IN_A_CELL[wrong.code]).format(least=wrong.value)
    return str(WRONG[wrong.code])


def say_problem(problem: Problem) -> str:
    """Return what is wrong in a cell as a sentence."""
    if problem.code in IN_A_CELL:
        return str(IN_A_CELL[problem.code]).format(**problem.facts)
    if problem.code in WRONG:
        return str(WRONG[problem.code])
    return say_of_directory(problem.code, problem.facts)


def say_value(field: Field, stored: Stored | None) -> str:
    """Return a value of a row in words; "" where there is none."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    if isinstance(stored, list):
        return _(", ").join(_say(field, one) for one in stored)
    return _say(field, stored)


def _say(field: Field, stored: str) -> str:
    try:
        match field.kind:
            case "number" | "money":
                return say_number(parse_number(stored))
            case "share":
                return say_number(parse_number(stored), share=True)
            case "day":
                return formats.date_format(date.fromisoformat(stored))
            case "moment":
                moment = datetime.fromisoformat(stored)
                shape = "DATETIME_FORMAT" if " " in stored else "DATE_FORMAT"
                return formats.date_format(moment, shape)
            case "choice":
                labels = {one.id: one.label for one in field.values}
                return labels[stored].say(language()) if stored in labels else stored
    except (ValueProblem, ValueError):
        return stored
    return stored


def lines(register: Register, values: Mapping[str, Stored]) -> Iterable[tuple[str, str]]:
    """Yield the fields of a row that say something, label and value."""
    for field in register.fields:
        if said := say_value(field, values.get(field.id)):
            yield field.label.say(language()), said


def in_short(register: Register, values: Mapping[str, Stored]) -> str:
    """Return a row as one line."""
    return " · ".join(f"{label} {said}" for label, said in lines(register, values))
