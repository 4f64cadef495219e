"""The pages of duties: who sees what, what may be done, and that lists stay flat."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties import acts
from zhiyong.duties.models import CalendarYear, Duty
from zhiyong.duties.services import meet, pause
from zhiyong.duties.tests.factories import SUBJECT, a_duty
from zhiyong.duties.views.lists import late_count
from zhiyong.duties.workbook import HEADINGS
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
LIST = "/duties/"


@pytest.fixture(autouse=True)
def _march() -> Any:
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def browser(client: Client) -> Callable[[Account], Client]:
    def signed_in(account: Account) -> Client:
        client.force_login(account)
        return client

    return signed_in


def text_of(response: Any) -> str:
    return strip_tags(response.content.decode())


def shown(response: Any) -> set[int]:
    return {row.pk for row in response.context["listing"].page.rows}


def test_mine_are_those_in_my_name_and_those_of_my_units_in_nobodys(
    city: City, browser: Any
) -> None:
    handler = city.who(Role.HANDLER, city.bureau)
    own = a_duty(city, owner_person=handler.person)
    nobodys = a_duty(city, of="complaint:2")
    others = a_duty(city, of="complaint:3", owner_person=city.official())
    elsewhere = a_duty(city, of="complaint:4", owner_unit=city.court, audience=city.court.pk)
    page = browser(handler)

    assert shown(page.get(LIST)) == {own.pk, nobodys.pk}
    assert shown(page.get(LIST, {"whose": "units"})) == {own.pk, nobodys.pk, others.pk}
    assert shown(page.get(LIST, {"whose": "all"})) == {own.pk, nobodys.pk, others.pk}
    assert page.get(reverse("duties:duty", args=[elsewhere.pk])).status_code == 404


def test_the_office_that_keeps_the_complaint_sees_what_the_unit_owes(
    city: City, browser: Any
) -> None:
    duty = a_duty(city, owner_person=city.official())
    page = browser(city.clerk())

    assert shown(page.get(LIST)) == set()
    assert shown(page.get(LIST, {"whose": "all"})) == {duty.pk}


def test_administrators_see_no_duties(city: City, browser: Any) -> None:
    a_duty(city)
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))

    assert page.get(LIST).status_code == 403


def test_the_next_due_comes_first_with_light_and_time_left(city: City, browser: Any) -> None:
    for n, start in enumerate([DAY, DAY - timedelta(days=70), DAY - timedelta(days=55)]):
        a_duty(city, of=f"complaint:{n}", start=start)
    page = browser(city.who(Role.CLERK, city.bureau))

    text = text_of(page.get(LIST))

    assert text.index("超期 10 天") < text.index("剩余 5 天") < text.index("剩余 60 天")


@pytest.mark.parametrize(("light", "count"), [("OVERDUE", 1), ("DUE_SOON", 1), ("NORMAL", 2)])
def test_lights_narrow_the_list(city: City, browser: Any, light: str, count: int) -> None:
    for n, days in enumerate([0, 70, 55, 10]):
        a_duty(city, of=f"complaint:{n}", start=DAY - timedelta(days=days))
    page = browser(city.who(Role.CLERK, city.bureau))

    assert len(shown(page.get(LIST, {"light": light}))) == count


def test_what_runs_no_longer_has_its_own_list(city: City, browser: Any) -> None:
    a_duty(city)
    a_duty(city, "call_back")
    meet(of=SUBJECT, code="call_back", by="clock", on=DAY)
    pause(of=SUBJECT, code="reply", reason="other_procedure", by="clock", on=DAY)
    page = browser(city.who(Role.CLERK, city.bureau))

    assert shown(page.get(LIST)) == set()
    response = page.get(LIST, {"whose": "over"})
    assert len(shown(response)) == 2
    assert "中止计时" in text_of(response)


def test_the_list_and_its_export_ask_no_more_for_more_rows(city: City, browser: Any) -> None:
    page = browser(city.who(Role.CLERK, city.bureau))

    def asked(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page.get(LIST, query).status_code == 200
        return len(queries)

    a_duty(city, "send_up", of="complaint:1")
    page.get(LIST)
    few, few_exported = asked(), asked(export="xlsx")
    for n in range(2, 30):
        a_duty(city, "send_up", of=f"complaint:{n}")

    assert asked() == few
    assert asked(export="xlsx") <= few_exported


def test_the_navigation_counts_what_is_late_or_nearly_due(city: City, browser: Any) -> None:
    for n, days in enumerate([0, 70, 55]):
        a_duty(city, of=f"complaint:{n}", start=DAY - timedelta(days=days))
    page = browser(city.who(Role.CLERK, city.bureau))

    standing = page.get(LIST).wsgi_request.standing

    assert late_count(standing) == 2


# ── one duty ──────────────────────────────────────────────────────────────────────────────


def test_a_duty_says_why_this_day(city: City, browser: Any) -> None:
    duty = a_duty(city, "send_up", start=date(2025, 9, 30))
    page = browser(city.who(Role.CLERK, city.bureau))

    text = text_of(page.get(reverse("duties:duty", args=[duty.pk])))

    assert "遇国庆节、中秋，2025年10月1日至2025年10月8日共8天不计入。" in text
    assert "按级负责" in text or "S3-105" in text
    assert "超期后的提醒步骤" in text


def test_the_page_of_a_duty_asks_a_fixed_number_of_queries(city: City, browser: Any) -> None:
    duty = a_duty(city)
    page = browser(city.who(Role.CLERK, city.bureau))
    page.get(reverse("duties:duty", args=[duty.pk]))

    with CaptureQueriesContext(connection) as queries:
        page.get(reverse("duties:duty", args=[duty.pk]))

    assert len(queries) <= 30


def test_urging_by_those_whom_the_plan_names(city: City, browser: Any) -> None:
    duty = a_duty(city, owner_person=city.official())
    address = reverse("duties:urge", args=[duty.pk])
    page = browser(city.who(Role.SUPERVISOR))
    assert address in page.get(reverse("duties:duty", args=[duty.pk])).content.decode()
    assert page.post(address, {"text": ""}).status_code == 422

    response = page.post(address, {"text": "请于三日内报送办理进展。"}, follow=True)

    assert "已催办，第1次。" in text_of(response)
    assert "请于三日内报送办理进展。" in text_of(response)
    assert Duty.objects.get().urged == 1


def test_nobody_urges_their_own_duty_nor_without_standing(city: City, browser: Any) -> None:
    handler = city.who(Role.HANDLER, city.bureau)
    duty = a_duty(city, owner_person=handler.person)
    address = reverse("duties:urge", args=[duty.pk])

    assert browser(handler).get(address).status_code == 404
    assert browser(city.who(Role.SUPERVISOR, city.court)).get(address).status_code == 404
    assert browser(city.clerk()).get(address).status_code == 200
    assert browser(city.who(Role.OFFICE, "office")).get(address).status_code == 404  # not its eyes


def test_a_room_above_has_its_own_way_of_urging(
    city: City, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = a_duty(city)
    monkeypatch.setattr(acts, "_ways", {})
    acts.register("complaint", acts.Ways(urge=lambda one: f"/elsewhere/{one.pk}/"))
    page = browser(city.clerk())

    assert f"/elsewhere/{duty.pk}/" in page.get(f"/duties/{duty.pk}/").content.decode()


def test_more_time_that_needs_approval_is_not_given_here(city: City, browser: Any) -> None:
    duty = a_duty(city)
    page = browser(city.who(Role.LEADER, city.bureau))

    assert "请在办件页面提出申请" in text_of(page.get(f"/duties/{duty.pk}/"))
    assert page.get(reverse("duties:extend", args=[duty.pk])).status_code == 404


# ── the calendar ──────────────────────────────────────────────────────────────────────────


def a_workbook(*rows: list[str]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([list(HEADINGS), *rows]):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("2027.xlsx", out.getvalue())


def test_a_year_is_shown_with_its_holidays_and_make_up_days(city: City, browser: Any) -> None:
    response = browser(account_with()).get(reverse("duties:calendar"), {"year": "2026"})

    html = response.content.decode()
    assert html.count('class="month"') == 12
    assert "day--made-up" in html
    assert response.context["almanac"].working == 248
    assert "2027年的工作日期限暂按普通周计算" in text_of(response)
    assert reverse("duties:calendar_load") not in html


def test_a_year_that_is_not_known_says_so(city: City, browser: Any) -> None:
    response = browser(account_with()).get(reverse("duties:calendar"), {"year": "2031"})

    assert "节假日安排尚未导入" in text_of(response)


def test_loading_a_year_shows_first_what_moves(city: City, browser: Any) -> None:
    duty = a_duty(city, "send_up", start=date(2026, 12, 29))
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))
    address = reverse("duties:calendar_load")
    filled = {"year": "2027", "source": "国办发明电〔2026〕7号"}
    rows = [["2027-01-01", "2027-01-04", "放假", "元旦", ""]]

    sure = page.post(address, filled | {"workbook": a_workbook(*rows)})

    assert "1项正在计时的事项到期日将变动" in text_of(sure)
    assert not CalendarYear.objects.filter(year=2027).exists()
    done = page.post(address, {"signed": sure.context["signed"]}, follow=True)
    assert "2027年日历已导入，1项时限的到期日相应变动。" in text_of(done)
    duty.refresh_from_db()
    assert duty.due_on == date(2027, 1, 7)


def test_what_is_wrong_stands_at_its_cell_and_nothing_is_loaded(city: City, browser: Any) -> None:
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))
    filled = {
        "year": "2027",
        "source": "通知",
        "workbook": a_workbook(["2026-10-01", "", "放假", "国庆节", ""]),
    }

    response = page.post(reverse("duties:calendar_load"), filled)

    assert response.status_code == 422
    assert "A2" in text_of(response)
    assert "该日期不在2027年。" in text_of(response)
    no_book = filled | {"workbook": SimpleUploadedFile("a.xlsx", b"not a workbook")}
    assert page.post(reverse("duties:calendar_load"), no_book).status_code == 422
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_forged_confirmation_loads_nothing(city: City, browser: Any) -> None:
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))

    response = page.post(reverse("duties:calendar_load"), {"signed": "forged"}, follow=True)

    assert "请重新选择文件" in text_of(response)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_only_the_system_administrator_loads(city: City, browser: Any) -> None:
    page = browser(city.who(Role.OFFICE, "office"))

    for name in ("duties:calendar_load", "duties:calendar_template"):
        assert page.get(reverse(name)).status_code == 403


def test_the_template_is_a_workbook(city: City, browser: Any) -> None:
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))

    response = page.get(reverse("duties:calendar_template"), {"year": "2028"})

    assert response.content[:2] == b"PK"
