"""Urging, supervision, more time, and a clock that stands still."""

from datetime import timedelta

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.duties.models import Duty
from zhiyong.duties.services import NotExtendable
from zhiyong.intake.models import Message
from zhiyong.intake.tests.factories import DAY
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.checks import nothing_changes, owed, the_entry
from zhiyong.matters.tests.factories import ASSIGN, TRANSFER, Scene, agree, running, send_back
from zhiyong.papers.models import Paper
from zhiyong.rules.clock import Term
from zhiyong.shell.errors import Refusal

LATER = DAY + timedelta(days=20)


def reply_of(matter: Matter) -> Duty:
    return Duty.objects.get(subject=f"complaint:{matter.complaint_id}", code="reply")


# --- urging --------------------------------------------------------------------------------------


def test_urging_is_counted_has_its_slip_and_wants_an_answer(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    services.urge(matter=matter, text="请于三日内反馈。", by=scene.office.supervisor, on=LATER)

    slip = Paper.objects.get(slip="urging_slip")
    assert slip.unit == scene.office.unit
    duty = Duty.objects.get(code="assignment_report")
    assert duty.urged == 1
    assert owed(matter)["urging_answer"] == "OPEN"
    entry = the_entry("matter.urged")
    assert entry.facts == {"paper": f"paper:{slip.pk}", "number": 1}


def test_the_unit_answers_an_urging(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)
    services.urge(matter=matter, text="请反馈", by=scene.office.supervisor, on=DAY)

    services.answer_urging(
        matter=matter, text="已约谈，本周上报。", by=scene.other.handler, on=LATER
    )

    assert owed(matter)["urging_answer"] == "MET"
    assert matter.notes.get().kind == "URGING_ANSWER"
    assert the_entry("matter.urging_answered")


def test_what_is_answered_is_not_urged(scene: Scene) -> None:
    matter = scene.replied()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.urge(matter=matter, text="请反馈", by=scene.office.supervisor, on=LATER)


def test_an_urging_says_something(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.urge(matter=matter, text=" ", by=scene.office.supervisor, on=LATER)


def test_nobody_answers_an_urging_that_was_not_sent(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    with nothing_changes(), pytest.raises(services.NotNow):
        services.answer_urging(matter=matter, text="在办", by=scene.other.handler, on=LATER)


# --- supervision ---------------------------------------------------------------------------------


def test_supervision_takes_effect_when_its_chain_has_agreed(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    approval = services.supervise(
        matter=matter, text="两次催办无果。", by=scene.office.supervisor, on=LATER
    )
    assert not Paper.objects.filter(slip="supervision_slip").exists()
    agree(approval, scene.office, LATER)

    assert Paper.objects.get(slip="supervision_slip").unit == scene.office.unit
    assert owed(matter)["supervision_answer"] == "OPEN"
    assert the_entry("matter.supervised")
    services.answer_supervision(matter=matter, text="已整改。", by=scene.other.handler, on=LATER)
    assert owed(matter)["supervision_answer"] == "MET"


def test_supervision_that_comes_back_changes_nothing_on_the_matter(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)
    approval = services.supervise(matter=matter, text="督办", by=scene.office.supervisor, on=LATER)

    send_back(approval, scene.office, LATER)

    matter.refresh_from_db()
    assert matter.state == Matter.State.HANDLING
    assert "supervision_answer" not in owed(matter)


def test_supervision_needs_a_reason(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.supervise(matter=matter, text="", by=scene.office.supervisor, on=LATER)


def test_supervision_agreed_after_the_reply_presses_nobody(scene: Scene) -> None:
    matter = scene.in_handling(TRANSFER)
    approval = services.supervise(matter=matter, text="督办", by=scene.office.supervisor, on=DAY)
    Matter.objects.filter(pk=matter.pk).update(state="REPLIED", replied_on=DAY)

    agree(approval, scene.office, LATER)

    assert not Paper.objects.filter(slip="supervision_slip").exists()


# --- more time -----------------------------------------------------------------------------------


def test_more_time_is_given_once_the_leader_agreed_and_the_complainant_is_told(
    scene: Scene,
) -> None:
    matter = scene.in_handling()
    was = reply_of(matter).due_on
    assert was is not None

    approval = services.ask_extension(
        matter=matter,
        term=Term.parse("30 days"),
        reason="需委托检测。",
        by=scene.office.handler,
        on=LATER,
    )
    assert reply_of(matter).due_on == was
    agree(approval, scene.office, LATER)

    duty = reply_of(matter)
    assert duty.due_on == was + timedelta(days=30)
    assert duty.extensions.get().approved_by == scene.office.leader
    notice = Paper.objects.get(slip="extension_notice")
    assert any("需委托检测。" in line for line in notice.data["paragraphs"])
    assert "需委托检测。" in Message.objects.get().text
    assert the_entry("matter.extended").facts["due"] == duty.due_on.isoformat()


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        pytest.param("31 days", "需委托检测。", id="more than the plan grants"),
        pytest.param("30 days", "", id="no reason"),
    ],
)
def test_no_more_time_than_the_plan_grants(scene: Scene, term: str, reason: str) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises((NotExtendable, services.Incomplete)):
        services.ask_extension(
            matter=matter, term=Term.parse(term), reason=reason, by=scene.office.handler, on=LATER
        )


def test_not_a_second_time(scene: Scene) -> None:
    matter = scene.in_handling()
    ask = {"matter": matter, "term": Term.parse("10 days"), "reason": "检测", "on": LATER}
    agree(services.ask_extension(by=scene.office.handler, **ask), scene.office, LATER)  # type: ignore[arg-type]

    with nothing_changes(), pytest.raises(NotExtendable):
        services.ask_extension(by=scene.office.handler, **ask)  # type: ignore[arg-type]


def test_of_an_assignment_the_keeper_asks_for_it(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    approval = services.ask_extension(
        matter=matter,
        term=Term.parse("10 days"),
        reason="承办单位调查中。",
        by=scene.office.clerk,
        on=LATER,
    )

    assert (approval.unit, approval.audience) == (scene.office.unit, scene.office.unit.pk)
    agree(approval, scene.office, LATER)
    assert reply_of(matter).extensions.count() == 1


# --- a clock that stands still -------------------------------------------------------------------


def test_the_clock_stands_still_and_goes_on(scene: Scene) -> None:
    matter = scene.in_handling()
    was = reply_of(matter).due_on
    assert was is not None

    services.stop_clock(
        matter=matter, reason="other_procedure", by=scene.office.section_head, on=LATER
    )
    assert reply_of(matter).state == Duty.State.PAUSED
    services.run_clock(matter=matter, by=scene.office.section_head, on=LATER + timedelta(days=7))

    duty = reply_of(matter)
    assert (duty.state, duty.due_on) == (Duty.State.OPEN, was + timedelta(days=7))
    assert the_entry("matter.clock_stopped").facts == {"reason": "other_procedure"}
    assert the_entry("matter.clock_runs")


def test_not_for_a_reason_that_the_plan_does_not_list(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(Refusal):
        services.stop_clock(matter=matter, reason="hearing", by=scene.office.section_head, on=DAY)


def test_a_clock_that_runs_is_not_started(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.run_clock(matter=matter, by=scene.office.section_head, on=DAY)


def test_two_chains_about_a_matter_do_not_disturb_each_other(scene: Scene) -> None:
    matter = scene.submitted()
    extension = services.ask_extension(
        matter=matter, term=Term.parse("5 days"), reason="检测", by=scene.office.handler, on=DAY
    )
    reply = Approval.objects.get(chain="reply")

    agree(extension, scene.office)
    assert running(matter) == reply
    agree(reply, scene.office)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REPLIED
