"""The pages of a unit's work: forms made from the plan, lists, and what no address gives away."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.campaigns.models import Assignment, Attendance, Request, Sheet, Submission
from zhiyong.campaigns.services import judging, sheets
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.campaigns.tests.test_work import (
    ANSWERS,
    PLAN,
    handed,
    liaison,
    staff,
    write,
)
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import AccountFactory
from zhiyong.files.selectors import files_of
from zhiyong.files.tests.samples import pdf
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def city() -> Launched:
    return make_campaign(on=DAY, units=2)


def as_(account: Account, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    return client


def at(name: str, owed: Any, *more: str) -> str:
    return reverse(f"campaigns:{name}", args=[owed.pk, *more])


def shown(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_unit_writes_hands_in_and_reads_why_it_came_back(city: Launched) -> None:
    owed = city.owed("local_plan")
    unit, office = as_(liaison(city)), as_(city.who(Role.OFFICE))
    assert "制定本级具体工作方案" in shown(unit.get(reverse("campaigns:month")))
    file = SimpleUploadedFile("方案.pdf", pdf(), "application/pdf")
    filled = {"p_goals": "抓整改", "p_steps": "三步", "next": "hand-in", "files": file}

    answer = unit.post(at("write", owed), filled)

    assert answer["Location"] == at("assignment_act", owed, "hand-in")
    assert "措施" in shown(unit.get(answer["Location"]))
    assert unit.post(answer["Location"]).status_code == 422
    assert not Submission.objects.exclude(state="DRAFT").exists()
    filled |= {"p_measures": "六项"}
    del filled["files"]
    unit.post(at("write", owed), filled)
    assert "按期报送" in shown(unit.get(at("assignment_act", owed, "hand-in")))
    assert unit.post(at("assignment_act", owed, "hand-in")).status_code == 302
    made = Submission.objects.get()
    assert [one.name for one in files_of(kinds.ref(made))] == ["方案.pdf"]
    assert "抓整改" in shown(office.get(at("assignment", owed)))
    file_url = reverse("files:download", args=[files_of(kinds.ref(made))[0].pk])
    assert b"".join(office.get(file_url).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert as_(liaison(city, city.units[1])).get(file_url).status_code == 404

    assert office.post(at("assignment_act", owed, "return"), {"why": ""}).status_code == 422
    office.post(at("assignment_act", owed, "return"), {"why": "措施不具体"})

    assert "措施不具体" in shown(unit.get(at("assignment", owed)))
    page = shown(unit.get(at("write", owed)))
    assert "措施不具体" in page
    assert "三步" in page
    unit.post(at("write", owed), filled | {"p_measures": "七项"})
    unit.post(at("assignment_act", owed, "hand-in"))
    assert shown(office.get(reverse("campaigns:to_judge"))).count("制定本级具体工作方案") == 1
    office.post(at("assignment_act", owed, "accept"), {"note": "同意"})
    owed.refresh_from_db()
    assert owed.state == Assignment.State.ACCEPTED


def test_another_unit_finds_no_page_and_sends_nothing(city: Launched) -> None:
    owed = city.owed("local_plan")
    draft = write(owed, liaison(city), values=PLAN)
    stranger = as_(liaison(city, city.units[1]))

    for url in (
        at("assignment", owed),
        at("write", owed),
        at("assignment_act", owed, "hand-in"),
        at("version", draft),
    ):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"p_goals": "x"}).status_code in (404, 405)
    office = as_(city.who(Role.OFFICE))
    assert office.get(at("version", draft)).status_code == 404, "a draft is the unit's"
    draft.refresh_from_db()
    assert (draft.state, draft.values) == ("DRAFT", PLAN)


def test_a_file_of_the_wrong_kind_is_told_at_the_form(city: Launched) -> None:
    owed = city.owed("local_plan")
    bad = SimpleUploadedFile("run.exe", b"MZ\x00", "application/octet-stream")

    answer = as_(liaison(city)).post(at("write", owed), {"p_goals": "x", "files": bad})

    assert answer.status_code == 422
    assert "run.exe" in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_units_work_shows(city: Launched, language: str) -> None:
    made = handed(city, "local_plan", values=PLAN)
    judging.give_back(submission=made, why="措施不具体", by=city.who(Role.OFFICE), on=DAY)
    unit = as_(liaison(city), language)

    for url in (
        reverse("campaigns:owed"),
        reverse("campaigns:owed") + "?light=NORMAL&state=RETURNED&order=latest",
        reverse("campaigns:month") + "?month=2026-04",
        reverse("campaigns:month") + "?month=nonsense",
        reverse("campaigns:to_judge"),
        reverse("campaigns:sheets"),
        at("version", made),
        reverse("campaigns:programmes", args=[city.campaign.pk]),
        *(at("assignment", city.owed(code)) for code in ("local_plan", "self_check", "outputs")),
        *(at("write", city.owed(code)) for code in ("publicity", "outputs", "self_check")),
    ):
        page = shown(unit.get(url))
        assert "None" not in page


def test_a_list_of_many_tasks_asks_as_often_as_one_of_few(city: Launched) -> None:
    unit = as_(liaison(city))
    url = reverse("campaigns:owed")
    unit.get(url)
    with CaptureQueriesContext(connection) as many:
        unit.get(url)
    Assignment.objects.filter(unit=city.units[0]).exclude(task__code="local_plan").update(
        state=Assignment.State.VOID
    )
    with CaptureQueriesContext(connection) as few:
        unit.get(url)

    assert len(many) == len(few)


def test_who_was_there_is_noted_on_the_form_and_a_task_page_stays_cheap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on = date(2026, 8, 4)
    monkeypatch.setattr(clock, "today", lambda: on)
    made = make_campaign("s4h-provincial-organs", on=on, years=15, units=1, office="office")
    owed, by = made.owed("unit_meeting"), liaison(made)
    assert by.person
    people = staff(made.units[0], 3)
    unit = as_(by)
    filled: dict[str, Any] = {"text": "动员", "held_on": "2026-08-04", "chair": str(by.person_id)}
    for one in [*people, by.person]:
        filled[f"presence_{one.pk}"] = "PRESENT"
    filled[f"presence_{people[0].pk}"] = "EXCUSED"
    assert people[0].name in shown(unit.get(at("write", owed)))
    assert unit.post(at("write", owed), filled).status_code == 422

    filled[f"why_{people[0].pk}"] = "出差"
    unit.post(at("write", owed), filled)
    unit.post(at("assignment_act", owed, "hand-in"))

    assert Attendance.objects.filter(state="PRESENT").count() == 3
    page = shown(unit.get(at("assignment", owed)))
    assert "3 / 4" in page
    assert people[0].name in page
    office = as_(made.who(Role.OFFICE))
    assert office.post(at("assignment_act", owed, "accept"), {"note": ""}).status_code == 422
    unit.post(
        at("assignment_act", owed, "make-up"),
        {"person": str(people[0].pk), "made_up_on": "2026-08-04"},
    )
    assert office.post(at("assignment_act", owed, "accept"), {"note": ""}).status_code == 302


def test_a_sheet_is_written_by_its_person_and_no_address_shows_it_to_others(
    city: Launched,
) -> None:
    unit = city.units[0]
    owed = city.owed("self_check")
    writer = AccountFactory.create(person=staff(unit, 1)[0])
    reader, nosy = city.who(Role.LEADER, unit), liaison(city)
    me = as_(writer)
    assert "自查自纠" in shown(me.get(reverse("campaigns:sheets")))
    filled = {f"p_{name}": said for name, said in ANSWERS.items()}
    filled |= {"next": "hand-in", "readers": str(reader.person_id)}

    assert me.post(at("my_sheet", owed), filled).status_code == 302

    made = Sheet.objects.get()
    assert made.handed_in_on == DAY
    assert "存在拖延" in shown(me.get(at("sheet", made)))
    assert "存在拖延" in shown(as_(reader).get(at("sheet", made)))
    for account in (nosy, city.who(Role.OFFICE), city.who(Role.SUPERVISOR),
                    city.who(Role.AUDIT_ADMIN)):  # fmt: skip
        other = as_(account)
        assert other.get(at("sheet", made)).status_code == 404
        assert other.post(at("sheet_act", made, "take")).status_code == 404
        page = other.get(at("assignment", owed))
        assert page.status_code == 404 or "存在拖延" not in page.content.decode()
        listed = shown(other.get(reverse("campaigns:sheets")))
        assert at("sheet", made) not in listed
        found = other.get(f"/desk/search/?q={writer.person and writer.person.name}")
        assert at("sheet", made) not in found.content.decode()
    table = as_(nosy).get(reverse("campaigns:owed") + "?export=xlsx")
    assert table.status_code == 200
    as_(reader).post(at("sheet_act", made, "give-back"), {"why": "再具体些"})
    assert "再具体些" in shown(me.get(at("my_sheet", owed)))
    sheets.hand_in_sheet(sheet=made, readers=[reader.person], by=writer, on=DAY)  # type: ignore[list-item]
    as_(reader).post(at("sheet_act", made, "take"))
    made.refresh_from_db()
    assert made.checked_on == DAY


def test_a_skeleton_is_drawn_into_the_form_and_its_sources_are_kept(city: Launched) -> None:
    lower = handed(city, "unit_summary", text="本单位总结如下")
    upper = city.owed("city_summary", city.campaign.office)
    office = as_(city.who(Role.OFFICE))

    page = office.get(at("write", upper) + "?draw=1")

    assert "本单位总结如下" in shown(page)
    drawn = page.context["form"].fields["drawn"].initial
    office.post(at("write", upper), {"text": "汇总", "p_results": "成效", "drawn": drawn})
    kept = Submission.objects.get(assignment=upper)
    assert [one["submission"] for one in kept.drawn] == [lower.pk]
    office.post(at("write", upper), {"text": "汇总", "drawn": "forged"})
    kept.refresh_from_db()
    assert [one["submission"] for one in kept.drawn] == [lower.pk]


def test_a_page_with_many_versions_asks_as_often_as_one_with_few(city: Launched) -> None:
    owed, unit, office = city.owed("local_plan"), as_(liaison(city)), city.who(Role.OFFICE)
    first = handed(city, "local_plan", values=PLAN)
    judging.give_back(submission=first, why="措施不具体", by=office, on=DAY)
    unit.get(at("assignment", owed))
    with CaptureQueriesContext(connection) as few:
        shown(unit.get(at("assignment", owed)))
    for _turn in range(3):
        again = handed(city, "local_plan", values=PLAN)
        judging.give_back(submission=again, why="仍不具体", by=office, on=DAY)

    with CaptureQueriesContext(connection) as many:
        shown(unit.get(at("assignment", owed)))

    assert len(many) <= len(few)


def test_what_came_to_the_unit_stands_in_its_month(city: Launched) -> None:
    request = Request.objects.create(
        campaign=city.campaign,
        from_unit=city.units[1],
        to_unit=city.units[0],
        text="请提供窗口数据",
        due=DAY,
        asked_by=liaison(city, city.units[1]),
        asked_on=DAY,
    )
    url = reverse("campaigns:request", args=[request.pk])

    assert url in shown(as_(liaison(city)).get(reverse("campaigns:month")))
    assert url not in shown(as_(liaison(city, city.units[1])).get(reverse("campaigns:month")))
