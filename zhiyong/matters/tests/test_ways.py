"""The plan's ways of handling: the duties of each are opened and met; quick direct handling."""

from datetime import timedelta
from typing import Any

import pytest

from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.duties.services import tick
from zhiyong.intake.tests.factories import DAY, Named
from zhiyong.matters import plan, services
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors import lying_still
from zhiyong.matters.tests.checks import nothing_changes, owed, the_entry
from zhiyong.matters.tests.factories import (
    ASSIGN,
    DIRECT,
    QUICK,
    TRANSFER,
    Scene,
    agree,
    judge,
    running,
    write,
)
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import the_pack
from zhiyong.rules.pack import find_packs, load_pack

LATER = DAY + timedelta(days=1)


def duties(matter: Matter) -> dict[str, Duty]:
    """Return what was ever owed on a matter and its complaint, by the clock; the first of each."""
    subjects = [f"matter:{matter.pk}", f"complaint:{matter.complaint_id}"]
    rows = Duty.objects.filter(subject__in=subjects).order_by("-pk")
    return {duty.code: duty for duty in rows}


def quick(scene: Scene, **changes: Any) -> Matter:
    said: dict[str, Any] = {
        "complaint": changes.get("complaint") or scene.complaint(),
        "mode": QUICK,
        "handling_unit": scene.office.unit,
        "handler": scene.office.person,
        "declared_none": True,
        "by": scene.office.clerk,
        "on": DAY,
        **changes,
    }
    made = services.assign(**said)
    assert isinstance(made, Matter)
    return made


@pytest.mark.clause("S3-115")
@pytest.mark.parametrize("mode", [DIRECT, ASSIGN, TRANSFER])
def test_each_duty_of_a_way_is_opened_for_whom_the_plan_says_and_met(
    scene: Scene, mode: str
) -> None:
    matter = scene.called_back(mode)
    way = plan.way_of(matter)
    found = duties(matter)
    owners = {"receiving_body": scene.office.unit, "handling_unit": matter.handling_unit}
    clocks = {one.id: one for one in pack_of(matter.adoption).clocks}

    for duty in way.duties:
        if duty.clock is None or clocks[duty.clock].nature == "window":
            continue
        opened = found[duty.clock]
        assert opened.state == "MET", duty.id
        assert opened.owner_unit in [owners[party] for party in duty.by], duty.id


@pytest.mark.clause("S3-136")
def test_the_duties_of_supervision_are_opened_and_met(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)
    approval = services.supervise(
        matter=matter, text="临期未反馈。", by=scene.office.supervisor, on=DAY
    )
    agree(approval, scene.office)
    duty = duties(matter)["supervision_answer"]
    assert (duty.owner_unit, duty.state) == (scene.other.unit, "OPEN")

    services.answer_supervision(matter=matter, text="已完成。", by=scene.other.handler, on=LATER)

    duty.refresh_from_db()
    assert duty.state == "MET"


def test_quick_direct_handling_names_the_handler_in_the_same_act_on_its_own_clocks(
    scene: Scene,
) -> None:
    matter = quick(scene)

    assert (matter.state, matter.handler) == (Matter.State.HANDLING, scene.office.person)
    assert matter.recusal_checks.get().person == scene.office.person
    assert owed(matter) == {"sign_for": "MET", "quick_action": "OPEN", "quick_reply": "OPEN"}
    found = duties(matter)
    assert found["quick_action"].owner_person == scene.office.person
    assert found["quick_action"].due_on == DAY + timedelta(days=1)
    assert found["reply"].owner_person == scene.office.person


def test_it_is_acted_on_answered_by_the_short_chain_and_met(scene: Scene) -> None:
    matter = quick(scene)
    services.act_first(
        matter=matter, text="十时到窗口，无人在岗。", by=scene.office.handler, on=DAY
    )
    assert owed(matter)["quick_action"] == "MET"
    assert "无人" not in str(the_entry("matter.acted").facts)
    write(matter, scene.office)
    services.submit_outcome(matter=matter, by=scene.office.handler, on=DAY)
    approval = running(matter)
    assert approval.chain == "quick_reply"
    assert [one.role for one in approval.steps.order_by("order")] == ["handler", "leader"]

    agree(approval, scene.office)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REPLIED
    assert owed(matter)["quick_reply"] == "MET"
    assert duties(matter)["reply"].state == "MET"
    with nothing_changes(), pytest.raises(services.WrongCaller):
        services.call_back(
            matter=matter,
            reached=True,
            satisfaction="SATISFIED",
            remark="",
            by=scene.office.leader,
            on=DAY,
        )


def test_never_without_the_recusal_check(scene: Scene) -> None:
    unsaid = scene.complaint()
    with nothing_changes(), pytest.raises(services.MustRecuse):
        quick(scene, complaint=unsaid, declared_none=False)

    named = scene.complaint(named=(Named(name="甲"),))
    named.named.update(person=scene.office.person)
    with nothing_changes(), pytest.raises(services.BadAssignment):
        quick(scene, complaint=named)


def test_never_without_a_handler_a_first_action_and_a_reply(scene: Scene) -> None:
    complaint = scene.complaint()
    with nothing_changes(), pytest.raises(services.Incomplete):
        quick(scene, complaint=complaint, handler=None)
    matter = quick(scene, complaint=complaint)
    write(matter, scene.office)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.submit_outcome(matter=matter, by=scene.office.handler, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.close(matter=matter, by=scene.office.clerk, on=DAY)


def test_a_first_action_once_by_the_handler_in_this_way_only(scene: Scene) -> None:
    matter = quick(scene)
    with nothing_changes(), pytest.raises(services.NotTheHandler):
        services.act_first(matter=matter, text="到窗口。", by=scene.office.clerk, on=DAY)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.act_first(matter=matter, text=" ", by=scene.office.handler, on=DAY)
    services.act_first(matter=matter, text="到窗口。", by=scene.office.handler, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.act_first(matter=matter, text="再到。", by=scene.office.handler, on=DAY)
    direct = scene.in_handling(DIRECT)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.act_first(matter=direct, text="到窗口。", by=scene.office.handler, on=DAY)


def test_a_first_action_that_is_late_goes_up(scene: Scene) -> None:
    matter = quick(scene)

    for n in range(2, 12):
        tick(on=DAY + timedelta(days=n))

    assert duties(matter)["quick_action"].escalation_step == 3


@pytest.mark.clause("S1-049")
def test_the_district_plan_has_the_way_with_its_clock_that_goes_one_level_up() -> None:
    pack = load_pack(find_packs()["s1-district-service-difficulty"])
    (way,) = [one for one in plan.ways(pack) if one.quick]

    assert way.clock is not None
    clock = pack.clock(way.clock)
    assert (clock.from_, clock.met_by, clock.escalation) == (
        plan.FAST_TRACKED,
        plan.ACTED,
        "upwards",
    )


# ── verdicts, closing, lying still ────────────────────────────────────────────────────────


@pytest.mark.clause("S3-117", "S3-137")
def test_a_verdict_counts_for_the_unit_and_somebody_else_gives_it(scene: Scene) -> None:
    matter = scene.reported()
    for own in (scene.other.handler, scene.other.leader):
        with nothing_changes(), pytest.raises(services.OwnWork):
            judge(matter, own)

    made = judge(
        matter,
        scene.office.supervisor,
        verdict="good_with_remarks",
        failed=["answers_all"],
        reason="未逐项答复。",
    )

    assert (made.unit, made.effect, made.failed) == (scene.other.unit, "remarks", ["answers_all"])
    entry = the_entry("matter.judged")
    assert entry.facts == {"verdict": "good_with_remarks", "round": 1, "failed": 1}
    with nothing_changes(), pytest.raises(services.NotNow):
        judge(matter, scene.office.clerk)


def test_a_verdict_that_sends_back_begins_a_new_round(scene: Scene) -> None:
    matter = scene.reported()

    judge(
        matter,
        scene.office.supervisor,
        verdict="poor",
        failed=["facts_clear", "heard"],
        reason="未听取当事人说明。",
    )

    matter.refresh_from_db()
    assert (matter.state, matter.round) == (Matter.State.HANDLING, 2)
    assert owed(matter)["assignment_report"] == "OPEN"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"verdict": "splendid"}, services.Incomplete),
        ({"verdict": "poor", "failed": ["heard"]}, services.Incomplete),
        ({"verdict": "poor", "reason": "不清。"}, services.Incomplete),
        ({"verdict": "good_with_remarks"}, services.Incomplete),
        ({"failed": ["style"]}, services.Incomplete),
    ],
)
def test_a_verdict_that_cannot_be_changes_nothing(
    scene: Scene, changes: dict[str, Any], error: type[Exception]
) -> None:
    matter = scene.reported()
    with nothing_changes(), pytest.raises(error):
        judge(matter, scene.office.supervisor, **changes)


def test_what_is_answered_is_judged_yet_not_sent_back(scene: Scene) -> None:
    matter = scene.called_back(ASSIGN)
    with nothing_changes(), pytest.raises(services.NotNow):
        judge(matter, scene.office.supervisor, verdict="poor", failed=["heard"], reason="未听取。")
    direct = scene.called_back(DIRECT)
    with nothing_changes(), pytest.raises(services.NotNow):
        judge(direct, scene.office.supervisor)


def test_nothing_assigned_is_closed_without_a_verdict(scene: Scene) -> None:
    matter = scene.called_back(ASSIGN)
    with nothing_changes(), pytest.raises(services.NotNow, match="评判"):
        services.close(matter=matter, by=scene.office.clerk, on=DAY)

    judge(matter, scene.office.supervisor)

    services.close(matter=matter, by=scene.office.clerk, on=DAY)
    matter.refresh_from_db()
    assert matter.state == Matter.State.CLOSED


def without_cause(scene: Scene) -> Matter:
    matter = scene.called_back()
    matter.outcomes.update(system_cause="", no_cause="")
    return matter


@pytest.mark.clause("S3-136")
def test_nothing_is_closed_without_a_cause_in_the_system_or_a_reason(scene: Scene) -> None:
    matter = without_cause(scene)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.close(matter=matter, by=scene.office.clerk, on=DAY)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.close(
            matter=matter, by=scene.office.clerk, on=DAY, system_cause="无顶岗。", no_cause="无。"
        )

    services.close(matter=matter, by=scene.office.clerk, on=DAY, no_cause="个别人员疏忽。")

    assert matter.outcomes.get().no_cause == "个别人员疏忽。"
    assert the_entry("matter.cause_named").commitments


def test_a_matter_that_lies_still_is_shown_to_others_than_its_handler(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    for account in (scene.office.supervisor, scene.office.leader, scene.other.section_head):
        assert account.person_id != matter.handler_id
        found = lying_still(standing_of(account, LATER), LATER)
        assert list(found) == [matter]


def test_the_pack_says_what_every_verdict_does() -> None:
    effects = [one.effect for one in the_pack().quality_verdicts]
    assert effects == ["accepts", "remarks", "sends_back"]
