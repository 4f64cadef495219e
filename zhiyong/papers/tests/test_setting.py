"""How papers are set: nothing is cut off, nothing stands alone, long names and texts fit."""

import io
from dataclasses import replace
from itertools import count

import pytest
from pypdf import PdfReader

from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Column, Layout, Line, Sheet

SHEET = Sheet(
    title="督办单",
    issuer="江州市交通局",
    day="2026年3月2日",
    number="效督〔2026〕3号",
    code="ABCD234567",
    seal_note="（印章）",
)
LONG_NAME = "江州市贯彻落实提高机关工作效能专项行动领导小组办公室（市人力资源和社会保障局）"
LONG_TEXT = "".join(
    f"第{n}句，反映的情况属实。" for n, _ in zip(count(1), range(160), strict=False)
)[:2000]


def pages(sheet: Sheet, layout: Layout) -> list[str]:
    return [
        "".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(pdf(sheet, layout))).pages
    ]


def test_a_text_of_two_thousand_characters_is_set_whole_on_as_many_pages() -> None:
    fields = (Line("督办事由", LONG_TEXT, wide=True, tall=True),)
    said = pages(replace(SHEET, fields=fields, sign_off=True), Layout.FORM)

    assert len(said) > 1
    assert "第150句，反映的情况属实。" in "".join(said)
    assert all("ABCD234567" in page for page in said)
    assert "1/2" in said[0]

    letter = pages(replace(SHEET, paragraphs=(LONG_TEXT,)), Layout.LETTER)
    assert "第150句，反映的情况属实。" in "".join(letter)
    assert "—2—" in letter[1]


@pytest.mark.parametrize("layout", [Layout.FORM, Layout.LETTER, Layout.REGISTER])
def test_long_names_stay_on_the_sheet(layout: Layout) -> None:
    sheet = replace(
        SHEET,
        issuer=LONG_NAME,
        title=LONG_NAME,
        fields=(Line("承办单位", LONG_NAME), Line("被反映单位", LONG_NAME, wide=True)),
        columns=(Column("序号"), Column("被反映单位", 3)),
        rows=(("1", LONG_NAME),),
    )

    said = "".join(pages(sheet, layout))

    assert said.count(LONG_NAME) >= 2


def test_what_is_not_known_leaves_an_empty_place() -> None:
    sheet = replace(SHEET, number="", code="", day="", fields=(Line("姓名"), Line("电话")))

    (said,) = pages(sheet, Layout.FORM)

    assert "姓名" in said
    assert "None" not in said


@pytest.mark.parametrize("name", ["𠮷田㛃", "赵\U00030edd", "李😀"])
def test_no_name_stops_a_paper(name: str) -> None:
    for layout in (Layout.FORM, Layout.LETTER):
        assert pages(replace(SHEET, to=name, fields=(Line("姓名", name),)), layout)


def test_name_and_date_never_stand_without_a_line_of_the_text() -> None:
    """A letter whose text just fills a page: the closing sentence goes over with them."""
    spilled = 0
    for length in range(300, 480, 20):
        closing = "如对答复有意见，可凭查询码评价，或者要求重新办理。"
        said = pages(replace(SHEET, paragraphs=(LONG_TEXT[:length], closing)), Layout.LETTER)
        spilled += len(said) > 1
        assert "要求重新办理。江州市交通局2026年3月2日" in said[-1], length
    assert spilled


def test_a_register_repeats_its_head_on_each_page() -> None:
    rows = tuple((str(n), "窗口无人在岗") for n in range(1, 80))
    sheet = replace(SHEET, columns=(Column("序号"), Column("内容摘要", 3)), rows=rows)

    said = pages(sheet, Layout.REGISTER)

    assert len(said) > 1
    assert all("内容摘要" in page for page in said)


def test_copies_stand_at_the_foot_of_the_last_page() -> None:
    copies = "抄送：市委组织部，市直机关党工委。"

    for layout in (Layout.FORM, Layout.LETTER):
        assert copies in pages(replace(SHEET, copies=copies), layout)[-1]
