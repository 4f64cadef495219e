"""How rows of a workbook's preview and errors are shown."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import formats

from zhiyong.directory.models import CellError, PlannedChange
from zhiyong.directory.workbook import layout
from zhiyong.directory.workbook.wording import say

register = template.Library()


@dataclass(frozen=True, slots=True)
class Difference:
    """What a column was, and what it would be."""

    label: Any
    old: Any
    new: Any


@register.filter
def sheet_label(change: PlannedChange) -> str:
    """Return what the sheet of a change is called."""
    return str(layout.sheet(change.sheet).label)


@register.filter
def differences(change: PlannedChange) -> list[Difference]:
    """Return the differences of a change in the words of the sheet."""
    columns = {column.key: column for column in layout.sheet(change.sheet).columns}
    return [
        Difference(columns[key].label, _shown(columns[key], old), _shown(columns[key], new))
        for key, old, new in change.differences
        if key in columns
    ]


@register.filter
def right(error: CellError) -> str:
    """Return what would be right in a cell."""
    return say(error.code, error.facts)


def _shown(column: layout.Column, value: Any) -> Any:
    shown = column.show(value)
    return formats.date_format(shown) if column.kind == "day" and shown else shown
