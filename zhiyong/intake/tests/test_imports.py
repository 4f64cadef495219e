"""Workbooks are entered whole or not at all, with every error at its cell."""

import io
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhiyong.directory.workbook.reading import NotReadable
from zhiyong.intake import services, tasks
from zhiyong.intake.models import Complaint, Import, Registration
from zhiyong.intake.services import imports
from zhiyong.intake.tests.factories import DAY, City, make_city, registered
from zhiyong.journal.models import Entry, Read
from zhiyong.plans.selectors import pack_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LEDGER = [
    "编号 *",
    "收到日期",
    "登记日期",
    "渠道",
    "被反映单位",
    "反映事项",
    "办理结果",
    "办结时间",
    "转送机关",
]
HOTLINE = ["工单编号", "收到日期", "标题", "诉求内容", "被反映单位", "来电人", "联系电话"]


@pytest.fixture
def city() -> City:
    return make_city()


def workbook(heads: list[str], *rows: list[Any], above: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        for n in range(above):
            sheet.write(n, 0, "2025年投诉举报台账")
        for line, row in enumerate([heads, *rows], above):
            for place, value in enumerate(row):
                sheet.write(line, place, value)
    return out.getvalue()


def line(n: int = 1, **changes: Any) -> list[Any]:
    told = {
        "number": f"效投〔2025〕{n}号",
        "received_on": date(2025, 5, 6),
        "registered_on": "2025年5月7日",
        "channel": "来信",
        "subject": "江州市交通局",
        "title": f"第{n}件",
        "outcome": "已办结",
        "closed_on": "2025-06-30",
        "competent_body": "",
        **changes,
    }
    return list(told.values())


def taken(city: City, content: bytes, kind: str = "LEDGER") -> Import:
    return services.take_workbook(
        unit=city.bodies["personnel_bureau"],
        kind=kind,
        name="台账.xlsx",
        content=content,
        by=city.clerk(),
        on=DAY,
        at=AT,
    )


def entered(city: City, found: Import) -> Import:
    services.confirm_import(found=found, by=city.clerk(), on=DAY)
    services.enter_import(found=found)
    found.refresh_from_db()
    return found


def test_a_ledger_is_entered_with_its_numbers_and_the_series_goes_on(city: City) -> None:
    content = workbook(
        LEDGER,
        line(1),
        line(7, outcome="已转送有权机关", competent_body="市住建局"),
        line(3, outcome="已登记", closed_on="", subject="某个不在册的单位"),
        above=2,
    )

    found = entered(city, taken(city, content))

    assert (found.state, found.done) == (Import.State.DONE, 3)
    assert bytes(found.rows) == b""
    states = dict(Complaint.objects.values_list("number", "state"))
    assert states == {
        "效投〔2025〕1号": "CLOSED",
        "效投〔2025〕7号": "REFERRED",
        "效投〔2025〕3号": "REGISTERED",
    }
    first = Complaint.objects.get(number="效投〔2025〕1号")
    assert (first.subject_unit, first.channel) == (city.bureau, "letter")
    assert (first.received_on, first.closed_on) == (date(2025, 5, 6), date(2025, 6, 30))
    assert first.registrations.get().registered_on == date(2025, 5, 7)
    assert Complaint.objects.get(state="REGISTERED").subject_unit_text == "某个不在册的单位"
    assert registered(city, on=date(2025, 12, 1)).number == "效投〔2025〕8号"
    assert Entry.objects.filter(verb="complaint.imported").count() == 3


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        pytest.param({"number": ""}, "A2", id="no number"),
        pytest.param({"number": "17"}, "A2", id="a number of another form"),
        pytest.param({"received_on": "去年"}, "B2", id="no day"),
        pytest.param({"received_on": "2030-01-01"}, "B2", id="received in the future"),
        pytest.param({"registered_on": "2025-05-01"}, "C2", id="registered before it came"),
        pytest.param({"channel": "飞鸽"}, "D2", id="no channel of the plan"),
        pytest.param({"title": ""}, "F2", id="nothing said"),
        pytest.param({"title": "长" * 101}, "F2", id="too long"),
        pytest.param({"outcome": "算了"}, "G2", id="no outcome"),
        pytest.param({"closed_on": ""}, "H2", id="ended without a day"),
        pytest.param({"outcome": "已转送有权机关"}, "I2", id="referred to nobody"),
    ],
)
def test_every_error_is_named_at_its_cell_and_nothing_is_entered(
    city: City, changes: dict[str, Any], cell: str
) -> None:
    found = taken(city, workbook(LEDGER, line(1, **changes), line(2)))

    assert cell in {error["cell"] for error in found.errors}
    assert found.state == Import.State.FAILED
    with pytest.raises(services.NotNow):
        services.confirm_import(found=found, by=city.clerk(), on=DAY)
    assert not Complaint.objects.exists()


def test_a_number_stands_once_in_the_workbook_and_once_in_the_register(city: City) -> None:
    entered(city, taken(city, workbook(LEDGER, line(1))))

    again = taken(city, workbook(LEDGER, line(1), line(2), line(2)))

    assert [error["cell"] for error in again.errors] == ["A2", "A4"]


def test_work_orders_are_lodged_and_routed_like_everything_else(city: City, custody: None) -> None:
    content = workbook(
        HOTLINE,
        ["GD001", date(2026, 2, 27), "窗口无人", "上午十点无人在岗", "江州市交通局", "", ""],
        ["GD002", "2026-02-28", "", "法院立案窗口推诿", "江州市法院", "赵小满", "13800000000"],
    )

    found = entered(city, taken(city, content, "HOTLINE"))

    assert found.state == Import.State.DONE
    keepers = dict(Complaint.objects.values_list("outside_number", "keeper__name"))
    assert keepers == {"GD001": "江州市人事局", "GD002": "江州市直机关党工委"}
    named = Complaint.objects.get(outside_number="GD002")
    assert named.is_real_name
    assert named.lookup is None
    assert "赵小满" not in str(Complaint.objects.filter(pk=named.pk).values().get())
    again = taken(city, content, "HOTLINE")
    assert {error["cell"] for error in again.errors} == {"A2", "A3"}


def test_a_row_that_is_refused_after_all_undoes_all_of_them(city: City) -> None:
    content = workbook(
        HOTLINE,
        ["GD001", "2026-02-27", "一", "没有名字的一件", "江州市交通局", "", ""],
        ["GD002", "2026-02-27", "二", "有名字却无处密封", "江州市交通局", "赵小满", "13800000000"],
    )

    found = entered(city, taken(city, content, "HOTLINE"))

    assert found.state == Import.State.FAILED
    assert found.errors[0]["cell"] == "2"
    assert not Complaint.objects.exists()


def test_confirmed_twice_it_is_entered_once(city: City) -> None:
    found = taken(city, workbook(LEDGER, line(1)))
    entered(city, found)

    assert services.enter_import(found=found) == 0
    with pytest.raises(services.NotNow):
        services.discard_import(found=found, by=city.clerk(), on=DAY)
    assert Complaint.objects.count() == 1


def test_what_waits_is_not_readable_in_the_table_and_is_thrown_away_on_asking(
    city: City,
) -> None:
    found = taken(city, workbook(LEDGER, line(1, title="谁也不该在表里读到")))

    assert "谁也不该".encode() not in bytes(Import.objects.get().rows)
    assert services.rows_of(found)[0]["title"] == "谁也不该在表里读到"
    services.discard_import(found=found, by=city.clerk(), on=DAY)

    assert bytes(Import.objects.get().rows) == b""


@pytest.mark.parametrize(
    "content",
    [b"", b"not a workbook", b"PK\x03\x04broken", workbook(["甲", "乙"], ["1", "2"])],
)
def test_what_is_no_ledger_is_refused_with_a_sentence(city: City, content: bytes) -> None:
    with pytest.raises(NotReadable) as refused:
        taken(city, content)

    assert str(refused.value)
    assert not Import.objects.exists()


def test_the_template_is_read_back_and_the_pages_lead_through(city: City, settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()
    client = Client()
    client.force_login(city.clerk())
    unit = str(city.bodies["personnel_bureau"].pk)

    empty = client.get(reverse("intake:import_template", args=["LEDGER"]))
    heads = CalamineWorkbook.from_filelike(io.BytesIO(empty.content)).get_sheet_by_index(0)
    assert "编号 *" in heads.to_python()[0]
    upload = SimpleUploadedFile("台账.xlsx", workbook(LEDGER, line(1)))
    sent = client.post(
        reverse("intake:imports"), {"kind": "LEDGER", "unit": unit, "workbook": upload}
    )
    preview = client.get(sent["Location"])
    found = Import.objects.get()
    client.post(reverse("intake:import_settle", args=[found.pk, "confirm"]))
    running = client.get(sent["Location"])
    services.enter_import(found=found)
    done = client.get(sent["Location"])
    wrong = client.post(
        reverse("intake:imports"),
        {"kind": "LEDGER", "unit": unit, "workbook": SimpleUploadedFile("x.xlsx", b"no")},
    )

    assert "第1件" in preview.content.decode()
    assert "hx-trigger" in running.content.decode()
    assert done.status_code == 200
    assert wrong.status_code == 422
    assert client.get(reverse("intake:imports")).status_code == 200
    other = Client()
    other.force_login(city.clerk("organs_committee"))
    assert other.get(sent["Location"]).status_code == 404


def test_many_rows_are_entered_with_their_progress(city: City) -> None:
    found = taken(city, workbook(LEDGER, *(line(n) for n in range(1, 61))))

    assert entered(city, found).done == 60


def test_a_fault_stops_it_with_a_sentence_and_nothing_is_entered(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken(city, workbook(LEDGER, line(1), line(2)))
    services.confirm_import(found=found, by=city.clerk(), on=DAY)
    monkeypatch.setattr(imports, "register_under", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.enter_import(found.pk, "zh-hans")

    found.refresh_from_db()
    assert (found.state, found.done, bytes(found.rows)) == (Import.State.FAILED, 0, b"")
    assert "故障" in found.errors[0]["message"]
    assert Entry.objects.filter(verb="import.failed").count() == 1
    assert not Complaint.objects.exists()


def test_a_database_that_goes_away_is_tried_again(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken(city, workbook(LEDGER, line(1)))
    services.confirm_import(found=found, by=city.clerk(), on=DAY)

    def away(**_: object) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(imports, "register_under", away)
        with pytest.raises(OperationalError):
            tasks.enter_import(found.pk, "zh-hans")
    found.refresh_from_db()
    assert found.state == Import.State.RUNNING

    tasks.enter_import(found.pk, "zh-hans")

    assert Complaint.objects.count() == 1


# --- taken away, and in again --------------------------------------------------------------------


def taken_away(city: City, kind: str, since: str = "2025-01-01") -> bytes:
    client = Client()
    client.force_login(city.clerk())
    answer = client.post(
        reverse("intake:take_workbook"),
        {
            "kind": kind,
            "unit": city.bodies["personnel_bureau"].pk,
            "since": since,
            "until": "2026-03-02",
        },
    )
    assert answer["Content-Type"].endswith("sheet"), answer.headers
    return bytes(answer.content)


def ledger_of(city: City) -> list[tuple[Any, ...]]:
    """Return all that a ledger says of each complaint in the register."""
    lines = Registration.objects.filter(unit=city.bodies["personnel_bureau"])
    return [
        (
            line.number,
            line.channel,
            line.received_on,
            line.registered_on,
            one.subject_name,
            one.title,
            one.text,
            one.state,
            one.closed_on,
            one.competent_body,
            one.refusal,
            one.merged_into.number if one.merged_into else "",
        )
        for line in lines.order_by("number").select_related("complaint__merged_into")
        for one in [line.complaint]
    ]


def forget_all_complaints() -> None:
    """Make the city empty again, as if nothing had ever been entered."""
    tables = "intake_complaint, intake_registration, files_numberseries, duties_duty"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} CASCADE")


FULL = [*LEDGER, "具体内容", "不予受理理由", "并入编号"]


@time_machine.travel("2026-03-02 09:00 +0800")
def test_a_ledger_taken_away_comes_in_again_as_it_was(city: City) -> None:
    reason = pack_of(city.adoption).refusals[0]
    content = workbook(
        FULL,
        [*line(1), "=SUM(A1) 不是公式\n第二行", "", ""],
        [*line(2, outcome="已转送有权机关", competent_body="市住建局"), "", "", ""],
        [*line(3, outcome="已登记", closed_on="", subject="某个不在册的单位"), "𠮷野 👍", "", ""],
        [*line(4, outcome="已撤回"), "", "", ""],
        [*line(5, outcome="不予受理"), "", reason.label.zh, ""],
        [*line(6, outcome="已并入他件"), "", "", "效投〔2025〕9号"],
        [*line(9), "", "", ""],
    )
    found = taken(city, content)
    assert found.errors == []
    entered(city, found)
    before = ledger_of(city)
    assert {one[7] for one in before} == {
        "CLOSED", "REFERRED", "REGISTERED", "WITHDRAWN", "NOT_ACCEPTED", "MERGED",
    }  # fmt: skip

    again = taken_away(city, "LEDGER")
    forget_all_complaints()
    found = taken(city, again)

    assert found.errors == []
    entered(city, found)
    assert ledger_of(city) == before


@time_machine.travel("2026-03-02 09:00 +0800")
def test_work_orders_taken_away_come_in_again_as_they_were(city: City) -> None:
    def orders() -> list[Any]:
        fields = ("outside_number", "received_on", "title", "text", "place", "source", "keeper_id")
        return [
            (*(getattr(one, name) for name in fields), one.subject_name)
            for one in Complaint.objects.order_by("outside_number")
        ]

    heads = ["工单编号", "收到日期", "标题", "诉求内容", "被反映单位", "地址", "办理时限"]
    content = workbook(
        heads,
        ["GD001", "2026-02-27", "窗口无人", "-1 号窗口无人", "江州市交通局", "大厅", "2026-03-09"],
        ["0002", "2026-02-28", "", "办事大厅没人理", "江州市交通局", "", ""],
    )  # fmt: skip
    entered(city, taken(city, content, "HOTLINE"))
    before = orders()
    assert len(before) == 2

    again = taken_away(city, "HOTLINE")
    forget_all_complaints()
    found = taken(city, again, "HOTLINE")

    assert found.errors == []
    entered(city, found)
    assert orders() == before


@time_machine.travel("2026-03-02 09:00 +0800")
def test_only_what_the_office_keeps_is_taken_away_and_it_is_written_down(city: City) -> None:
    mine = registered(city)
    gone = registered(city)
    Complaint.objects.filter(pk=gone.pk).update(
        keeper=city.bodies["office"], audience=city.bodies["office"].pk
    )

    book = CalamineWorkbook.from_filelike(io.BytesIO(taken_away(city, "LEDGER")))

    (rows,) = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [row[0] for row in rows[1:]] == [mine.number]
    assert rows[1][7] == "已登记"
    read = Read.objects.get(what="export")
    assert read.facts["count"] == 1


def test_an_empty_period_says_so(city: City) -> None:
    client = Client()
    client.force_login(city.clerk())
    data = {"kind": "LEDGER", "unit": city.bodies["personnel_bureau"].pk}

    answer = client.post(
        reverse("intake:take_workbook"),
        {**data, "since": "2024-01-01", "until": "2024-12-31"},
        follow=True,
    )

    assert "这段时间" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "cell"),
    [
        pytest.param(("不予受理", "", ""), "K2", id="not accepted without a reason"),
        pytest.param(("不予受理", "心情不好", ""), "K2", id="a reason that the plan has not"),
        pytest.param(("已并入他件", "", ""), "L2", id="joined into nothing"),
        pytest.param(("已并入他件", "", "效投〔2025〕1号"), "L2", id="joined into itself"),
        pytest.param(("已并入他件", "", "效投〔2025〕77号"), "L2", id="joined into one not there"),
        pytest.param(("已办结", "", "效投〔2025〕2号"), "L2", id="joined and yet concluded"),
    ],
)
def test_what_a_line_was_joined_into_must_be_there(
    city: City, more: tuple[str, str, str], cell: str
) -> None:
    outcome, reason, into = more
    rows = [[*line(1, outcome=outcome), "", reason, into], [*line(2), "", "", ""]]

    found = taken(city, workbook(FULL, *rows))

    assert cell in {error["cell"] for error in found.errors}
