"""The first journey, by the pages alone: a report comes in, is answered, and can be followed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.browser.house import House, code_of, fill, fill_report, signed_in
from zhiyong.directory.models import Account
from zhiyong.files.models import File
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import DAY, City
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.factories import Team, team_of
from zhiyong.portal import guards
from zhiyong.portal.tests.factories import TEXT, open_city
from zhiyong.rules import proof
from zhiyong.shell import kinds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser journey"),
    pytest.mark.django_db(transaction=True),
]
DESKTOP, PHONE = (1440, 900), (390, 844)
REPLY = "您反映的二号窗口无人值守问题属实,已安排顶岗人员,并对当班负责人提醒谈话。"


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Fix the day, and keep files in a folder of the test's own."""
    settings.FIXED_TODAY = DAY.isoformat()
    settings.MEDIA_ROOT = tmp_path / "files"
    guards.lodgings.cache_clear()
    yield
    guards.lodgings.cache_clear()


@pytest.fixture
def city() -> City:
    """A city whose door is open."""
    return open_city()


@pytest.fixture
def house(open_page: Any, live_server: Any) -> House:
    """The screens of this test."""
    return House(open_page, live_server.url)


def reported(house: House, city: City, tmp_path: Path) -> str:
    """Report anonymously on a phone, in three steps, with a file; return the code."""
    note = tmp_path / "经过.txt"
    note.write_text("上午九点到十一点,二号窗口一直没有人。", encoding="utf-8")
    page: Page = house.open_page(reverse("portal:home"), size=PHONE)
    page.locator(f"a[href='{reverse('portal:report')}']").first.click()
    fill_report(page, city.bureau.name, TEXT)
    page.set_input_files("[name=files]", str(note))
    page.click("a[href='#step-2']")
    expect(page.locator("[name=who][value=anonymous]")).to_be_checked()
    page.click("#step-2 .button--primary")
    expect(page.locator(".said")).to_contain_text(TEXT)
    expect(page.locator("main")).to_contain_text(note.name)
    assert not Complaint.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.click("[data-send]")
    code = code_of(page)
    assert proof.load(saved_proof(page))
    page.goto(page.url)
    expect(page.locator("body")).not_to_contain_text(code)
    return code


def saved_proof(page: Page) -> str:
    """Save the proof file that a receipt offers; return what is in it."""
    with page.expect_download() as download:
        page.locator(f"form[action='{reverse('portal:keep')}'] button").last.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def agree(house: House, account: Account) -> None:
    """Open what waits for somebody's signature, and agree to it."""
    page = house.staff(account, reverse("approvals:waiting"))
    page.locator("main a[href^='/approvals/']").first.click()
    expect(page.locator("#draft")).to_contain_text(REPLY)
    fill(page, "verdict", "AGREE")
    page.fill("main form[action$='/decide/'] [name=opinion]", "同意。")
    with page.expect_navigation():
        page.click("main form[action$='/decide/'] .button--primary")


def step(matter: Matter, key: str) -> str:
    """Return where an act on a matter is done."""
    return reverse("matters:act", args=[matter.pk, key])


def handled(house: House, team: Team, complaint: Complaint) -> Matter:
    """Bring an accepted complaint to its reply: everybody does their part, on their own screen."""
    house.act(team.clerk, reverse("matters:assign", args=[complaint.pk]), mode="direct")
    matter = Matter.objects.get()
    house.act(team.clerk, step(matter, "sign-for"))
    house.act(
        team.section_head, step(matter, "handler"), person=str(team.person.pk), declared_none="on"
    )
    house.act(
        team.handler,
        step(matter, "outcome"),
        matter_outcome="substantiated",
        person_outcome="no_person",
        findings="经调取监控并询问窗口人员,反映的情况属实。",
        reply=REPLY,
    )
    matter.refresh_from_db()
    assert matter.state == Matter.State.IN_APPROVAL
    agree(house, team.section_head)
    agree(house, team.leader)
    matter.refresh_from_db()
    assert matter.state == Matter.State.REPLIED
    return matter


@pytest.mark.clause("S3-109")
def test_a_report_is_answered_rated_and_closed(house: House, city: City, tmp_path: Path) -> None:
    team = team_of(city.bodies["personnel_bureau"])
    code = reported(house, city, tmp_path)
    complaint = Complaint.objects.get()
    assert File.objects.filter(subject=kinds.ref(complaint)).count() == 1

    queue = house.staff(team.clerk, reverse("intake:queue"))
    expect(queue.locator("main")).to_contain_text(complaint.title)
    house.act(team.clerk, reverse("intake:act", args=[complaint.pk, "register"]))
    house.act(team.clerk, reverse("intake:act", args=[complaint.pk, "accept"]))
    complaint.refresh_from_db()
    assert (complaint.number, complaint.state) == ("效投〔2026〕1号", Complaint.State.ACCEPTED)

    matter = handled(house, team, complaint)

    page = house.citizen(code)
    expect(page.locator(".answer")).to_contain_text(REPLY)
    fill(page, "grade", "4")
    page.locator(f"form[action$='{reverse('portal:follow_act', args=['rate'])}'] button").click()
    expect(page.locator("main")).to_contain_text("您的评价")
    house.act(team.supervisor, step(matter, "call-back"), reached="yes", satisfaction="SATISFIED")
    house.act(team.clerk, step(matter, "close"), system_cause="窗口只设一岗,未安排顶岗。")
    complaint.refresh_from_db()
    assert complaint.state == Complaint.State.CLOSED

    read = the_story(house, team.clerk, complaint)
    places = [read.find(sentence) for sentence in story(team)]
    assert -1 not in places, read
    assert places == sorted(places), read


def the_story(house: House, account: Account, complaint: Complaint) -> str:
    """Return the time line of a complaint as somebody reads it."""
    path = f"{kinds.url(kinds.ref(complaint))}?tab=timeline"
    for language in ("en", "zh-hans"):
        page = house.staff(account, path, language=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP[0], language
    return str(page.locator("#timeline").inner_text())


def story(team: Team) -> list[str]:
    """Return what the time line says of the journey, in order, in the words of the page."""
    head, leader, caller = (
        account.person.name if account.person else ""
        for account in (team.section_head, team.leader, team.supervisor)
    )
    return [
        "收到反映",
        "登记，编号效投〔2026〕1号",
        "决定受理",
        "办件编号",
        "签收。",
        f"{head}指定{team.person.name}为承办人",
        f"{team.person.name}填写认定结论和答复",
        f"{head}同意。",
        f"{leader}同意。",
        "答复已发出",
        f"{caller}回访反映人",
        "办结该件",
    ]


ABOUT_US = "人事局领导把接待费用摊派给企业,多家企业都可以作证。"


PAGES_OF_A_CLERK = (
    f"/intake/?q={quote(ABOUT_US[:5])}",
    f"/desk/search/?q={quote(ABOUT_US[:5])}",
    "/intake/?step=register",
    "/intake/?step=all",
    "/intake/registers/",
    "/matters/kept/",
    "/matters/to-assign/",
    "/duties/?whose=all",
    "/approvals/",
    "/desk/",
)
"""Where a clerk looks for things: searches, lists, and the counts above them."""


def what_is_seen(house: House, account: Account) -> dict[str, str]:
    """Return what somebody reads on the pages of a clerk, once the counts have come as well."""
    seen = {}
    for path in PAGES_OF_A_CLERK:
        page = house.staff(account, path)
        page.wait_for_load_state("networkidle")
        seen[path] = page.locator("body").inner_text().replace("页面已更新", "").strip()
    return seen


@pytest.mark.clause("S3-105", "S3-112")
def test_a_report_about_the_receiving_body_leaves_no_trace_below(house: House, city: City) -> None:
    bureau = city.bodies["personnel_bureau"]
    below = team_of(bureau).clerk
    before = what_is_seen(house, below)
    page: Page = house.open_page(reverse("portal:report"), size=PHONE)
    fill_report(page, bureau.name, ABOUT_US, concerns="yes")
    page.click("a[href='#step-2']")
    page.click("#step-2 .button--primary")
    page.click("[data-send]")
    assert code_of(page)
    complaint = Complaint.objects.get()
    assert complaint.went_up
    assert complaint.keeper != bureau

    assert what_is_seen(house, below) == before
    page_of_it = kinds.url(kinds.ref(complaint))
    assert page_of_it
    assert signed_in(below).get(page_of_it).status_code == 404

    above = what_is_seen(house, team_of(complaint.keeper).clerk)
    for path in PAGES_OF_A_CLERK[:3]:
        assert "摊派给企业" in above[path], path


@pytest.mark.clause("S3-109")
def test_a_report_needs_no_javascript(house: House, city: City, tmp_path: Path) -> None:
    note = tmp_path / "经过.txt"
    note.write_text("窗口上午无人。", encoding="utf-8")
    page: Page = house.open_page(reverse("portal:report"), size=PHONE, script=False)
    fill_report(page, city.bureau.name, TEXT)
    page.set_input_files("[name=files]", str(note))
    page.click("#step-2 .button--primary")
    expect(page.locator("main")).to_contain_text(note.name)
    page.click("[data-send]")
    code = code_of(page)

    again = house.citizen(code, script=False)
    expect(again.locator("main")).to_contain_text(city.bodies["personnel_bureau"].name)
    assert Complaint.objects.get().subject_unit == city.bureau


CHINESE = """() => [...document.querySelectorAll("h1, h2, label, legend, th, button, nav a")]
    .filter(box => !box.closest(".language, [lang]:not(html)") && box.checkVisibility())
    .map(box => box.innerText).filter(text => /[\\u4e00-\\u9fff]/.test(text))"""


def test_the_journey_speaks_english(house: House, city: City) -> None:
    team = team_of(city.bodies["personnel_bureau"])
    for path in ("portal:home", "portal:report", "portal:follow_up"):
        page = house.open_page(reverse(path), size=PHONE, language="en")
        assert page.evaluate(CHINESE) == [], path
    for path in ("desk:home", "intake:queue", "matters:kept", "approvals:waiting", "duties:duties"):
        page = house.staff(team.section_head, reverse(path), language="en")
        assert page.evaluate(CHINESE) == [], path
