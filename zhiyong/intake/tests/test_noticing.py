"""The written notice: approved as the plan wants, issued once, and its service met as told."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.files import storage
from zhiyong.intake import services
from zhiyong.intake.drafts import Identity
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.offers import offers
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    accepted,
    make_city,
    registered,
)
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)
NAMED = Identity(name="赵小满", telephone="13800000000")


@pytest.fixture
def city(custody: None) -> City:
    made = make_city()
    for role in (Role.SECTION_HEAD, Role.LEADER):
        made.who(role)
    return made


def agreed(city: City, approval: Approval, on: Any = DAY) -> None:
    """Let everybody in the chain agree."""
    roles = {"section_head": Role.SECTION_HEAD, "leader": Role.LEADER}
    while step := current_step(approval):
        by = city.who(roles[step.role])
        decide(step=step, verdict=Step.Verdict.AGREE, opinion="", by=by, on=on)
        approval.refresh_from_db()


def written(city: City, complaint: Complaint, on: Any = DAY) -> Paper:
    """Return the notice of a complaint, after its chain has agreed."""
    made = services.write_notice(complaint=complaint, by=city.clerk(), on=on)
    assert isinstance(made, Approval)
    agreed(city, made, on)
    return Paper.objects.get(subject=f"complaint:{complaint.pk}")


def words(paper: Paper) -> str:
    with storage.open_kept(paper.file.served_path) as kept:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(kept).pages)


def test_a_notice_of_acceptance_passes_the_chain_of_the_plan_first(city: City) -> None:
    complaint = accepted(city, identity=NAMED)

    made = services.write_notice(complaint=complaint, by=city.clerk(), on=DAY)

    assert isinstance(made, Approval)
    assert made.chain == "acceptance"
    assert not Paper.objects.exists()
    agreed(city, made)
    paper = Paper.objects.get()
    assert (paper.slip, paper.number) == ("acceptance_notice", "效受〔2026〕1号")
    said = words(paper)
    assert complaint.number in said
    assert "2026年5月1日前答复" in said
    assert "赵小满" not in said


def test_it_is_written_once(city: City) -> None:
    complaint = accepted(city, identity=NAMED)
    written(city, complaint)

    with pytest.raises(services.NotNow):
        services.write_notice(complaint=complaint, by=city.clerk(), on=DAY)

    assert Paper.objects.count() == 1
    offered = {one.key: one for one in offers(complaint, standing_of(city.clerk(), DAY), DAY)}
    assert "效受〔2026〕1号" in str(offered["notice"].why_not)


def test_nothing_is_written_before_it_is_decided(city: City) -> None:
    with pytest.raises(services.NotNow):
        services.write_notice(complaint=registered(city), by=city.clerk(), on=DAY)

    assert not Approval.objects.exists()


def test_its_service_is_the_word_that_was_owed(city: City) -> None:
    complaint = accepted(city, identity=NAMED)
    paper = written(city, complaint)
    owed = Duty.objects.get(code="acceptance_notice")
    assert owed.state == Duty.State.OPEN

    prove_service(
        paper=paper,
        way=ServiceOfPaper.Way.BY_POST,
        served_on=DAY,
        by=city.clerk(),
        on=NEXT,
    )

    owed.refresh_from_db()
    assert (owed.state, owed.met_on) == (Duty.State.MET, DAY)


def test_what_came_back_undelivered_is_still_owed(city: City) -> None:
    paper = written(city, accepted(city, identity=NAMED))

    prove_service(
        paper=paper, way=ServiceOfPaper.Way.RETURNED, served_on=DAY, by=city.clerk(), on=DAY
    )

    assert Duty.objects.get(code="acceptance_notice").state == Duty.State.OPEN


@pytest.mark.parametrize(("sender", "to_serve"), [({"identity": NAMED}, True), ({}, False)])
def test_only_what_has_an_address_is_served_on_paper(
    city: City, sender: dict[str, Any], to_serve: bool
) -> None:
    assert written(city, accepted(city, **sender)).to_serve is to_serve


def test_a_refusal_that_was_agreed_to_brings_its_notice_with_it(city: City) -> None:
    complaint = registered(city, identity=NAMED)
    refused = services.refuse_complaint(
        complaint=complaint,
        refusal="legal_route",
        details={"remedy_body": "江州市劳动人事争议仲裁委员会"},
        by=city.clerk(),
        on=DAY,
    )
    assert refused.approval

    agreed(city, refused.approval)

    paper = Paper.objects.get()
    assert paper.slip == "refusal_notice"
    said = words(paper)
    assert "江州市劳动人事争议仲裁委员会" in said
    assert "《信访工作条例》第三十一条" in said
    assert "S3-" not in said


def test_what_another_body_handles_is_told_with_a_notice_of_referral(city: City) -> None:
    refused = services.refuse_complaint(
        complaint=registered(city, identity=NAMED),
        refusal="other_body",
        competent_body="江州市住房公积金管理中心",
        by=city.clerk(),
        on=DAY,
    )
    assert refused.approval
    agreed(city, refused.approval)

    paper = Paper.objects.get()

    assert paper.slip == "referral_notice"
    assert "江州市住房公积金管理中心" in words(paper)


def test_what_went_to_a_body_outside_has_its_notice_too(city: City) -> None:
    complaint = services.refer_complaint(
        complaint=registered(city, identity=NAMED),
        to_text="云岭省信访局",
        by=city.clerk(),
        on=DAY,
    )

    paper = written(city, complaint)

    assert paper.slip == "referral_notice"
    assert "云岭省信访局" in words(paper)


# ── prints ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def page(city: City, client: Client, settings: Any) -> Client:
    settings.FIXED_TODAY = DAY.isoformat()
    client.force_login(city.clerk())
    return client


def pages_of(response: Any) -> list[str]:
    assert response["Content-Type"] == "application/pdf"
    found = PdfReader(io.BytesIO(response.content)).pages
    return ["".join(one.extract_text().split()) for one in found]


def test_the_act_shows_what_follows_and_sends_the_draft(city: City, page: Client) -> None:
    complaint = accepted(city, identity=NAMED)
    address = reverse("intake:act", args=[complaint.pk, "notice"])

    shown = page.get(address).content.decode()
    page.post(address)

    assert "受理告知书" in shown
    assert "签发 科室负责人" in shown
    assert Approval.objects.get().draft == {"act": "notice", "slip": "acceptance_notice"}
    waiting = Client()
    waiting.force_login(city.who(Role.SECTION_HEAD))
    draft = waiting.get(reverse("approvals:approval", args=[Approval.objects.get().pk]))
    assert "受理告知书" in draft.content.decode()


def test_a_registration_slip_is_printed_without_the_name(city: City, page: Client) -> None:
    complaint = registered(city, identity=NAMED)

    (said,) = pages_of(page.get(reverse("intake:slip", args=[complaint.pk])))

    assert complaint.number in said
    assert "实名（身份信息已密封）" in said
    assert "赵小满" not in said


def test_a_marked_complaint_is_printed_with_mark_name_and_time(city: City, page: Client) -> None:
    complaint = registered(city)
    services.mark_distribution(
        complaint=complaint, mark="work_secret", may_know="办公室", by=city.clerk(), on=DAY
    )

    (said,) = pages_of(page.get(reverse("intake:slip", args=[complaint.pk])))

    assert "工作秘密" in said
    assert "2026-03-0210:00" in said


def test_a_register_is_printed_for_its_period(city: City, page: Client) -> None:
    number = registered(city).number
    address = reverse("intake:register_print", args=["online_register"])

    (now,) = pages_of(page.get(address))
    (before,) = pages_of(page.get(address, {"since": "2025-01-01", "until": "2025-12-31"}))

    assert number in now
    assert "2026年1月1日至2026年3月2日" in now
    assert number not in before
    assert page.get(address, {"unit": city.court.pk}).status_code == 404
    nonsense = reverse("intake:register_print", args=["nonsense"])
    assert page.get(nonsense).status_code == 404


def test_a_register_says_what_it_left_out(
    city: City, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiyong.intake.views.printing.MOST_LINES", 1)
    first, second = registered(city).number, registered(city).number

    (said,) = pages_of(page.get(reverse("intake:register_print", args=["online_register"])))

    assert first in said
    assert second not in said
    assert "另有1行未打印" in said


def test_blank_forms_are_printed_each_with_its_number(city: City, page: Client) -> None:
    unit = city.bodies["personnel_bureau"]
    forms = services.print_blank_forms(unit=unit, count=2, by=city.clerk(), on=DAY)
    address = reverse("intake:blank_print")

    said = pages_of(page.get(address, {"first": forms[0].pk, "last": forms[1].pk}))

    assert ["效空〔2026〕0001号" in said[0], "效空〔2026〕0002号" in said[1]] == [True, True]
    assert forms[1].code in said[1]
    for asked in ({}, {"first": "x", "last": "1"}, {"first": "1" * 30, "last": "1"}):
        assert page.get(address, asked).status_code == 404
