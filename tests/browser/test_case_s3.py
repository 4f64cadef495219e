"""A whole case by the pages alone: from a report to a decision, its appeal, and the archive.

Everybody does their part at a screen of their own, and finds each act where the page offers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.browser.house import PHONE, House, code_of, fill, fill_report, press, send
from zhiyong.appeals.models import Appeal
from zhiyong.archives.models import Dossier
from zhiyong.cases.models import Case
from zhiyong.consequences.models import YearlySum
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account, Person, Post
from zhiyong.directory.tests.factories import PortfolioFactory, account_with
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.factories import Team, team_of
from zhiyong.meetings.tests.factories import account_of, leading_group, secretary
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.portal import guards
from zhiyong.portal.tests.factories import TEXT, open_city
from zhiyong.shell.access import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser case s3"),
    pytest.mark.django_db(transaction=True),
]
ACTED = date(2026, 1, 12)
APPEALED = DAY + timedelta(days=7)
ANSWERED = DAY + timedelta(days=21)
LINES = 9
"""The measure itself, the talk, rectification, self-criticism, grade, three bonuses, freeze."""
REPLY = "您反映的二号窗口长期无人问题属实,已安排顶岗,对当事人的处理另行告知。"
SEEN = "到岗查看,二号窗口上午九点至十一点无人。"
HEARD = "当天去外地办私事,没有请假,也没有交接。"


@dataclass
class Cast:
    """Whom the case is about, who works on it, who decides, and who hears the appeal."""

    city: City
    office: Team
    second: Account
    person: Person
    head: Person
    chief: Person
    secretary: Account
    members: list[Account]
    above: Team

    @property
    def bureau(self) -> str:
        """The bureau that the report is about."""
        return self.city.bureau.name


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Fix the day, which moves on with the case, and keep files in a folder of the test's own."""
    settings.FIXED_TODAY = DAY.isoformat()
    settings.MEDIA_ROOT = tmp_path / "files"
    guards.lodgings.cache_clear()
    yield settings
    guards.lodgings.cache_clear()


@pytest.fixture
def cast() -> Cast:
    """A city whose bureau has leaders, with their bonuses of the year, and all who take part."""
    city = open_city()
    unit = city.bodies["personnel_bureau"]
    chief = city.deputy_head()
    PortfolioFactory.create(post=Post.objects.get(tenures__person=chief), unit=city.section)
    group = leading_group(city)
    made = Cast(
        city=city,
        office=team_of(unit),
        second=account_with(Role.HANDLER, unit=unit),
        person=city.official(city.section, name="卫长庚"),
        head=city.official(
            kind=Post.Kind.MAIN_LEADER,
            rank="county-chief",
            title="局长",
            name="蒋主平",
            city_managed=True,
        ),
        chief=chief,
        secretary=secretary(group),
        members=[account_of(one.person) for one in group.seats.filter(role__in=("HEAD", "MEMBER"))],
        above=team_of(city.root),
    )
    by = made.office.clerk
    for person, amount in ((made.person, 10000), (made.head, 14000), (chief, 12000)):
        YearlySum.objects.create(
            person=person,
            of=YearlySum.Of.ANNUAL,
            year=DAY.year,
            amount=Decimal(amount),
            stated_by=by,
            stated_on=DAY,
        )
    return made


@pytest.fixture
def house(open_page: Any, live_server: Any) -> House:
    """The screens of this test."""
    return House(open_page, live_server.url)


def reported(house: House, cast: Cast) -> str:
    """Report the bureau on a phone; return the code."""
    page: Page = house.open_page(reverse("portal:report"), size=PHONE)
    fill_report(page, cast.bureau, TEXT)
    page.click("a[href='#step-2']")
    page.click("#step-2 .button--primary")
    page.click("[data-send]")
    return code_of(page)


def agreed(house: House, *signers: Account) -> None:
    """Let everybody in a chain open what waits for their signature, and agree to it."""
    for one in signers:
        page = house.desk(one, reverse("approvals:waiting"))
        press(page, "a[href^='/approvals/']:not([href*='?'])")
        fill(page, "verdict", "AGREE")
        page.fill("main form[action$='/decide/'] [name=opinion]", "同意。")
        with page.expect_navigation():
            page.click("main form[action$='/decide/'] .button--primary")


def opened(house: House, cast: Cast) -> Case:
    """Register and accept the report, give the matter to a handler, and open a case from it."""
    office, complaint = cast.office, Complaint.objects.get()
    page_of_it = reverse("intake:complaint", args=[complaint.pk])
    house.do(office.clerk, page_of_it, "register")
    house.do(office.clerk, page_of_it, "accept")
    house.act(office.clerk, reverse("matters:assign", args=[complaint.pk]), mode="direct")
    matter = Matter.objects.get()
    on_matter = reverse("desk:matter", args=[matter.pk])
    house.do(office.clerk, on_matter, "sign-for")
    house.do(
        office.section_head,
        on_matter,
        "handler",
        person=str(office.person.pk),
        declared_none="on",
    )
    page = house.desk(office.section_head, on_matter)
    press(page, "a[href*='/cases/new/']")
    expect(page.locator("[name=title]")).to_have_value(complaint.title)
    house.look(page, "case-new")
    page.fill("[name=title]", "二号窗口长期无人在岗")
    page.fill("[name=acted_on]", ACTED.isoformat())
    page.fill("[name=person_q]", cast.person.name)
    page.fill("[name=unit_q]", "")
    send(page)
    case = Case.objects.get()
    assert page.url == house.address(reverse("cases:case", args=[case.pk])) + "/"
    return case


def looked_into(house: House, cast: Cast, case: Case) -> None:
    """Begin the verification with a team of two, who gather, hear, and state what they found."""
    office, page_of_it = cast.office, reverse("cases:case", args=[case.pk])
    house.do(
        office.section_head, page_of_it, "dispose", disposal="VERIFY", reason="线索具体,应当核实。"
    )
    page = house.do(
        office.section_head,
        page_of_it,
        "team",
        lead=str(office.person.pk),
        members=str(cast.second.person_id),
        declared_none="on",
    )
    house.look(page, "case-verifying")
    house.do(
        office.handler,
        page_of_it,
        "evidence",
        title="现场查看记录",
        kind="SITE_RECORD",
        taken_on=DAY.isoformat(),
        taken_from="办事大厅二号窗口",
        upload={"name": "现场记录.txt", "mimeType": "text/plain", "buffer": SEEN.encode()},
    )
    takers = [str(office.person.pk), str(cast.second.person_id)]
    house.do(
        office.handler,
        page_of_it,
        "statement",
        kind="OPINION",
        speaker="办事群众",
        said_on=DAY.isoformat(),
        takers=takers,
        text="等了一个多小时没有人来。",
    )
    house.do(
        office.handler,
        page_of_it,
        "fact",
        text="二〇二六年一月十二日上午九点至十一点,二号窗口无人在岗。",
        evidence=str(case.evidence.get().pk),
        statements=str(case.statements.get().pk),
    )
    respondent = case.respondents.get()
    house.do(office.handler, page_of_it, "tell", respondent=str(respondent.pk))
    house.do(
        office.handler,
        page_of_it,
        "statement",
        kind="HEARING",
        respondent=str(respondent.pk),
        said_on=DAY.isoformat(),
        takers=takers,
        text=HEARD,
    )
    page = house.go(office.handler, page_of_it, "finding")
    page.select_option("[name=respondent]", str(respondent.pk))
    page.select_option("[name=category]", "a4")
    page.fill("[name=acted_on]", ACTED.isoformat())
    with page.expect_navigation():
        page.locator("main form.form .buttons button").first.click()
    house.look(page, "case-finding")
    house.filled(
        page,
        responsibility="DIRECT",
        substantiated="yes",
        text="擅自离岗,窗口两个小时无人,群众白跑。",
        facts=str(case.facts.get().pk),
        severity="minor",
        severity_grounds="一次,未造成损失,本人认错。",
    )
    house.look(house.desk(office.handler, f"{page_of_it}?tab=facts"), "case-facts")


def concluded(house: House, cast: Cast, case: Case) -> None:
    """Write the conclusion, and let those whose turn it is agree to it."""
    office, page_of_it = cast.office, reverse("cases:case", args=[case.pk])
    respondent = case.respondents.get()
    house.do(
        office.handler,
        page_of_it,
        "conclude",
        outcome="substantiated",
        text="经实地查看并听取群众和本人意见,反映的情况属实。",
        cause="窗口只设一岗,没有顶岗安排。",
        **{
            f"outcome-{respondent.pk}": "to_discussion",
            f"reason-{respondent.pk}": "属实,提交集体讨论。",
        },
    )
    house.do(office.handler, page_of_it, "submit")
    agreed(house, office.section_head, office.leader)
    case.refresh_from_db()
    assert case.state == Case.State.CONCLUDED


def decided(house: House, cast: Cast, case: Case) -> Decision:
    """Draft the decision, put it on the agenda, and have the leading group vote on it."""
    office, page_of_it = cast.office, reverse("cases:case", args=[case.pk])
    page = house.desk(office.handler, page_of_it)
    press(page, ".rail a[href*='/decisions/about/']")
    send(page)
    house.look(page, "decision-choose")
    house.filled(
        page,
        admonition="on",
        law=["civil_servant_law"],
        matter_outcome="substantiated",
        person_outcome="to_discussion",
        reasons="事实清楚,情节较轻,本人认错。",
    )
    decision = Decision.objects.get()
    on_decision = reverse("decisions:decision", args=[decision.pk])
    house.look(page, "decision-draft")
    house.do(office.handler, on_decision, "propose")

    page = house.desk(cast.secretary, reverse("meetings:call"))
    expect(page.locator("main")).to_contain_text(cast.person.name)
    house.filled(page, place="三号会议室")
    meeting = page.url
    house.do(cast.secretary, meeting, "presence")
    house.do(cast.secretary, meeting, "open")
    for member in cast.members:
        page = house.desk(member, meeting)
        expect(page.locator("#item")).to_contain_text("诫勉谈话")
        if member == cast.members[0]:
            house.look(page, "meeting-vote")
            house.look(house.desk(member, meeting, size=PHONE), "meeting-vote-phone")
        house.filled(page, choice="YES")
    house.do(cast.secretary, meeting, "close-vote")
    house.do(cast.secretary, meeting, "close", minutes="三人到会,一致同意给予诫勉谈话。")
    house.look(house.desk(cast.secretary, meeting), "meeting-closed")
    decision.refresh_from_db()
    assert decision.state == Decision.State.MADE
    return decision


def served(house: House, cast: Cast, decision: Decision) -> None:
    """Hand the notices over to everybody whom the decision concerns."""
    clerk, on_decision = cast.office.clerk, reverse("decisions:decision", args=[decision.pk])
    page = house.desk(clerk, on_decision)
    press(page, "a[href$='?tab=notices']")
    while page.locator("main a[href*='/decisions/notice/']").count():
        press(page, "a[href*='/decisions/notice/']")
        house.filled(page, way="IN_PERSON", served_on=DAY.isoformat(), receiver="本人")
    house.look(page, "decision-notices")
    assert not decision.notices.filter(state="DUE").exists()


def shown(house: House, cast: Cast, decision: Decision) -> None:
    """Read what follows: on the decision, in the ledger, and on the page of the person."""
    clerk = cast.office.clerk
    page = house.desk(clerk, reverse("decisions:decision", args=[decision.pk]) + "?tab=execution")
    house.look(page, "decision-execution")
    for said in ("3,000.00", "4,200.00", "3,600.00"):
        expect(page.locator("main")).to_contain_text(said)
    page = house.desk(cast.secretary, reverse("consequences:ledger"))
    house.look(page, "ledger")
    for name in (cast.person.name, cast.head.name, cast.chief.name):
        expect(page.locator("main")).to_contain_text(name)
    on_person = reverse("desk:person", args=[cast.person.pk])
    page = house.desk(cast.secretary, on_person)
    house.look(page, "person")
    expect(page.locator("main")).to_contain_text(decision.number)
    house.look(house.desk(cast.secretary, on_person, size=PHONE), "person-phone")


def appealed(house: House, cast: Cast, decision: Decision) -> Appeal:
    """Register the appeal at the body above, name who hears it, and draft the answer."""
    above = cast.above
    page = house.desk(above.clerk, reverse("appeals:list"))
    press(page, "a[href$='/appeals/register/']")
    page.fill("[name=number]", decision.number)
    with page.expect_navigation():
        page.locator("main form .buttons button").first.click()
    house.look(page, "appeal-register")
    house.filled(
        page,
        appellant=f"person:{cast.person.pk}",
        to="next_higher",
        grounds="当天上午系受派外出送件,考勤系统有记录,请求复核。",
    )
    appeal = Appeal.objects.get()
    on_appeal = reverse("appeals:appeal", args=[appeal.pk])
    house.do(above.section_head, on_appeal, "accept")
    page = house.go(above.section_head, on_appeal, "handler")
    house.look(page, "appeal-handler")
    house.filled(page, person=str(above.person.pk))
    page = house.go(above.handler, on_appeal, "draft")
    house.filled(page, outcome="revoked", answer_text="经复核,当天系受派外出,原认定有误。")
    return appeal


def answered(house: House, cast: Cast, appeal: Appeal) -> None:
    """Decide the appeal with all that it undoes in sight, and serve the answer."""
    above, on_appeal = cast.above, reverse("appeals:appeal", args=[appeal.pk])
    page = house.go(above.leader, on_appeal, "decide")
    house.look(page, "appeal-decide")
    expect(page.locator("main")).to_contain_text("4,200.00")
    house.filled(page)
    house.look(house.desk(above.handler, on_appeal), "appeal-answered")
    appeal.refresh_from_db()
    assert appeal.paper
    page = house.desk(above.clerk, on_appeal)
    press(page, "a[href*='/papers/']:not([href*='?'])")
    house.filled(page, way="IN_PERSON", receiver="ADDRESSEE")
    house.do(above.clerk, on_appeal, "close")
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.CLOSED


def rolled_back(house: House, cast: Cast, decision: Decision) -> None:
    """Read that nothing stands any more, that both versions stay, in Chinese and in English."""
    on_decision = reverse("decisions:decision", args=[decision.pk])
    page = house.desk(cast.office.clerk, on_decision)
    house.look(page, "decision-revoked")
    expect(page.locator("main")).to_contain_text("撤销")
    expect(page.locator("#versions")).to_contain_text("诫勉谈话")
    page = house.desk(cast.secretary, reverse("consequences:ledger"))
    house.look(page, "ledger-undone")
    assert page.locator("main tbody tr").count() == LINES
    assert page.locator("main tbody").inner_text().count("已冲销") == LINES
    page = house.desk(cast.secretary, reverse("desk:person", args=[cast.person.pk]))
    house.look(page, "person-undone")
    expect(page.locator("main .chips").first).to_contain_text("无生效中的处理")
    page = house.desk(cast.secretary, on_decision, language="en")
    house.look(page, "decision-en")
    expect(page.locator("main")).to_contain_text("Revoked")
    expect(page.locator("main")).to_contain_text("Admonition talk")
    page = house.desk(cast.secretary, f"{on_decision}?tab=execution", language="en")
    expect(page.locator("main")).to_contain_text("Rolled back")


def replied(house: House, cast: Cast, code: str) -> None:
    """Answer who reported it, let them read it, and have them called back by somebody else."""
    office, matter = cast.office, Matter.objects.get()
    on_matter = reverse("desk:matter", args=[matter.pk])
    house.do(
        office.handler,
        on_matter,
        "outcome",
        matter_outcome="substantiated",
        person_outcome="no_person",
        findings="窗口两个小时无人,情况属实;当事人系受派外出。",
        reply=REPLY,
    )
    agreed(house, office.section_head, office.leader)
    expect(house.citizen(code).locator(".answer")).to_contain_text(REPLY)
    house.do(office.supervisor, on_matter, "call-back", reached="yes", satisfaction="SATISFIED")
    house.do(office.clerk, on_matter, "close", system_cause="窗口只设一岗,没有顶岗安排。")


def filed(house: House, cast: Cast, case: Case) -> Dossier:
    """Close the case, put its file together, and have somebody else check and file it."""
    office, page_of_it = cast.office, reverse("cases:case", args=[case.pk])
    page = house.desk(office.clerk, page_of_it)
    house.look(page, "case-closing")
    house.do(office.clerk, page_of_it, "close")
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED
    page = house.desk(office.clerk, page_of_it)
    press(page, f"a[href$='{reverse('archives:put_together', args=[case.pk])}']")
    house.look(page, "dossier-together")
    house.filled(page, retention=Dossier.Retention.YEARS_10)
    dossier = Dossier.objects.get()
    house.do(office.section_head, reverse("archives:dossier", args=[dossier.pk]), "file")
    house.look(
        house.desk(office.section_head, reverse("archives:dossier", args=[dossier.pk])),
        "dossier-filed",
    )
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.FILED
    return dossier


def test_a_case_from_the_report_to_the_archive(house: House, cast: Cast, today: Settings) -> None:
    code = reported(house, cast)
    case = opened(house, cast)
    looked_into(house, cast, case)
    concluded(house, cast, case)
    decision = decided(house, cast, case)
    served(house, cast, decision)
    shown(house, cast, decision)
    today.FIXED_TODAY = APPEALED.isoformat()
    appeal = appealed(house, cast, decision)
    today.FIXED_TODAY = ANSWERED.isoformat()
    answered(house, cast, appeal)
    rolled_back(house, cast, decision)
    replied(house, cast, code)
    filed(house, cast, case)
