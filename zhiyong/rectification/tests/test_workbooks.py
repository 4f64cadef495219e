"""The ledger as a workbook: what offices hand in, errors at their cells, all or nothing."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from zhiyong.directory.workbook.reading import NotReadable
from zhiyong.rectification import services, sheets
from zhiyong.rectification.models import Item, Progress, Workbook
from zhiyong.rectification.selectors import ready
from zhiyong.rectification.services.workbooks import MOST
from zhiyong.rectification.tests.factories import DAY, Scene, an_item
from zhiyong.rectification.wording import say_problem

HEADINGS = (
    "序号",
    "挂号编号",
    "问题",
    "原因",
    "整改措施",
    "整改方式",
    "整改时限",
    "牵头领导",
    "责任单位",
    "责任人",
    "进展情况",
    "是否销号",
    "备注",
    "发现日期",
    "问题来源",
    "根源",
    "轻重缓急",
    "整改目标",
    "任务",
    "时间节点",
)
ROW: dict[str, Any] = {
    "序号": "1",
    "问题": "窗口排队过久",
    "原因": "人手不足",
    "整改措施": "增设窗口",
    "整改时限": "2026年５月8日",
    "牵头领导": "陈明远",
    "责任单位": "江州市交通局",
    "责任人": "林小满",
    "进展情况": "已定方案",
    "是否销号": "否",
    "备注": "来自走访",
    "发现日期": "2026/5/4",
    "问题来源": "征求到的意见",
    "根源": "编制未调整",
    "轻重缓急": "急",
    "整改目标": "当日办结",
    "任务": "增设窗口",
    "时间节点": "2026-05-06",
}


def book(*rows: dict[str, Any], sheet: str = "整改台账", **options: Any) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as file:
        page = file.add_worksheet(sheet)
        page.merge_range(0, 0, 0, 5, "江州市交通局整改台账")
        page.write_row(1, 0, HEADINGS)
        for place, row in enumerate(rows, start=2):
            for column, heading in enumerate(HEADINGS):
                value = row.get(heading, "")
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(place, column, value, None, options.get("computed", ""))
                else:
                    page.write(place, column, value)
        if options.get("hidden"):
            hidden = file.add_worksheet("旧台账")
            hidden.write_row(0, 0, HEADINGS)
            hidden.hide()
    return made.getvalue()


def receive(scene: Scene, content: bytes, **more: Any) -> Workbook:
    by = more.pop("by", scene.office)
    scope = more.pop("scope", services.Scope(True, frozenset()))
    return services.receive(
        adoption=scene.adoption,
        name="台账.xlsx",
        content=content,
        scope=scope,
        standing=scene.standing(by),
        by=by,
        on=DAY,
    )


def carry_out(scene: Scene, workbook: Workbook) -> Workbook:
    return services.carry_out(
        workbook=workbook,
        scope=services.Scope(True, frozenset()),
        standing=scene.standing(scene.office),
        by=scene.office,
        on=DAY,
    )


def taken_away(scene: Scene) -> bytes:
    with sheets.workbook(scene.adoption, list(ready(Item.objects.all()))) as file:
        return file.read()


def wrong(scene: Scene, content: bytes, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(services.CellsWrong) as refused:
        receive(scene, content, **more)
    assert not Workbook.objects.exists()
    assert all(say_problem(one) for one in refused.value.problems)
    return [(f"{one.column}{one.row}", one.code) for one in refused.value.problems]


def test_a_workbook_as_offices_keep_it_becomes_items(scene: Scene) -> None:
    second = {**ROW, "问题": "电话无人接听", "原因": "", "整改时限": ""}
    workbook = receive(scene, book(ROW, second, hidden=True))
    assert (workbook.added, workbook.changed, workbook.same) == (2, 0, 0)
    assert not Item.objects.exists()

    carry_out(scene, workbook)

    first, other = Item.objects.order_by("pk")
    assert (first.number, first.state, first.due_on) == ("2026-001", "RUNNING", date(2026, 5, 8))
    assert (first.leader_shown, first.owner_shown) == ("陈明远", "林小满")
    assert first.source == "opinions"
    assert first.values["root_cause"] == "编制未调整"
    assert Progress.objects.get(item=first).text == "已定方案"
    assert other.state == "REGISTERED"
    with pytest.raises(services.NotWaiting):
        carry_out(scene, workbook)


def test_what_is_taken_away_can_be_handed_in_again(scene: Scene) -> None:
    item = an_item(scene)

    assert receive(scene, taken_away(scene)).same == 1
    Item.objects.filter(pk=item.pk).update(remark="改过")
    changed = taken_away(scene)
    Item.objects.filter(pk=item.pk).update(remark="")
    workbook = receive(scene, changed)
    assert workbook.changed == 1
    carry_out(scene, workbook)
    item.refresh_from_db()
    assert item.remark == "改过"


def test_every_wrong_cell_is_named_and_nothing_is_kept(scene: Scene) -> None:
    item = an_item(scene)
    rows = [
        {**ROW, "责任单位": "没有这个局"},
        {**ROW, "问题": "二", "整改时限": "五月底"},
        {**ROW, "问题": "三", "是否销号": "是"},
        {**ROW, "问题": "四", "问题来源": "听说"},
        {**ROW, "问题": "五", "挂号编号": "2026-999"},
        {**ROW, "问题": "六", "挂号编号": item.number},
        {**ROW, "问题": "七", "整改方式": "限时整改"},
        {**ROW, "问题": "", "原因": "只有原因"},
        {**ROW, "问题": "九", "发现日期": "2026-12-31"},
    ]

    assert wrong(scene, book(*rows)) == [
        ("I3", "NO_SUCH_UNIT"),
        ("G4", "NOT_A_DAY"),
        ("L5", "STRUCK_BY_LOOK"),
        ("O6", "NOT_A_CHOICE"),
        ("B7", "NO_SUCH_ITEM"),
        ("C8", "PROBLEM_STANDS"),
        ("9", "PLAN_WANTS"),
        ("C10", "MISSING"),
        ("N11", "REFUSED"),
    ]
    assert Item.objects.count() == 1


def test_the_same_problem_and_the_same_number_twice(scene: Scene) -> None:
    item = an_item(scene)
    again = {**ROW, "问题": item.problem, "挂号编号": item.number, "整改时限": ""}

    found = wrong(scene, book(ROW, ROW, again, {**again, "备注": "二"}))
    assert ("C4", "ROW_TWICE") in found
    assert any(code in ("ITEM_TWICE", "ROW_TWICE") for _cell, code in found if _cell != "C4")


def test_a_unit_hands_in_for_itself_only(scene: Scene) -> None:
    scope = services.Scope(False, frozenset({scene.bureau.pk}))
    other = {**ROW, "责任单位": "江州市水务局"}

    assert wrong(scene, book(ROW, other), by=scene.liaison, scope=scope) == [("I4", "NOT_YOURS")]


def test_formulas_without_a_value_and_too_many_rows(scene: Scene) -> None:
    assert wrong(scene, book({**ROW, "原因": "=1/0"}, computed="#DIV/0!"))[0][0] == "D3"
    many = [{"问题": f"第{n}项", "责任单位": "江州市交通局"} for n in range(MOST + 1)]
    assert wrong(scene, book(*many)) == [(f"C{MOST + 3}", "TOO_MANY_ROWS")]


def test_what_is_no_workbook_is_refused(scene: Scene) -> None:
    with pytest.raises(NotReadable):
        receive(scene, b"PK no workbook")
    with pytest.raises(NotReadable):
        receive(scene, book(ROW, sheet="别的"))


def test_the_ledger_that_changed_meanwhile_asks_for_the_workbook_again(scene: Scene) -> None:
    item = an_item(scene)
    content = taken_away(scene)
    Item.objects.filter(pk=item.pk).update(remark="一")
    workbook = receive(scene, content)
    assert workbook.same == 1 or workbook.changed == 1
    Item.objects.filter(pk=item.pk).update(cause="别的原因")

    with pytest.raises(services.AnotherPlanNow):
        carry_out(scene, workbook)
