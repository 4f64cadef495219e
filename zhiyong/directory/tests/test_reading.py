"""A workbook as offices write it is read; what cannot be read is named at its cell."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zhiyong.directory.tests.workbooks import (
    PEOPLE_HEADINGS,
    POST_HEADINGS,
    UNIT_HEADINGS,
    units,
    workbook,
)
from zhiyong.directory.workbook.codes import is_uscc
from zhiyong.directory.workbook.layout import POSTS, UNITS
from zhiyong.directory.workbook.reading import NotReadable, Reading, read, read_cell

pytestmark = pytest.mark.django_db


def _labels(key: str) -> dict[str, str]:
    return UNITS.column(key).labels()


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        pytest.param("code", " ＪＺ－０１１ ", "JZ-011", id="full-width letters and digits"),
        pytest.param("code", 11.0, "11", id="a code that the spreadsheet took for a number"),
        pytest.param("name", "江州市 民政局\n", "江州市民政局", id="spaces between Han characters"),
        pytest.param("name", "陈　远", "陈远", id="a name stretched by a wide space"),
        pytest.param("kind", "政府工作部门", "GOVERNMENT_DEPARTMENT", id="a choice by its name"),
        pytest.param("kind", "Government department", "GOVERNMENT_DEPARTMENT", id="in English"),
        pytest.param("kind", "government_department", "GOVERNMENT_DEPARTMENT", id="by its key"),
        pytest.param("opened_on", date(2026, 3, 2), date(2026, 3, 2), id="a real date"),
        pytest.param("opened_on", "２０２６年３月２日", date(2026, 3, 2), id="a date as text"),
        pytest.param("opened_on", "2026.3.2", date(2026, 3, 2), id="with dots"),
        pytest.param("opened_on", "2026-03-02 00:00:00", date(2026, 3, 2), id="with midnight"),
        pytest.param("opened_on", 46083, date(2026, 3, 2), id="a serial number"),
        pytest.param("opened_on", 20260302.0, date(2026, 3, 2), id="eight digits"),
        pytest.param("closed_on", "", None, id="an empty day"),
        pytest.param(
            "aliases", "低保窗口、婚姻登记处，低保窗口", ["低保窗口", "婚姻登记处"], id="several"
        ),
        pytest.param("uscc", "11220000000000000T", None, id="a code whose last character is wrong"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(key: str, raw: Any, value: Any) -> None:
    column = UNITS.column(key)
    found, code, _facts = read_cell(column, raw, _labels(key) if column.choices else {})

    assert (found, code) == (value, "BAD_USCC" if key == "uscc" else "")


@pytest.mark.parametrize(
    ("key", "raw", "code"),
    [
        pytest.param("code", "", "MISSING", id="nothing where something must be"),
        pytest.param("code", "局一号", "BAD_CODE", id="Han characters in a code"),
        pytest.param("code", "-1", "BAD_CODE", id="a code that begins with a sign"),
        pytest.param("code", 1.2345678901234567e17, "NUMBER_ROUNDED", id="a long code as a number"),
        pytest.param("code", "A" * 41, "TOO_LONG", id="a code that is too long"),
        pytest.param("name", "长" * 121, "TOO_LONG", id="a name that is too long"),
        pytest.param("kind", "局", "NOT_A_CHOICE", id="no choice"),
        pytest.param("opened_on", "去年", "NOT_A_DAY", id="a day in words"),
        pytest.param("opened_on", "2026-02-30", "NOT_A_DAY", id="a day that does not exist"),
        pytest.param("opened_on", "26-3-2", "NOT_A_DAY", id="a year of two digits"),
        pytest.param("opened_on", 0.5, "NOT_A_DAY", id="half a day"),
        pytest.param("aliases", "名" * 61, "WORD_TOO_LONG", id="one of several too long"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(key: str, raw: Any, code: str) -> None:
    column = UNITS.column(key)
    found, problem, _facts = read_cell(column, raw, _labels(key) if column.choices else {})

    assert (found, problem) == (None, code)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("是", True, ""),
        ("√", True, ""),
        (True, True, ""),
        ("否", False, ""),
        (0.0, False, ""),
        ("也许", None, "NOT_A_FLAG"),
    ],
)
def test_yes_and_no_in_all_their_forms(raw: Any, value: bool | None, code: str) -> None:
    found, problem, _facts = read_cell(POSTS.column("is_city_managed"), raw, {})

    assert (found, problem) == (value, code)


def test_the_check_character_of_a_unified_social_credit_code() -> None:
    body = "11220100MB1234567"
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    sound = [body + letter for letter in letters if is_uscc(body + letter)]

    assert len(sound) == 1
    assert not is_uscc("I" * 18)
    assert not is_uscc("1" * 17)


ROW = ("JZ-1", "江州市民政局", "政府工作部门", "市级", date(2020, 1, 1))


def _codes(reading: Reading) -> list[tuple[str, str, int]]:
    return [(one.code, one.column, one.row) for one in reading.problems]


def test_a_title_and_a_gap_above_and_columns_in_any_order() -> None:
    content = workbook(
        {
            "单位": [
                ["江州市机构名册"],
                [],
                [None, *reversed(UNIT_HEADINGS[:5]), "备注"],
                [None, *reversed(ROW), "随便写"],
            ]
        }
    )

    reading = read(content)

    assert not reading.problems
    (row,) = reading.tables["units"].rows
    assert (row.number, row.values["code"], row.values["opened_on"]) == (
        4,
        "JZ-1",
        date(2020, 1, 1),
    )
    assert {note["code"] for note in reading.notes} == {"OTHER_COLUMN"}


def test_merged_cells_all_hold_what_the_first_one_holds() -> None:
    def merge(book: xlsxwriter.Workbook, pages: dict[str, Worksheet]) -> None:
        pages["岗位"].merge_range(1, 1, 3, 1, "JZ-1")

    content = workbook(
        {
            "岗位": [
                POST_HEADINGS,
                ("P-1", None, "局长", "主要负责人", "2020-01-01"),
                ("P-2", None, "副局长", "领导班子成员", "2020-01-01"),
                ("P-3", None, "科长", "科室负责人", "2020-01-01"),
            ]
        },
        edit=merge,
    )

    reading = read(content)

    assert [row.values["unit"] for row in reading.tables["posts"].rows] == ["JZ-1"] * 3


def test_hidden_and_foreign_sheets_are_left_out_and_named() -> None:
    def hide(book: xlsxwriter.Workbook, pages: dict[str, Worksheet]) -> None:
        pages["人员"].hide()

    content = workbook(
        {**units(ROW), "人员": [PEOPLE_HEADINGS, ("P1", "陈远")], "说明": [["别的"]]}, edit=hide
    )

    reading = read(content)

    assert set(reading.tables) == {"units"}
    assert reading.notes == [
        {"code": "HIDDEN_SHEET", "sheet": "人员"},
        {"code": "OTHER_SHEET", "sheet": "说明"},
    ]


def test_formulas_count_by_their_values_and_failed_ones_are_named() -> None:
    def compute(book: xlsxwriter.Workbook, pages: dict[str, Worksheet]) -> None:
        page = pages["单位"]
        page.write_formula(1, 1, '="江州市"&"民政局"', None, "江州市民政局")
        page.write_formula(2, 1, "=VLOOKUP(1,Z:Z,1,0)", None, "#N/A")

    content = workbook(units(ROW, ("JZ-2", *ROW[1:])), edit=compute)

    reading = read(content)

    assert [row.values["name"] for row in reading.tables["units"].rows] == ["江州市民政局"]
    assert _codes(reading) == [("FORMULA_FAILED", "B", 3)]
    assert {"code": "FORMULAS", "sheet": "单位"} in reading.notes


def test_a_formula_that_was_never_computed_is_named() -> None:
    def compute(book: xlsxwriter.Workbook, pages: dict[str, Worksheet]) -> None:
        pages["单位"].write_formula(1, 6, "=TODAY()", None, 424242)

    packed = _rewritten(workbook(units(ROW), edit=compute), b"<v>424242</v></c>", b"</c>")

    assert _codes(read(packed)) == [("FORMULA_NOT_COMPUTED", "G", 2)]


def _rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook whose sheets hold `new` for `old`, as other programs write them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(old, new) if "worksheets" in name else part)
    return file.getvalue()


def test_every_error_is_at_its_cell_and_rows_twice_are_named() -> None:
    content = workbook(
        units(
            ROW,
            ("JZ-2", "", "局", "市级", "哪天"),
            ("JZ-1", "另一个", "政府工作部门", "市级", "2020-01-01"),
        )
    )

    reading = read(content)

    assert _codes(reading) == [
        ("MISSING", "B", 3),
        ("NOT_A_CHOICE", "C", 3),
        ("NOT_A_DAY", "E", 3),
        ("ROW_TWICE", "A", 4),
    ]
    assert len(reading.tables["units"].rows) == 1


def test_a_missing_column_and_missing_headings_are_said() -> None:
    without_kind = workbook({"单位": [("单位编码", "单位名称", "层级", "设立日期"), ROW]})
    no_headings = workbook({"单位": [ROW]})

    assert _codes(read(without_kind)) == [("COLUMN_MISSING", "A", 1)]
    assert _codes(read(no_headings)) == [("NO_HEADINGS", "A", 1)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not a workbook", id="text"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, id="an old .xls"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, id="an empty archive"),
        pytest.param(b"PK\x03\x04 damaged", id="a damaged archive"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(NotReadable):
        read(content)


def test_a_workbook_without_our_sheets_is_refused() -> None:
    with pytest.raises(NotReadable):
        read(workbook({"Sheet1": [["a", "b"]]}))


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = bytearray(workbook(units(ROW)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as packed:
        place = packed.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[place + 60 : place + 90] = b"\xff" * 30

    with pytest.raises(NotReadable):
        read(bytes(content))
