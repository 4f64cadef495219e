"""A year's notice as a workbook: every error at its cell, and nothing crashes."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.duties.workbook import HEADINGS, NotReadable, read, template

FINE = ["2027-10-01", "2027年10月7日", "放假", "国庆节", ""]


def book(*rows: list[Any], heads: tuple[str, ...] = HEADINGS, above: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        sheet = made.add_worksheet()
        for n in range(above):
            sheet.write(n, 0, "国务院办公厅关于2027年部分节假日安排的通知")
        for number, row in enumerate([list(heads), *rows], start=above):
            for at, value in enumerate(row):
                sheet.write(number, at, value)
    return out.getvalue()


def test_stretches_become_days_each_with_both_names() -> None:
    reading = read(book(FINE, ["2027/9/26", "", "补班", "国庆节", ""], above=2), 2027)

    assert not reading.problems
    days = reading.days()
    assert len(days) == 8
    assert days[0] == (date(2027, 10, 1), False, "国庆节", "National Day")
    assert days[-1] == (date(2027, 9, 26), True, "国庆节", "National Day")


def test_days_written_as_days_are_read() -> None:
    reading = read(book([date(2027, 1, 1), date(2027, 1, 3), "放假", "元旦", "New Year"]), 2027)

    assert [day.name_en for day in reading.days()] == ["New Year"] * 3


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param(["2027-13-01", "", "放假", "国庆节"], ["A2"], id="no such month"),
        pytest.param(["2026-10-01", "", "放假", "国庆节"], ["A2"], id="another year"),
        pytest.param(["2027-10-01", "昨天", "放假", "国庆节"], ["B2"], id="no day"),
        pytest.param(["2027-10-01", "2028-01-01", "放假", "国庆节"], ["B2"], id="into the next"),
        pytest.param(["2027-10-07", "2027-10-01", "放假", "国庆节"], ["B2"], id="backwards"),
        pytest.param(["2027-01-01", "2027-06-01", "放假", "国庆节"], ["B2"], id="half a year"),
        pytest.param(["2027-10-01", "", "调休", "国庆节"], ["C2"], id="neither off nor worked"),
        pytest.param(["2027-10-01", "", "放假", ""], ["D2"], id="no name"),
        pytest.param(["2027-10-01", "", "放假", "节" * 41], ["D2"], id="a name too long"),
        pytest.param(["", "", "", "国庆节"], ["A2", "C2"], id="two at once"),
    ],
)
def test_every_error_has_its_cell(row: list[Any], cells: list[str]) -> None:
    reading = read(book(row, FINE), 2027)

    assert [one.cell for one in reading.problems] == cells


def test_a_day_twice_is_named() -> None:
    reading = read(book(FINE, ["2027-10-07", "", "补班", "国庆节", ""]), 2027)

    (problem,) = reading.problems
    assert problem.cell == "A3"
    assert "2" in problem.text


def test_an_empty_table_says_so() -> None:
    assert read(book(), 2027).problems[0].cell == "A2"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param("起始日期,类型\n".encode(), id="csv"),
        pytest.param(b"PK\x03\x04 not a zip", id="broken"),
        pytest.param(book(FINE, heads=("a", "b", "c", "d", "e")), id="no headings"),
    ],
)
def test_what_is_no_such_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(NotReadable):
        read(content, 2027)


def test_a_zip_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))

    with pytest.raises(NotReadable):
        read(out.getvalue(), 2027)


def test_the_template_can_be_read_as_it_is() -> None:
    reading = read(template(2028), 2028)

    assert not reading.problems
    assert len(reading.days()) == 8


@given(cells=st.lists(st.text(max_size=12) | st.none(), min_size=5, max_size=5))
@settings(max_examples=30, deadline=None)
def test_no_cell_crashes_it(cells: list[str | None]) -> None:
    plain = ["".join(c for c in cell or "" if c.isprintable()) for cell in cells]

    assert read(book(plain, FINE), 2027)
