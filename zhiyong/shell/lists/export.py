"""A list as a workbook: first what it is, then the rows."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from zhiyong.shell.access import Request
from zhiyong.shell.lists.columns import Column

MOST = 50_000
"""More rows than this are not exported at once: the page asks to narrow the filter."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CELL = 32_767
"""Excel's own limit of characters in a cell."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Openings that a spreadsheet would read as a formula when a cell is edited."""

Watcher = Callable[["Exported"], None]
_watchers: list[Watcher] = []


@dataclass(frozen=True, slots=True)
class Exported:
    """That somebody took a list away: whoever keeps the record of reads is told."""

    request: Request
    name: str
    title: str
    count: int
    sentence: str


def watch(watcher: Watcher) -> None:
    """Tell `watcher` of every export, before it is sent. If it raises, nothing is sent."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell(exported: Exported) -> None:
    """Tell all watchers."""
    for watcher in _watchers:
        watcher(exported)


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says."""

    title: str
    count: str
    sentence: str
    order: str
    by: str
    at: datetime
    mark: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """Return the lines, label and text."""
        lines = [
            (pgettext("export", "List"), self.title),
            (_("How many"), self.count),
            (
                _("Filtered by"),
                self.sentence or _("nothing: the whole list that this person may see"),
            ),
            (pgettext("sorting", "Order"), self.order),
            (_("Exported by"), self.by),
            (_("Exported at"), formats.date_format(self.at, "DATETIME_FORMAT")),
        ]
        return [*lines, (pgettext("export", "Distribution"), self.mark)] if self.mark else lines


def workbook(cover: Cover, columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """Return the workbook; its rows are written one by one, in memory that does not grow."""
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        _write_cover(book, cover)
        _write_rows(book, [c for c in columns if c.only != "page"], rows)
    return file.getvalue()


def _write_cover(book: Workbook, cover: Cover) -> None:
    sheet = book.add_worksheet(pgettext("export", "About"))
    quiet = book.add_format({"font_color": "#52606d", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 14, quiet)
    sheet.set_column(1, 1, 80, wrapped)
    for number, (label, text) in enumerate(cover.lines()):
        sheet.write_string(number, 0, label, quiet)
        sheet.write_string(number, 1, text[:CELL], wrapped)


def _write_rows(book: Workbook, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    sheet = book.add_worksheet(pgettext("export", "Rows"))
    styles = Styles.made_for(book)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width or (40 if column.wide else 16))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, str(column.label), styles.head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            _write(sheet, last, index, column, column.exported(row), styles)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook."""

    head: Format
    text: Format
    quoted: Format
    day: Format
    moment: Format
    percent: Format

    @classmethod
    def made_for(cls, book: Workbook) -> "Styles":
        """Return the formats, added to the workbook."""
        top = {"valign": "top"}
        return cls(
            head=book.add_format(
                {
                    "bold": True,
                    "bg_color": "#eceff3",
                    "bottom": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            text=book.add_format({**top, "text_wrap": True}),
            quoted=book.add_format({**top, "text_wrap": True, "quote_prefix": True}),
            day=book.add_format({**top, "num_format": "yyyy-mm-dd"}),
            moment=book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm"}),
            percent=book.add_format({**top, "num_format": "0.0%"}),
        )


def _write(
    sheet: Worksheet, row: int, index: int, column: Column, value: Any, styles: Styles
) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, index, value, styles.moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, styles.day)
    elif isinstance(value, int | float):
        sheet.write_number(
            row, index, value, styles.percent if column.kind == "percent" else styles.text
        )
    elif value:
        text = str(value)
        style = styles.quoted if text.startswith(DANGEROUS) else styles.text
        sheet.write_string(row, index, text if len(text) <= CELL else text[: CELL - 1] + "…", style)
