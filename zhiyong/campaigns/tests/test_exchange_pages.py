"""The pages between the office and the units: who reads what, every act by its form."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.campaigns.models import (
    Acceptance,
    Assignment,
    Bulletin,
    Feedback,
    Obstruction,
    Request,
    SlowTalk,
    Summary,
)
from zhiyong.campaigns.services import bulletins, requests
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.campaigns.tests.test_exchange import a_bulletin, a_complaint, liaison, office
from zhiyong.directory.models import Account
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
DAY = date(2026, 4, 10)


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> Launched:
    made = make_campaign(on=date(2026, 3, 2))
    monkeypatch.setattr(clock, "today", lambda: DAY)
    return made


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def here(name: str, *args: Any) -> str:
    return reverse(f"campaigns:{name}", args=args)


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, url: str, **filled: Any) -> None:
    assert client.get(url).status_code == 200, url
    answer = client.post(url, filled)
    assert answer.status_code == 302, answer.content.decode()[:4000]


def test_a_bulletin_from_its_draft_to_its_receipts(city: Launched) -> None:
    pk, client = city.campaign.pk, browser(office(city))
    url = here("write_bulletin", pk) + "?kind=BULLETIN"
    send(client, url, title="通报", text="进展顺利。", receipt_by="2026-04-20", cites=["overdue"])
    row = Bulletin.objects.get()
    assert "进展顺利" in shown(client, here("bulletin", row.pk))
    send(client, here("bulletin_act", row.pk, "change"), title="通报二", text="进展平稳。")
    send(client, here("bulletin_act", row.pk, "issue"), party="")
    row.refresh_from_db()
    assert row.number
    opened = shown(client, here("frozen_rows", "bulletin", row.pk, "overdue"))
    assert city.units[0].name in opened

    mine = browser(liaison(city))
    assert "通报二" in shown(mine, here("bulletins", pk))
    send(mine, here("bulletin_act", row.pk, "sign"), note="")
    assert row.receipts.get(unit=city.units[0]).signed_on == DAY
    assert mine.get(here("bulletin_act", row.pk, "call-back")).status_code == 404
    send(client, here("bulletin_act", row.pk, "call-back"), reason="有误。")
    assert "有误。" in shown(mine, here("bulletin", row.pk))


def test_a_meeting_and_a_typical_case_by_their_forms(city: Launched) -> None:
    pk, client = city.campaign.pk, browser(office(city))
    send(
        client,
        here("write_bulletin", pk) + "?kind=MEETING",
        title="推进会",
        text="请准时参加。",
        held_at="2026-04-20T09:00",
        place="三楼会议室",
        receipt_by="2026-04-17",
    )
    row = Bulletin.objects.get()
    send(client, here("bulletin_act", row.pk, "issue"), party="every_unit")
    by = liaison(city)
    assert by.person
    url = here("bulletin_act", row.pk, "sign")
    send(browser(by), url, attends=f"person-{by.person.pk}", attends_text=by.person.name)
    assert row.receipts.get(unit=city.units[0]).attends == by.person
    page = shown(client, here("bulletin", row.pk))
    assert "三楼会议室" in page
    assert "09:00" in page

    url = here("write_bulletin", pk) + "?kind=BAD_EXAMPLE"
    answer = client.post(url, {"title": "典型", "text": "缺岗。", "element": "typical_circular"})
    assert answer.status_code == 422
    assert client.get(here("write_bulletin", pk) + "?kind=x").status_code == 404
    assert Bulletin.objects.count() == 1


def test_feedback_is_prepared_sent_and_answered(city: Launched) -> None:
    pk, client = city.campaign.pk, browser(office(city))
    a_complaint(city, city.units[0])
    assert "2026-04" in shown(client, here("feedbacks", pk))
    url = here("feedback_month", pk, "2026-04")
    send(client, url, period="2026-04", note="请抓紧整改。")
    answer = client.post(url)
    assert answer.status_code == 200
    row = Feedback.objects.get()
    assert row.sent_on == DAY

    mine = browser(liaison(city))
    page = shown(mine, here("feedback", row.pk))
    assert "效投〔2026〕1号" in page
    assert "张三" not in page
    assert "窗口无人" not in page
    send(mine, here("feedback_answer", row.pk), answer="已调整值班。")
    other = browser(liaison(city, city.units[1]))
    assert other.get(here("feedback", row.pk)).status_code == 404
    assert other.get(here("feedback_answer", row.pk)).status_code == 404


def test_a_request_is_asked_answered_and_hidden_from_others(city: Launched) -> None:
    pk, mine = city.campaign.pk, browser(liaison(city))
    to = city.units[1]
    send(
        mine,
        here("ask", pk),
        from_unit=city.units[0].pk,
        to_unit=to.pk,
        to_unit_text=to.name,
        text="请提供清单。",
        due="2026-04-20",
    )
    row = Request.objects.get()
    theirs = browser(liaison(city, to))
    send(theirs, here("request_act", row.pk, "answer"), helps="yes", answer="已送。")
    assert "已送。" in shown(mine, here("request", row.pk))
    assert browser(liaison(city, city.units[2])).get(here("request", row.pk)).status_code == 404
    assert mine.get(here("request_act", row.pk, "withdraw")).status_code == 404


def test_slow_units_talks_and_obstruction(city: Launched) -> None:
    pk, client, unit = city.campaign.pk, browser(office(city)), city.units[0]
    assert unit.name in shown(client, here("slow", pk))
    assert shown(client, here("behind", pk, unit.pk))
    url = here("talk_with", pk, unit.pk)
    send(client, url, held_on="2026-04-10", reason="进度慢。", recheck_on="2026-04-30")
    row = SlowTalk.objects.get()
    assert "进度慢。" in shown(browser(liaison(city)), here("slow_talk", row.pk))
    send(client, here("look_again", row.pk), caught_up="no", outcome="仍未完成。")

    send(
        client,
        here("obstruct", pk),
        unit=unit.pk,
        unit_text=unit.name,
        kind="HIDDEN",
        acted_on="2026-04-01",
        text="隐瞒投诉。",
    )
    noted = Obstruction.objects.get()
    assert "隐瞒投诉。" in shown(client, here("obstruction", noted.pk))
    mine = browser(liaison(city))
    for name, key in (("obstruction", noted.pk), ("slow", pk), ("obstructions", pk)):
        assert mine.get(here(name, key)).status_code == 404


def test_a_unit_is_examined_by_its_checks(city: Launched) -> None:
    pk, client, unit = city.campaign.pk, browser(office(city)), city.units[0]
    assert client.get(here("examine", pk)).status_code == 200
    first = client.get(here("examine", pk), {"unit": unit.pk, "what": "FINAL"})
    assert first.status_code == 302
    url = first["Location"]
    form = client.get(url).context["form"]
    met = {f"met_{number}": "yes" for number, _check in enumerate(form.checks)}
    assert client.post(url, {**met, "result": "FAILED"}).status_code == 422
    send(client, url, **met, result="AGAIN", reason="材料不全。", again_on="2026-05-01")
    row = Acceptance.objects.get()
    assert "材料不全。" in shown(browser(liaison(city)), here("acceptance", row.pk))
    assert shown(client, here("frozen_rows", "acceptance", row.pk, "owed"))
    assert browser(liaison(city)).get(here("examine", pk)).status_code == 404


def test_a_summary_is_written_frozen_and_printed(city: Launched) -> None:
    pk, client = city.campaign.pk, browser(office(city))
    send(client, here("write_summary", pk), text="成绩显著。")
    row = Summary.objects.get()
    mine = browser(liaison(city))
    assert mine.get(here("summary", row.pk)).status_code == 404
    send(client, here("summary_act", row.pk, "change"), text="成绩和经验。")
    send(client, here("summary_act", row.pk, "freeze"))
    assert "成绩和经验。" in shown(mine, here("summary", row.pk))
    printed = client.get(here("summary_print", row.pk))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    owed = shown(mine, here("frozen_rows", "summary", row.pk, "owed"))
    assert city.units[1].name not in owed


def test_every_figure_on_the_page_opens(city: Launched) -> None:
    client, pk = browser(office(city)), city.campaign.pk
    page = client.get(here("figures", pk))
    links = [url for _title, mine in page.context["cited"] for _one, url in mine]
    assert len(links) > 20
    for url in links[:6] + links[-6:]:
        assert client.get(url).status_code == 200, url
    assert client.get(here("figure_rows", pk, "nonsense")).status_code == 404
    assert browser(liaison(city)).get(here("figures", pk)).status_code == 404


def test_the_offices_month_and_who_is_responsible(city: Launched) -> None:
    client, pk = browser(office(city)), city.campaign.pk
    row = city.owed("study")
    row.state, row.handed_in_on = Assignment.State.SUBMITTED, DAY
    row.receiver = city.campaign.office
    row.save()
    a_complaint(city, city.units[0])
    requests.ask_unit(
        campaign=city.campaign,
        from_unit=city.units[0],
        to_unit=city.units[1],
        text="请协助。",
        due=date(2026, 4, 20),
        by=liaison(city),
        on=DAY,
    )
    page = client.get(here("office_month", pk))
    found = page.context["found"]
    assert found["late"].count > 0
    assert found["to_accept"].count == 1
    assert found["requests"].count == 1
    assert found["feedback_open"] == 1
    assert browser(liaison(city)).get(here("office_month", pk)).status_code == 404

    whole = client.get(here("responsibilities", pk)).context["lines"]
    part = browser(liaison(city)).get(here("responsibilities", pk)).context["lines"]
    assert 0 < len(part) < len(whole)
    assert all(one.is_mine for one in part)


def test_lists_ask_the_same_however_long(city: Launched) -> None:
    client, pk = browser(office(city)), city.campaign.pk
    client.get(here("bulletins", pk))
    for name in ("bulletins", "feedbacks", "requests", "acceptances", "summaries"):
        client.get(here(name, pk))
    counted = []
    for _turn in range(2):
        for _each in range(8):
            bulletins.issue_bulletin(bulletin=a_bulletin(city), by=office(city), on=DAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(here("bulletins", pk))
        counted.append(len(asked))
    assert counted[0] == counted[1] < 30


def test_whoever_has_no_part_in_it_sees_nothing(city: Launched) -> None:
    stranger = browser(city.who(Role.OFFICE, city.bodies["discipline_organ"]))
    row = a_bulletin(city)
    for name in ("bulletins", "feedbacks", "requests", "summaries", "acceptances", "figures"):
        page = stranger.get(here(name, city.campaign.pk))
        assert page.status_code == 404 or row.title not in page.content.decode()
    assert stranger.get(here("bulletin", row.pk)).status_code == 404
    assert stranger.get(here("figures", city.campaign.pk)).status_code == 404
