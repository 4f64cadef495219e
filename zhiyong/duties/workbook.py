"""A year's holidays as a workbook: read with every error at its cell, and the template for it."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import python_calamine as calamine
import xlsxwriter
from django.utils.translation import gettext as _

from zhiyong.duties.holidays import ENGLISH
from zhiyong.rules.calendar import ShippedDay
from zhiyong.shell.days import parse_day
from zhiyong.shell.errors import Refusal

MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 500
LONGEST_STRETCH = 15
HEADINGS = ("起始日期", "结束日期", "类型", "节日", "Holiday")
OFF, WORKED = ("放假", "休"), ("补班", "上班", "班")


class NotReadable(Refusal):
    """The file is no workbook, or has none of the headings."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell, and what would be right."""

    cell: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that the notice names together."""

    first: date
    last: date
    is_working: bool
    name_zh: str
    name_en: str

    def days(self) -> Iterator[ShippedDay]:
        """Yield each day."""
        for n in range((self.last - self.first).days + 1):
            yield ShippedDay(
                self.first + timedelta(days=n), self.is_working, self.name_zh, self.name_en
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook as read: its stretches, or what is wrong with it."""

    stretches: tuple[Stretch, ...]
    problems: tuple[Problem, ...]

    def days(self) -> list[ShippedDay]:
        """Return every day that the stretches name."""
        return [day for stretch in self.stretches for day in stretch.days()]


def read(content: bytes, year: int) -> Reading:
    """Read a year's notice.

    :raises NotReadable: if it is no workbook, or has none of the headings.
    """
    rows = iter(_rows(content))
    places = next((at for _number, cells in rows if (at := _places(cells))), None)
    if places is None:
        raise NotReadable(
            _(
                "The first sheet has none of the headings {headings}. Start from the template."
            ).format(headings="、".join(HEADINGS[:4]))
        )
    stretches: list[Stretch] = []
    problems: list[Problem] = []
    seen: dict[date, str] = {}
    for number, cells in rows:
        found = _stretch(number, [cells[at] if at < len(cells) else "" for at in places], year)
        if isinstance(found, Stretch):
            cell = f"A{number}"
            twice = [day.day for day in found.days() if day.day in seen]
            if twice:
                text = _("{day} stands in row {row} already.")
                place = text.format(day=twice[0], row=seen[twice[0]][1:])
                problems.append(Problem(cell, str(found.first), place))
            seen |= {day.day: cell for day in found.days()}
            stretches.append(found)
        elif found is not None:
            problems += found
    if not stretches and not problems:
        problems.append(Problem("A2", "", _("There is no day in the workbook.")))
    return Reading(tuple(stretches), tuple(problems))


def _rows(content: bytes) -> list[tuple[int, list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotReadable(_("The workbook unpacks to more than a calendar can be."))
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        found = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    except NotReadable:
        raise
    except (zipfile.BadZipFile, calamine.CalamineError, OSError, ValueError, IndexError):
        raise NotReadable(
            _("The file cannot be read as a workbook. Save it as .xlsx and try again.")
        ) from None
    return [
        (number, cells)
        for number, cells in enumerate(found, start=1)
        if any(cell not in ("", None) for cell in cells)
    ]


def _places(cells: Sequence[Any]) -> list[int] | None:
    """Return where the columns stand in a row of headings; None if it is no such row."""
    plain = [re.sub(r"[\s*＊]", "", str(cell)).lower() for cell in cells]
    found = [plain.index(head.lower()) if head.lower() in plain else -1 for head in HEADINGS]
    return (
        [at if at >= 0 else len(cells) + 99 for at in found] if found[0] >= 0 <= found[2] else None
    )


def _stretch(number: int, cells: Sequence[Any], year: int) -> Stretch | list[Problem] | None:
    first_cell, last_cell, kind, name, english = cells
    if all(cell in ("", None) for cell in cells):
        return None
    problems: list[Problem] = []

    def wrong(column: str, value: Any, text: str) -> None:
        problems.append(Problem(f"{column}{number}", str(value)[:40], text))

    first = _day(first_cell)
    one_day = last_cell in ("", None)
    last = first if one_day else _day(last_cell)
    if said := _trouble(first, year):
        wrong("A", first_cell, said)
    if said := "" if one_day else _trouble(last, year):
        wrong("B", last_cell, said)
    elif first and last and not 0 <= (last - first).days < LONGEST_STRETCH:
        wrong("B", last_cell, _("It ends before it begins, or is longer than any holiday."))
    is_working = {**dict.fromkeys(OFF, False), **dict.fromkeys(WORKED, True)}.get(str(kind).strip())
    if is_working is None:
        wrong(
            "C", kind, _("Write 放假 for days off, 补班 for a working day that makes up for one.")
        )
    title = str(name or "").strip()
    if not title or len(title) > 40:
        wrong("D", name, _("Name the holiday, in at most 40 characters."))
    if problems:
        return problems
    assert first is not None
    assert last is not None
    assert is_working is not None
    in_english = str(english or "").strip()[:60] or ENGLISH.get(title, title)
    return Stretch(first, last, is_working, title, in_english)


def _trouble(day: date | None, year: int) -> str:
    """Return what is wrong with a day of the notice for a year, "" if nothing is."""
    if day is None:
        return _("Write a date such as 2026-11-22 or 2026年11月22日.")
    return "" if day.year == year else _("This day is not in {year}.").format(year=year)


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return parse_day(str(cell).split(" ")[0]) if cell not in ("", None) else None


def template(year: int) -> bytes:
    """Return the workbook to fill in for a year, with two rows as an example."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(f"{year}")
        sheet.set_column(0, 1, 14, days)
        sheet.set_column(2, 4, 18)
        for at, head in enumerate(HEADINGS):
            sheet.write(0, at, head, bold)
        sheet.data_validation(1, 2, 60, 2, {"validate": "list", "source": ["放假", "补班"]})
        sheet.write_row(1, 0, [f"{year}-10-01", f"{year}-10-07", "放假", "国庆节", "National Day"])
        sheet.write_row(2, 0, [f"{year}-10-10", "", "补班", "国庆节", "National Day"])
        sheet.freeze_panes(1, 0)
    return out.getvalue()
