"""A unit's month and the office's answer, by the pages alone: written, returned, accepted."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.browser.house import PHONE, House, press
from zhiyong.campaigns.models import Assignment, Submission
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.shell.access import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser unit month"),
    pytest.mark.django_db(transaction=True),
]
LAUNCHED = date(2026, 3, 2)
RETURNED = LAUNCHED + timedelta(days=10)
LATE = date(2026, 4, 2)
WHY = "整改措施过于笼统，请逐条明确责任人和时限。"


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Settings:
    """Fix the day, which moves on with the campaign, and keep files in the test's own folder."""
    settings.FIXED_TODAY = LAUNCHED.isoformat()
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings


@pytest.fixture
def city(today: Settings) -> Launched:
    return make_campaign(on=LAUNCHED, units=2)


def on(page: Page, selector: str, text: str) -> None:
    expect(page.locator(f"main {selector}").first).to_contain_text(text)


def test_a_unit_hands_its_plan_in_and_the_office_answers(
    city: Launched, today: Settings, open_page: Any, live_server: Any, tmp_path: Path
) -> None:
    house = House(open_page, live_server.url)
    unit = city.who(Role.UNIT_LIAISON, city.units[0])
    office = city.who(Role.OFFICE)
    owed = city.owed("local_plan")
    task = reverse("campaigns:assignment", args=[owed.pk])
    scan = tmp_path / "方案.txt"
    scan.write_text("本单位工作方案", encoding="utf-8")

    # the unit's month, on the desk: what is due, found and written
    month = house.desk(unit, reverse("campaigns:month"))
    on(month, "#due", "制定本级具体工作方案")
    house.look(month, "unit-month")
    press(month, f"a[href='{task}']")
    on(month, "#asked", "2026年3月31日")
    press(month, "a[href$='/write/']")
    house.look(month, "unit-write")
    house.filled(month, p_goals="转变作风，提升效率", p_steps="分三步推进", files=str(scan))

    # a part is missing: said before the button, and nothing is handed in
    expect(month.locator("main")).to_contain_text("缺少方案要求的内容")
    house.look(month, "unit-missing")
    assert Submission.objects.get().state == Submission.State.DRAFT
    press(month, "a[href$='/write/']")
    house.filled(month, p_measures="加强督查")
    expect(month.locator("main")).to_contain_text("按期报送")
    house.filled(month)
    on(month, "#history", "第 1 稿")
    expect(month.locator("main")).to_contain_text("由江州市市“一改双优”活动办验收或退回")

    # the office finds it among what waits, reads it, and returns it with reasons
    today.FIXED_TODAY = RETURNED.isoformat()
    waiting = house.desk(office, reverse("campaigns:to_judge"))
    press(waiting, f"a[href='{task}']")
    on(waiting, "#versions", "转变作风，提升效率")
    on(waiting, "#files", "方案")
    house.look(waiting, "office-task")
    press(waiting, "a[href$='/return/']")
    house.filled(waiting, why=WHY)

    # the unit reads why, on a telephone; by then the day has passed, and that is said
    today.FIXED_TODAY = LATE.isoformat()
    phone = house.desk(unit, reverse("campaigns:month"), size=PHONE)
    on(phone, "#returned", "制定本级具体工作方案")
    house.look(phone, "unit-month-phone")
    press(phone, f"a[href='{task}']")
    expect(phone.locator("main")).to_contain_text(WHY)
    house.look(phone, "unit-returned-phone")
    press(phone, "a[href$='/write/']")
    expect(phone.locator("[name=p_goals]")).to_have_value("转变作风，提升效率")
    house.look(phone, "unit-write-phone")
    house.filled(phone, p_measures="一、窗口轮岗，责任人王主任，4月底前。")
    expect(phone.locator("main")).to_contain_text("已逾期 2 天")
    house.filled(phone)

    # the office accepts it; it stays as it is
    house.do(office, task, "accept", note="同意")
    owed.refresh_from_db()
    assert owed.state == Assignment.State.ACCEPTED
    done = house.desk(unit, task, language="en")
    on(done, ".chips", "Accepted")
    on(done, "#history", "2 days late")
    house.look(done, "unit-accepted-en")
