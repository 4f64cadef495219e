"""The pages of meetings: who sees what, every act by its form, a constant number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account, Body
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.files.tests.samples import pdf
from zhiyong.meetings import panels, services
from zhiyong.meetings.models import Attendance, Item, Meeting, StepAside, Vote
from zhiyong.meetings.selectors import attendances_of
from zhiyong.meetings.tests.factories import (
    a_meeting,
    account_of,
    pass_item,
    secretary,
    vote,
    voters,
)
from zhiyong.plans.tests.factories import City
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def today() -> date:
    return clock.today()


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def put(body: Body, on: date, unit: Any = None) -> Item:
    return services.put(
        subject=unit or body.unit,
        body=body,
        rule="monthly",
        ready_on=on,
        audience=body.unit_id,
        motion={"act": "try"},
        by=secretary(body),
        on=on,
    )


def page(client: Client, meeting: Meeting, item: Item | None = None) -> str:
    url = reverse("meetings:meeting", args=[meeting.pk])
    answer = client.get(f"{url}?item={item.pk}" if item else url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def do(client: Client, meeting: Meeting, act: str, **filled: Any) -> HttpResponse:
    url = reverse("meetings:act", args=[meeting.pk, act])
    assert client.get(url).status_code == 200
    return client.post(url, filled)  # type: ignore[return-value]


def do_item(client: Client, item: Item, act: str, **filled: Any) -> HttpResponse:
    url = reverse("meetings:item_act", args=[item.meeting_id, item.pk, act])
    assert client.get(url).status_code == 200
    return client.post(url, filled)  # type: ignore[return-value]


def test_a_meeting_from_calling_it_to_its_signed_minutes(body: Body, today: date) -> None:
    put(body, today)
    office = browser(secretary(body))
    call = reverse("meetings:call")
    known = office.get(call).context["form"].fields["series"].choices
    special = next(key for key, _label in known if key.endswith("special"))
    filled = {"series": special, "day": today.isoformat(), "place": "一号会议室"}
    assert office.post(call, filled).status_code == 422
    assert not Meeting.objects.exists()
    assert office.post(call, {**filled, "reason": "汛期突发。"}).status_code == 302
    meeting = Meeting.objects.get()
    item = meeting.items.get()

    people = [one.person for one in attendances_of(meeting)]
    there = {f"presence_{one.pk}": "PRESENT" for one in people}
    assert do(office, meeting, "presence", **there).status_code == 302
    chair = {"chair": people[0].pk, "recorder": secretary(body).person_id}
    assert do(office, meeting, "open", **chair).status_code == 302
    for person in people:
        url = reverse("meetings:vote", args=[meeting.pk, item.pk])
        member = browser(account_of(person))
        assert member.post(url, {"lock": 0, "choice": "NO"}).status_code == 422
        assert member.post(url, {"lock": 0, "choice": "YES"}).status_code == 302
    assert do_item(office, item, "close-vote", day=today.isoformat()).status_code == 302
    item.refresh_from_db()
    assert item.state == Item.State.PASSED

    minutes = {"minutes": "讨论通过。", "output_decision": "诫勉谈话。"}
    assert do(office, meeting, "minutes", **minutes).status_code == 302
    assert do(office, meeting, "close", **{**minutes, "minutes": ""}).status_code == 422
    assert do(office, meeting, "close", **minutes).status_code == 302
    meeting.refresh_from_db()
    assert meeting.minutes_paper
    scan = SimpleUploadedFile("纪要.pdf", pdf(), content_type="application/pdf")
    signed = do(office, meeting, "signed", code=meeting.minutes_paper.code, scan=scan)
    assert signed.status_code == 302
    shown = page(office, meeting)
    assert "讨论通过。" in shown
    assert "宣布开会" in shown
    assert Meeting.objects.get().signed_scan is not None


def test_votes_are_shown_once_they_are_counted(body: Body, today: date) -> None:
    item = put(body, today)
    meeting = a_meeting(body=body, day=today)
    first, second, third = voters(Item.objects.get(pk=item.pk), today)
    vote(item, first, Vote.Choice.NO, reason="事实不清。", on=today)

    assert "事实不清。" not in page(browser(account_of(second)), meeting)
    assert "事实不清。" in page(browser(account_of(first)), meeting)
    vote(item, second, on=today)
    vote(item, third, on=today)
    services.close_vote(item=item, by=secretary(body), on=today)

    assert "事实不清。" in page(browser(account_of(second)), meeting)


def test_whoever_steps_aside_sees_nothing_of_the_item(
    body: Body, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def context(item: Item, standing: Any, on: date) -> dict[str, Any]:
        return {"title": "案情", "hint": "被反映人甲", "icon_name": "inbox"}

    monkeypatch.setattr(panels, "_panels", {})
    panels.register("unit", "shell/components/empty.html", context, says=lambda _item: "给予诫勉")
    item = put(body, today)
    meeting = a_meeting(body=body, day=today)
    item.refresh_from_db()
    first, second, _third = voters(item, today)
    member = browser(account_of(first))
    assert "被反映人甲" in page(member, meeting)

    assert do_item(member, item, "step-aside", reason="系近亲属。").status_code == 302

    shown = page(member, meeting)
    assert "被反映人甲" not in shown
    assert "给予诫勉" not in shown
    assert "系近亲属。" in shown
    assert "被反映人甲" in page(browser(account_of(second)), meeting)


def test_recusal_is_asked_and_decided_on_the_page(body: Body, today: date) -> None:
    item = put(body, today)
    meeting = a_meeting(body=body, day=today)
    item.refresh_from_db()
    chair, second, third = voters(item, today)

    asked = do_item(
        browser(account_of(third)), item, "ask-aside", person=second.pk, reason="曾为同事。"
    )
    assert asked.status_code == 302
    aside = StepAside.objects.get()
    url = reverse("meetings:decide_aside", args=[meeting.pk, aside.pk])
    browser(account_of(third)).post(url, {"verdict": "agree"})
    aside.refresh_from_db()
    assert aside.state == "ASKED"
    browser(account_of(chair)).post(url, {"verdict": "agree"})
    aside.refresh_from_db()
    assert (aside.state, aside.decided_by) == ("STANDS", chair)


def test_the_recorder_enters_a_signed_list(body: Body, today: date) -> None:
    item = put(body, today)
    a_meeting(body=body, day=today)
    item.refresh_from_db()
    people = voters(item, today)
    office = browser(secretary(body))
    filled: dict[str, Any] = {f"choice_{one.pk}": "YES" for one in people}
    assert do_item(office, item, "paper-votes", lock=0, **filled).status_code == 422
    scan = SimpleUploadedFile("票.pdf", pdf(), content_type="application/pdf")

    done = do_item(office, item, "paper-votes", lock=0, scan=scan, **filled)

    assert done.status_code == 302
    assert item.votes.filter(scan__isnull=False).count() == 3


@pytest.mark.parametrize("act", ["take-on", "invite", "reschedule", "cancel", "presence"])
def test_each_act_has_its_page_for_the_office_alone(body: Body, today: date, act: str) -> None:
    meeting = a_meeting(body=body, day=today, is_open=False)
    url = reverse("meetings:act", args=[meeting.pk, act])
    member = account_of(attendances_of(meeting)[1].person)

    assert browser(secretary(body)).get(url).status_code == 200
    assert browser(member).get(url).status_code == 404
    assert browser(member).post(url, {"reason": "不开了"}).status_code == 404
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CALLED


def test_more_acts_by_their_forms(city: City, body: Body, today: date) -> None:
    meeting = a_meeting(body=body, day=today, is_open=False)
    item = services.withdraw(item=put(body, today), by=secretary(body), on=today)
    item = put(body, today + timedelta(days=1))
    office = browser(secretary(body))
    guest = city.person(Role.LEADER, city.bureau)
    assert do(office, meeting, "invite", person=f"person-{guest.pk}").status_code == 302
    assert Attendance.objects.get(person=guest).votes is False
    assert do(office, meeting, "take-on", items=[item.pk]).status_code == 302
    item.refresh_from_db()
    assert item.meeting == meeting
    assert do_item(office, item, "postpone", reason="材料不全。").status_code == 302
    assert "材料不全。" in page(office, meeting)
    assert do(office, meeting, "reschedule", day=today.isoformat(), place="二楼").status_code == 302
    assert do(office, meeting, "cancel", reason="组长出差。").status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_strangers_find_no_meeting(city: City, body: Body, today: date) -> None:
    meeting = a_meeting(body=body, day=today, is_open=False)
    stranger = browser(account_with(Role.OFFICE, unit=city.bureau))

    assert stranger.get(reverse("meetings:meeting", args=[meeting.pk])).status_code == 404
    assert meeting.number not in str(stranger.get(reverse("meetings:list")).content.decode())


@pytest.mark.clause("S3-120")
def test_a_missed_month_is_visible(city: City, body: Body, today: date) -> None:
    a_meeting(body=body, day=today, members=3)

    answer = browser(secretary(body)).get(reverse("meetings:periods"))

    found = answer.context["found"][0]
    assert found["periods"][0].period.state == "held"
    assert found["missed"] == found["total"] - 1
    assert found["missed"] > 0


def test_the_lists_and_their_export(body: Body, today: date) -> None:
    meeting = a_meeting(body=body, day=today, is_open=False)
    put(body, today + timedelta(days=1))
    office = browser(secretary(body))
    shown = office.get(reverse("meetings:list"))
    assert meeting.number in str(shown.content.decode())
    assert office.get(reverse("meetings:list"), {"q": "没有"}).context["listing"].page.total == 0
    workbook = office.get(reverse("meetings:list"), {"export": "xlsx"})
    assert workbook.headers["Content-Type"].startswith("application/vnd")
    assert office.get(reverse("meetings:waiting")).context["listing"].page.total == 1


def test_a_page_asks_the_same_however_long_the_agenda(body: Body, today: date) -> None:
    counts = []
    office = browser(secretary(body))
    for many in (2, 12):
        for _place in range(many):
            put(body, today, UnitFactory.create())
        meeting = a_meeting(body=body, day=today, rule="special", reason="试", members=3)
        page(office, meeting)
        with CaptureQueriesContext(connection) as asked:
            page(office, meeting)
        counts.append(len(asked))
        for item in meeting.items.all():
            services.postpone(item=item, reason="试", by=secretary(body), on=today)

    assert counts[0] == counts[1]


def test_the_draft_of_the_minutes_is_a_paper(body: Body, today: date) -> None:
    item = put(body, today)
    meeting = a_meeting(body=body, day=today)
    pass_item(Item.objects.get(pk=item.pk), on=today)

    answer = browser(secretary(body)).get(reverse("meetings:draft_minutes", args=[meeting.pk]))

    assert answer.content.startswith(b"%PDF")


def test_in_both_languages(body: Body, today: date) -> None:
    item = put(body, today)
    meeting = a_meeting(body=body, day=today)
    office = browser(secretary(body))
    pass_item(Item.objects.get(pk=item.pk), on=today)

    assert "Passed: 3 said yes" in str(
        office.get(
            reverse("meetings:meeting", args=[meeting.pk]), headers={"accept-language": "en"}
        ).content.decode()
    )
