"""What is wrong in a cell, and what would be right, as a sentence in the reader's language."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS = {
    "unit": gettext_lazy("unit"),
    "post": gettext_lazy("post"),
    "person": gettext_lazy("person"),
    "region": gettext_lazy("region"),
}

SENTENCES = {
    "MISSING": gettext_lazy("This cell must be filled in."),
    "TOO_LONG": gettext_lazy("At most {longest} characters are possible."),
    "WORD_TOO_LONG": gettext_lazy(
        "“{word}…” is longer than {longest} characters. Divide several with 、"
    ),
    "BAD_CODE": gettext_lazy("A code has Latin letters, digits and . _ / - only."),
    "BAD_USCC": gettext_lazy(
        "This is no unified social credit code: it has 18 characters without I, O, S, V and Z, and "
        "the last one checks the others."
    ),
    "NUMBER_ROUNDED": gettext_lazy(
        "The spreadsheet rounded this number. Format the column as text and enter the code again."
    ),
    "NOT_A_DAY": gettext_lazy("Write a day such as 2026-11-22, 2026/11/22 or 2026年11月22日."),
    "NOT_A_MOMENT": gettext_lazy(
        "Write a day and a time such as 2026-11-22 08:30; the time may be left out."
    ),
    "NOT_A_NUMBER": gettext_lazy("Write a number such as 3, 0.5, 40% or 1/3."),
    "NOT_A_CHOICE": gettext_lazy("Choose one of: {choices}."),
    "NOT_A_FLAG": gettext_lazy("Write 是 or 否."),
    "FORMULA_FAILED": gettext_lazy("The formula in this cell failed. Enter the value itself."),
    "FORMULA_NOT_COMPUTED": gettext_lazy(
        "The formula in this cell was never computed. Open the workbook, let it compute, and save."
    ),
    "ROW_TWICE": gettext_lazy("The same stands in row {first}. Keep one of them."),
    "TOO_MANY_ROWS": gettext_lazy("The sheet has more than {most} rows. Divide it."),
    "NO_HEADINGS": gettext_lazy(
        "No row of headings was found. One row must hold: {headings}. Start from the template."
    ),
    "COLUMN_MISSING": gettext_lazy("The column “{heading}” is missing."),
    "UNKNOWN": gettext_lazy("There is no {kind} with this code.{hint}"),
    "ENDS_BEFORE_IT_BEGINS": gettext_lazy("It must lie after {begins}."),
    "BEGINS_OTHERWISE": gettext_lazy(
        "The directory has {known}. The first day is corrected on the page itself, not here."
    ),
    "BEFORE_UNIT": gettext_lazy("The unit was set up on {begins}; the post cannot be older."),
    "BEFORE_POST": gettext_lazy("The post was set up on {begins}; it cannot be held before."),
    "AFTER_POST": gettext_lazy("The post ends on {ends}; whoever holds it must have left by then."),
    "UNIT_CLOSED": gettext_lazy("The unit was closed on {closed} and cannot change any more."),
    "POST_ABOLISHED": gettext_lazy(
        "The post was abolished on {abolished} and cannot change any more."
    ),
    "UNDER_ITSELF": gettext_lazy(
        "The unit would stand under itself. Name a unit that is not below it."
    ),
    "NOT_THERE": gettext_lazy("It did not exist on {day}. Give a day on which it did."),
    "LATER_RECORDED": gettext_lazy(
        "Something is recorded for after {day} already. Give a later day, or correct it on the "
        "person's page."
    ),
    "REGION_UNDER_ITSELF": gettext_lazy(
        "The region would stand under itself. Name a region that is not below it."
    ),
    "REGION_ENDED": gettext_lazy("This region is in force until {ended} only. Name another."),
    "REGION_STILL_USED": gettext_lazy(
        "It cannot be ended: regions below it that go on: {regions}; open units in it: {units}. "
        "Give these another region in the workbook too."
    ),
    "CODE_IN_USE": gettext_lazy(
        "The code stands for {name} from {from} on. Enter the end of that on its own row first."
    ),
    "REGIONS_NOT_YOURS": gettext_lazy("Regions are kept by the system administrator."),
    "NOT_YOURS": gettext_lazy("This belongs to a unit that you do not keep."),
    "STILL_USED": gettext_lazy(
        "It cannot be closed: units below it that stay open: {units}; posts that stay held: "
        "{holders}. End these in the workbook too, or merge the unit on its page."
    ),
    "STILL_HELD": gettext_lazy(
        "{person} still holds the post then. Enter when they left on the sheet of who holds what."
    ),
    "POST_TAKEN": gettext_lazy("The post is held from {from} by another: {who}. Enter its end."),
    "TWO_PRINCIPAL": gettext_lazy(
        "The person has a principal post from {from} already: {who}. Enter its end, or write 否 "
        "under principal post."
    ),
}

NOTES = {
    "HIDDEN_SHEET": gettext_lazy("The sheet “{sheet}” is hidden and was not read."),
    "OTHER_SHEET": gettext_lazy("The sheet “{sheet}” is none of the template's and was not read."),
    "SHEET_TWICE": gettext_lazy("The sheet “{sheet}” comes twice; the first one was read."),
    "EMPTY_SHEET": gettext_lazy("The sheet “{sheet}” is empty."),
    "OTHER_COLUMN": gettext_lazy(
        "The column “{heading}” of the sheet “{sheet}” is none of the template's and was not read."
    ),
    "FORMULAS": gettext_lazy("The sheet “{sheet}” holds formulas; the last computed values count."),
}


def say(code: str, facts: dict[str, Any]) -> str:
    """Return what is wrong in a cell as a sentence."""
    return str(SENTENCES[code]).format(**_worded(facts))


def say_note(note: dict[str, str]) -> str:
    """Return what a person should know about how a workbook was read."""
    return str(NOTES[note["code"]]).format(**note)


def _worded(facts: dict[str, Any]) -> dict[str, Any]:
    worded = {key: _value(value) for key, value in facts.items()}
    if "choices" in facts:
        more = _(" and {count} more").format(count=facts["more"]) if facts.get("more") else ""
        worded["choices"] = _(", ").join(facts["choices"]) + more
    if "headings" in facts:
        worded["headings"] = _(", ").join(facts["headings"])
    if "kind" in facts:
        near = facts.get("near")
        worded["kind"] = KINDS[facts["kind"]]
        worded["hint"] = _(" Was {near} meant?").format(near=near) if near else ""
    if "in_row" in facts:
        row = facts["in_row"]
        worded["who"] = _("row {row}").format(row=row) if row else facts["other"]
    return worded


def _value(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return formats.date_format(date.fromisoformat(value)) if len(value) == 10 else value
        except ValueError:
            return value
    return value
