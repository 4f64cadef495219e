"""Leaders' instructions: submitted, signed jointly, answered on screen or on paper, fed back."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import open_steps
from zhiyong.approvals.services import decide
from zhiyong.approvals.tests.test_approvals import picture
from zhiyong.directory.models import Account, Person
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.duties.services import tick
from zhiyong.instructions import services
from zhiyong.instructions.models import Attached, Instruction
from zhiyong.instructions.selectors import count_waiting, instructions_visible_to
from zhiyong.intake.tests.factories import DAY, Named
from zhiyong.journal.models import Entry
from zhiyong.matters.tests.factories import Scene, make_scene
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)
TEXT = "请督查中心一周内查清并书面报告。"


@pytest.fixture
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A city; the office that registers instructions; the unit that carries them out."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    return make_scene()


@pytest.fixture
def chief(scene: Scene) -> Account:
    """A leader of the office, to whom sheets are submitted."""
    return scene.office.leader


def person(account: Account) -> Person:
    assert account.person
    return account.person


def registered(scene: Scene, **changes: Any) -> Instruction:
    said: dict[str, Any] = {
        "unit": scene.office.unit,
        "title": "窗口作风问题",
        "text": TEXT,
        "leader": person(scene.office.leader),
        "leader_title": "副局长",
        "written_on": DAY,
        "owner_unit": scene.other.unit,
        "by": scene.office.clerk,
        "on": DAY,
        **changes,
    }
    return services.register(**said)


def prepared(scene: Scene, **changes: Any) -> Instruction:
    scene.city.who(Role.LEADER, "office")
    said: dict[str, Any] = {
        "unit": scene.office.unit,
        "title": "关于窗口作风问题的请示",
        "submitted": "经核实，某窗口多次无人在岗，拟请责成整改。",
        "leader": person(scene.office.leader),
        "leader_title": "副局长",
        "by": scene.office.clerk,
        "on": DAY,
        **changes,
    }
    return services.prepare(**said)


def sign_jointly(scene: Scene, row: Instruction, verdict: str = "AGREE") -> None:
    """Let section head and office sign; the office as told."""
    approval = Approval.objects.get(subject=f"instruction:{row.pk}", state="RUNNING")
    office = scene.city.who(Role.LEADER, "office")
    for account, said in ((scene.office.section_head, "AGREE"), (office, verdict)):
        step = next(one for one in open_steps(approval) if account.person_id in one.candidates)
        decide(step=step, verdict=Step.Verdict(said), opinion="请领导阅示。", by=account, on=DAY)
        approval.refresh_from_db()
    row.refresh_from_db()


def kept() -> list[Any]:
    return [
        *Instruction.objects.order_by("pk").values(),
        *Attached.objects.values(),
        *Duty.objects.order_by("pk").values("pk", "state", "due_on"),
        Entry.objects.count(),
        Paper.objects.count(),
    ]


# ── registering ───────────────────────────────────────────────────────────────────────────


def test_it_has_its_number_and_the_unit_owes_feedback_within_the_plans_term(scene: Scene) -> None:
    complaint = scene.complaint()

    row = registered(scene, items=[f"complaint:{complaint.pk}"])

    assert (row.number, row.state) == ("效批〔2026〕1号", "RUNNING")
    duty = Duty.objects.get(subject=f"instruction:{row.pk}")
    assert (duty.code, duty.owner_unit, duty.state) == (
        "instruction_feedback",
        scene.other.unit,
        "OPEN",
    )
    assert row.feedback_by == duty.due_on == DAY + timedelta(days=15)
    entry = Entry.objects.get(verb="instruction.registered")
    assert entry.threads == [f"instruction:{row.pk}", f"complaint:{complaint.pk}"]
    assert TEXT not in str(entry.facts)
    told = Notice.objects.filter(template="instruction.given").values_list("person", flat=True)
    assert scene.other.clerk.person_id in told


def test_the_day_that_the_leader_wrote_counts_in_the_place_of_the_term(scene: Scene) -> None:
    row = registered(scene, feedback_by=DAY + timedelta(days=7))

    assert Duty.objects.get(subject=f"instruction:{row.pk}").due_on == DAY + timedelta(days=7)


def test_feedback_that_is_late_goes_up(scene: Scene) -> None:
    row = registered(scene, feedback_by=DAY + timedelta(days=3))

    for n in range(4, 40):
        tick(on=DAY + timedelta(days=n))

    duty = Duty.objects.get(subject=f"instruction:{row.pk}")
    assert duty.escalation_step >= 3


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "  "},
        {"title": ""},
        {"written_on": LATER},
        {"feedback_by": DAY - timedelta(days=1)},
        {"items": ["unit:1"]},
    ],
)
def test_what_cannot_be_registered_changes_nothing(scene: Scene, changes: dict[str, Any]) -> None:
    before = kept()

    with pytest.raises(services.Incomplete):
        registered(scene, **changes)

    assert kept() == before


def test_nobody_named_in_the_complaint_and_no_unit_it_went_past_learns_of_it(scene: Scene) -> None:
    named = scene.city.official(scene.city.section, name="王建国")
    complaint = scene.complaint(named=(Named(name="王建国"),))
    complaint.named.update(person=named)
    complaint.barred = [scene.city.court.pk]
    complaint.save(update_fields=["barred"])
    items = [f"complaint:{complaint.pk}"]
    before = kept()

    for changes in ({"leader": named}, {"owner": named}, {"owner_unit": scene.city.court}):
        with pytest.raises(services.MustNotLearn):
            registered(scene, items=items, **changes)

    assert kept() == before


# ── feedback, closing, withdrawing ────────────────────────────────────────────────────────


def test_fed_back_sent_back_fed_back_and_closed(scene: Scene) -> None:
    row = registered(scene)

    services.feed_back(instruction=row, text="已查清。", by=scene.other.clerk, on=LATER)
    assert Duty.objects.get(subject=f"instruction:{row.pk}").state == "MET"
    services.send_back(
        instruction=row,
        reason="未附整改照片。",
        feedback_by=None,
        by=scene.office.clerk,
        on=LATER,
    )
    assert [
        one.state for one in Duty.objects.filter(subject=f"instruction:{row.pk}").order_by("pk")
    ] == ["MET", "OPEN"]
    services.feed_back(instruction=row, text="已补照片。", by=scene.other.clerk, on=LATER)
    services.close(instruction=row, by=scene.office.clerk, on=LATER)

    row.refresh_from_db()
    assert (row.state, row.closed_on, row.feedback) == ("CLOSED", LATER, "已补照片。")
    assert not Duty.objects.filter(subject=f"instruction:{row.pk}", state="OPEN").exists()


def test_nothing_is_closed_without_feedback_or_by_the_owner(scene: Scene) -> None:
    row = registered(scene, owner=person(scene.other.handler))
    before = kept()
    with pytest.raises(services.NotNow):
        services.close(instruction=row, by=scene.office.clerk, on=LATER)
    assert kept() == before
    services.feed_back(instruction=row, text="已查清。", by=scene.other.handler, on=LATER)
    before = kept()
    with pytest.raises(services.OwnFeedback):
        services.close(instruction=row, by=scene.other.handler, on=LATER)
    with pytest.raises(services.NotNow):
        services.feed_back(instruction=row, text="再报。", by=scene.other.handler, on=LATER)
    assert kept() == before


def test_withdrawn_nothing_is_owed_and_what_was_said_stays(scene: Scene) -> None:
    row = registered(scene)

    services.withdraw(instruction=row, reason="领导收回。", by=scene.office.clerk, on=LATER)

    row.refresh_from_db()
    assert (row.state, row.text) == ("WITHDRAWN", TEXT)
    assert Duty.objects.get(subject=f"instruction:{row.pk}").state == "VOID"
    before = kept()
    with pytest.raises(services.NotNow):
        services.withdraw(instruction=row, reason="再撤。", by=scene.office.clerk, on=LATER)
    assert kept() == before


# ── submission sheets ─────────────────────────────────────────────────────────────────────


def test_a_sheet_is_signed_jointly_then_issued_and_waits_for_its_leader(
    scene: Scene, chief: Account
) -> None:
    row = prepared(scene)
    assert (row.state, row.paper, row.number) == ("PENDING", None, "效呈〔2026〕1号")
    assert count_waiting(standing_of(chief, DAY)) == 0

    sign_jointly(scene, row, "DISSENT")

    assert row.paper is not None
    assert row.paper.slip == "submission_sheet"
    said = str(row.paper.data)
    assert "有不同意见" in said
    assert "请领导阅示。" in said
    assert count_waiting(standing_of(chief, DAY)) == 1
    assert Notice.objects.get(template="instruction.waits").person == chief.person


def test_the_leader_answers_on_screen(scene: Scene, chief: Account, client: Client) -> None:
    row = prepared(scene)
    sign_jointly(scene, row)
    client.force_login(chief)

    response = client.post(
        reverse("instructions:act", args=[row.pk, "answer"]),
        {"text": TEXT, "owner_unit": scene.other.unit.pk, "feedback_by": "2026-03-20"},
    )

    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.number, row.written_on) == ("RUNNING", "效批〔2026〕1号", DAY)
    assert str(Duty.objects.get(subject=f"instruction:{row.pk}").due_on) == "2026-03-20"


def test_the_leader_answers_on_paper_and_the_code_brings_the_scan_home(
    scene: Scene, client: Client
) -> None:
    row = prepared(scene)
    sign_jointly(scene, row)
    assert row.paper
    client.force_login(scene.office.clerk)

    home = client.post(reverse("papers:home"), {"code": row.paper.code})
    page = reverse("instructions:instruction", args=[row.pk])
    assert home["Location"] == f"{page}?paper=1#enter"
    scan = SimpleUploadedFile("呈批件.png", picture(), content_type="image/png")
    response = client.post(
        reverse("instructions:act", args=[row.pk, "enter"]),
        {
            "text": TEXT,
            "written_on": "2026-03-02",
            "owner_unit": scene.other.unit.pk,
            "scan": scan,
        },
    )

    assert response.status_code == 302
    row.refresh_from_db()
    assert row.state == "RUNNING"
    assert row.scan is not None
    shown = client.get(page).content.decode()
    assert TEXT in shown


def test_before_all_have_signed_or_by_another_nothing_is_answered(
    scene: Scene, chief: Account
) -> None:
    row = prepared(scene)
    told: dict[str, Any] = {"text": TEXT, "owner_unit": scene.other.unit, "on": DAY}
    before = kept()
    with pytest.raises(services.NotNow):
        services.answer(instruction=row, by=chief, **told)
    assert kept() == before
    sign_jointly(scene, row)
    before = kept()
    with pytest.raises(services.NotTheLeader):
        services.answer(instruction=row, by=scene.other.leader, **told)
    assert kept() == before


def test_a_sheet_that_came_back_is_corrected_and_sent_again(scene: Scene) -> None:
    row = prepared(scene)
    approval = Approval.objects.get(subject=f"instruction:{row.pk}")
    head = scene.office.section_head
    step = next(one for one in open_steps(approval) if head.person_id in one.candidates)
    decide(step=step, verdict=Step.Verdict.RETURN, opinion="请补充建议。", by=head, on=DAY)

    services.send_again(
        instruction=row, submitted="补充：建议通报。", by=scene.office.clerk, on=DAY
    )
    sign_jointly(scene, row)

    assert row.submitted == "补充：建议通报。"
    assert row.paper is not None


# ── who sees it; the pages ────────────────────────────────────────────────────────────────


def sees(account: Account, row: Instruction) -> bool:
    return instructions_visible_to(standing_of(account, DAY)).filter(pk=row.pk).exists()


def test_who_sees_it(scene: Scene) -> None:
    row = registered(scene)
    waiting = prepared(scene)

    for account in (scene.office.clerk, scene.other.clerk, scene.office.leader):
        assert sees(account, row)
    assert sees(scene.office.leader, waiting)
    assert not sees(scene.other.clerk, waiting)
    for role in (Role.CLERK, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN):
        assert not sees(account_with(role, unit=scene.city.court), row)


def test_nobody_sees_one_about_a_complaint_that_names_them(scene: Scene) -> None:
    complaint = scene.complaint(named=(Named(name="甲"),))
    row = registered(scene, items=[f"complaint:{complaint.pk}"])
    assert sees(scene.office.section_head, row)

    complaint.named.update(person=scene.office.section_head.person)

    assert not sees(scene.office.section_head, row)
    assert sees(scene.office.clerk, row)


def test_registered_on_its_page_from_a_complaint(scene: Scene, client: Client) -> None:
    complaint = scene.complaint()
    client.force_login(scene.office.clerk)
    url = reverse("instructions:register")
    form = client.get(url, {"of": f"complaint:{complaint.pk}"}).content.decode()
    assert complaint.number in form

    said = {
        "unit": scene.office.unit.pk,
        "title": "窗口作风问题",
        "items": complaint.number,
        "leader": f"person-{scene.office.leader.person_id}",
        "written_on": "2026-03-02",
        "text": TEXT,
        "owner_unit": scene.other.unit.pk,
    }
    assert client.post(url, said | {"items": "效投〔1999〕9号"}).status_code == 422
    assert not Instruction.objects.exists()
    response = client.post(url, said)

    assert response.status_code == 302
    row = Instruction.objects.get()
    assert [one.reference for one in row.items.all()] == [f"complaint:{complaint.pk}"]
    page = client.get(reverse("instructions:instruction", args=[row.pk])).content.decode()
    assert complaint.number in page


def test_the_register_is_listed_filtered_and_exported_with_few_queries(
    scene: Scene, client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(4):
        registered(scene, title=f"第{n}件", feedback_by=DAY + timedelta(days=n))
    client.force_login(scene.office.clerk)
    url = reverse("instructions:register_list")
    client.get(url)

    with django_assert_max_num_queries(26):
        page = client.get(url).content.decode()
    assert "第3件" in page
    assert "副局长" in page
    export = client.get(url, {"export": "xlsx"})
    content = b"".join(export.streaming_content) if export.streaming else export.content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = [str(cell) for sheet in sheets for row in sheet for cell in row]
    assert "效批〔2026〕4号" in cells
    assert TEXT in cells


def test_who_does_not_follow_it_up_does_nothing_on_its_page(scene: Scene, client: Client) -> None:
    row = registered(scene)
    client.force_login(scene.other.clerk)
    for key in ("close", "withdraw", "send-back", "enter", "answer", "nothing"):
        url = reverse("instructions:act", args=[row.pk, key])
        assert client.post(url, {"reason": "撤"}).status_code == 404
    client.force_login(account_with(Role.CLERK, unit=scene.city.court))
    assert client.get(reverse("instructions:instruction", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.state == "RUNNING"
