"""One column of a list, for the page and for the workbook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from zhiyong.shell.lights import Light
from zhiyong.shell.templatetags.ui.states import light
from zhiyong.shell.templatetags.ui.texts import (
    DASH,
    day_short,
    moment_short,
    num,
    percent,
    yes_no,
)

Kind = Literal["text", "num", "percent", "day", "moment", "light", "yes_no"]
NUMERIC = ("num", "percent")
SHORT = ("day", "moment", "light", "yes_no")

SHOWERS: dict[str, Callable[[Any], Any]] = {
    "num": num,
    "percent": percent,
    "day": day_short,
    "moment": moment_short,
    "light": light,
    "yes_no": yes_no,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `value` is a function of the row, or a path such as "unit.name" (by default `key`).
    `template` shows the cell where plain text is not enough; it gets `row`, `value` and what
    the page gave as `extra`. `sub` adds a quiet second line. `order` names the `Order` that
    the head leads to. `export` gives the workbook another value; `only` leaves the column out
    of the page or of the workbook.
    """

    key: str
    label: Any
    value: Callable[[Any], Any] | str | None = None
    kind: Kind = "text"
    url: Callable[[Any], str | None] | None = None
    sub: Callable[[Any], Any] | str | None = None
    template: str = ""
    order: str = ""
    head: bool = False
    wide: bool = False
    export: Callable[[Any], Any] | None = None
    only: Literal["", "page", "workbook"] = ""
    width: int = 0

    @property
    def css(self) -> str:
        """Return the class of the column's cells."""
        if self.kind in NUMERIC:
            return "num"
        if self.wide:
            return "wide"
        return "tight" if self.kind in SHORT else ""

    def value_of(self, row: Any) -> Any:
        """Return the raw value."""
        return _follow(row, self.value if self.value is not None else self.key)

    def cell(self, row: Any, extra: dict[str, Any] | None = None) -> Any:
        """Return the cell as HTML."""
        value = self.value_of(row)
        if self.template:
            return render_to_string(self.template, {**(extra or {}), "row": row, "value": value})
        shown = self._shown(value)
        address = self.url(row) if self.url else None
        if address:
            shown = format_html('<a href="{}">{}</a>', address, shown)
        second = _follow(row, self.sub) if self.sub is not None else None
        if second not in (None, ""):
            shown = format_html('{}<span class="table__sub">{}</span>', shown, second)
        return shown

    def _shown(self, value: Any) -> Any:
        if value is None or value == "":
            return DASH
        return conditional_escape(SHOWERS.get(self.kind, str)(value))

    def exported(self, row: Any) -> Any:
        """Return the value for a workbook: a number, a day, a moment without zone, or text."""
        value = self.export(row) if self.export else self.value_of(row)
        if value is None:
            return ""
        if self.kind == "light":
            return str(Light(str(getattr(value, "light", value))).label)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
        if isinstance(value, int | float | date) and not isinstance(value, bool):
            return value
        return str(value)


def _follow(row: Any, path: Callable[[Any], Any] | str) -> Any:
    if callable(path):
        return path(row)
    for step in path.split("."):
        row = getattr(row, step, None)
        if row is None:
            return None
    return row() if callable(row) else row
