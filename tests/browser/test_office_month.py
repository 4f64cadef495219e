"""The office's month, by the pages alone: feedback, a slow unit called to a talk, a summary."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from tests.browser.house import PHONE, House, press, send
from zhiyong.campaigns.models import Feedback, SlowTalk, Summary
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.rectification.services import register_item
from zhiyong.shell.access import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser office month"),
    pytest.mark.django_db(transaction=True),
]
LAUNCHED = date(2026, 3, 2)
MONTH = date(2026, 4, 10)
AGAIN = date(2026, 5, 8)


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Settings:
    """Fix the day, which moves on with the campaign, and keep files in the test's own folder."""
    settings.FIXED_TODAY = MONTH.isoformat()
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings


@pytest.fixture
def city(today: Settings) -> Launched:
    """Return a campaign with a problem of its first unit that is not put right yet."""
    made = make_campaign(on=LAUNCHED, units=2)
    register_item(
        adoption=made.adoption,
        unit=made.units[0],
        problem="窗口排队超过四十分钟",
        found_on=LAUNCHED,
        by=made.who(Role.OFFICE),
        on=LAUNCHED,
    )
    return made


def test_the_office_works_through_its_month(
    city: Launched, today: Settings, open_page: Any, live_server: Any
) -> None:
    house = House(open_page, live_server.url)
    office, unit = city.who(Role.OFFICE), city.units[0]
    liaison = city.who(Role.UNIT_LIAISON, unit)
    of_office = reverse("campaigns:office_month", args=[city.campaign.pk])
    slow = reverse("campaigns:slow", args=[city.campaign.pk])

    # what waits: the month says how much is late, and leads to the feedback
    month = house.desk(office, of_office)
    expect(month.locator("#late")).to_contain_text(unit.name)
    house.look(month, "office-month")
    press(month, "#feedback a.button--primary")
    house.filled(month, note="请抓紧整改，逐条说明进展。")
    house.look(month, "office-feedback")
    send(month)
    sent = Feedback.objects.get()
    assert (sent.unit, sent.sent_on) == (unit, MONTH)

    # the unit reads on a telephone what is open, and says what it does about it
    phone = house.desk(liaison, reverse("campaigns:feedback", args=[sent.pk]), size=PHONE)
    expect(phone.locator("main")).to_contain_text("窗口排队超过四十分钟")
    house.look(phone, "office-feedback-phone")
    press(phone, "a[href$='/answer/']")
    house.filled(phone, answer="高峰时段已增设两个窗口。")

    # who is behind is called to a talk, with the day on which it is looked at again
    month = house.desk(office, slow)
    house.look(month, "office-slow")
    press(month, f"a[href='{reverse('campaigns:talk_with', args=[city.campaign.pk, unit.pk])}']")
    house.filled(
        month,
        held_on=MONTH.isoformat(),
        reason="动员阶段四项任务逾期未报。",
        recheck_on=AGAIN.isoformat(),
    )
    talk = SlowTalk.objects.get()

    # on that day the month asks for it again
    today.FIXED_TODAY = AGAIN.isoformat()
    month = house.desk(office, of_office)
    press(month, f"#talks a[href='{reverse('campaigns:slow_talk', args=[talk.pk])}']")
    expect(month.locator("#behind")).to_contain_text("未报")
    press(month, "a[href$='/look-again/']")
    house.filled(month, caught_up="no", outcome="仍有三项未报，限月底前补齐。")
    talk.refresh_from_db()
    assert (talk.caught_up, talk.rechecked_on) == (False, AGAIN)

    # a figure opens to its rows; the summary keeps it as it stands
    month = house.desk(office, reverse("campaigns:figures", args=[city.campaign.pk]))
    press(month, "a[href$='/figures/overdue/']")
    expect(month.locator("main")).to_contain_text(unit.name)
    house.do(
        office,
        reverse("campaigns:summaries", args=[city.campaign.pk]),
        "write",
        text="三月份动员学习阶段进展总体平稳，两家单位进度偏慢。",
    )
    summary = Summary.objects.get()
    house.do(office, reverse("campaigns:summary", args=[summary.pk]), "freeze")
    summary.refresh_from_db()
    assert summary.frozen_on == AGAIN
    english = house.desk(office, reverse("campaigns:summary", args=[summary.pk]), language="en")
    expect(english.locator("main")).to_contain_text("Overdue")
    house.look(english, "office-summary-en")
