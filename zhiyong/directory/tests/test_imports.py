"""A workbook is carried out as a whole or not at all, and shows first what it would change."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from zhiyong.directory import selectors, services, tasks
from zhiyong.directory.models import (
    Account,
    ImportRun,
    Person,
    PlannedChange,
    Post,
    StaffTypeHeld,
    Tenure,
    Unit,
)
from zhiyong.directory.services import exports, imports
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    PersonFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    account_with,
    since,
)
from zhiyong.directory.tests.workbooks import (
    PEOPLE_HEADINGS,
    POST_HEADINGS,
    TENURE_HEADINGS,
    UNIT_HEADINGS,
    Rows,
    confirm,
    receive,
    rights,
    troubles,
    units,
    workbook,
)
from zhiyong.directory.workbook import writing
from zhiyong.directory.workbook.reading import NotReadable
from zhiyong.directory.workbook.wording import SENTENCES, say, say_note
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
OLD = date(2020, 1, 1)
DEPARTMENT, CITY = "政府工作部门", "市级"


@pytest.fixture
def root() -> Unit:
    return UnitFactory.create(code="JZ", name="江州市人民政府", kind=Unit.Kind.GOVERNMENT)


@pytest.fixture
def officer(root: Unit) -> Account:
    return account_with(Role.PERSONNEL, unit=root)


def posts(*rows: Sequence[Any]) -> dict[str, Rows]:
    return {"岗位": [POST_HEADINGS, *rows]}


def people(*rows: Sequence[Any]) -> dict[str, Rows]:
    return {"人员": [PEOPLE_HEADINGS, *rows]}


def tenures(*rows: Sequence[Any]) -> dict[str, Rows]:
    return {"任职": [TENURE_HEADINGS, *rows]}


WHOLE = {
    **units(
        ("JZ-2", "江州市民政局低保科", "内设机构", CITY, OLD, "JZ-1"),
        ("JZ-1", "江州市民政局", DEPARTMENT, CITY, OLD, "JZ"),
    ),
    **posts(
        ("JZ-1-01", "JZ-1", "局长", "主要负责人", OLD),
        ("JZ-2-01", "JZ-2", "科员", "工作人员", OLD),
    ),
    **people(("P9001", "单志远", "公务员", "县处级正职"), ("P9002", "陈 远", "公务员", "")),
    **tenures(("P9001", "JZ-1-01", "2021年5月1日"), ("P9002", "JZ-2-01", "2022-01-01")),
}


def test_a_whole_office_comes_in_at_once(officer: Account) -> None:
    run = receive(workbook(WHOLE), officer, DAY)

    assert troubles(run) == []
    assert run.state == ImportRun.State.READY
    assert run.summary["totals"] == {"added": 8, "changed": 0, "ended": 0}
    assert not Unit.objects.filter(code="JZ-1").exists()

    run = confirm(run, officer, DAY)

    assert run.state == ImportRun.State.DONE
    bureau, section = Unit.objects.get(code="JZ-1"), Unit.objects.get(code="JZ-2")
    assert section.path == [*bureau.path, section.pk]
    (head,) = selectors.main_leaders(bureau, DAY)
    assert (head.person.name, head.valid) == ("单志远", since(date(2021, 5, 1)))
    assert selectors.person_search("陈远")
    assert selectors.unit_search("jzsmzj")[0] == bureau
    held = StaffTypeHeld.objects.get(person=head.person)
    assert held.valid == since(date(2021, 5, 1))
    facts = the_entry("import.done").facts
    assert (facts["added"], facts["digest"]) == (8, run.digest)
    assert bytes(run.content) == b""


def test_one_error_stops_all_of_it_and_errors_do_not_breed(officer: Account) -> None:
    broken = {**WHOLE, **units(("JZ-1", "", DEPARTMENT, CITY, "昨天", "JZ"))}

    run = receive(workbook(broken), officer, DAY)

    assert troubles(run) == [
        ("单位!B2", "MISSING"),
        ("单位!E2", "NOT_A_DAY"),
        ("岗位!B3", "UNKNOWN"),  # JZ-2 is not in this workbook; what hangs on JZ-1 is not blamed
    ]
    assert run.state == ImportRun.State.WRONG
    with pytest.raises(imports.NotWaiting):
        confirm(run, officer, DAY)
    assert not Person.objects.filter(number="P9001").exists()


@pytest.fixture
def city(root: Unit) -> dict[str, Any]:
    """An office with a section, a held post, a vacant one, and a closed unit."""
    bureau = UnitFactory.create(code="B", parent=root, name="江州市民政局")
    section = UnitFactory.create(code="S", parent=bureau, kind=Unit.Kind.SECTION)
    UnitFactory.create(code="C", parent=root, closed_on=date(2025, 1, 1))
    post = PostFactory.create(code="B-1", unit=bureau, title="局长", kind=Post.Kind.MAIN_LEADER)
    PostFactory.create(code="B-2", unit=bureau)
    PostFactory.create(code="B-9", unit=bureau, abolished_on=date(2025, 1, 1))
    person = PersonFactory.create(number="P1", name="陈远")
    tenure = TenureFactory.create(post=post, person=person, valid=since(date(2021, 1, 1)))
    PersonFactory.create(number="P2", name="林静")
    return {"bureau": bureau, "section": section, "tenure": tenure}


BUREAU = ("B", "江州市民政局", DEPARTMENT, CITY, OLD, "JZ")
LEADER = ("B-1", "B", "局长", "主要负责人", OLD)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        pytest.param(
            units((*BUREAU[:5], "JY")), [("单位!F2", "UNKNOWN")], id="a unit above that is not"
        ),
        pytest.param(
            units((*BUREAU[:5], "S")), [("单位!F2", "UNDER_ITSELF")], id="a unit below itself"
        ),
        pytest.param(
            units((*BUREAU[:5], "C")), [("单位!F2", "UNIT_CLOSED")], id="a closed unit above"
        ),
        pytest.param(
            units(("B", "新名", DEPARTMENT, CITY, OLD, "JZ", None, "2019-01-01")),
            [("单位!H2", "NOT_THERE")],
            id="a change before it was there",
        ),
        pytest.param(
            units((*BUREAU[:4], date(2021, 1, 1), "JZ")),
            [("单位!E2", "BEGINS_OTHERWISE")],
            id="another first day",
        ),
        pytest.param(
            units((*BUREAU, date(2019, 1, 1))),
            [("单位!G2", "ENDS_BEFORE_IT_BEGINS")],
            id="closed before it was set up",
        ),
        pytest.param(
            units((*BUREAU, DAY)), [("单位!G2", "STILL_USED")], id="closed while it is in use"
        ),
        pytest.param(
            units(("C", "改个名", DEPARTMENT, CITY, OLD, "JZ")),
            [("单位!A2", "UNIT_CLOSED")],
            id="a change of a closed unit",
        ),
        pytest.param(
            posts(("B-1", "X", *LEADER[2:])), [("岗位!B2", "UNKNOWN")], id="a post of no unit"
        ),
        pytest.param(
            posts(("N-1", "B", "科员", "工作人员", date(2019, 1, 1))),
            [("岗位!E2", "BEFORE_UNIT")],
            id="a post older than its unit",
        ),
        pytest.param(
            posts(("N-1", "C", "科员", "工作人员", DAY)),
            [("岗位!B2", "UNIT_CLOSED")],
            id="a post of a closed unit",
        ),
        pytest.param(
            posts(("B-9", "B", "科员", "工作人员", OLD)),
            [("岗位!A2", "POST_ABOLISHED")],
            id="a change of an abolished post",
        ),
        pytest.param(
            posts((*LEADER, DAY)), [("岗位!F2", "STILL_HELD")], id="an end while it is held"
        ),
        pytest.param(
            tenures(("P7", "B-2", DAY)), [("任职!A2", "UNKNOWN")], id="nobody of that number"
        ),
        pytest.param(
            tenures(("P2", "B-7", DAY)), [("任职!B2", "UNKNOWN")], id="no post of that code"
        ),
        pytest.param(
            tenures(("P2", "B-1", DAY)), [("任职!B2", "POST_TAKEN")], id="a post that is held"
        ),
        pytest.param(
            tenures(("P1", "B-2", DAY)),
            [("任职!A2", "TWO_PRINCIPAL")],
            id="a second principal post",
        ),
        pytest.param(
            tenures(("P2", "B-2", DAY, BUREAU[4])),
            [("任职!D2", "ENDS_BEFORE_IT_BEGINS")],
            id="left before they came",
        ),
        pytest.param(
            tenures(("P2", "B-2", date(2019, 1, 1))),
            [("任职!C2", "BEFORE_POST")],
            id="held before the post was there",
        ),
        pytest.param(
            tenures(("P2", "B-9", date(2024, 1, 1))),
            [("任职!D2", "AFTER_POST")],
            id="held after the post's end",
        ),
        pytest.param(
            tenures(
                ("P2", "B-2", date(2024, 1, 1), date(2025, 1, 1)),
                ("P1", "B-2", date(2024, 6, 1), date(2024, 9, 1)),
            ),
            [("任职!B3", "POST_TAKEN"), ("任职!A3", "TWO_PRINCIPAL")],
            id="two rows that meet",
        ),
    ],
)
def test_what_contradicts_the_directory_is_named_at_its_cell(
    officer: Account, city: dict[str, Any], sheets: dict[str, Rows], expected: list[Any]
) -> None:
    run = receive(workbook(sheets), officer, DAY)

    assert troubles(run) == expected
    for error in run.errors.all():
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert "{" not in say(error.code, error.facts)


def test_what_is_the_same_changes_nothing(officer: Account, city: dict[str, Any]) -> None:
    same = {**units(BUREAU), **posts(LEADER), **tenures(("P1", "B-1", date(2021, 1, 1)))}

    run = receive(workbook(same), officer, DAY)

    assert troubles(run) == []
    assert run.summary["totals"] == {"added": 0, "changed": 0, "ended": 0}


def test_changes_and_ends_are_shown_and_then_stand_with_their_past(
    officer: Account, city: dict[str, Any]
) -> None:
    changes = {
        **units(
            ("B", "江州市民政和社会工作局", DEPARTMENT, CITY, OLD, "JZ", None, date(2026, 2, 1)),
            ("S", city["section"].name, "内设机构", CITY, OLD, "B", DAY),
        ),
        **posts(("B-1", "B", "党组书记、局长", "主要负责人", OLD)),
        **people(("P1", "陈致远", "公务员", "县处级正职")),
        **tenures(("P1", "B-1", date(2021, 1, 1), date(2026, 3, 1)), ("P2", "B-1", DAY)),
    }

    run = receive(workbook(changes), officer, DAY)
    assert troubles(run) == []
    shown = {
        (change.kind, change.title.split(" ")[0]): change.differences
        for change in run.changes.all()
    }
    assert shown["CHANGED", "B"] == [["name", "江州市民政局", "江州市民政和社会工作局"]]
    assert shown["ENDED", "S"] == [["closed_on", None, "2026-03-02"]]
    assert shown["ENDED", "陈远"][0][0] == "until"
    assert run.summary["totals"] == {"added": 1, "changed": 3, "ended": 2}

    confirm(run, officer, DAY)

    bureau = Unit.objects.get(code="B")
    assert bureau.name == "江州市民政和社会工作局"
    assert selectors.name_on(bureau, date(2026, 1, 31)) == "江州市民政局"
    assert Unit.objects.get(code="S").closed_on == DAY
    post = Post.objects.get(code="B-1")
    assert post.title == "党组书记、局长"
    assert [span.title for span in post.spans.order_by("valid")] == ["局长", "党组书记、局长"]
    assert selectors.holder(post, date(2026, 3, 1)) is None
    assert selectors.holder(post, DAY) == Person.objects.get(number="P2")
    assert selectors.person_search("chenzhiyuan") == [Person.objects.get(number="P1")]


def test_a_column_that_is_left_out_changes_nothing_and_a_blank_one_empties(
    officer: Account, city: dict[str, Any]
) -> None:
    services.describe_unit(unit=city["bureau"], tags=["窗口单位"], on=DAY, by=officer)
    row = ("B", "江州市民政局", DEPARTMENT, CITY, OLD)

    without = receive(workbook({"单位": [UNIT_HEADINGS[:5], row]}), officer, DAY)
    blank = receive(workbook({"单位": [(*UNIT_HEADINGS[:5], "标签"), (*row, "")]}), officer, DAY)

    assert without.summary["totals"]["changed"] == 0
    assert blank.changes.get().differences == [["tags", ["窗口单位"], []]]


def test_nobody_changes_units_that_they_do_not_keep(root: Unit, city: dict[str, Any]) -> None:
    officer = account_with(Role.PERSONNEL, unit=city["section"])
    sheets = {
        **units(("B", "改名", DEPARTMENT, CITY, OLD, "JZ"), ("T", "顶", DEPARTMENT, CITY, OLD, "")),
        **posts(("N-1", "B", "科员", "工作人员", OLD)),
        **people(("P1", "改名", "", "")),
        **tenures(("P2", "B-2", DAY)),
    }

    run = receive(workbook(sheets), officer, DAY)

    assert [code for _cell, code in troubles(run)] == ["NOT_YOURS"] * 5


def test_what_was_overtaken_is_compared_again_and_never_carried_out_blindly(
    officer: Account, city: dict[str, Any]
) -> None:
    run = receive(workbook(units(("B", "新名", *BUREAU[2:]))), officer, DAY)
    services.change_unit(unit=city["bureau"], name="别的名", on=date(2026, 3, 1), by=officer)

    run = confirm(run, officer, DAY)

    assert run.state == ImportRun.State.STALE
    assert Unit.objects.get(code="B").name == "别的名"
    assert not entries("import.done")

    run = imports.compare_again(run=run, rights=rights(officer, DAY), by=officer, today=DAY)
    assert run.changes.get().differences == [["name", "别的名", "新名"]]
    assert confirm(run, officer, DAY).state == ImportRun.State.DONE


def test_a_withdrawn_workbook_is_gone(officer: Account, city: dict[str, Any]) -> None:
    run = receive(workbook(units(("B", "新名", *BUREAU[2:]))), officer, DAY)

    run = imports.withdraw_workbook(run=run, by=officer, today=DAY)

    assert bytes(run.content) == b""
    assert not PlannedChange.objects.exists()
    with pytest.raises(imports.NotWaiting):
        imports.withdraw_workbook(run=run, by=officer, today=DAY)


def test_what_is_no_workbook_leaves_a_run_that_says_so(officer: Account) -> None:
    run = receive(b"no workbook", officer, DAY)

    assert run.state == ImportRun.State.WRONG
    assert run.notes[0]["code"] == "UNREADABLE"


def test_what_goes_out_comes_in_again_and_changes_nothing(
    officer: Account, city: dict[str, Any]
) -> None:
    confirm(receive(workbook(WHOLE), officer, DAY), officer, DAY)
    for language in ("zh-hans", "en"):
        with translation.override(language), writing.export(Unit.objects.all(), DAY) as file:
            content = file.read()

        run = receive(content, officer, DAY)

        assert troubles(run) == []
        assert run.summary["totals"] == {"added": 0, "changed": 0, "ended": 0}, language
        assert run.summary["sheets"]["tenures"] == Tenure.objects.count()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_is_read_and_is_empty(officer: Account, language: str) -> None:
    with translation.override(language), writing.template() as file:
        content = file.read()

    run = receive(content, officer, DAY)

    assert troubles(run) == []
    assert run.rows == 0
    assert set(run.summary["sheets"]) == {"regions", "units", "posts", "people", "tenures"}


def test_a_hundred_times_the_rows_cost_no_more_queries(officer: Account) -> None:
    def queries(rows: int) -> int:
        sheets = {
            **units(*((f"N{n}", f"第{n}局", DEPARTMENT, CITY, OLD, "JZ") for n in range(rows))),
            **posts(*((f"N{n}-1", f"N{n}", "局长", "主要负责人", OLD) for n in range(rows))),
            **people(*((f"Q{n}", f"陈{n}", "公务员", "") for n in range(rows))),
            **tenures(*((f"Q{n}", f"N{n}-1", OLD) for n in range(rows))),
        }
        with CaptureQueriesContext(
            connection,
        ) as counted:
            run = receive(workbook(sheets), officer, DAY)
        assert run.state == ImportRun.State.READY, troubles(run)[:5]
        with CaptureQueriesContext(connection) as carried:
            imports.confirm_workbook(run=run, rights=rights(officer, DAY), by=officer, today=DAY)
        imports.ImportRun.objects.filter(pk=run.pk).update(state="DONE")
        Tenure.objects.filter(person__number__startswith="Q").delete()
        return len(counted) + len(carried)

    assert queries(300) <= queries(3) + 12


def test_every_problem_has_its_sentence_in_both_languages() -> None:
    assert not [code for code in SENTENCES if not str(SENTENCES[code])]
    assert "未读取" in say_note({"code": "HIDDEN_SHEET", "sheet": "表"})


def test_reading_refuses_by_itself() -> None:
    with pytest.raises(NotReadable):
        imports.read(b"")
    assert not Entry.objects.exists()


# --- faults of the program -----------------------------------------------------------------------


def test_a_fault_stops_the_run_with_a_sentence_and_changes_nothing(
    officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = confirm(receive_and_examine(WHOLE, officer), officer, DAY)
    monkeypatch.setattr(imports, "carry_out", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == (ImportRun.State.BROKEN, b"")
    assert the_entry("import.broken").subject == f"import_run:{run.pk}"
    assert not Unit.objects.filter(code="JZ-1").exists()
    with pytest.raises(imports.NotWaiting):
        imports.withdraw_workbook(run=run, by=officer, today=DAY)


def test_a_database_that_goes_away_is_no_fault(
    officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = receive(workbook(WHOLE), officer, DAY)

    def away(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(imports, "make_plan", away)

    with pytest.raises(OperationalError):
        tasks.examine(run.pk, "zh-hans")

    run.refresh_from_db()
    assert run.state == ImportRun.State.READING
    assert not entries("import.broken")


def test_what_is_withdrawn_while_it_is_read_stays_withdrawn(
    officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = receive(workbook(WHOLE), officer, DAY)
    real = imports.make_plan

    def meanwhile(*args: Any) -> Any:
        imports.withdraw_workbook(run=ImportRun.objects.get(pk=run.pk), by=officer, today=DAY)
        return real(*args)

    monkeypatch.setattr(imports, "make_plan", meanwhile)

    tasks.examine(run.pk, "zh-hans")

    run.refresh_from_db()
    assert run.state == ImportRun.State.WITHDRAWN
    assert not run.changes.exists()


def test_an_export_that_breaks_says_so(officer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    run = exports.ask_for_export(rows=1, on=DAY, by=officer, today=DAY)
    monkeypatch.setattr(exports, "export", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.export(run.pk, "zh-hans")

    run.refresh_from_db()
    assert run.is_broken
    assert run.finished_at is None


def test_a_large_export_of_one_unit_holds_that_unit(root: Unit, officer: Account) -> None:
    UnitFactory.create(code="JZ-1", parent=root)
    other = UnitFactory.create(code="JZ-2", parent=root)
    run = exports.ask_for_export(rows=1, on=DAY, unit=other, by=officer, today=DAY)

    tasks.export(run.pk, "zh-hans")

    run.refresh_from_db()
    book = CalamineWorkbook.from_filelike(BytesIO(bytes(run.content)))
    assert [row[0] for row in book.get_sheet_by_name("单位").to_python()[1:]] == ["JZ-2"]


def receive_and_examine(sheets: dict[str, Rows], by: Account) -> ImportRun:
    run = receive(workbook(sheets), by, DAY)
    tasks.examine(run.pk, "zh-hans")
    run.refresh_from_db()
    assert run.state == ImportRun.State.READY
    return run
