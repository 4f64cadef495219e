"""The pages of cases: who sees them, what they offer, and that they stay fast."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.cases import services
from zhiyong.cases.models import Case, Custody, Evidence, EvidenceVersion
from zhiyong.cases.selectors.offers import ACTS, BY_KEY
from zhiyong.cases.tests.factories import ACTED, DAY, CaseScene, make_case_scene, respondents
from zhiyong.cases.views.acts import PAGES
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.files.models import File
from zhiyong.journal.services import record
from zhiyong.registers.tests.factories import a_row, office
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

TABS = ("overview", "materials", "facts", "steps", "papers", "timeline")


@pytest.fixture
def scene(settings: Any) -> CaseScene:
    """Return a city with its office and a bureau, on the day of things."""
    settings.FIXED_TODAY = DAY.isoformat()
    return make_case_scene()


def signed_in(account: Account) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(account)
    return client


def page(client: Client, case: Case, tab: str = "") -> str:
    """Return a case's page."""
    address = reverse("cases:case", args=[case.pk])
    found = client.get(address, {"tab": tab} if tab else {})
    assert found.status_code == 200
    return found.content.decode()


def test_every_act_has_a_page_and_a_label() -> None:
    """What is offered can be opened, and nothing that can be opened is never offered."""
    assert set(BY_KEY) == set(PAGES)
    assert len(BY_KEY) == len(ACTS)


def test_every_tab_shows(scene: CaseScene) -> None:
    """A concluded case shows on each of its tabs, to its team and to the head."""
    case = scene.concluded()
    for account in (scene.by, scene.office.leader):
        for tab in TABS:
            assert case.number in page(signed_in(account), case, tab)


def test_every_act_opens(scene: CaseScene) -> None:
    """Each act that is offered shows its form, what follows from it, or why it cannot be."""
    case = scene.gathered()
    for account in (scene.by, scene.office.section_head):
        client = signed_in(account)
        for key in BY_KEY:
            found = client.get(reverse("cases:act", args=[case.pk, key]))
            assert found.status_code in (200, 404), key


def test_a_case_about_oneself_is_not_there(scene: CaseScene) -> None:
    """Whoever is concerned sees neither the case nor that there is one."""
    case = scene.case()
    other = scene.another()
    assert page(signed_in(other), case)
    services.add_respondent(case=case, about=other.person, by=scene.office.leader, on=DAY)  # type: ignore[arg-type]
    address = reverse("cases:case", args=[case.pk])
    assert signed_in(other).get(address).status_code == 404
    assert case.number not in signed_in(other).get(reverse("cases:cases")).content.decode()


def test_a_summary_that_may_tell_who_complained_is_shown_before_the_case_opens(
    scene: CaseScene,
) -> None:
    """The text of the complaint is offered as the summary, which others read."""
    complaint = scene.complaint(text="我是李家村村民李秋实，电话13900001111，窗口无人。")
    address = reverse("cases:new") + f"?complaint={complaint.pk}"
    client = signed_in(scene.office.section_head)
    sent = {"title": "窗口无人", "summary": complaint.text, "note": ""}
    shown = client.post(address, sent)
    assert shown.status_code == 422
    assert "13900001111" in shown.content.decode().split('id="errors"')[-1]
    assert not Case.objects.exists()
    assert client.post(address, {**sent, "summary": "窗口无人。"}).status_code == 302


def test_another_body_sees_nothing(scene: CaseScene) -> None:
    """A case is its body's."""
    case = scene.case()
    stranger = scene.city.clerk("organs_committee")
    assert signed_in(stranger).get(reverse("cases:case", args=[case.pk])).status_code == 404


def test_a_case_is_opened_from_a_complaint(scene: CaseScene) -> None:
    """The complaint's page offers it; the form brings the complaint along."""
    complaint = scene.complaint()
    client = signed_in(scene.office.section_head)
    shown = client.get(reverse("intake:complaint", args=[complaint.pk])).content.decode()
    address = reverse("cases:new") + f"?complaint={complaint.pk}"
    assert address in shown
    sent = {
        "title": "窗口无人在岗",
        "summary": "上午十点仍无人在岗。",
        "acted_on": ACTED.isoformat(),
        "person": f"person-{scene.official.pk}",
        "unit": "",
        "note": "",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    [case] = Case.objects.all()
    assert [row.complaint_id for row in case.sources.all()] == [complaint.pk]
    assert [one.person_id for one in respondents(case)] == [scene.official.pk]
    again = client.get(reverse("intake:complaint", args=[complaint.pk])).content.decode()
    assert address not in again


def test_a_case_is_opened_from_what_the_figures_show(scene: CaseScene) -> None:
    """Who looks through the figures and may open cases is offered it, and may strike it out."""
    row = a_row(scene.city, about=scene.official)
    address = f"from=register_row%3A{row.pk}&amp;about=person%3A{scene.official.pk}"
    supervisor = account_with(Role.SUPERVISOR, unit=scene.city.root)
    shown = signed_in(supervisor).get(reverse("registers:leads")).text
    assert reverse("registers:row", args=[row.pk]) in shown
    assert address not in shown
    client = signed_in(office(scene.city))
    assert address in client.get(reverse("registers:leads")).text
    new = f"{reverse('cases:new')}?{unescape(address)}"
    assert scene.official.name in client.get(new).text

    sent = {"title": "旷工", "summary": "旷工二十一日。", "person": f"person-{scene.official.pk}"}
    sent |= {"acted_on": ACTED.isoformat(), "unit": "", "note": "", "body": str(scene.body.pk)}
    answer = client.post(new, sent)

    assert answer.status_code == 302, answer.text
    [case] = Case.objects.all()
    assert [one.reference for one in case.sources.all()] == [f"register_row:{row.pk}"]
    assert [one.person_id for one in respondents(case)] == [scene.official.pk]


@pytest.mark.clause("S3-133")
def test_the_head_is_proposed_where_a_unit_failed_and_nobody_is_named(scene: CaseScene) -> None:
    """As the main leader stood on the day of the act; one act takes them in, and it is over."""
    client = signed_in(scene.office.section_head)
    named = scene.case()
    assert "第一责任人" not in page(client, named)
    case = scene.case(respondents=[scene.city.bureau])
    shown = page(client, case)
    assert f"将第一责任人{scene.head.name}列为当事人" in shown
    address = reverse("cases:act", args=[case.pk, "respondent"])
    proposed = f"{address}?person=person-{scene.head.pk}"
    assert proposed in shown
    assert scene.head.name in client.get(proposed).text
    assert not case.respondents.filter(person=scene.head).exists()

    sent = {"version": case.version, "person": f"person-{scene.head.pk}", "unit": ""}
    assert client.post(address, sent).status_code == 302

    assert case.respondents.filter(person=scene.head).exists()
    assert "将第一责任人" not in page(client, case)


def test_the_team_is_named_on_its_page(scene: CaseScene) -> None:
    """Who has a tie is shown with the reason, and not offered."""
    case = scene.case()
    scene.verify(case)
    tied = scene.another()
    assert tied.person
    services.record_kin(
        person=tied.person,
        other=scene.official,
        relation="SPOUSE",
        case=case,
        by=scene.office.section_head,
        on=DAY,
    )
    case.refresh_from_db()
    client = signed_in(scene.office.section_head)
    address = reverse("cases:act", args=[case.pk, "team"])
    shown = client.get(address).content.decode()
    assert tied.person.name in shown
    assert f'value="{tied.person.pk}"' not in shown
    sent = {
        "version": case.version,
        "lead": scene.lead.pk,
        "members": [scene.member.pk],
        "declared_none": "on",
    }
    assert client.post(address, sent).status_code == 302
    assert case.team.count() == 2


def test_a_stale_form_is_refused_on_the_page(scene: CaseScene) -> None:
    """Two people opened the same form: the second is told, and nothing is changed."""
    case = scene.case()
    client = signed_in(scene.office.section_head)
    address = reverse("cases:act", args=[case.pk, "dispose"])
    sent = {"version": case.version, "disposal": "VERIFY", "reason": "线索具体。"}
    services.touch(case=case, by=scene.office.leader, on=DAY)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == Case.State.LEAD


def test_a_finding_is_stated_in_two_steps(scene: CaseScene) -> None:
    """First whom and under which category; then what the plan wants of it."""
    case = scene.gathered()
    [respondent] = respondents(case)
    client = signed_in(scene.by)
    address = reverse("cases:act", args=[case.pk, "finding"])
    first = client.get(address).content.decode()
    assert "severity" not in first
    chosen = {"respondent": respondent.pk, "category": "a1", "acted_on": ACTED.isoformat()}
    second = client.get(address, chosen).content.decode()
    assert "field-requirement_gap" in second
    sent = {
        **chosen,
        "version": case.version,
        "responsibility": "DIRECT",
        "substantiated": "yes",
        "field-requirement_gap": "",
        "text": "不熟悉业务。",
        "facts": [case.facts.get().pk],
        "severity": "minor",
        "severity_grounds": "未造成损失。",
        "mitigating": "主动承认",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "S3-010" in refused.content.decode()
    kept = client.post(address, {**sent, "field-requirement_gap": "应会而不会。"})
    assert kept.status_code == 302
    assert respondent.findings.get().mitigating == ["主动承认"]


def test_lists_and_export(scene: CaseScene, django_assert_max_num_queries: Any) -> None:
    """A list of many cases takes no more queries than one of few; what is shown is exported."""
    for number in range(4):
        scene.case(title=f"第{number}件")
    client = signed_in(scene.office.leader)
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse("cases:cases")).status_code == 200
    for number in range(8):
        scene.case(title=f"又{number}件")
    with django_assert_max_num_queries(len(few) + 1):
        shown = client.get(reverse("cases:cases"))
    assert shown.status_code == 200
    book = client.get(reverse("cases:cases"), {"export": "xlsx"})
    assert book.status_code == 200


def _fill(case: Case, scene: CaseScene, lines: int, files: int) -> None:
    """Give a case so many entries of its time line and so many files more."""
    for number in range(lines):
        record(
            "case.step_recorded",
            of=case,
            by=scene.by,
            on=DAY,
            audience=case.audience,
            facts={"step": "on_site", "count": number},
        )
    start = case.evidence.count()
    for number in range(files):
        row = Evidence.objects.create(
            case=case,
            number=start + number + 1,
            title=f"材料{number}",
            kind=Evidence.Kind.DOCUMENT,
            taken_on=DAY,
            taken_from="档案室",
            salt=b"x",
            added_by=scene.by,
            added_on=DAY,
        )
        file = File.objects.create(
            subject=f"case:{case.pk}",
            purpose="case.evidence",
            name=f"{number}.pdf",
            media_type="application/pdf",
            size=1,
            served_path=f"none/{case.pk}-{start + number}",
            served_digest="0" * 64,
            served_salt=b"",
            original_size=1,
            original_digest="0" * 64,
            original_salt=b"",
            cleaning=File.Cleaning.EVIDENCE,
            audience=case.audience,
            added_on=DAY,
            added_by="account:1",
        )
        EvidenceVersion.objects.create(evidence=row, number=1, file=file, on=DAY, by=scene.by)
        Custody.objects.create(evidence=row, giver="档案室", purpose="取证", on=DAY, by=scene.by)


def test_a_full_case_takes_as_many_queries_as_a_new_one(scene: CaseScene) -> None:
    """With 200 entries of its time line and 100 files the page asks no more of the database."""
    case = scene.concluded()
    client = signed_in(scene.by)
    _fill(case, scene, 1, 1)
    page(client, case)

    def queries() -> dict[str, int]:
        counted = {}
        for tab in TABS:
            with CaptureQueriesContext(connection) as asked:
                page(client, case, tab)
            counted[tab] = len(asked)
        return counted

    before = queries()
    _fill(case, scene, 200, 100)
    after = queries()
    assert after == before
    assert max(after.values()) < 120, after


def rail(client: Client, case: Case) -> str:
    """Return what the rail of a case's page offers."""
    shown = page(client, case)
    return shown[shown.index('id="acts"') :].partition("</details>")[0]


def test_the_rail_shows_two_main_acts_those_that_the_work_waits_for(scene: CaseScene) -> None:
    """At first evidence and statements; with a finding, the conclusion."""
    client = signed_in(scene.by)
    begun = rail(client, scene.case(Case.State.VERIFYING))
    assert begun.count("button--primary") == 2
    assert "添加证据" in begun
    found = rail(client, scene.found())
    assert found.count("button--primary") == 2
    assert "起草核查结论" in found.partition("<summary")[0]


def test_a_body_without_the_power_to_file_is_not_offered_it(scene: CaseScene) -> None:
    """The overview says why, with the clause."""
    case = scene.case(Case.State.VERIFYING)
    shown = unescape(page(signed_in(scene.office.section_head), case))
    assert "立案</" not in rail(signed_in(scene.office.section_head), case)
    assert "只能核查、提出建议和移交" in shown
