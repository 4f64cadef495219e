"""A case by the pages alone under three other plans: what differs is the plan's own.

The campaign names no measures and hands over to the discipline organ; the provincial organs rate
circumstances and effect, and the unit that manages the person decides; the audit bureau's own
office decides, on a ladder of two rungs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from tests.browser.house import House, fill, press, send
from zhiyong.cases.models import Case
from zhiyong.cases.tests.factories import ACTED
from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.tests.plans import DAY, PlanScene, make_plan_scene
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import AccountFactory, account_with
from zhiyong.matters.tests.factories import team_of
from zhiyong.portal import guards
from zhiyong.shell.access import Role
from zhiyong.transfers.models import Transfer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser cases of other plans"),
    pytest.mark.django_db(transaction=True),
]
SITE = "到岗查看，三号窗口上午十点无人。"


@dataclass(frozen=True)
class Plan:
    """What differs from plan to plan.

    office    the binding of the body that has the case · decides: whose head decides; "" nobody
    category  what is found, with the fields that the plan wants of it, and how severe it is
    states    the facts that its ladder asks people for: fact=value
    measure   what is chosen of the offer, and the words by which the pages name it
    closing   the steps that it wants before the case is closed, with their fields
    """

    name: str
    office: str
    source: str
    category: str
    asked: Mapping[str, str] = field(default_factory=dict)
    severity: str = ""
    states: tuple[str, ...] = ()
    measure: str = ""
    words: str = ""
    decides: str = ""
    closing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


PLANS = [
    Plan(
        name="s0-city-campaign",
        office="city_office",
        source="市领导小组交办，交办单第12号",
        category="bzw-3",
        asked={"matter": "道路运输许可，经窗口和运输管理科。"},
        closing={"hand_over": {"materials": "现场查看记录一份", "outcome": "已立案。"}},
    ),
    Plan(
        name="s4h-provincial-organs",
        office="office",
        source="明查暗访第三组检查发现",
        category="lan_work",
        severity="minor",
        states=("case.effect=small",),
        measure="admonition",
        words="诫勉谈话",
        decides="bureau",
        closing={"settled": {}},
    ),
    Plan(
        name="s4i-audit-bureau",
        office="discipline_office",
        source="集中检查发现",
        category="lan",
        states=("work.is_slow=yes",),
        measure="lose_awards",
        words="取消评先评优资格",
        decides="office",
        closing={"decided": {}, "followed_up": {}},
    ),
]


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Fix the day, and keep files in a folder of the test's own."""
    settings.FIXED_TODAY = DAY.isoformat()
    settings.MEDIA_ROOT = tmp_path / "files"
    guards.lodgings.cache_clear()
    yield
    guards.lodgings.cache_clear()


@pytest.fixture
def house(open_page: Any, live_server: Any) -> House:
    """The screens of this test."""
    return House(open_page, live_server.url)


def agreed(house: House, *signers: Account) -> None:
    """Let everybody in a chain open what waits for their signature, and agree to it."""
    for one in signers:
        page = house.desk(one, reverse("approvals:waiting"))
        page.locator("main a[href^='/approvals/']").first.click()
        fill(page, "verdict", "AGREE")
        page.fill("main form[action$='/decide/'] [name=opinion]", "同意。")
        with page.expect_navigation():
            page.click("main form[action$='/decide/'] .button--primary")


def opened(house: House, scene: PlanScene, plan: Plan) -> Case:
    """Open a case that came from above or out of an inspection, and name its team."""
    head = scene.office.section_head
    page = house.desk(head, reverse("cases:cases"))
    press(page, "a.button--primary[href$='/cases/new/']")
    page.fill("[name=person_q]", scene.official.name)
    house.filled(
        page,
        title="三号窗口无人在岗",
        summary="上午十点，三号窗口无人，申请人等了一个多小时。",
        acted_on=ACTED.isoformat(),
        note=plan.source,
    )
    case = Case.objects.get()
    on_case = reverse("cases:case", args=[case.pk])
    house.do(head, on_case, "dispose", disposal="VERIFY", reason="线索具体，应当核实。")
    page = house.go(head, on_case, "team")
    expect(page.locator("main")).not_to_contain_text(scene.official.name)
    house.filled(
        page,
        lead=str(scene.lead.pk),
        members=str(scene.member.pk),
        declared_none="on",
    )
    case.refresh_from_db()
    assert case.state == Case.State.VERIFYING
    return case


def verified(house: House, scene: PlanScene, plan: Plan, case: Case) -> None:
    """Gather evidence, establish a fact, hear the person, find, and conclude."""
    by, on_case = scene.by, reverse("cases:case", args=[case.pk])
    [respondent] = case.respondents.all()
    takers = [str(scene.lead.pk), str(scene.member.pk)]
    house.do(
        by,
        on_case,
        "evidence",
        title="现场查看记录",
        kind="SITE_RECORD",
        taken_on=DAY.isoformat(),
        taken_from="办事大厅三号窗口",
        upload={"name": "现场记录.txt", "mimeType": "text/plain", "buffer": SITE.encode()},
    )
    house.do(by, on_case, "fact", text=SITE, evidence=str(case.evidence.get().pk))
    house.do(by, on_case, "tell", respondent=str(respondent.pk))
    house.do(
        by,
        on_case,
        "statement",
        kind="HEARING",
        respondent=str(respondent.pk),
        said_on=DAY.isoformat(),
        takers=takers,
        text="当时在外地学习，没有交接。",
    )
    page = house.go(by, on_case, "finding")
    page.select_option("[name=respondent]", str(respondent.pk))
    page.select_option("[name=category]", plan.category)
    page.fill("[name=acted_on]", ACTED.isoformat())
    with page.expect_navigation():
        page.locator("main form.form .buttons button").first.click()
    house.look(page, f"{plan.name}-finding")
    rated = {"severity": plan.severity, "severity_grounds": "一次，未造成损失。"}
    house.filled(
        page,
        responsibility="DIRECT",
        substantiated="yes",
        text="当班时间离岗，窗口无人。",
        facts=str(case.facts.get().pk),
        **{f"field-{name}": text for name, text in plan.asked.items()},
        **(rated if plan.severity else {}),
    )
    house.do(
        by,
        on_case,
        "conclude",
        outcome="substantiated",
        text="经实地查看并听取本人意见，反映的情况属实。",
        cause="窗口只设一岗，没有顶岗安排。",
        **{
            f"outcome-{respondent.pk}": "to_discussion" if plan.measure else "handed_over",
            f"reason-{respondent.pk}": "见核查结论。",
        },
    )
    house.do(by, on_case, "submit")
    agreed(house, scene.office.section_head, scene.office.leader)
    case.refresh_from_db()
    assert case.state == Case.State.CONCLUDED


def decided(house: House, scene: PlanScene, plan: Plan, case: Case, leader: Account) -> Decision:
    """State what the ladder asks for, choose of its offer, and let the head decide."""
    by, on_case = scene.by, reverse("cases:case", args=[case.pk])
    [respondent] = case.respondents.all()
    for fact in plan.states:
        house.do(
            by,
            f"{on_case}?tab=facts",
            "state",
            fact=fact,
            respondent=str(respondent.pk),
            grounds="见核查结论。",
        )
    page = house.desk(by, on_case)
    press(page, "main .rail a[href*='/decisions/about/']")
    send(page)
    house.look(page, f"{plan.name}-choose")
    expect(page.locator("main")).to_contain_text(plan.words)
    house.filled(
        page,
        **{plan.measure: "on"},
        matter_outcome="substantiated",
        person_outcome="to_discussion",
        reasons="事实清楚，情节较轻，本人认错。",
        against_offer="初犯，主动整改。",
    )
    decision = Decision.objects.get()
    on_decision = reverse("decisions:decision", args=[decision.pk])
    house.do(by, on_decision, "propose")
    page = house.go(leader, on_decision, "decide")
    expect(page.locator("main")).to_contain_text(plan.words)
    house.look(page, f"{plan.name}-decide")
    house.filled(page, verdict="yes")
    decision.refresh_from_db()
    assert decision.state == Decision.State.MADE
    assert decision.number.startswith("处理决定〔2026〕")
    return decision


def served(house: House, scene: PlanScene, decision: Decision) -> None:
    """Serve every notice from the page of the decision."""
    on_notices = f"{reverse('decisions:decision', args=[decision.pk])}?tab=notices"
    due = decision.notices.filter(state=DecisionNotice.State.DUE)
    assert due.count() == 2
    for notice in list(due.order_by("pk")):
        page = house.desk(scene.by, on_notices)
        press(page, f"main a[href='{reverse('decisions:serve', args=[notice.pk])}']")
        house.filled(page, way="IN_PERSON", served_on=DAY.isoformat(), receiver="本人")
    assert not due.exists()


def followed(house: House, scene: PlanScene, plan: Plan, decision: Decision) -> None:
    """Read what follows where it stands: on the decision, and on the page that the person has."""
    assert Entry.objects.filter(source=f"decision:{decision.pk}").exists()
    path = f"{reverse('decisions:decision', args=[decision.pk])}?tab=execution"
    page = house.desk(scene.by, path)
    expect(page.locator("main")).to_contain_text(plan.words)
    page = house.desk(AccountFactory.create(person=scene.official), reverse("desk:my_record"))
    house.look(page, f"{plan.name}-person")
    expect(page.locator("main")).to_contain_text(plan.words)


def handed_over(house: House, scene: PlanScene, case: Case) -> None:
    """Hand the case's material over to the discipline organ, which signs for it and answers."""
    organ = scene.city.bodies["discipline_organ"]
    there = team_of(organ)
    page = house.desk(scene.by, reverse("cases:case", args=[case.pk]))
    press(page, f"main a[href^='{reverse('transfers:prepare', args=[case.pk])}']")
    page.fill("[name=to_unit_q]", organ.name)
    house.filled(
        page,
        kind="HAND_OVER",
        line="DISCIPLINE",
        respondent=str(case.respondents.get().pk),
        text="现将有关问题线索移送，请依规依纪处理并函告结果。",
        materials=page.locator("[name=materials]").first.get_attribute("value"),
    )
    letter = Transfer.objects.get()
    on_letter = reverse("transfers:transfer", args=[letter.pk])
    house.do(scene.by, on_letter, "send", number="双优移〔2026〕1号")
    house.do(there.clerk, on_letter, "sign-for", number="纪收1号")
    page = house.do(
        there.clerk,
        on_letter,
        "reply",
        replied_on=DAY.isoformat(),
        followed="yes",
        outcome="已立案调查。",
    )
    page = house.desk(scene.by, on_letter)
    house.look(page, "s0-city-campaign-letter")
    expect(page.locator("#came")).to_contain_text("已立案调查。")


def closed(house: House, scene: PlanScene, plan: Plan, case: Case) -> None:
    """Record what the plan wants before the closing; somebody who did not look into it closes."""
    on_case = reverse("cases:case", args=[case.pk])
    for step, fields in plan.closing.items():
        page = house.go(scene.by, f"{on_case}?tab=steps", "step")
        page.select_option("[name=step]", step)
        with page.expect_navigation():
            page.locator("main form.form .buttons button").first.click()
        house.filled(page, **{f"field-{name}": text for name, text in fields.items()})
    house.do(scene.office.clerk, on_case, "close")
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


@pytest.mark.parametrize("plan", PLANS, ids=[one.name for one in PLANS])
def test_a_case_under_another_plan(house: House, plan: Plan) -> None:
    scene = make_plan_scene(plan.name, plan.office)
    leader = scene.office.leader
    if plan.decides == "bureau":
        leader = account_with(Role.LEADER, unit=scene.city.bureau)
    case = opened(house, scene, plan)
    verified(house, scene, plan, case)
    if plan.decides:
        decision = decided(house, scene, plan, case, leader)
        served(house, scene, decision)
        followed(house, scene, plan, decision)
    else:
        handed_over(house, scene, case)
    closed(house, scene, plan, case)
    house.look(house.desk(scene.by, reverse("cases:case", args=[case.pk])), f"{plan.name}-closed")
