"""Tracks, talks and oversight: taken up, held, answered; and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.models import Post, Tenure
from zhiyong.directory.tests.factories import PostFactory, TenureFactory, UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.papers.models import Paper
from zhiyong.shell.errors import Refusal
from zhiyong.tracks import ended, services, waiting
from zhiyong.tracks.models import CaseTrack, Oversight, Talk
from zhiyong.tracks.selectors import oversights, unanswered
from zhiyong.tracks.selectors.panel import panel_of
from zhiyong.tracks.tests.checks import nothing_changes, the_entry
from zhiyong.tracks.tests.factories import DAY, TrackScene, put_in_force
from zhiyong.tracks.tests.test_resigning import standing_of

LATER = DAY + timedelta(days=10)


# ── tracks ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4f-012")
def test_several_tracks_run_beside_each_other(scene: TrackScene) -> None:
    respondent = scene.respondent()
    first = scene.taken("administrative", respondent=respondent)
    second = scene.taken("discipline", respondent=respondent)
    third = scene.taken("criminal", respondent=respondent, own_act=True)

    services.end_track(row=first, result="给予警告。", by=scene.by, on=DAY)

    second.refresh_from_db()
    third.refresh_from_db()
    assert second.ended_on is None
    assert third.ended_on is None
    panel = panel_of(respondent.case, standing_of(scene), DAY)
    assert panel
    lanes = {lane.id: lane for lane in panel["lanes"]}
    assert list(lanes) == ["criminal", "administrative", "discipline", "moral"]
    assert [lane.id for lane in panel["lanes"] if lane.is_open] == ["criminal", "discipline"]
    assert lanes["moral"].waits_for == ("刑事责任", "行政责任", "政治（纪律）责任")


@pytest.mark.clause("S4f-015")
@pytest.mark.parametrize("track", ["criminal", "administrative", "discipline"])
def test_an_act_that_was_found_not_proven_opens_no_track(scene: TrackScene, track: str) -> None:
    respondent = scene.respondent()

    with nothing_changes(), pytest.raises(services.NotOpenHere) as refusal:
        scene.taken(track, respondent=respondent, own_act=False)

    assert "S4f-015" in str(refusal.value)


@pytest.mark.clause("S4f-014")
def test_the_moral_track_is_not_taken_up_by_others(scene: TrackScene) -> None:
    respondent = scene.respondent()

    with nothing_changes(), pytest.raises(services.NotOpenHere):
        scene.taken("moral", respondent=respondent)


def test_a_track_is_open_once_has_grounds_and_ends_with_a_result_once(scene: TrackScene) -> None:
    respondent = scene.respondent()
    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.taken("criminal", respondent=respondent, grounds=" ")
    with nothing_changes(), pytest.raises(services.NotOpenHere):
        scene.taken("no_such", respondent=respondent)
    row = scene.taken("criminal", respondent=respondent)
    with nothing_changes(), pytest.raises(services.NotNow):
        scene.taken("criminal", respondent=respondent)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.end_track(row=row, result="", by=scene.by, on=DAY)
    services.end_track(row=row, result="不构成犯罪。", by=scene.by, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.end_track(row=row, result="再次", by=scene.by, on=DAY)
    assert "result" in the_entry("track.ended").commitments
    assert CaseTrack.objects.get().ended_by == scene.by


# ── talks ─────────────────────────────────────────────────────────────────────────────────


def held(scene: TrackScene, talk: Talk, **changes: Any) -> Talk:
    return services.hold_talk(
        **{
            "talk": talk,
            "held_on": DAY,
            "record": "一、未派专人；二、未按月报进度。",
            "agreed": "一周内定人，月底前赶上。",
            "recheck_on": LATER,
            "by": scene.by,
            "on": DAY,
            **changes,
        }
    )


def test_a_talk_is_called_held_and_looked_at_again_and_is_no_measure(scene: TrackScene) -> None:
    case = scene.case()
    leader = scene.official
    talk = scene.called(case=case, attendees=[leader])
    assert [one.pk for one in talk.attendees.all()] == [leader.pk]

    talk = held(scene, talk)

    duty = Duty.objects.get(subject=f"talk:{talk.pk}")
    assert (duty.due_on, duty.owner_person) == (LATER, talk.talker)
    assert duty.label_zh != duty.label_en
    before = Case.objects.values("state", "filed_on", "decided_on").get(pk=case.pk)

    talk = services.recheck_talk(
        talk=talk, text="已定人，进度赶上。", rechecked_on=LATER, by=scene.by, on=LATER
    )

    duty.refresh_from_db()
    assert (talk.state, duty.state, duty.met_on) == (Talk.State.CHECKED, Duty.State.MET, LATER)
    assert Case.objects.values("state", "filed_on", "decided_on").get(pk=case.pk) == before
    assert not case.respondents.get().findings.exists()
    assert the_entry("talk.held").threads == [f"talk:{talk.pk}", f"case:{case.pk}"]


@pytest.mark.clause("S2-009")
def test_where_the_plan_has_a_clock_a_talk_is_looked_at_again_within_it(
    scene: TrackScene,
) -> None:
    district = UnitFactory.create(name="清江区")
    adoption = put_in_force("s2-district-routine-appraisal", district, scene.team.clerk, {})
    deputy = PostFactory.create(unit=scene.root, kind=Post.Kind.LEADER, title="副市长")
    in_charge = TenureFactory.create(post=deputy).person
    talk = scene.called(adoption=adoption, attendees=[scene.official, in_charge])
    assert talk.number == "督查约谈〔2026〕1号"

    with nothing_changes(), pytest.raises(services.BadDay):
        held(scene, talk, recheck_on=DAY + timedelta(days=400))
    held(scene, talk)

    duty = Duty.objects.get(subject=f"talk:{talk.pk}")
    assert (duty.code, duty.owner_person) == ("interview_recheck", talk.talker)
    assert talk.attendees.count() == 2
    slips = Paper.objects.filter(subject=f"talk:{talk.pk}").order_by("pk")
    assert [one.slip for one in slips] == ["interview_call", "interview_record"]
    assert not Respondent.objects.exists()

    services.recheck_talk(talk=talk, text="已改正。", rechecked_on=LATER, by=scene.by, on=LATER)
    duty.refresh_from_db()
    assert (duty.state, duty.met_on) == (Duty.State.MET, LATER)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"reason": ""}, services.Incomplete, id="no reason"),
        pytest.param({"with_unit": None}, services.Incomplete, id="with nobody"),
        pytest.param({"day": DAY - timedelta(days=1)}, services.BadDay, id="for yesterday"),
        pytest.param({"with_unit": None, "with_person": "self"}, services.NotTheirPower, id="self"),
    ],
)
def test_what_is_no_talk_is_not_called(
    scene: TrackScene, changes: dict[str, Any], why: type[Refusal]
) -> None:
    if changes.get("with_person") == "self":
        changes = {**changes, "with_person": scene.team.leader.person}

    with nothing_changes(), pytest.raises(why):
        scene.called(**changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"held_on": DAY - timedelta(days=1)}, services.BadDay, id="before the call"),
        pytest.param({"held_on": LATER}, services.BadDay, id="after today"),
        pytest.param({"recheck_on": DAY}, services.BadDay, id="looked at again at once"),
        pytest.param({"recheck_on": None}, services.Incomplete, id="agreed, never looked at"),
        pytest.param({"record": " "}, services.Incomplete, id="no record"),
    ],
)
def test_a_talk_is_entered_whole(
    scene: TrackScene, changes: dict[str, Any], why: type[Refusal]
) -> None:
    talk = scene.called()

    with nothing_changes(), pytest.raises(why):
        held(scene, talk, **changes)


def test_a_talk_is_not_looked_at_before_it_was_held_nor_called_off_after(scene: TrackScene) -> None:
    talk = scene.called()
    with nothing_changes(), pytest.raises(services.NotNow):
        services.recheck_talk(talk=talk, text="好", rechecked_on=DAY, by=scene.by, on=DAY)
    held(scene, talk)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.cancel_talk(talk=talk, reason="改期", by=scene.by, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        held(scene, talk)

    other = scene.called()
    services.cancel_talk(talk=other, reason="对方出差，另定日期。", by=scene.by, on=DAY)
    other.refresh_from_db()
    assert other.state == Talk.State.CANCELLED


# ── oversight ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4f-035")
def test_an_organ_that_is_asked_owes_its_answer_by_the_plans_clock(scene: TrackScene) -> None:
    row = scene.asked()

    duty = Duty.objects.get(subject=f"oversight:{row.pk}")
    assert (duty.code, duty.owner_unit) == ("inquiry_answer", scene.bureau)
    assert row.answer_by == duty.due_on == DAY + timedelta(days=30)

    services.answer_oversight(
        oversight=row, text="已清理完毕。", answered_on=LATER, by=scene.by, on=LATER
    )
    duty.refresh_from_db()
    assert (duty.state, duty.met_on) == (Duty.State.MET, LATER)


@pytest.mark.clause("S4f-035")
def test_what_is_not_answered_in_time_is_listed(scene: TrackScene) -> None:
    late, answered = scene.asked(), scene.asked()
    services.answer_oversight(
        oversight=answered, text="已答复。", answered_on=DAY, by=scene.by, on=DAY
    )
    rows = oversights(standing_of(scene))

    assert late.answer_by
    assert list(unanswered(rows, late.answer_by)) == []
    assert list(unanswered(rows, late.answer_by + timedelta(days=1))) == [late]


@pytest.mark.clause("S4f-034")
def test_a_special_inquiry_is_reported_on_by_the_day_that_was_set(scene: TrackScene) -> None:
    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.asked(kind=Oversight.Kind.SPECIAL_INQUIRY)

    row = scene.asked(kind=Oversight.Kind.SPECIAL_INQUIRY, answer_by=LATER)

    duty = Duty.objects.get(subject=f"oversight:{row.pk}")
    assert (duty.owner_unit, duty.due_on) == (scene.bureau, LATER)


@pytest.mark.clause("S4f-037")
def test_a_motion_changes_nothing_before_it_is_carried_and_then_only_says_so(
    scene: TrackScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []

    def follow(row: Any, by: Any, on: Any) -> None:
        heard.append(row)

    monkeypatch.setattr(ended, "_follows", [follow])
    row = scene.asked(kind=Oversight.Kind.REMOVAL_MOTION, person=scene.official)
    tenures = list(Tenure.objects.order_by("pk").values())
    assert [one.reference for one in waiting.waiting_for(standing_of(scene), DAY)] == [
        f"oversight:{row.pk}"
    ]
    assert heard == []

    with nothing_changes(), pytest.raises(services.Incomplete):
        settle(scene, row, votes_for=None)
    with nothing_changes(), pytest.raises(services.Incomplete):
        settle(scene, row, votes_for=60)
    settle(scene, row)

    row.refresh_from_db()
    assert (row.state, row.votes_for, row.votes_cast) == (Oversight.State.ADOPTED, 40, 51)
    assert heard == [row]
    assert list(Tenure.objects.order_by("pk").values()) == tenures
    with nothing_changes(), pytest.raises(services.NotNow):
        settle(scene, row)


def settle(scene: TrackScene, row: Oversight, **changes: Any) -> Oversight:
    return services.settle_oversight(
        **{
            "oversight": row,
            "state": Oversight.State.ADOPTED,
            "closed_on": DAY,
            "votes_for": 40,
            "votes_cast": 51,
            "by": scene.by,
            "on": DAY,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"of_unit": None}, services.Incomplete, id="no organ"),
        pytest.param({"text": ""}, services.Incomplete, id="no words"),
        pytest.param({"received_on": LATER}, services.BadDay, id="not come yet"),
        pytest.param({"answer_by": DAY - timedelta(days=1)}, services.BadDay, id="due before"),
        pytest.param({"kind": Oversight.Kind.REMOVAL_MOTION}, services.Incomplete, id="nobody"),
    ],
)
def test_what_is_not_whole_is_not_registered(
    scene: TrackScene, changes: dict[str, Any], why: type[Refusal]
) -> None:
    with nothing_changes(), pytest.raises(why):
        scene.asked(**changes)


def test_an_answer_comes_after_the_question_and_once(scene: TrackScene) -> None:
    row = scene.asked()
    with nothing_changes(), pytest.raises(services.BadDay):
        services.answer_oversight(
            oversight=row, text="答", answered_on=DAY - timedelta(days=1), by=scene.by, on=DAY
        )
    with nothing_changes(), pytest.raises(services.NotNow):
        settle(scene, row)
    services.answer_oversight(oversight=row, text="答", answered_on=DAY, by=scene.by, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.answer_oversight(oversight=row, text="答", answered_on=DAY, by=scene.by, on=DAY)
    settle(scene, row, votes_for=None, votes_cast=None)
