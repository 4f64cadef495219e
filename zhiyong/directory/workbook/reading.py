"""From the bytes of a workbook to rows of values, with every error at its cell.

Offices' workbooks come with a title above the headings, merged cells, dates written as text,
full-width digits, hidden sheets and numbers that stand for days. All of that is read; what cannot
be read is named with what would be right. Nothing here asks the database, except for the ranks.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import python_calamine as calamine
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from zhiyong.directory.workbook.codes import is_uscc
from zhiyong.directory.workbook.formulas import Formulas, formulas_of
from zhiyong.directory.workbook.layout import SHEETS, Column, Sheet, plain_heading
from zhiyong.rules.values import ValueProblem, parse_number
from zhiyong.shell.days import parse_day
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import tidy

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_ROWS = 600_000
"""Rows of one sheet: half a million people, and room for a title."""
HEADING_WITHIN = 20
EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; longer codes written as numbers are lost."""
FIRST_SERIAL, LAST_SERIAL = 1, 80_000
SERIAL_ZERO = date(1899, 12, 30)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
BETWEEN_HAN = re.compile(r"(?<=[㐀-䶿一-鿿·])\s+(?=[㐀-䶿一-鿿·])")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
DIVIDERS = re.compile(r"[、，,;；|\n]+")
YES = frozenset({"是", "有", "√", "y", "yes", "true", "1", "对"})
NO = frozenset({"否", "无", "×", "x", "n", "no", "false", "0", "非"})


class NotReadable(Refusal):
    """The file is no workbook that can be read at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell. `code` says what; `facts` hold what the sentence needs."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row: its values by the keys of the columns that the sheet has."""

    number: int
    values: dict[str, Any]

    def get(self, key: str, otherwise: Any = None) -> Any:
        """Return a value, or what it is otherwise when the sheet has no such column."""
        return self.values.get(key, otherwise)


@dataclass(slots=True)
class Table:
    """One sheet as read: where its columns stand, its rows, and those with errors in their cells.

    unsound   the codes of rows with errors · broken: these rows with what could be read of them
    """

    sheet: Sheet
    name: str
    places: dict[str, int]
    formulas: Formulas = field(default_factory=Formulas)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    unsound: set[str] = field(default_factory=set)
    broken: list[Row] = field(default_factory=list)

    def problem(self, row: int, key: str, value: Any, code: str, **facts: Any) -> Problem:
        """Return a problem at a cell of this sheet."""
        place = self.places.get(key)
        return Problem(
            sheet=self.name,
            row=row,
            column=xl_col_to_name(place) if place is not None else "",
            heading=str(self.sheet.column(key).label),
            value=str("" if value is None else value)[:120],
            code=code,
            facts=facts,
        )

    def formula_trouble(self, row: int, place: int) -> str:
        """Return what is wrong with the formula of a cell, "" if nothing is."""
        at = (row, xl_col_to_name(place))
        if at in self.formulas.failed:
            return "FORMULA_FAILED"
        return "FORMULA_NOT_COMPUTED" if at in self.formulas.uncomputed else ""


@dataclass(slots=True)
class Reading:
    """A workbook as read: its tables, what is wrong, and what a person should know."""

    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(len(table.rows) for table in self.tables.values())


def read(content: bytes, sheets: Sequence[Sheet] = SHEETS) -> Reading:
    """Read a workbook: the directory's sheets, or those of another room.

    :raises NotReadable: if it is none, too large, or protected by a password.
    """
    book = opened(content)
    reading = Reading()
    formulas = formulas_of(content)
    for about in book.sheets_metadata:
        sheet = _sheet_called(about.name, sheets)
        if about.visible != calamine.SheetVisibleEnum.Visible:
            reading.notes.append({"code": "HIDDEN_SHEET", "sheet": about.name})
        elif sheet is None:
            reading.notes.append({"code": "OTHER_SHEET", "sheet": about.name})
        elif sheet.key in reading.tables:
            reading.notes.append({"code": "SHEET_TWICE", "sheet": about.name})
        else:
            known = formulas.get(about.name, Formulas())
            if known.any:
                reading.notes.append({"code": "FORMULAS", "sheet": about.name})
            _read_sheet(book, about.name, sheet, known, reading)
    if not reading.tables and not reading.problems:
        names = _("”, “").join(str(sheet.label) for sheet in sheets)
        raise NotReadable(
            _("The workbook has none of the sheets “{names}”. Start from the template.").format(
                names=names
            )
        )
    return reading


def opened(content: bytes) -> calamine.CalamineWorkbook:
    """Open a workbook, whatever its sheets; for every room that reads one.

    :raises NotReadable: if it is none, too large, or protected by a password.
    """
    _guard(content)
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise NotReadable(_("The workbook is protected by a password. Save it without.")) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise NotReadable(
            _("The file cannot be read as a workbook. Save it as .xlsx and try again.")
        ) from None


def _guard(content: bytes) -> None:
    """Refuse what is no xlsx, or would unpack to too much."""
    if len(content) > MOST_BYTES:
        raise NotReadable(_("The workbook is larger than 40 MB. Divide it."))
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise NotReadable(
            _("This is an old .xls file, or it is encrypted. Save it as .xlsx without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked <= MOST_UNPACKED and packed.testzip() is not None:
                raise zipfile.BadZipFile  # a part is damaged, or larger than it says
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise NotReadable(_("This is no .xlsx workbook, or the file is damaged.")) from None
    if "xl/workbook.xml" not in names:
        raise NotReadable(_("This is no .xlsx workbook, or the file is damaged."))
    if unpacked > MOST_UNPACKED:
        raise NotReadable(_("The workbook unpacks to more than can be read. Divide it."))


def _sheet_called(name: str, sheets: Sequence[Sheet]) -> Sheet | None:
    plain = plain_heading(name)
    return next((sheet for sheet in sheets if plain in sheet.names()), None)


def _read_sheet(
    book: calamine.CalamineWorkbook,
    name: str,
    sheet: Sheet,
    formulas: Formulas,
    reading: Reading,
) -> None:
    source = book.get_sheet_by_name(name)
    start = source.start
    if start is None:
        reading.notes.append({"code": "EMPTY_SHEET", "sheet": name})
        return
    left = start[1]
    merged = _Merged(source.merged_cell_ranges or [])
    table: Table | None = None
    for index, cells in enumerate(source.iter_rows()):
        if index >= MOST_ROWS:
            reading.problems.append(_at_sheet(name, "TOO_MANY_ROWS", most=MOST_ROWS))
            return
        cells = merged.filled(index, left, cells)
        if table is None:
            places, unknown = _places(sheet, cells, left)
            if len(places) >= 2 and set(sheet.unique) & set(places):
                table = _begin(sheet, name, index, places, unknown, formulas, reading)
                if table is None:
                    return
            elif index >= HEADING_WITHIN:
                break
            continue
        if any(cell not in ("", None) for cell in cells):
            _read_row(table, index + 1, cells, left, reading)
    if table is None:
        reading.problems.append(
            _at_sheet(
                name, "NO_HEADINGS", headings=[str(c.label) for c in sheet.columns if c.required]
            )
        )
        return
    _no_row_twice(table, reading)
    reading.tables[sheet.key] = table


def _begin(
    sheet: Sheet,
    name: str,
    index: int,
    places: dict[str, int],
    unknown: Sequence[str],
    formulas: Formulas,
    reading: Reading,
) -> Table | None:
    """Start a table at its headings; None if a column is missing that every row needs."""
    for heading in unknown:
        reading.notes.append({"code": "OTHER_COLUMN", "sheet": name, "heading": heading})
    missing = [c for c in sheet.columns if c.required and c.key not in places]
    for column in missing:
        reading.problems.append(
            _at_sheet(name, "COLUMN_MISSING", row=index + 1, heading=str(column.label))
        )
    labels = {column.key: column.labels() for column in sheet.columns if column.choices}
    return None if missing else Table(sheet, name, places, formulas, labels)


def _at_sheet(name: str, code: str, row: int = 1, heading: str = "", **facts: Any) -> Problem:
    return Problem(name, row, "A", heading, "", code, facts)


def _places(sheet: Sheet, cells: Sequence[Any], left: int) -> tuple[dict[str, int], list[str]]:
    """Return at which place each column stands in a row of headings, and headings not known."""
    known = {heading: column.key for column in sheet.columns for heading in column.headings()}
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells, start=left):
        if not isinstance(cell, str) or not cell.strip():
            continue
        key = known.get(plain_heading(cell))
        if key is None:
            unknown.append(cell.strip()[:40])
        else:
            places.setdefault(key, place)
    return places, unknown


def _read_row(table: Table, number: int, cells: Sequence[Any], left: int, reading: Reading) -> None:
    values: dict[str, Any] = {}
    sound = True
    for column in table.sheet.columns:
        place = table.places.get(column.key)
        if place is None:
            continue
        raw = cells[place - left] if place - left < len(cells) else ""
        value, code, facts = read_cell(column, raw, table.labels.get(column.key, {}))
        if table.formulas.any or table.formulas.failed:
            code = table.formula_trouble(number, place) or code
        if code:
            reading.problems.append(table.problem(number, column.key, raw, code, **facts))
            sound = False
        values[column.key] = value
    if sound:
        table.rows.append(Row(number, values))
        return
    table.broken.append(Row(number, values))
    if named := values.get(table.sheet.unique[0]):
        table.unsound.add(named)  # so that rows which name it are not called wrong as well


def _no_row_twice(table: Table, reading: Reading) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    kept = []
    for row in table.rows:
        key = tuple(_comparable(row.values.get(name)) for name in table.sheet.unique)
        first = seen.setdefault(key, row.number)
        if first == row.number:
            kept.append(row)
        else:
            name = table.sheet.unique[0]
            reading.problems.append(
                table.problem(row.number, name, row.values[name], "ROW_TWICE", first=first)
            )
    table.rows = kept


def _comparable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class _Merged:
    """The merged cells of a sheet: all of them hold what the first one holds."""

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self.starts: dict[int, list[tuple[int, int, int]]] = {}
        for (top, left), (bottom, right) in ranges:
            self.starts.setdefault(top, []).append((left, right, bottom))
        self.held: list[tuple[int, int, int, Any]] = []

    def filled(self, row: int, left: int, cells: list[Any]) -> list[Any]:
        """Return the cells of a row, with what merged cells above and to the left hold."""
        if not self.held and row not in self.starts:
            return cells
        cells = list(cells)
        self.held = [one for one in self.held if one[2] >= row]
        for first, last, _bottom, value in self.held:
            self._put(cells, first - left, last - left, value)
        for first, last, bottom in self.starts.get(row, ()):
            value = cells[first - left] if 0 <= first - left < len(cells) else ""
            self._put(cells, first - left, last - left, value)
            if bottom > row:
                self.held.append((first, last, bottom, value))
        return cells

    def _put(self, cells: list[Any], first: int, last: int, value: Any) -> None:
        for place in range(max(first, 0), min(last + 1, len(cells))):
            cells[place] = value


# --- one cell ---------------------------------------------------------------------------------

Read = tuple[Any, str, dict[str, Any]]
Labels = dict[str, str]


def read_cell(column: Column, raw: Any, labels: Labels) -> Read:
    """Return the value of a cell, and the code and facts of what is wrong with it ("" if sound).

    `labels` are the choices of the column by all that they may be called.
    """
    text = _text(raw)
    if not text:
        if column.required:
            return None, "MISSING", {}
        return ([] if column.kind == "words" else None if column.kind == "day" else ""), "", {}
    match column.kind:
        case "code":
            return _read_code(column, raw, text)
        case "name":
            return _read_text(column, BETWEEN_HAN.sub("", text.replace("\n", "")))
        case "day":
            return _read_day(raw, text)
        case "moment":
            return _read_moment(raw, text)
        case "number":
            return _read_number(text)
        case "choice":
            return _read_choice(column, text, labels)
        case "flag":
            return _read_flag(text)
        case "words":
            return _read_words(column, text)
    return _read_text(column, text)


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime | date):
        return raw.isoformat()[:10]
    return tidy(str(raw).replace("\0", "")).strip()


def _read_code(column: Column, raw: Any, text: str) -> Read:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if isinstance(raw, int | float) and len(plain) > EXACT_DIGITS:
        return None, "NUMBER_ROUNDED", {}
    if len(plain) > column.longest:
        return None, "TOO_LONG", {"longest": column.longest}
    if not CODE.fullmatch(plain):
        return None, "BAD_CODE", {}
    if column.key == "uscc":
        plain = plain.upper()
        if not is_uscc(plain):
            return None, "BAD_USCC", {}
    return plain, "", {}


def _read_text(column: Column, text: str) -> Read:
    if len(text) > column.longest:
        return None, "TOO_LONG", {"longest": column.longest}
    return text, "", {}


def _read_day(raw: Any, text: str) -> Read:
    if isinstance(raw, datetime):
        found: date | None = raw.date()
    elif isinstance(raw, date):
        found = raw
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        found = _of_serial(raw) or parse_day(text)
    else:
        found = parse_day(text.split(" ")[0] if " 00:00" in text else text)
    if found is None or not EARLIEST <= found <= LATEST:
        return None, "NOT_A_DAY", {}
    return found, "", {}


def _read_moment(raw: Any, text: str) -> Read:
    """Read a day, with its time where there is one, as "2026-11-22 08:30"."""
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M}", "", {}
    day, _gap, time = unicodedata.normalize("NFKC", text).partition(" ")
    found = parse_day(day)
    clock = CLOCK.fullmatch(time) if time else None
    if found is None or (time and clock is None):
        return None, "NOT_A_MOMENT", {}
    said = f" {int(clock[1]):02d}:{clock[2]}" if clock else ""
    return f"{found:%Y-%m-%d}{said}", "", {}


def _read_number(text: str) -> Read:
    try:
        parse_number(text)
    except ValueProblem:
        return None, "NOT_A_NUMBER", {}
    return text, "", {}


def _of_serial(raw: float) -> date | None:
    if not FIRST_SERIAL <= raw <= LAST_SERIAL:
        return None
    return SERIAL_ZERO + timedelta(days=int(raw))


def _read_choice(column: Column, text: str, labels: Labels) -> Read:
    found = labels.get(plain_heading(unicodedata.normalize("NFKC", text)))
    if found is None:
        shown = [str(label) for _value, label in (column.choices or tuple)()]
        return None, "NOT_A_CHOICE", {"choices": shown[:20], "more": max(0, len(shown) - 20)}
    return found, "", {}


def _read_flag(text: str) -> Read:
    plain = unicodedata.normalize("NFKC", text).lower()
    if plain in YES:
        return True, "", {}
    if plain in NO:
        return False, "", {}
    return None, "NOT_A_FLAG", {}


def _read_words(column: Column, text: str) -> Read:
    words = [word.strip() for word in DIVIDERS.split(text) if word.strip()]
    long = [word for word in words if len(word) > column.longest]
    if long:
        return None, "WORD_TOO_LONG", {"longest": column.longest, "word": long[0][:60]}
    return list(dict.fromkeys(words)), "", {}
