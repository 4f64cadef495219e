"""What the chain's agreement brings about: the report, the reply, or the way back."""

from datetime import timedelta

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import withdraw
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.tests.factories import DAY
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.checks import nothing_changes, owed, the_entry
from zhiyong.matters.tests.factories import (
    ASSIGN,
    TRANSFER,
    Scene,
    agree,
    running,
    send_back,
    team_of,
    write,
)
from zhiyong.notices.models import Notice

LATER = DAY + timedelta(days=9)


def test_the_reply_goes_out_with_its_paper_and_a_message_and_meets_the_clock(scene: Scene) -> None:
    matter = scene.submitted()

    agree(running(matter), scene.office, LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.replied_on) == (Matter.State.REPLIED, LATER)
    complaint = Complaint.objects.get()
    assert complaint.state == Complaint.State.REPLIED
    assert owed(complaint)["reply"] == "MET"
    assert owed(complaint)["call_back"] == "OPEN"
    outcome = matter.outcomes.get()
    assert outcome.paper is not None
    assert outcome.paper.unit == scene.office.unit
    assert outcome.reply in outcome.paper.data["paragraphs"]
    assert "2026年4月10日" in outcome.paper.data["paragraphs"][-1]
    message = Message.objects.get()
    assert (message.text, message.by) == (outcome.reply, scene.office.leader)
    assert the_entry("matter.replied").facts["outcome"] == "substantiated"


def test_sent_back_by_the_chain_it_is_the_handlers_again(scene: Scene) -> None:
    matter = scene.submitted()

    send_back(running(matter), scene.office)

    matter.refresh_from_db()
    assert matter.state == Matter.State.HANDLING
    assert the_entry("matter.draft_returned")
    assert not Message.objects.exists()
    write(matter, scene.office, reply="已按意见补充依据。")
    services.submit_outcome(matter=matter, by=scene.office.handler, on=DAY)
    approval = running(matter)
    assert approval.round == 2
    agree(approval, scene.office)
    assert Message.objects.get().text == "已按意见补充依据。"


def test_withdrawn_by_the_handler_it_is_theirs_again(scene: Scene) -> None:
    matter = scene.submitted()

    withdraw(approval=running(matter), by=scene.office.handler, on=DAY)

    matter.refresh_from_db()
    assert matter.state == Matter.State.HANDLING


def test_an_assigned_unit_reports_back_first(scene: Scene) -> None:
    matter = scene.submitted(ASSIGN)

    agree(running(matter), scene.other, LATER)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REPORTED
    assert owed(matter)["assignment_report"] == "MET"
    assert owed(matter.complaint)["reply"] == "OPEN"
    assert matter.outcomes.get().reported_on == LATER
    assert not Message.objects.exists()
    assert Notice.objects.filter(
        person=scene.office.clerk.person, template="matter.reported"
    ).exists()


def test_the_office_takes_the_report_and_replies_in_its_own_name(scene: Scene) -> None:
    matter = scene.reported()

    approval = services.accept_report(
        matter=matter, reply="经核实属实，已督促整改。", by=scene.office.clerk, on=LATER
    )
    assert (approval.unit, approval.audience) == (scene.office.unit, scene.office.unit.pk)
    agree(approval, scene.office, LATER)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REPLIED
    outcome = matter.outcomes.get()
    assert outcome.paper is not None
    assert outcome.paper.unit == scene.office.unit
    assert Message.objects.get().text == "经核实属实，已督促整改。"
    assert owed(matter.complaint)["reply"] == "MET"


def test_the_offices_own_draft_comes_back_to_the_office(scene: Scene) -> None:
    matter = scene.reported()
    approval = services.accept_report(matter=matter, reply="属实", by=scene.office.clerk, on=DAY)

    send_back(approval, scene.office)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REPORTED


def test_a_poor_report_is_sent_back_into_a_new_round(scene: Scene) -> None:
    matter = scene.reported()

    services.send_back(matter=matter, reason="未说明整改措施。", by=scene.office.clerk, on=LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.round) == (Matter.State.HANDLING, 2)
    running_ = Duty.objects.get(code="assignment_report", state="OPEN")
    assert running_.starts_on == LATER
    assert the_entry("matter.sent_back").facts["round"] == 2
    write(matter, scene.other)
    services.submit_outcome(matter=matter, by=scene.other.handler, on=LATER)
    agree(running(matter), scene.other, LATER)
    assert matter.outcomes.count() == 2


def test_sent_back_after_the_offices_draft_was_returned_the_chain_is_the_units_again(
    scene: Scene,
) -> None:
    matter = scene.reported()
    approval = services.accept_report(matter=matter, reply="属实", by=scene.office.clerk, on=DAY)
    send_back(approval, scene.office)
    services.send_back(matter=matter, reason="补充证据。", by=scene.office.clerk, on=DAY)
    matter.refresh_from_db()

    write(matter, scene.other)
    services.submit_outcome(matter=matter, by=scene.other.handler, on=DAY)

    again = running(matter)
    assert (again.unit, again.audience) == (scene.other.unit, scene.other.unit.pk)
    agree(again, scene.other)
    matter.refresh_from_db()
    assert matter.state == Matter.State.REPORTED


def test_nothing_is_taken_that_was_not_reported(scene: Scene) -> None:
    matter = scene.submitted(ASSIGN)

    with nothing_changes(), pytest.raises(services.NotNow):
        services.accept_report(matter=matter, reply="好", by=scene.office.clerk, on=DAY)


@pytest.mark.parametrize("reason", ["", "补充"])
def test_a_report_is_sent_back_with_a_reason_and_only_then(scene: Scene, reason: str) -> None:
    matter = scene.submitted(ASSIGN) if reason else scene.reported()

    with nothing_changes(), pytest.raises((services.NotNow, services.Incomplete)):
        services.send_back(matter=matter, reason=reason, by=scene.office.clerk, on=DAY)


def test_with_two_units_the_last_reply_meets_the_clock(scene: Scene) -> None:
    first = scene.submitted(TRANSFER)
    third = team_of(UnitFactory.create(parent=scene.city.root, name="江州市信访局"))
    approval = services.assign(
        complaint=first.complaint,
        mode=TRANSFER,
        handling_unit=third.unit,
        by=scene.office.clerk,
        on=DAY,
    )
    assert isinstance(approval, Approval)
    agree(approval, scene.office)

    agree(running(first), scene.other)

    complaint = Complaint.objects.get()
    assert complaint.state == Complaint.State.IN_HANDLING
    assert owed(complaint)["reply"] == "OPEN"
    second = Matter.objects.get(handling_unit=third.unit)
    services.sign_for(matter=second, by=third.clerk, on=DAY)
    services.set_handler(
        matter=second, person=third.person, declared_none=True, by=third.clerk, on=DAY
    )
    second.refresh_from_db()
    write(second, third)
    services.submit_outcome(matter=second, by=third.handler, on=DAY)
    agree(running(second), third)
    complaint.refresh_from_db()
    assert complaint.state == Complaint.State.REPLIED
    assert owed(complaint)["reply"] == "MET"
