"""A draft on its way: agreed, sent back, passed on, signed on paper, never by one hand twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from zhiyong.approvals import effects, recusals, services
from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import (
    approvals_visible_to,
    current_step,
    next_in_line,
    recused,
    takers,
    waiting_for,
)
from zhiyong.directory.models import Account, Leave, RoleBinding, StandIn, Tenure
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import (
    RoleBindingFactory,
    TenureFactory,
    account_with,
    since,
)
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
NEXT_DAY = DAY + timedelta(days=1)
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


def hand_over(city: City, role: Role, on: date) -> tuple[Account, Account]:
    """Let a post with a role pass from one to another on a day; return former and new holder."""
    former = account_with(unit=city.bureau)
    tenure = Tenure.objects.get(person=former.person)
    RoleBinding.objects.filter(role=role, unit=city.bureau).delete()
    RoleBindingFactory.create(role=role, unit=city.bureau, person=None, post=tenure.post)
    tenure.valid = DateRange(tenure.valid.lower, on)
    tenure.save()
    new = account_with(unit=city.court)
    TenureFactory.create(post=tenure.post, person=new.person, valid=since(on), is_principal=False)
    return former, new


def test_a_post_that_changes_hands_takes_the_waiting_step_with_it(
    city: City, done: list[str]
) -> None:
    former, new = hand_over(city, Role.SECTION_HEAD, NEXT_DAY)
    approval = sent(city)
    step = current_step(approval)
    assert step
    assert waiting_for(standing_of(former, DAY)).get() == step

    assert not waiting_for(standing_of(former, NEXT_DAY)).exists()
    assert not approvals_visible_to(standing_of(former, NEXT_DAY)).exists()
    assert waiting_for(standing_of(new, NEXT_DAY)).get() == step
    with pytest.raises(services.NotYourTurn):
        services.decide(step=step, verdict=AGREE, opinion="", by=former, on=NEXT_DAY)
    services.decide(step=step, verdict=AGREE, opinion="", by=new, on=NEXT_DAY)

    assert approval.steps.get(order=1).decided_by == new.person


def test_what_was_signed_on_paper_counts_for_whoever_held_the_post_that_day(
    city: City, done: list[str]
) -> None:
    former, new = hand_over(city, Role.SECTION_HEAD, NEXT_DAY)
    approval = sent(city)
    step = current_step(approval)
    assert step
    assert former.person
    assert new.person
    signed: dict[str, Any] = {
        "step": step,
        "verdict": AGREE,
        "opinion": "",
        "scan": None,
        "by": city.who(Role.CLERK, city.bureau),
        "on": NEXT_DAY,
    }

    with pytest.raises(services.NotYourTurn):
        services.decide_on_paper(signer=former.person, signed_on=NEXT_DAY, **signed)
    with pytest.raises(services.NotYourTurn):
        services.decide_on_paper(signer=new.person, signed_on=DAY, **signed)
    services.decide_on_paper(signer=former.person, signed_on=DAY, **signed)

    assert approval.steps.get(order=1).decided_by == former.person


def test_whoever_stands_in_for_a_post_decides_meanwhile(city: City, done: list[str]) -> None:
    """AB posts: while the holder is on leave, and no day longer."""
    holder, other = account_with(unit=city.bureau), account_with(unit=city.bureau)
    RoleBinding.objects.filter(role=Role.SECTION_HEAD, unit=city.bureau).delete()
    posts = [Tenure.objects.get(person=one.person).post for one in (holder, other)]
    RoleBindingFactory.create(role=Role.SECTION_HEAD, unit=city.bureau, person=None, post=posts[0])
    approval = sent(city)
    step = current_step(approval)
    assert step
    assert not waiting_for(standing_of(other, NEXT_DAY)).exists()

    StandIn.objects.create(
        post=posts[0],
        stand_in=posts[1],
        kind=StandIn.Kind.PAIR,
        valid=DateRange(DAY, None),
        proposed_by=holder,
        confirmed_by=city.who(Role.LEADER, city.bureau),
    )
    Leave.objects.create(
        person=holder.person,
        valid=DateRange(NEXT_DAY, NEXT_DAY + timedelta(days=2)),
        proposed_by=other,
    )

    assert waiting_for(standing_of(other, NEXT_DAY)).get() == step
    assert not waiting_for(standing_of(other, NEXT_DAY + timedelta(days=2))).exists()
    services.decide(step=step, verdict=AGREE, opinion="", by=other, on=NEXT_DAY)
    assert approval.steps.get(order=1).decided_by == other.person


def test_what_a_former_holder_passed_on_falls_back_to_the_post(city: City, done: list[str]) -> None:
    former, new = hand_over(city, Role.SECTION_HEAD, NEXT_DAY)
    deputy = account_with(Role.CLERK, unit=city.bureau)
    approval = sent(city)
    step = current_step(approval)
    assert step
    assert deputy.person
    services.delegate(step=step, to=deputy.person, by=former, on=DAY)
    step.refresh_from_db()
    assert takers(step, DAY) == [deputy.person, former.person]

    assert takers(step, NEXT_DAY) == [new.person]
    with pytest.raises(services.NotYourTurn):
        services.decide(step=step, verdict=AGREE, opinion="", by=deputy, on=NEXT_DAY)
    assert waiting_for(standing_of(new, NEXT_DAY)).get() == step
    assert approval.state == "RUNNING"


def test_whoever_passed_a_step_on_may_still_take_it(city: City, done: list[str]) -> None:
    approval = sent(city)
    deputy = account_with(Role.CLERK, unit=city.bureau)
    head = city.who(Role.SECTION_HEAD, city.bureau)
    step = current_step(approval)
    assert step
    assert deputy.person
    services.delegate(step=step, to=deputy.person, by=head, on=DAY)

    services.decide(step=step, verdict=AGREE, opinion="", by=head, on=DAY)

    assert approval.steps.get(order=1).decided_by == head.person


def test_a_step_is_passed_on_once_and_to_somebody_else(city: City, done: list[str]) -> None:
    approval = sent(city)
    deputy, third = (account_with(Role.CLERK, unit=city.bureau) for _ in range(2))
    head = city.who(Role.SECTION_HEAD, city.bureau)
    step = current_step(approval)
    assert step
    assert deputy.person
    assert third.person
    assert head.person
    with pytest.raises(services.Refusal):
        services.delegate(step=step, to=head.person, by=head, on=DAY)
    services.delegate(step=step, to=deputy.person, by=head, on=DAY)

    with pytest.raises(services.Refusal):
        services.delegate(step=step, to=third.person, by=deputy, on=DAY)

    assert approval.steps.get(order=1).delegated_to == deputy.person


def test_a_delegation_is_shown_to_both(city: City, done: list[str], browser: Any) -> None:
    approval = sent(city, on=clock.today())
    deputy = account_with(Role.CLERK, unit=city.bureau)
    head = city.who(Role.SECTION_HEAD, city.bureau)
    step = current_step(approval)
    assert step
    assert deputy.person
    services.delegate(step=step, to=deputy.person, by=head, on=clock.today())

    assert "转交" in text_of(browser(deputy).get(reverse("approvals:waiting")))
    for account in (deputy, head):
        page = browser(account)
        shown = text_of(page.get(reverse("approvals:approval", args=[approval.pk])))
        assert f"{head.person} 已将本环节转交 {deputy.person}" in shown
    page.post(reverse("approvals:decide", args=[approval.pk]), {"verdict": "AGREE"})
    browser(deputy)
    assert "没有待审批事项" in text_of(page.get(reverse("approvals:waiting")))


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


# --- somebody else in the place of who is tied to it ----------------------------------------------


@pytest.fixture
def tied(city: City, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return who is tied to what the draft is about: its only signer of the second step."""
    people = [city.person(Role.LEADER, city.bureau).pk]

    def bar(subject: str, asked: Any, on: date) -> dict[int, str]:
        return {one.pk: f"{one.name}应当回避。" for one in asked if one.pk in people}

    monkeypatch.setattr(recusals, "_bars", [bar])
    return people


def waits(city: City) -> tuple[Approval, Step]:
    approval = sent(city)
    sign(city, approval, Role.SECTION_HEAD, say="同意。")
    step = current_step(approval)
    assert step
    return approval, step


def test_a_signer_who_is_tied_to_it_does_not_sign_and_is_not_asked(
    city: City, done: list[str], tied: list[int]
) -> None:
    office = account_with(Role.OFFICE, unit=city.bureau)
    approval, step = waits(city)
    leader = city.who(Role.LEADER, city.bureau)

    with pytest.raises(services.MustRecuse, match="应当回避"):
        services.decide(step=step, verdict=AGREE, opinion="", by=leader, on=DAY)
    approval.refresh_from_db()
    assert (approval.state, done) == (Approval.State.RUNNING, [])
    assert takers(step, DAY) == []
    assert set(recused(step, DAY)) == set(tied)
    asked = Notice.objects.filter(template="approval.waiting", person=leader.person)
    assert not asked.exists()
    assert Notice.objects.filter(template="approval.stand_in", person=office.person).exists()
    assert not Notice.objects.filter(template="approval.stand_in", person=leader.person).exists()


def test_the_office_names_who_signs_instead_and_it_stands_in_the_record(
    city: City, done: list[str], tied: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    office, other = (account_with(Role.OFFICE, unit=city.bureau) for _ in range(2))
    approval, step = waits(city)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office)
    page = client.get(reverse("approvals:approval", args=[approval.pk]))
    assert "等待指定代签人" in page.text
    assert next_in_line(step, DAY) is not None
    address = reverse("approvals:stand_in", args=[approval.pk])
    named = client.post(address, {"to": f"person-{other.person_id}"})

    assert named.status_code == 302
    assert the_verb("approval.stand_in_named").facts["person"] == f"person:{other.person_id}"
    services.decide(step=step, verdict=AGREE, opinion="", by=other, on=DAY)
    assert done == ["agreed"]


def the_verb(verb: str) -> Entry:
    return Entry.objects.get(verb=verb)


@pytest.mark.parametrize("who", ["themselves", "tied", "took a step"])
def test_not_everybody_stands_in(city: City, done: list[str], tied: list[int], who: str) -> None:
    office = account_with(Role.OFFICE, unit=city.bureau)
    _approval, step = waits(city)
    people = {
        "themselves": office.person,
        "tied": city.person(Role.LEADER, city.bureau),
        "took a step": city.person(Role.SECTION_HEAD, city.bureau),
    }
    to = people[who]
    assert to

    with pytest.raises((services.MustRecuse, services.SameHand)):
        services.name_stand_in(step=step, to=to, by=office, on=DAY)
    step.refresh_from_db()
    assert step.delegated_to is None
    assert "approval.stand_in_named" not in verbs()


def test_nobody_is_named_where_somebody_may_sign(city: City, done: list[str]) -> None:
    office, other = (account_with(Role.OFFICE, unit=city.bureau) for _ in range(2))
    _approval, step = waits(city)
    assert other.person

    with pytest.raises(services.NotYourTurn):
        services.name_stand_in(step=step, to=other.person, by=office, on=DAY)
    step.refresh_from_db()
    assert step.delegated_to is None
