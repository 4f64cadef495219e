"""Whose a matter is: returned, refused, objected to; the unit above both decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.directory.models import Account, RoleBinding, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Message
from zhiyong.intake.tests.factories import DAY, Named
from zhiyong.journal.models import Entry
from zhiyong.matters import services
from zhiyong.matters.models import Dispute, Matter
from zhiyong.matters.selectors import disputes_visible_to, to_decide
from zhiyong.matters.selectors.disputes import count_to_decide
from zhiyong.matters.tests.checks import nothing_changes, the_entry
from zhiyong.matters.tests.factories import ASSIGN, TRANSFER, Scene, agree, team_of
from zhiyong.notices.models import Notice
from zhiyong.shell import clock
from zhiyong.shell.access import Role

LATER = DAY + timedelta(days=1)


@pytest.fixture
def mayor(scene: Scene) -> Account:
    """Somebody who decides for the city, which stands above both."""
    return account_with(Role.LEADER, unit=scene.city.root)


def refused(scene: Scene, mode: str = TRANSFER) -> Matter:
    """Return a matter whose return was refused."""
    matter = scene.assigned(mode)
    services.ask_return(matter=matter, reason="路政事项归公路处。", by=scene.other.clerk, on=DAY)
    return services.settle_return(
        matter=matter, agree=False, reason="督查中心有此职责。", by=scene.office.clerk, on=DAY
    )


def disputed(scene: Scene, mode: str = TRANSFER) -> Dispute:
    matter = refused(scene, mode)
    services.ask_return(matter=matter, reason="再次说明：无执法权。", by=scene.other.clerk, on=DAY)
    return Dispute.objects.get(matter=matter)


def decide(dispute: Dispute, by: Account, outcome: str = "STAYS", **changes: Any) -> Dispute:
    said = {"reason": "按三定规定属该单位。", "on": LATER, **changes}
    return services.decide_dispute(dispute=dispute, outcome=outcome, by=by, **said)


def answers_for(matter: Matter) -> Unit:
    matter.refresh_from_db()
    return matter.handling_unit


@pytest.mark.clause("S3-105")
def test_a_refused_return_objected_to_goes_to_the_unit_above_both(
    scene: Scene, mayor: Account
) -> None:
    matter = refused(scene)
    assert matter.state == Matter.State.ASSIGNED

    services.ask_return(matter=matter, reason="再次说明：无执法权。", by=scene.other.clerk, on=DAY)

    dispute = Dispute.objects.get()
    matter.refresh_from_db()
    assert (dispute.decider, dispute.state) == (scene.city.root, "OPEN")
    assert (dispute.unit_reason, dispute.keeper_reason) == (
        "再次说明：无执法权。",
        "督查中心有此职责。",
    )
    assert matter.state == Matter.State.DISPUTED
    assert answers_for(matter) == scene.other.unit
    assert matter.complaint.readers.filter(unit=scene.city.root, until=None).exists()
    duty = Duty.objects.get(code="dispute")
    assert (duty.subject, duty.owner_unit, duty.state) == (
        f"dispute:{dispute.pk}",
        scene.city.root,
        "OPEN",
    )
    reply = Duty.objects.get(subject=f"complaint:{matter.complaint_id}", code="reply")
    assert (reply.state, reply.owner_unit) == ("OPEN", scene.other.unit)
    told = Notice.objects.filter(template="dispute.raised").values_list("person", flat=True)
    assert mayor.person_id in told
    entry = the_entry("dispute.raised")
    assert entry.threads[1:] == [f"matter:{matter.pk}", f"complaint:{matter.complaint_id}"]
    assert "执法权" not in str(entry.facts)


@pytest.mark.clause("S3-105")
def test_it_stays_and_the_same_question_is_not_put_again(scene: Scene, mayor: Account) -> None:
    dispute = disputed(scene)

    decide(dispute, mayor)

    matter = dispute.matter
    assert answers_for(matter) == scene.other.unit
    assert matter.state == Matter.State.ASSIGNED
    assert Duty.objects.get(code="dispute").state == "MET"
    assert not matter.complaint.readers.filter(unit=scene.city.root, until=None).exists()
    assert the_entry("dispute.decided").facts == {"state": "STAYS"}
    with nothing_changes(), pytest.raises(services.NotNow, match="江州市"):
        services.ask_return(matter=matter, reason="还是不归。", by=scene.other.clerk, on=LATER)


@pytest.mark.clause("S3-105")
def test_it_goes_to_a_third_unit_received_as_it_was_and_the_complainant_is_told(
    scene: Scene, mayor: Account
) -> None:
    third = team_of(UnitFactory.create(parent=scene.city.root, name="江州市公路执法支队"))
    dispute = disputed(scene)
    complaint = dispute.matter.complaint
    before = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply").due_on

    decide(dispute, mayor, "MOVED", to_unit=third.unit)

    complaint.refresh_from_db()
    (matter,) = complaint.matters.filter(closed_on=None)
    assert (matter.handling_unit, matter.mode) == (third.unit, TRANSFER)
    assert complaint.received_on == DAY
    reply = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply")
    assert (reply.due_on, reply.owner_unit, reply.state) == (before, third.unit, "OPEN")
    told = Message.objects.filter(complaint=complaint).order_by("-pk")[0].text
    assert "江州市公路执法支队" in told
    assert "2026年3月2日" in told


@pytest.mark.clause("S3-105")
def test_it_goes_back_to_the_office_that_gave_it(scene: Scene, mayor: Account) -> None:
    dispute = disputed(scene)

    decide(dispute, mayor, "BACK")

    complaint = dispute.matter.complaint
    complaint.refresh_from_db()
    assert complaint.state == "ACCEPTED"
    assert complaint.received_on == DAY
    reply = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply")
    assert (reply.owner_unit, reply.state) == (scene.office.unit, "OPEN")


@pytest.mark.clause("S3-105")
def test_two_units_that_each_say_it_is_the_others_do_not_send_it_to_and_fro(
    scene: Scene, mayor: Account
) -> None:
    first = scene.assigned(TRANSFER)
    services.ask_return(matter=first, reason="归执法支队。", by=scene.other.clerk, on=DAY)
    services.settle_return(matter=first, agree=True, by=scene.office.clerk, on=DAY)
    third = team_of(UnitFactory.create(parent=scene.city.root, name="江州市公路执法支队"))
    approval = services.assign(
        complaint=first.complaint,
        mode=TRANSFER,
        handling_unit=third.unit,
        by=scene.office.clerk,
        on=DAY,
    )
    agree(approval, scene.office)  # type: ignore[arg-type]
    second = Matter.objects.get(handling_unit=third.unit)

    services.ask_return(
        matter=second,
        reason="归督查中心。",
        belongs_to=scene.other.unit,
        by=third.clerk,
        on=DAY,
    )

    dispute = Dispute.objects.get()
    assert (dispute.matter, dispute.claimed, dispute.keeper_reason) == (
        second,
        scene.other.unit,
        "",
    )
    assert answers_for(second) == third.unit


@pytest.mark.clause("S3-105")
def test_after_as_many_returns_as_the_plan_bears_it_goes_up(scene: Scene, mayor: Account) -> None:
    complaint = scene.complaint()
    for name in ("甲", "乙"):
        team = team_of(UnitFactory.create(parent=scene.city.root, name=f"江州市{name}局"))
        matter = given(scene, complaint, team.unit)
        services.ask_return(matter=matter, reason="不归。", by=team.clerk, on=DAY)
        matter.refresh_from_db()
        assert matter.state == Matter.State.RETURN_ASKED
        services.settle_return(matter=matter, agree=True, by=scene.office.clerk, on=DAY)
    third = given(scene, complaint, scene.other.unit)

    services.ask_return(matter=third, reason="也不归。", by=scene.other.clerk, on=DAY)

    assert Dispute.objects.get().matter == third
    assert answers_for(third) == scene.other.unit


def given(scene: Scene, complaint: Any, unit: Unit) -> Matter:
    made = services.assign(
        complaint=complaint, mode=TRANSFER, handling_unit=unit, by=scene.office.clerk, on=DAY
    )
    agree(made, scene.office)  # type: ignore[arg-type]
    return Matter.objects.get(complaint=complaint, handling_unit=unit)


def test_where_nobody_decides_above_both_the_plans_office_does(scene: Scene) -> None:
    office = account_with(Role.OFFICE, unit=scene.city.bodies["office"])

    dispute = disputed(scene)

    assert dispute.decider == scene.city.bodies["office"]
    assert to_decide(standing_of(office, DAY)).get() == dispute


def test_where_nobody_at_all_could_decide_nothing_changes(scene: Scene) -> None:
    matter = refused(scene)
    RoleBinding.objects.filter(unit=scene.city.bodies["office"]).delete()

    with nothing_changes(), pytest.raises(services.NobodyDecides) as refusal:
        services.ask_return(matter=matter, reason="再次说明。", by=scene.other.clerk, on=DAY)

    assert "S3-105" in str(refusal.value.basis)


def test_the_office_takes_it_back_meanwhile(scene: Scene, mayor: Account) -> None:
    dispute = disputed(scene)

    services.take_back(matter=dispute.matter, reason="另行交办。", by=scene.office.clerk, on=LATER)

    dispute.refresh_from_db()
    assert dispute.state == "GIVEN_UP"
    assert Duty.objects.get(code="dispute").state == "MET"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, services.Incomplete),
        ({"outcome": "MOVED"}, services.Incomplete),
        ({"outcome": "OPEN"}, services.Incomplete),
        ({"outcome": "MOVED", "to_unit": "bureau"}, services.BadAssignment),
    ],
)
def test_a_decision_that_cannot_be_changes_nothing(
    scene: Scene, mayor: Account, changes: dict[str, Any], error: type[Exception]
) -> None:
    dispute = disputed(scene)
    if "to_unit" in changes:
        changes = changes | {"to_unit": scene.city.bureau}

    with nothing_changes(), pytest.raises(error):
        decide(dispute, mayor, **changes)


def test_nobody_decides_twice_or_as_a_party(scene: Scene, mayor: Account) -> None:
    dispute = disputed(scene)
    with nothing_changes(), pytest.raises(services.OwnDispute):
        decide(dispute, scene.office.clerk)
    decide(dispute, mayor)
    with nothing_changes(), pytest.raises(services.NotNow):
        decide(dispute, mayor, "BACK")


def test_who_sees_it(scene: Scene, mayor: Account) -> None:
    dispute = disputed(scene)

    for account in (mayor, scene.other.clerk, scene.office.clerk):
        assert disputes_visible_to(standing_of(account, DAY)).filter(pk=dispute.pk).exists()
    for account in (
        account_with(Role.LEADER, unit=scene.city.court),
        account_with(Role.AUDIT_ADMIN, unit=scene.city.root),
    ):
        assert not disputes_visible_to(standing_of(account, DAY)).exists()
    assert count_to_decide(standing_of(mayor, DAY)) == 1


def test_nobody_sees_one_about_themselves(scene: Scene) -> None:
    mayor = account_with(Role.LEADER, unit=scene.city.root)
    account_with(Role.OFFICE, unit=scene.city.bodies["office"])
    assert mayor.person
    complaint = scene.complaint(named=(Named(name=mayor.person.name),))
    complaint.named.update(person=mayor.person)
    matter = scene.assigned(ASSIGN, complaint=complaint)
    services.ask_return(matter=matter, reason="不归。", by=scene.other.clerk, on=DAY)
    services.settle_return(
        matter=matter, agree=False, reason="归你。", by=scene.office.clerk, on=DAY
    )
    services.ask_return(matter=matter, reason="不归。", by=scene.other.clerk, on=DAY)

    assert not disputes_visible_to(standing_of(mayor, DAY)).exists()


# ── the pages ─────────────────────────────────────────────────────────────────────────────


def test_the_list_and_the_page_show_both_reasons_and_decide(
    client: Client, scene: Scene, mayor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: LATER)
    dispute = disputed(scene)
    page = reverse("matters:dispute", args=[dispute.pk])
    client.force_login(mayor)

    listed = client.get(reverse("matters:disputes")).content.decode()
    assert dispute.matter.number in listed
    shown = client.get(page).content.decode()
    assert "再次说明：无执法权。" in shown
    assert "督查中心有此职责。" in shown
    assert client.post(page, {"outcome": "STAYS", "reason": ""}).status_code == 422
    assert Dispute.objects.get().state == "OPEN"
    response = client.post(page, {"outcome": "STAYS", "reason": "三定规定明确。"})

    assert response.status_code == 302
    assert Dispute.objects.get().state == "STAYS"
    assert "三定规定明确。" in client.get(page).content.decode()


def test_a_party_reads_the_page_and_decides_nothing(
    client: Client, scene: Scene, mayor: Account
) -> None:
    dispute = disputed(scene)
    client.force_login(scene.other.clerk)
    page = reverse("matters:dispute", args=[dispute.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"outcome": "BACK", "reason": "不归。"}).status_code == 404
    assert Dispute.objects.get().state == "OPEN"


def test_the_list_asks_the_same_for_one_and_for_many(
    client: Client, scene: Scene, mayor: Account, django_assert_max_num_queries: Any
) -> None:
    disputed(scene)
    client.force_login(mayor)
    url = reverse("matters:disputes")
    client.get(url)
    for _n in range(2):
        disputed(scene)

    with django_assert_max_num_queries(30):
        assert client.get(url).status_code == 200
    assert Entry.objects.filter(verb="dispute.raised").count() == 3
