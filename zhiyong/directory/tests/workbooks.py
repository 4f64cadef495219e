"""Workbooks for tests: sheets as lists of rows, and what a run says about them."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils import translation
from xlsxwriter.worksheet import Worksheet

from zhiyong.directory.models import Account, ImportRun
from zhiyong.directory.services import imports
from zhiyong.directory.standing import standing_of
from zhiyong.directory.workbook.layout import sheet

Rows = Sequence[Sequence[Any]]

UNIT_HEADINGS = (
    "单位编码", "单位名称", "单位性质", "层级", "设立日期", "上级单位编码", "撤销日期", "变更日期",
)  # fmt: skip
POST_HEADINGS = ("岗位编码", "单位编码", "岗位名称", "岗位类别", "设立日期", "撤销日期")
PEOPLE_HEADINGS = ("人员编号", "姓名", "人员类型", "职级")
TENURE_HEADINGS = ("人员编号", "岗位编码", "任职日期", "免职日期")


def workbook(
    sheets: dict[str, Rows],
    *,
    edit: Callable[[xlsxwriter.Workbook, dict[str, Worksheet]], None] | None = None,
) -> bytes:
    """Return a workbook: the sheets by name, the first row of each its headings."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        pages = {}
        for name, rows in sheets.items():
            page = pages[name] = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(number, place, value, day)  # type: ignore[arg-type]
                    elif value is not None:
                        page.write(number, place, value)
        if edit:
            edit(book, pages)
    return file.getvalue()


def units(*rows: Sequence[Any]) -> dict[str, Rows]:
    """Return a sheet of units."""
    return {"单位": [UNIT_HEADINGS, *rows]}


def receive(content: bytes, by: Account, on: date) -> ImportRun:
    """Hand a workbook in."""
    return imports.receive_workbook(
        name="名册.xlsx", content=content, on=on, today=on, by=by, rights=rights(by, on)
    )


def confirm(run: ImportRun, by: Account, on: date) -> ImportRun:
    """Confirm a workbook."""
    return imports.confirm_workbook(run=run, rights=rights(by, on), by=by, today=on)


def rights(by: Account, on: date) -> imports.Rights:
    """Return what somebody keeps."""
    return imports.rights_of(standing_of(by, on))


def troubles(run: ImportRun) -> list[tuple[str, str]]:
    """Return the errors of a run: the cell and the code."""
    return [
        (f"{error.sheet}!{error.column}{error.row}", error.code)
        for error in run.errors.order_by("id")
    ]


def heading(key: str, column: str) -> str:
    """Return the Chinese heading of a column."""
    with translation.override("zh-hans"):
        return str(sheet(key).column(column).label)
