"""The pages of a campaign: the draft, the preview, the launch, the board, phases and acts."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhiyong.campaigns.models import Assignment, Batch, Campaign
from zhiyong.campaigns.selectors.visible import (
    assignments_visible_to,
    campaigns_visible_to,
    sees_whole,
)
from zhiyong.campaigns.services import launching
from zhiyong.campaigns.tests.factories import Launched, adopted, make_campaign, make_draft, shipped
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: DAY)


def signed_in(account: Account) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(account)
    return client


def test_who_sees_which_campaign_and_whose_tasks() -> None:
    made = make_campaign()
    office = standing_of(made.who(Role.OFFICE), DAY)
    liaison = standing_of(made.who(Role.UNIT_LIAISON, made.units[0]), DAY)
    stranger = standing_of(account_with(Role.OFFICE, unit=UnitFactory.create()), DAY)
    assert sees_whole(office, made.campaign)
    assert not sees_whole(liaison, made.campaign)
    assert campaigns_visible_to(liaison).get() == made.campaign
    owed = assignments_visible_to(liaison)
    assert set(owed.values_list("unit", flat=True)) == {made.units[0].pk}
    assert assignments_visible_to(office).count() == Assignment.objects.count()
    assert not campaigns_visible_to(stranger).exists()
    assert not assignments_visible_to(stranger).exists()
    Campaign.objects.update(state="DRAFT", launched_on=None)
    assert not campaigns_visible_to(liaison).exists()
    assert campaigns_visible_to(office).exists()


def test_the_office_drafts_chooses_looks_and_launches() -> None:
    made = adopted(shipped("s0-city-campaign"), on=DAY)
    office = made.bodies["city_office"]
    client = signed_in(account_with(Role.OFFICE, unit=office))
    prepare = reverse("campaigns:prepare")
    assert made.adoption.pack.title_en in client.get(prepare).content.decode()
    sent = {"adoption": made.adoption.pk, "title": "", "office": office.pk, "years": 11}
    assert client.post(prepare, sent).status_code == 422
    assert not Campaign.objects.exists()
    client.post(prepare, {**sent, "title": "作风治理"})
    campaign = Campaign.objects.get()
    preview = reverse("campaigns:preview", args=[campaign.pk])
    assert "Nobody owes these tasks yet" in client.get(preview).content.decode()
    choose = reverse("campaigns:choose", args=[campaign.pk, "every_unit"])
    page = client.get(choose).content.decode()
    assert made.units[0].name in page
    client.post(choose, {"act": "all"})
    chosen = set(campaign.members.filter(party="every_unit").values_list("unit", flat=True))
    assert {unit.pk for unit in made.units} < chosen
    client.post(choose, {"act": "picked", "pick": [made.units[0].pk]})
    assert [one.unit for one in campaign.members.filter(party="every_unit")] == [made.units[0]]
    for party in ("counties", "offices", "municipal_unit", "county_unit"):
        url = reverse("campaigns:choose", args=[campaign.pk, party]) + "?tag="
        client.post(url, {"act": "picked", "pick": [made.units[1].pk]})
    page = client.get(preview).content.decode()
    assert "Nobody owes these tasks yet" not in page
    assert made.units[0].name in page
    task = reverse("campaigns:set_task", args=[campaign.pk, "publicity"])
    client.post(task, {"first": "", "last": "2026-03-25", "receiver": "", "left_out": ""})
    assert campaign.tasks.get(code="publicity").due == date(2026, 3, 25)
    stage = reverse("campaigns:set_stage", args=[campaign.pk, "mobilisation"])
    assert "2015-03-01 – 2015-03-31" in client.get(stage).content.decode()
    assert client.post(stage, {"first": "2026-04-01", "last": "2026-03-01"}).status_code == 422
    launch = reverse("campaigns:act", args=[campaign.pk, "launch"])
    assert "will owe" in client.get(launch).content.decode()
    sent_on = client.post(launch)
    assert sent_on.headers["Location"] == reverse("campaigns:progress", args=[campaign.pk])
    page = client.get(sent_on.headers["Location"]).content.decode()
    assert "Being opened" in page
    launching.carry_out(batch=Batch.objects.get())
    assert "Done:" in client.get(sent_on.headers["Location"]).content.decode()
    assert client.get(preview).status_code == 302


def test_the_board_shows_every_cell_in_few_queries_and_goes_out_as_a_workbook(
    django_assert_max_num_queries: object,
) -> None:
    made = make_campaign(units=6)
    owed = made.owed("study")
    Assignment.objects.filter(pk=owed.pk).update(state="ACCEPTED", accepted_on=DAY)
    Assignment.objects.filter(pk=made.owed("publicity").pk).update(due=date(2026, 3, 1))
    client = signed_in(made.who(Role.OFFICE))
    url = reverse("campaigns:board", args=[made.campaign.pk])
    client.get(url)
    with django_assert_max_num_queries(32) as asked:  # type: ignore[operator]
        page = client.get(url).content.decode()
    reads = [one for one in asked.captured_queries if "campaigns_assignment" in one["sql"]]
    assert len(reads) <= 5
    assert reverse("campaigns:assignment", args=[owed.pk]) in page
    assert "Late" in page
    late = client.get(url, {"state": "LATE"}).content.decode()
    assert made.units[0].name in late
    assert made.units[1].name not in late
    phase = client.get(url, {"stage": "institutions"}).content.decode()
    assert made.task("rules").label in phase
    assert made.task("study").label not in phase
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(url, {"export": "xlsx"}).content))
    sheet = book.get_sheet_by_index(len(book.sheet_names) - 1)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert "Accepted" in cells
    assert made.units[5].name in cells


def test_a_unit_sees_its_own_row_only() -> None:
    made = make_campaign()
    client = signed_in(made.who(Role.UNIT_LIAISON, made.units[0]))
    for name in ("campaigns:board", "campaigns:campaign", "campaigns:units"):
        page = client.get(reverse(name, args=[made.campaign.pk])).content.decode()
        assert made.units[1].name not in page
    assert (
        made.units[0].name
        in client.get(reverse("campaigns:board", args=[made.campaign.pk])).content.decode()
    )
    act = reverse("campaigns:act", args=[made.campaign.pk, "withdraw"])
    assert client.get(act).status_code == 403


def test_another_office_cannot_touch_a_campaign() -> None:
    made = make_campaign()
    stranger = signed_in(account_with(Role.OFFICE, unit=UnitFactory.create()))
    unit = signed_in(made.who(Role.OFFICE, made.units[0]))
    for key in ("withdraw", "end", "amend", "join"):
        url = reverse("campaigns:act", args=[made.campaign.pk, key])
        assert stranger.post(url, {"reason": "无"}).status_code == 404
        assert unit.post(url, {"reason": "无"}).status_code == 404
    made.campaign.refresh_from_db()
    assert made.campaign.state == "RUNNING"


@pytest.fixture
def made() -> Launched:
    return make_campaign()


def test_what_a_moved_phase_takes_along_is_shown_before_it_is_done(made: Launched) -> None:
    client = signed_in(made.who(Role.OFFICE))
    url = reverse("campaigns:stage_act", args=[made.campaign.pk, "mobilisation", "move"])
    sent = {"first": "2026-03-01", "last": "2026-04-10", "reason": "汛期"}
    page = client.post(url, sent).content.decode()
    assert "2026-03-31 → 2026-04-10" in page
    assert "Shares 2026-04-01 to 2026-04-10" in page
    stage = made.campaign.stages.get(code="mobilisation")
    assert stage.last == date(2026, 3, 31)
    client.post(url, {**sent, "confirm": "1"})
    stage.refresh_from_db()
    assert stage.last == date(2026, 4, 10)
    page = client.get(reverse("campaigns:stage", args=[made.campaign.pk, stage.code]))
    assert "汛期" in page.content.decode()


def test_a_phase_that_is_still_open_says_which_tasks_and_whose(made: Launched) -> None:
    client = signed_in(made.who(Role.OFFICE))
    url = reverse("campaigns:stage_act", args=[made.campaign.pk, "mobilisation", "close"])
    response = client.post(url)
    assert response.status_code == 422
    assert made.task("study").label_en in response.content.decode()
    assert made.units[0].name in response.content.decode()


def test_the_pages_of_a_campaign_answer(made: Launched) -> None:
    client = signed_in(made.who(Role.OFFICE))
    for key in ("amend", "join", "end", "withdraw"):
        assert client.get(reverse("campaigns:act", args=[made.campaign.pk, key])).status_code == 200
    assert client.get(reverse("campaigns:list")).status_code == 200
    page = client.get(reverse("campaigns:campaign", args=[made.campaign.pk])).content.decode()
    assert "11 years later" in page
    member = made.campaign.members.filter(party="every_unit").first()
    assert member
    url = reverse("campaigns:leave", args=[made.campaign.pk, member.pk])
    assert client.get(url).status_code == 200
    task = reverse("campaigns:task_act", args=[made.campaign.pk, "study", "move"])
    assert client.get(task).status_code == 200


def test_a_draft_is_given_up_with_a_reason() -> None:
    gone = make_draft(units=1)
    client = signed_in(gone.who(Role.OFFICE))
    discard = reverse("campaigns:act", args=[gone.campaign.pk, "discard"])
    client.post(discard, {"reason": "重复"})
    gone.campaign.refresh_from_db()
    assert gone.campaign.state == "WITHDRAWN"


def test_lists_ask_no_more_however_many_rows_there_are(
    made: Launched, django_assert_max_num_queries: object
) -> None:
    client = signed_in(made.who(Role.OFFICE))
    for url in (
        reverse("campaigns:list"),
        reverse("campaigns:units", args=[made.campaign.pk]),
        reverse("campaigns:campaign", args=[made.campaign.pk]),
    ):
        client.get(url)
        with django_assert_max_num_queries(60) as asked:  # type: ignore[operator]
            client.get(url)
        repeated = [one["sql"] for one in asked.captured_queries]
        texts = [text for text in repeated if "campaigns_" in text]
        assert len(texts) - len(set(texts)) <= 6, url
