"""After the reply: by whom it is called back, until when it is rated or reopened, how it ends."""

from datetime import date, timedelta

import pytest

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.tests.factories import DAY
from zhiyong.journal.models import Entry
from zhiyong.matters import services
from zhiyong.matters.models import CallBack, Matter, Rating
from zhiyong.matters.tests.checks import nothing_changes, owed, the_entry
from zhiyong.matters.tests.factories import ASSIGN, DIRECT, TRANSFER, Scene, agree, running, write
from zhiyong.notices.models import Notice

LATER = DAY + timedelta(days=5)
LAST = date(2026, 4, 1)
"""Thirty days after the reply on 2 March: the plan's window for rating and reopening."""


def call(matter: Matter, by: Account, satisfaction: str = "SATISFIED") -> CallBack:
    return services.call_back(
        matter=matter,
        reached=bool(satisfaction),
        satisfaction=satisfaction,
        remark="",
        by=by,
        on=LATER,
    )


# --- the call-back -------------------------------------------------------------------------------


def test_somebody_else_calls_back(scene: Scene) -> None:
    matter = scene.replied()

    made = call(matter, scene.office.supervisor)

    assert (made.round, made.person) == (1, scene.office.supervisor.person)
    matter.refresh_from_db()
    assert matter.state == Matter.State.CALLED_BACK
    assert owed(matter.complaint)["call_back"] == "MET"
    assert the_entry("matter.called_back").facts == {"reached": True, "satisfaction": "SATISFIED"}


@pytest.mark.parametrize("who", ["handler", "section_head", "leader"])
def test_never_who_handled_or_signed_it(scene: Scene, who: str) -> None:
    matter = scene.replied()

    with nothing_changes(), pytest.raises(services.WrongCaller):
        call(matter, getattr(scene.office, who))


def test_nor_who_signed_the_report_below(scene: Scene) -> None:
    matter = scene.replied(ASSIGN)

    with nothing_changes(), pytest.raises(services.WrongCaller):
        call(matter, scene.other.leader)


def test_who_cannot_be_reached_is_written_down_as_such(scene: Scene) -> None:
    matter = scene.replied()

    call(matter, scene.office.supervisor, "")

    assert CallBack.objects.get().reached is False


def test_nobody_calls_before_the_reply(scene: Scene) -> None:
    matter = scene.submitted()

    with nothing_changes(), pytest.raises(services.NotNow):
        call(matter, scene.office.supervisor)


def test_what_was_said_is_one_of_the_answers(scene: Scene) -> None:
    matter = scene.replied()

    with nothing_changes(), pytest.raises(services.Incomplete):
        call(matter, scene.office.supervisor, "DELIGHTED")


# --- rating --------------------------------------------------------------------------------------


def rate(complaint: Complaint, on: date = LAST, grade: int = 4) -> Rating:
    return services.rate(complaint=complaint, grade=grade, remark="处理很快", by="portal", on=on)


def test_the_complainant_rates_on_the_last_day_and_leaves_no_moment(scene: Scene) -> None:
    matter = scene.replied()

    rating = rate(matter.complaint)

    assert (rating.grade, rating.round, rating.on) == (4, 1, LAST)
    assert rating.pk > 10**15
    entry = the_entry("matter.rated")
    assert (entry.recorded_at, entry.actor, entry.facts) == (None, "portal", {"grade": 4})


@pytest.mark.parametrize(
    ("on", "grade", "refusal"),
    [
        pytest.param(LAST + timedelta(days=1), 4, services.TooLate, id="a day too late"),
        pytest.param(LAST, 6, services.Incomplete, id="no such grade"),
    ],
)
def test_not_later_and_not_otherwise(
    scene: Scene, on: date, grade: int, refusal: type[Exception]
) -> None:
    matter = scene.replied()

    with nothing_changes(), pytest.raises(refusal):
        rate(matter.complaint, on, grade)


def test_once_a_round(scene: Scene) -> None:
    matter = scene.replied()
    rate(matter.complaint)

    with nothing_changes(), pytest.raises(services.NotNow):
        rate(matter.complaint)


def test_not_before_there_is_a_reply(scene: Scene) -> None:
    matter = scene.submitted()

    with nothing_changes(), pytest.raises(services.NotNow):
        rate(matter.complaint)


# --- reopening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [DIRECT, ASSIGN, TRANSFER])
def test_within_the_days_it_is_taken_up_again_on_a_new_clock(scene: Scene, mode: str) -> None:
    matter = scene.closed(mode)

    services.reopen(complaint=matter.complaint, reason="窗口仍无人。", by="portal", on=LAST)

    matter.refresh_from_db()
    assert (matter.state, matter.round, matter.closed_on) == (Matter.State.HANDLING, 2, None)
    complaint = Complaint.objects.get()
    assert complaint.state == Complaint.State.IN_HANDLING
    assert Message.objects.get(direction="IN").text == "窗口仍无人。"
    reply = Duty.objects.get(subject=f"complaint:{complaint.pk}", code="reply", state="OPEN")
    team = scene.office if mode == ASSIGN else scene.team(matter)
    assert (reply.starts_on, reply.owner_unit) == (LAST, team.unit)
    assert (owed(matter).get("assignment_report") == "OPEN") is (mode == ASSIGN)
    assert the_entry("matter.reopened").recorded_at is None
    handler = scene.team(matter).person
    assert Notice.objects.filter(person=handler, template="matter.reopened").exists()


def test_before_the_call_back_that_call_back_lapses(scene: Scene) -> None:
    matter = scene.replied()

    services.reopen(complaint=matter.complaint, reason="未解决", by="portal", on=LATER)

    assert owed(matter.complaint)["call_back"] == "VOID"


def test_at_the_counter_staff_enter_what_is_left(scene: Scene) -> None:
    matter = scene.replied()

    services.reopen(complaint=matter.complaint, reason="未解决", by=scene.office.clerk, on=LATER)

    assert matter.notes.get().kind == "REOPENED"
    assert not Message.objects.filter(direction="IN").exists()


def test_a_new_round_is_answered_called_back_and_closed_again(scene: Scene) -> None:
    matter = scene.closed()
    services.reopen(complaint=matter.complaint, reason="未解决", by="portal", on=LATER)
    matter.refresh_from_db()

    write(matter, scene.office, reply="已增派人员。", on=LATER)
    services.submit_outcome(matter=matter, by=scene.office.handler, on=LATER)
    agree(running(matter), scene.office, LATER)
    call(matter, scene.office.supervisor)
    services.close(matter=matter, by=scene.office.clerk, on=LATER)

    assert matter.outcomes.count() == 2
    assert Complaint.objects.get().state == Complaint.State.CLOSED


@pytest.mark.parametrize(
    ("on", "reason", "refusal"),
    [
        pytest.param(LAST + timedelta(days=1), "未解决", services.TooLate, id="too late"),
        pytest.param(LAST, " ", services.Incomplete, id="nothing said"),
    ],
)
def test_not_later_and_not_without_saying_what_is_left(
    scene: Scene, on: date, reason: str, refusal: type[Exception]
) -> None:
    matter = scene.closed()

    with nothing_changes(), pytest.raises(refusal) as refused:
        services.reopen(complaint=matter.complaint, reason=reason, by="portal", on=on)

    if refusal is services.TooLate:
        assert "第二十一条" in str(refused.value)


def test_nothing_is_reopened_that_was_not_answered(scene: Scene) -> None:
    matter = scene.submitted()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.reopen(complaint=matter.complaint, reason="未解决", by="portal", on=DAY)


# --- closing -------------------------------------------------------------------------------------


def test_after_the_call_back_it_is_closed_with_its_complaint(scene: Scene) -> None:
    matter = scene.called_back()

    services.close(matter=matter, by=scene.office.clerk, on=LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.closed_on) == (Matter.State.CLOSED, LATER)
    assert Complaint.objects.get().state == Complaint.State.CLOSED
    assert the_entry("matter.closed")


def test_not_without_a_call_back(scene: Scene) -> None:
    matter = scene.replied()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.close(matter=matter, by=scene.office.clerk, on=LATER)


def test_every_entry_of_a_matter_is_in_the_thread_of_its_complaint(scene: Scene) -> None:
    matter = scene.closed()

    entries = Entry.objects.filter(verb__startswith="matter.")

    assert entries.count() == 8
    assert all(f"complaint:{matter.complaint_id}" in entry.threads for entry in entries)
