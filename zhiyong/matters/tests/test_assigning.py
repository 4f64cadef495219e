"""Assigning: who may have a matter, who must agree, what the unit then owes, how it comes back."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import NobodyToSign
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint
from zhiyong.intake.services.sharing import Barred
from zhiyong.intake.tests.factories import DAY, Named, registered
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.services import common
from zhiyong.matters.tests.checks import nothing_changes, owed, the_entry
from zhiyong.matters.tests.factories import (
    ASSIGN,
    DIRECT,
    TRANSFER,
    Scene,
    agree,
    send_back,
    team_of,
)
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper

LATER = DAY + timedelta(days=1)


def assign(scene: Scene, complaint: Complaint, **changes: Any) -> Matter | Approval:
    said = {
        "mode": DIRECT,
        "handling_unit": scene.office.unit,
        "by": scene.office.clerk,
        "on": DAY,
        **changes,
    }
    return services.assign(complaint=complaint, **said)


def test_directly_the_office_has_the_matter_at_once_with_its_number_and_slip(scene: Scene) -> None:
    complaint = scene.complaint()

    matter = assign(scene, complaint, instructions="请核实在岗情况。")

    assert isinstance(matter, Matter)
    assert (matter.state, matter.audience) == (Matter.State.ASSIGNED, scene.office.unit.pk)
    assert matter.number == "效办〔2026〕1号"
    complaint.refresh_from_db()
    assert complaint.state == Complaint.State.IN_HANDLING
    assert owed(matter) == {"sign_for": "OPEN"}
    entry = the_entry("matter.assigned")
    assert entry.threads == [f"matter:{matter.pk}", f"complaint:{complaint.pk}"]
    assert entry.facts["mode"] == DIRECT
    assert Paper.objects.get().slip == "direct_slip"


@pytest.mark.parametrize(
    ("mode", "owner_of_reply", "owed_on_matter"),
    [
        pytest.param(
            ASSIGN, "office", {"sign_for", "assignment_report"}, id="assigned: reply stays above"
        ),
        pytest.param(TRANSFER, "other", {"sign_for"}, id="transferred: the unit replies itself"),
    ],
)
def test_to_another_unit_once_the_chain_agreed(
    scene: Scene, mode: str, owner_of_reply: str, owed_on_matter: set[str]
) -> None:
    complaint = scene.complaint()
    approval = assign(scene, complaint, mode=mode, handling_unit=scene.other.unit)
    assert isinstance(approval, Approval)
    assert not Matter.objects.exists()

    agree(approval, scene.office)

    matter = Matter.objects.get()
    assert matter.handling_unit == scene.other.unit
    assert set(owed(matter)) == owed_on_matter
    reply = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply")
    assert reply.owner_unit == {"office": scene.office, "other": scene.other}[owner_of_reply].unit
    assert reply.audience == scene.office.unit.pk
    assert complaint.readers.filter(unit=scene.other.unit, until=None).exists()
    told = Notice.objects.filter(template="matter.assigned").values_list("person", flat=True)
    assert scene.other.clerk.person_id in told


def test_is_not_assigned_while_the_chain_sends_it_back(scene: Scene) -> None:
    complaint = scene.complaint()
    approval = assign(scene, complaint, mode=TRANSFER, handling_unit=scene.other.unit)
    assert isinstance(approval, Approval)

    send_back(approval, scene.office)

    complaint.refresh_from_db()
    assert complaint.state == Complaint.State.ACCEPTED
    assert not Matter.objects.exists()


@pytest.mark.clause("S3-115")
def test_never_to_the_unit_complained_of(scene: Scene) -> None:
    complaint = scene.complaint()

    with nothing_changes(), pytest.raises(services.BadAssignment) as refusal:
        assign(scene, complaint, mode=TRANSFER, handling_unit=scene.city.bureau)

    assert "S3-112" in str(refusal.value.basis)


@pytest.mark.clause("S3-115")
@pytest.mark.parametrize("place", ["section", "bureau"])
def test_never_to_the_office_of_somebody_named(scene: Scene, place: str) -> None:
    named = scene.city.official(scene.city.section, name="王建国")
    complaint = scene.complaint(subject_unit=scene.city.section, named=(Named(name="王建国"),))
    assert complaint.named.get().person == named

    with nothing_changes(), pytest.raises(services.BadAssignment):
        assign(scene, complaint, mode=TRANSFER, handling_unit=getattr(scene.city, place))


def test_a_question_goes_to_the_unit_that_it_is_about(scene: Scene) -> None:
    bureau = team_of(scene.city.bureau)
    complaint = scene.complaint(input_class="inquiry")

    approval = assign(scene, complaint, mode=TRANSFER, handling_unit=bureau.unit)
    assert isinstance(approval, Approval)
    agree(approval, scene.office)

    matter = Matter.objects.get()
    assert matter.handling_unit == bureau.unit
    assert owed(complaint)["reply_inquiry"] == "OPEN"


def test_never_to_a_unit_that_it_went_past(scene: Scene) -> None:
    complaint = scene.complaint()
    complaint.barred = [scene.other.unit.pk]
    complaint.save(update_fields=["barred"])

    with nothing_changes(), pytest.raises(Barred):
        assign(scene, complaint, mode=TRANSFER, handling_unit=scene.other.unit)


@pytest.mark.parametrize(
    ("mode", "own"),
    [
        pytest.param(DIRECT, False, id="direct handling is the office's own"),
        pytest.param(TRANSFER, True, id="a transfer needs another unit"),
        pytest.param("supervise", False, id="supervision is no way of assigning"),
        pytest.param("by_drone", False, id="no such way in the plan"),
    ],
)
def test_refuses_a_way_that_does_not_fit(scene: Scene, mode: str, own: bool) -> None:
    complaint = scene.complaint()
    unit = scene.office.unit if own else scene.other.unit

    with nothing_changes(), pytest.raises(services.BadAssignment):
        assign(scene, complaint, mode=mode, handling_unit=unit)


def test_refuses_what_is_not_accepted(scene: Scene) -> None:
    complaint = registered(scene.city)

    with nothing_changes(), pytest.raises(services.NotNow):
        assign(scene, complaint)


def test_refuses_a_unit_that_has_it_already(scene: Scene) -> None:
    matter = scene.assigned()

    with nothing_changes(), pytest.raises(services.NotNow):
        assign(scene, matter.complaint)


def test_refuses_where_nobody_holds_a_position_of_the_chain(scene: Scene) -> None:
    complaint = scene.complaint()
    scene.office.section_head.person.role_bindings.all().delete()  # type: ignore[union-attr]

    with nothing_changes(), pytest.raises(NobodyToSign):
        assign(scene, complaint, mode=TRANSFER, handling_unit=scene.other.unit)


def test_does_not_stand_without_its_record(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = scene.complaint()
    monkeypatch.setattr(common, "record", Mock(side_effect=DatabaseError))

    with nothing_changes(), pytest.raises(DatabaseError):
        assign(scene, complaint)


def test_a_second_unit_is_added_and_each_number_is_given_once(scene: Scene) -> None:
    first = scene.assigned(TRANSFER)
    third = team_of(UnitFactory.create(parent=scene.city.root, name="江州市信访局"))

    approval = assign(scene, first.complaint, mode=TRANSFER, handling_unit=third.unit)
    assert isinstance(approval, Approval)
    agree(approval, scene.office)

    assert [m.number for m in Matter.objects.order_by("pk")] == [
        "效办〔2026〕1号",
        "效办〔2026〕2号",
    ]


# --- signing for ---------------------------------------------------------------------------------


def test_signing_for_meets_what_was_owed(scene: Scene) -> None:
    matter = scene.assigned()

    services.sign_for(matter=matter, by=scene.office.clerk, on=LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.signed_for_on) == (Matter.State.SIGNED_FOR, LATER)
    assert matter.signed_for_by == scene.office.clerk
    assert owed(matter) == {"sign_for": "MET"}
    assert the_entry("matter.signed_for").actor == f"account:{scene.office.clerk.pk}"


def test_is_signed_for_once(scene: Scene) -> None:
    matter = scene.signed_for()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.sign_for(matter=matter, by=scene.office.clerk, on=LATER)


# --- back again ----------------------------------------------------------------------------------


def test_a_unit_asks_to_return_it_with_reasons_and_a_slip(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)

    services.ask_return(matter=matter, reason="不属本中心职责。", by=scene.other.clerk, on=LATER)

    matter.refresh_from_db()
    assert matter.state == Matter.State.RETURN_ASKED
    assert matter.notes.get().text == "不属本中心职责。"
    assert "note-" in next(iter(the_entry("matter.return_asked").commitments))
    assert Paper.objects.filter(slip="return_slip", unit=scene.other.unit).exists()


@pytest.mark.parametrize(
    ("reason", "days"),
    [pytest.param(" ", 1, id="no reason"), pytest.param("不属职责", 30, id="days are over")],
)
def test_no_return_without_reason_or_in_time(scene: Scene, reason: str, days: int) -> None:
    matter = scene.assigned(TRANSFER)

    with nothing_changes(), pytest.raises((services.NotNow, services.Incomplete)):
        services.ask_return(
            matter=matter, reason=reason, by=scene.other.clerk, on=DAY + timedelta(days=days)
        )


def test_an_office_does_not_return_its_own(scene: Scene) -> None:
    matter = scene.assigned()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.ask_return(matter=matter, reason="不是我的", by=scene.office.clerk, on=DAY)


def test_with_the_keepers_consent_it_comes_back_and_the_unit_sees_it_no_more(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)
    services.ask_return(matter=matter, reason="不属职责", by=scene.other.clerk, on=DAY)

    services.settle_return(matter=matter, agree=True, by=scene.office.clerk, on=LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.closed_on) == (Matter.State.RETURNED, LATER)
    complaint = Complaint.objects.get()
    assert complaint.state == Complaint.State.ACCEPTED
    assert not complaint.readers.filter(until=None).exists()
    assert owed(matter) == {"sign_for": "VOID"}
    reply = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply")
    assert (reply.state, reply.owner_unit) == ("OPEN", scene.office.unit)
    assert the_entry("matter.returned").facts["unit"] == f"unit:{scene.other.unit.pk}"


def test_without_consent_it_stays_with_a_reason(scene: Scene) -> None:
    matter = scene.signed_for(TRANSFER)
    services.ask_return(matter=matter, reason="不属职责", by=scene.other.clerk, on=DAY)

    services.settle_return(
        matter=matter, agree=False, reason="属你中心三定职责。", by=scene.office.clerk, on=LATER
    )

    matter.refresh_from_db()
    assert matter.state == Matter.State.SIGNED_FOR
    assert matter.notes.order_by("pk").last().text == "属你中心三定职责。"  # type: ignore[union-attr]
    assert the_entry("matter.return_refused")


def test_nothing_is_settled_that_nobody_asked_for(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)

    with nothing_changes(), pytest.raises(services.NotNow):
        services.settle_return(matter=matter, agree=True, by=scene.office.clerk, on=DAY)


def test_the_office_takes_a_matter_back(scene: Scene) -> None:
    matter = scene.in_handling(TRANSFER)

    services.take_back(matter=matter, reason="另行指定承办单位。", by=scene.office.clerk, on=LATER)

    matter.refresh_from_db()
    assert matter.state == Matter.State.RETURNED
    assert Complaint.objects.get().state == Complaint.State.ACCEPTED
    assert the_entry("matter.taken_back")


def test_what_was_answered_is_not_taken_back(scene: Scene) -> None:
    matter = scene.submitted(TRANSFER)

    with nothing_changes(), pytest.raises(services.NotNow):
        services.take_back(matter=matter, reason="另行指定", by=scene.office.clerk, on=DAY)
