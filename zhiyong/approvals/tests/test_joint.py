"""Joint sign-off (会签): several sign beside each other, on screen, on paper, or both."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhiyong.approvals import effects, services
from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step, open_steps, waiting_for
from zhiyong.approvals.tests.test_approvals import picture
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
AGREE, RETURN, DISSENT = Step.Verdict.AGREE, Step.Verdict.RETURN, Step.Verdict.DISSENT


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what took effect, in order."""
    happened: list[str] = []
    monkeypatch.setattr(effects, "_effects", {})

    def agreed(approval: Approval, by: Account, on: date) -> None:
        happened.append("agreed")

    def returned(approval: Approval, by: Account, on: date) -> None:
        happened.append("returned")

    effects.register("matter", "submit", agreed=agreed, returned=returned)
    return happened


@pytest.fixture
def city(db: None) -> City:
    made = make_city()
    for role in (Role.CLERK, Role.SECTION_HEAD, Role.LEADER):
        made.who(role, made.bureau)
    made.who(Role.LEADER, "office")
    return made


def sent(city: City) -> Approval:
    """Send a draft into the chain of the city plan whose second step is signed jointly."""
    return services.start(
        of="matter:1",
        chain="submission",
        adoption=city.adoption,
        unit=city.bureau,
        draft={"act": "submit", "text": "拟请领导批示：窗口整改情况。"},
        by=city.who(Role.CLERK, city.bureau),
        on=DAY,
        audience=city.bureau.pk,
    )


@pytest.fixture
def four(db: None) -> tuple[Adoption, dict[str, Unit]]:
    """The district plan in force; the acceptance needs four bodies, and all must agree."""
    pack = load_pack(find_packs()["s1-district-service-difficulty"])
    root = UnitFactory.create(name="清河区", kind=Unit.Kind.GOVERNMENT)
    roles = {
        one.id: UnitFactory.create(name=f"清河区{one.id}", parent=root) for one in pack.bindings
    }
    by = account_with(Role.OFFICE, unit=root)
    version = publish(version=load_draft(pack=pack, by=by, on=DAY), by=by, on=DAY)
    adoption = adopt(
        version=version,
        body=root,
        valid_from=DAY,
        valid_until=None,
        roles=roles,
        open_numbers=pack.proposed(),
        by=by,
        on=DAY,
    )
    return adoption, roles


SIGNERS = ("district_discipline", "district_supervision", "efficiency_office", "environment_office")


def accepted_by_four(four: tuple[Adoption, dict[str, Unit]]) -> tuple[Approval, list[Account]]:
    adoption, roles = four
    leaders = [account_with(Role.LEADER, unit=roles[name]) for name in SIGNERS]
    clerk = account_with(Role.CLERK, unit=roles["efficiency_supervision_office"])
    approval = services.start(
        of="matter:2",
        chain="acceptance",
        adoption=adoption,
        unit=roles["efficiency_supervision_office"],
        draft={"act": "submit", "text": "拟通过验收。"},
        by=clerk,
        on=DAY,
        audience=roles["efficiency_supervision_office"].pk,
    )
    return approval, leaders


def sign(approval: Approval, by: Account, verdict: Any = AGREE, say: str = "同意。") -> None:
    step = next(one for one in open_steps(approval) if by.person_id in one.candidates)
    services.decide(step=step, verdict=verdict, opinion=say, by=by, on=DAY)
    approval.refresh_from_db()


def kept() -> list[Any]:
    return [
        *Approval.objects.order_by("pk").values_list("state", "round"),
        *Step.objects.order_by("pk").values_list("verdict", "opinion", "decided_by"),
        Entry.objects.count(),
    ]


@pytest.mark.clause("S1-038")
def test_the_four_bodies_sign_in_any_order_and_then_it_takes_effect(
    four: tuple[Adoption, dict[str, Unit]], done: list[str]
) -> None:
    approval, leaders = accepted_by_four(four)
    assert {one.role for one in open_steps(approval)} == set(SIGNERS)
    for leader in leaders:
        assert waiting_for(standing_of(leader, DAY)).get().approval == approval
    told = Notice.objects.filter(template="approval.waiting").values_list("person", flat=True)
    assert {one.person_id for one in leaders} <= set(told)

    for leader in (leaders[2], leaders[0], leaders[3]):
        sign(approval, leader)
    assert done == []
    assert not waiting_for(standing_of(leaders[0], DAY)).exists()
    sign(approval, leaders[1])

    assert done == ["agreed"]
    assert approval.state == "AGREED"


@pytest.mark.clause("S1-038")
def test_one_of_the_four_sends_it_back(
    four: tuple[Adoption, dict[str, Unit]], done: list[str]
) -> None:
    approval, leaders = accepted_by_four(four)
    sign(approval, leaders[0])

    sign(approval, leaders[1], RETURN, "两项问题未整改到位。")

    assert (approval.state, done) == ("RETURNED", ["returned"])
    assert not open_steps(approval).exists()


@pytest.mark.clause("S1-038")
def test_nobody_disagrees_and_lets_it_go_on_where_all_must_agree(
    four: tuple[Adoption, dict[str, Unit]], done: list[str]
) -> None:
    approval, leaders = accepted_by_four(four)
    before = kept()

    with pytest.raises(services.NoDissent) as refusal:
        sign(approval, leaders[0], DISSENT, "不同意，但不影响。")

    assert "S1-038" in str(refusal.value.basis)
    assert kept() == before


def test_a_reasoned_dissent_goes_on_where_the_plan_says_so(city: City, done: list[str]) -> None:
    approval = sent(city)
    sign(approval, city.who(Role.SECTION_HEAD, city.bureau), DISSENT, "事项尚未核实，建议缓呈。")
    assert done == []

    sign(approval, city.who(Role.LEADER, "office"))

    assert done == ["agreed"]
    entry = Entry.objects.get(verb="approval.dissented")
    assert "缓呈" not in str(entry.facts)


def test_a_dissent_without_a_reason_is_refused(city: City, done: list[str]) -> None:
    approval = sent(city)
    before = kept()

    with pytest.raises(services.Refusal):
        sign(approval, city.who(Role.SECTION_HEAD, city.bureau), DISSENT, "  ")

    assert kept() == before


def test_one_who_signed_does_not_take_the_other_seat(city: City, done: list[str]) -> None:
    approval = sent(city)
    sign(approval, city.who(Role.SECTION_HEAD, city.bureau))
    (other,) = open_steps(approval)
    before = kept()

    with pytest.raises(services.NotYourTurn):
        services.decide(
            step=other,
            verdict=AGREE,
            opinion="",
            by=city.who(Role.SECTION_HEAD, city.bureau),
            on=DAY,
        )

    assert kept() == before


def test_a_seat_is_passed_on(city: City, done: list[str]) -> None:
    approval = sent(city)
    deputy = account_with(Role.CLERK, unit=city.bodies["office"])
    assert deputy.person
    seat = open_steps(approval).get(role="office")

    services.delegate(step=seat, to=deputy.person, by=city.who(Role.LEADER, "office"), on=DAY)
    seat.refresh_from_db()
    services.decide(step=seat, verdict=AGREE, opinion="", by=deputy, on=DAY)

    assert Step.objects.get(pk=seat.pk).decided_by == deputy.person
    assert open_steps(approval).get().role == "section_head"


def test_each_has_a_day_by_which_to_sign_and_is_reminded_once(city: City, done: list[str]) -> None:
    approval = sent(city)
    due = DAY + timedelta(days=2)
    assert {one.due_on for one in open_steps(approval)} == {due}
    sign(approval, city.who(Role.SECTION_HEAD, city.bureau))

    assert services.tick(on=due) == 0
    assert services.tick(on=due + timedelta(days=1)) == 1
    assert services.tick(on=due + timedelta(days=2)) == 0

    told = set(Notice.objects.filter(template="approval.late").values_list("person", flat=True))
    leader, clerk = city.who(Role.LEADER, "office"), city.who(Role.CLERK, city.bureau)
    assert told == {leader.person_id, clerk.person_id}


# ── the pages ─────────────────────────────────────────────────────────────────────────────


def enter_on_paper(
    client: Client, city: City, approval: Approval, signer: Person | None, verdict: str, say: str
) -> Any:
    assert signer
    client.force_login(city.who(Role.CLERK, city.bureau))
    return client.post(
        reverse("approvals:on_paper", args=[approval.pk]),
        {
            "signer": signer.pk,
            "signed_on": str(clock.today()),
            "verdict": verdict,
            "opinion": say,
            "scan": SimpleUploadedFile("会签单.png", picture(), content_type="image/png"),
        },
    )


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Let today be the day of the draft."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    return DAY


def test_mixed_on_screen_and_on_paper_with_the_scan(
    client: Client, city: City, done: list[str], today: date
) -> None:
    approval = sent(city)
    client.force_login(city.who(Role.LEADER, "office"))
    page = client.get(reverse("approvals:approval", args=[approval.pk])).content.decode()
    assert "有不同意见" in page
    client.post(
        reverse("approvals:decide", args=[approval.pk]),
        {"verdict": "DISSENT", "opinion": "建议先由督查核实。"},
    )
    assert done == []

    head = city.who(Role.SECTION_HEAD, city.bureau).person
    response = enter_on_paper(client, city, approval, head, "AGREE", "同意呈报。")

    assert response.status_code == 302
    assert done == ["agreed"]
    paper = approval.steps.get(role="section_head")
    assert paper.scan is not None
    assert paper.decided_by == head
    assert approval.steps.get(role="office").verdict == "DISSENT"


def test_all_on_paper_brought_home_by_the_code(
    client: Client, city: City, done: list[str], today: date
) -> None:
    approval = sent(city)
    client.force_login(city.who(Role.CLERK, city.bureau))
    home = client.post(reverse("papers:home"), {"code": approval.paper_code})
    assert home["Location"].startswith(reverse("approvals:approval", args=[approval.pk]))

    people = (city.person(Role.LEADER, "office"), city.person(Role.SECTION_HEAD, city.bureau))
    for person in people:
        enter_on_paper(client, city, approval, person, "AGREE", "同意。")

    assert done == ["agreed"]
    assert {one.decided_by for one in approval.steps.filter(order=1)} == set(people)
    assert all(one.scan for one in approval.steps.filter(order=1))


def test_a_signature_of_somebody_who_is_not_asked_is_refused(
    client: Client, city: City, done: list[str], today: date
) -> None:
    approval = sent(city)
    before = kept()

    response = enter_on_paper(
        client, city, approval, city.person(Role.LEADER, city.bureau), "AGREE", "同意。"
    )

    assert response.status_code == 422
    assert kept() == before
    assert current_step(approval) is not None
