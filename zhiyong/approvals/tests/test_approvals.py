"""A draft on its way: agreed, sent back, passed on, signed on paper, never by one hand twice."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from zhiyong.approvals import effects, services
from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step, waiting_for
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
AGREE, RETURN = Step.Verdict.AGREE, Step.Verdict.RETURN


@pytest.fixture
def city(db: None) -> City:
    made = make_city()
    for role in (Role.HANDLER, Role.SECTION_HEAD, Role.LEADER, Role.CLERK):
        made.who(role, made.bureau)
    return made


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what took effect, in order."""
    happened: list[str] = []
    monkeypatch.setattr(effects, "_effects", {})

    def agreed(approval: Approval, by: Account, on: date) -> None:
        happened.append("agreed")

    def returned(approval: Approval, by: Account, on: date) -> None:
        happened.append("returned")

    effects.register("matter", "reply", agreed=agreed, returned=returned)
    return happened


def sent(city: City, **changes: Any) -> Approval:
    handler = city.who(Role.HANDLER, city.bureau)
    told: dict[str, Any] = {
        "of": "matter:1",
        "chain": "reply",
        "adoption": city.adoption,
        "unit": city.bureau,
        "draft": {"act": "reply", "reply": "已责令整改，窗口恢复正常服务。"},
        "by": handler,
        "on": DAY,
        "audience": city.bureau.pk,
        "handler": handler.person,
    }
    return services.start(**(told | changes))


def sign(city: City, approval: Approval, role: Role, verdict: Any = AGREE, say: str = "") -> None:
    step = current_step(approval)
    assert step
    services.decide(step=step, verdict=verdict, opinion=say, by=city.who(role, city.bureau), on=DAY)
    approval.refresh_from_db()


def verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="approval.").order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_the_whole_chain_then_it_takes_effect(city: City, done: list[str]) -> None:
    approval = sent(city)
    assert [step.code for step in approval.steps.order_by("order")] == [
        "propose",
        "review",
        "issue",
    ]
    assert Notice.objects.get().person == city.person(Role.SECTION_HEAD, city.bureau)

    sign(city, approval, Role.SECTION_HEAD, say="同意。")
    assert done == []
    sign(city, approval, Role.LEADER)

    assert done == ["agreed"]
    assert (approval.state, approval.ended_on) == ("AGREED", DAY)
    assert verbs() == ["approval.started", *["approval.agreed"] * 3]
    assert "整改" not in str([entry.facts for entry in Entry.objects.all()])


def test_sent_back_corrected_and_sent_anew(city: City, done: list[str]) -> None:
    approval = sent(city)
    sign(city, approval, Role.SECTION_HEAD, RETURN, "请补充整改时限。")
    assert (approval.state, done) == ("RETURNED", ["returned"])

    again = sent(city, draft={"act": "reply", "reply": "已责令三日内整改。"})

    assert again.pk == approval.pk
    assert (again.round, again.state) == (2, "RUNNING")
    assert again.paper_code != approval.paper_code
    sign(city, again, Role.SECTION_HEAD)
    sign(city, again, Role.LEADER)
    assert done == ["returned", "agreed"]
    assert again.steps.filter(round=1, verdict="RETURN").get().opinion == "请补充整改时限。"


def test_sending_back_says_what_to_correct(city: City, done: list[str]) -> None:
    approval = sent(city)

    with pytest.raises(services.Refusal):
        sign(city, approval, Role.SECTION_HEAD, RETURN, "  ")

    assert approval.state == "RUNNING"


def test_one_draft_runs_once(city: City, done: list[str]) -> None:
    sent(city)

    with pytest.raises(services.RunsAlready):
        sent(city)

    assert Approval.objects.count() == 1


def test_nobody_signs_out_of_turn_or_in_another_place(city: City, done: list[str]) -> None:
    approval = sent(city)
    step = current_step(approval)
    assert step

    for stranger in (Role.LEADER, Role.CLERK, Role.HANDLER):
        with pytest.raises(services.NotYourTurn):
            sign(city, approval, stranger)
    last = approval.steps.get(order=2)
    with pytest.raises(services.NotYourTurn):
        services.decide(
            step=last, verdict=AGREE, opinion="", by=city.who(Role.LEADER, city.bureau), on=DAY
        )
    assert verbs() == ["approval.started", "approval.agreed"]


def test_of_two_who_decide_at_once_the_second_is_told(city: City, done: list[str]) -> None:
    approval = sent(city)
    held_by_both = current_step(approval)
    assert held_by_both
    sign(city, approval, Role.SECTION_HEAD)

    with pytest.raises(services.NotYourTurn):
        services.decide(
            step=held_by_both,
            verdict=RETURN,
            opinion="不同意",
            by=city.who(Role.SECTION_HEAD, city.bureau),
            on=DAY,
        )

    assert approval.steps.get(order=1).verdict == "AGREE"


def test_one_hand_signs_once_even_with_two_roles(city: City, done: list[str]) -> None:
    both = account_with(Role.SECTION_HEAD, Role.LEADER, unit=city.bureau)
    approval = sent(city)
    step = current_step(approval)
    assert step
    services.decide(step=step, verdict=AGREE, opinion="", by=both, on=DAY)
    step = current_step(approval)
    assert step

    with pytest.raises(services.SameHand):
        services.decide(step=step, verdict=AGREE, opinion="", by=both, on=DAY)

    assert done == []


def test_a_step_is_passed_on(city: City, done: list[str]) -> None:
    approval = sent(city)
    deputy = account_with(Role.CLERK, unit=city.bureau)
    step = current_step(approval)
    assert step
    assert deputy.person
    head = city.who(Role.SECTION_HEAD, city.bureau)

    services.delegate(step=step, to=deputy.person, by=head, on=DAY)

    assert not waiting_for(standing_of(head, DAY)).exists()
    assert waiting_for(standing_of(deputy, DAY)).get() == step
    services.decide(step=step, verdict=AGREE, opinion="", by=deputy, on=DAY)
    assert approval.steps.get(order=1).decided_by == deputy.person


def test_a_vacant_position_stops_the_draft_before_it_goes(city: City, done: list[str]) -> None:
    handler = account_with(Role.HANDLER, unit=city.court)

    with pytest.raises(services.NobodyToSign, match="江州市法院"):
        sent(city, unit=city.court, by=handler, handler=handler.person)

    assert not Approval.objects.exists()
    assert verbs() == []


def test_only_the_sender_withdraws(city: City, done: list[str]) -> None:
    approval = sent(city)
    with pytest.raises(services.NotYourTurn):
        services.withdraw(approval=approval, by=city.who(Role.LEADER, city.bureau), on=DAY)

    ended = services.withdraw(approval=approval, by=city.who(Role.HANDLER, city.bureau), on=DAY)

    assert (ended.state, done) == ("WITHDRAWN", ["returned"])
    assert current_step(ended) is None


# ── pages ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def browser(client: Client) -> Callable[[Account], Client]:
    def signed_in(account: Account) -> Client:
        client.force_login(account)
        return client

    return signed_in


def text_of(response: Any) -> str:
    return strip_tags(response.content.decode())


def test_what_waits_for_me_is_listed_read_and_signed(
    city: City, done: list[str], browser: Any
) -> None:
    approval = sent(city)
    page = browser(city.who(Role.SECTION_HEAD, city.bureau))
    assert "答复审批" in text_of(page.get(reverse("approvals:waiting")))
    shown = text_of(page.get(reverse("approvals:approval", args=[approval.pk])))
    assert "已责令整改" in shown

    wrong = page.post(reverse("approvals:decide", args=[approval.pk]), {"verdict": "RETURN"})
    assert wrong.status_code == 422
    page.post(
        reverse("approvals:decide", args=[approval.pk]), {"verdict": "AGREE", "opinion": "同意"}
    )

    assert approval.steps.get(order=1).verdict == "AGREE"
    assert "没有待审批事项" in text_of(page.get(reverse("approvals:waiting")))


def test_a_stranger_sees_no_approval(city: City, done: list[str], browser: Any) -> None:
    approval = sent(city)

    page = browser(city.who(Role.CLERK, city.court))

    assert page.get(reverse("approvals:approval", args=[approval.pk])).status_code == 404
    assert page.post(reverse("approvals:decide", args=[approval.pk])).status_code == 404


def test_what_was_signed_on_paper_is_entered_with_its_scan(
    city: City, done: list[str], browser: Any
) -> None:
    approval = sent(city, on=clock.today())
    signer = city.person(Role.SECTION_HEAD, city.bureau)
    page = browser(city.who(Role.CLERK, city.bureau))
    scan = SimpleUploadedFile("呈批单.png", picture(), content_type="image/png")
    filled = {
        "signer": signer.pk,
        "signed_on": clock.today().isoformat(),
        "verdict": "AGREE",
        "opinion": "同意",
        "scan": scan,
    }

    response = page.post(reverse("approvals:on_paper", args=[approval.pk]), filled, follow=True)

    assert "签批已录入" in text_of(response)
    step = approval.steps.get(order=1)
    assert (step.decided_by, step.recorded_by) == (signer, city.who(Role.CLERK, city.bureau))
    assert step.scan == File.objects.get(purpose="approval.scan")


def picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def test_days_of_paper_signatures_must_be_possible(city: City, done: list[str]) -> None:
    approval = sent(city)
    step = current_step(approval)
    assert step

    with pytest.raises(services.Refusal):
        services.decide_on_paper(
            step=step,
            verdict=AGREE,
            opinion="",
            signer=city.person(Role.SECTION_HEAD, city.bureau),
            signed_on=date(2026, 3, 1),
            scan=File(),
            by=city.who(Role.CLERK, city.bureau),
            on=DAY,
        )
