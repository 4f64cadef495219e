"""The way of an item: entered, planned, approved, done, looked at, struck off, opened again."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.files.tests import samples
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.rectification import plan, services
from zhiyong.rectification.models import Check, Item, Milestone, Move, Progress, SlowNotice
from zhiyong.rectification.offers import offers
from zhiyong.rectification.tests.factories import (
    DAY,
    STATED,
    Scene,
    an_item,
    checked,
    handed_in,
    make_scene,
)
from zhiyong.shell.access import Role

State = Item.State


def verbs(item: Item) -> list[str]:
    rows = Entry.objects.filter(subject=f"rectification_item:{item.pk}").order_by("pk")
    return [row.verb for row in rows]


def owed(item: Item, code: str = "rectification") -> Duty:
    return Duty.objects.filter(subject=f"rectification_item:{item.pk}", code=code).latest("pk")


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("after.jpg", samples.picture(), "image/jpeg")


# ── entering ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-045")
def test_an_item_is_numbered_and_owed_by_its_day(scene: Scene) -> None:
    item = an_item(scene)

    assert item.number == "2026-001"
    assert item.state == State.RUNNING
    assert owed(item).due_on == date(2026, 5, 8)
    assert owed(item).owner_unit == scene.bureau
    assert verbs(item) == ["rectification.registered"]
    assert not Entry.objects.filter(facts__icontains="排队").exists()


@pytest.mark.clause("S0-041")
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("leader_name", "分管领导"),
        ("owner_name", "具体责任"),
        ("priority", "轻重缓急"),
        ("goal", "整改目标"),
    ],
)
def test_an_item_with_a_gap_does_not_begin(scene: Scene, name: str, label: str) -> None:
    values = {key: said for key, said in STATED["values"].items() if key != name}
    names = {one: "" if one == name else STATED[one] for one in ("leader_name", "owner_name")}
    item = an_item(scene, values=values, **names)
    assert item.state == State.REGISTERED

    with pytest.raises(services.FieldsMissing, match=label):
        services.plan_item(
            item=item,
            mode="immediate",
            promised_on=date(2026, 5, 8),
            cause=item.cause,
            measure=item.measure,
            values=values,
            by=scene.liaison,
            on=DAY,
        )

    item.refresh_from_db()
    assert item.state == State.REGISTERED


@pytest.mark.clause("S0-077")
def test_what_names_no_class_is_put_right_at_once(scene: Scene) -> None:
    item = an_item(
        scene, found_on=date(2026, 5, 1), promised_on=None, cause="", measure="", values={}
    )

    assert item.mode == "immediate"
    assert item.state == State.REGISTERED
    assert item.due_on == owed(item).due_on == date(2026, 5, 8)


@pytest.mark.clause("S0-040")
def test_the_ledger_keeps_where_problems_came_from(scene: Scene) -> None:
    for _each in range(5):
        an_item(scene, source="carry_over")
    own = an_item(scene, source="self_check")

    rows = Item.objects.filter(source="carry_over")
    assert rows.count() == 5
    assert own.found_by_itself
    assert not rows.filter(found_by_itself=True).exists()


def test_a_source_and_a_class_are_those_of_the_plan(scene: Scene) -> None:
    with pytest.raises(services.Incomplete):
        an_item(scene, source="rumour")
    with pytest.raises(services.Incomplete):
        an_item(scene, mode="some_day")

    assert not Item.objects.exists()
    assert not Entry.objects.filter(verb="rectification.registered").exists()


def test_many_are_entered_together_or_none(scene: Scene) -> None:
    new = services.NewItem(scene.bureau, "一", DAY, source="opinions")
    wrong = services.NewItem(scene.bureau, " ", DAY)

    with pytest.raises(services.Incomplete):
        services.register_items(
            adoption=scene.adoption, items=[new, wrong], by=scene.office, on=DAY
        )
    assert not Item.objects.exists()
    made = services.register_items(
        adoption=scene.adoption, items=[new] * 25, by=scene.office, on=DAY
    )

    assert [made[0].number, made[24].number] == ["2026-001", "2026-025"]
    assert Duty.objects.filter(code="rectification").count() == 25
    assert scene.liaison
    services.register_items(adoption=scene.adoption, items=[new] * 25, by=scene.office, on=DAY)
    told = Notice.objects.filter(template__startswith="rectification.registered")
    assert {row.template for row in told} == {"rectification.registered_many"}


# ── planning ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-036")
def test_a_plan_without_the_root_cause_is_refused_by_its_name(scene: Scene) -> None:
    item = an_item(scene, values={}, measure="", cause="")
    values = {**STATED["values"]}
    del values["root_cause"]

    with pytest.raises(services.FieldsMissing, match="根源") as refused:
        services.plan_item(
            item=item,
            mode="immediate",
            promised_on=date(2026, 5, 8),
            cause="窗口人手不足",
            measure="增设",
            values=values,
            by=scene.liaison,
            on=DAY,
        )

    assert "root_cause" in refused.value.fields
    item.refresh_from_db()
    assert item.state == State.REGISTERED


@pytest.mark.clause("S0-078")
def test_a_time_limit_needs_a_reason_a_day_and_the_leader(scene: Scene) -> None:
    leader = scene.leader
    said = {**STATED, "mode": "time_limited"}
    with pytest.raises(services.FieldsMissing):
        an_item(scene, **{**said, "promised_on": None})
    with pytest.raises(services.FieldsMissing, match="客观制约因素"):
        an_item(scene, **said)
    values = {**STATED["values"], "objective_reason": "楼宇正在施工"}
    item = an_item(scene, **{**said, "values": values, "promised_on": date(2026, 6, 30)})

    assert item.state == State.IN_APPROVAL
    assert Notice.objects.filter(person=leader.person, template="rectification.to_approve")
    with pytest.raises(services.NotTheirs):
        services.approve(item=item, by=scene.liaison, on=DAY)
    services.approve(item=item, by=leader, on=DAY)
    item.refresh_from_db()
    assert item.state == State.RUNNING
    assert verbs(item)[-1] == "rectification.approved"


def test_nobody_approves_their_own_plan(scene: Scene) -> None:
    item = an_item(scene, values={}, measure="")
    services.plan_item(
        item=item,
        mode="time_limited",
        promised_on=date(2026, 6, 30),
        cause="一",
        measure="二",
        values={**STATED["values"], "objective_reason": "施工"},
        by=scene.leader,
        on=DAY,
    )

    with pytest.raises(services.SameHand):
        services.approve(item=item, by=scene.leader, on=DAY)
    services.send_back(item=item, reason="措施不具体", by=scene.who(Role.LEADER, n=2), on=DAY)
    item.refresh_from_db()
    assert item.state == State.REGISTERED
    assert Progress.objects.get().text == "措施不具体"


@pytest.mark.clause("S0-042")
def test_days_in_between_are_owed_one_by_one(scene: Scene) -> None:
    nodes = ["2026-05-10", "2026-06-10"]
    item = an_item(scene, values={**STATED["values"], "nodes": nodes})
    first, second = Milestone.objects.order_by("day")

    services.reach_milestone(milestone=first, reached_on=DAY, by=scene.liaison, on=DAY)

    assert owed(item, "rectification_milestone_20260510").state == Duty.State.MET
    assert owed(item, "rectification_milestone_20260610").due_on == second.day
    with pytest.raises(services.NotNow):
        services.reach_milestone(milestone=first, reached_on=DAY, by=scene.liaison, on=DAY)


# ── moving the promise ────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4g-008")
def test_a_promise_is_moved_with_the_reason_and_counted(db: None) -> None:
    scene = make_scene("s4g-survey-team")
    said = {"mode": "hard", "source": "", "cause": "", "measure": "", "leader_name": ""}
    with pytest.raises(services.FieldsMissing, match="承诺时间"):
        an_item(scene, **{**said, "values": {"reason": "一", "plan": "二"}, "promised_on": None})
    item = an_item(
        scene,
        **{**said, "values": {"reason": "一", "plan": "二"}, "promised_on": date(2026, 11, 15)},
    )

    move = services.ask_move(
        item=item, to_on=date(2026, 11, 30), reason="等待验收", by=scene.liaison, on=DAY
    )
    with pytest.raises(services.NotTheirs):
        services.answer_move(
            move=move,
            granted=True,
            by=scene.liaison,
            standing=scene.standing(scene.liaison),
            on=DAY,
        )
    services.answer_move(
        move=move, granted=True, by=scene.office, standing=scene.standing(scene.office), on=DAY
    )

    item.refresh_from_db()
    assert (item.promised_on, item.due_on, item.moved) == (
        date(2026, 11, 15),
        date(2026, 11, 30),
        1,
    )
    assert owed(item).due_on == date(2026, 11, 30)
    assert Move.objects.get().state == Move.State.GRANTED
    assert verbs(item)[-1] == "rectification.moved"


def test_the_plan_says_whether_a_promise_moves_at_all(scene: Scene) -> None:
    item = an_item(scene)

    with pytest.raises(services.NotExtendable, match="S0-077"):
        services.ask_move(
            item=item, to_on=date(2026, 7, 1), reason="再等等", by=scene.liaison, on=DAY
        )
    assert not Move.objects.exists()


# ── done, looked at, struck off ───────────────────────────────────────────────────────────


@pytest.mark.clause("S0-045", "S0-076")
def test_it_is_struck_off_by_somebody_else_with_evidence(scene: Scene) -> None:
    item = handed_in(scene)
    assert owed(item).state == Duty.State.MET

    with pytest.raises(services.FieldsMissing, match="完成证据"):
        checked(scene, item)
    with pytest.raises(services.NotTheirs):
        checked(scene, item, by=scene.liaison)
    item.refresh_from_db()
    assert item.state == State.HANDED_IN
    item = checked(scene, item, files=[picture()])

    assert item.state == State.STRUCK_OFF
    assert item.struck_on == date(2026, 5, 8)
    assert verbs(item)[-2:] == ["rectification.accepted", "rectification.struck_off"]


@pytest.mark.clause("S0-076")
def test_who_did_the_work_never_accepts_it(scene: Scene) -> None:
    office = scene.office
    item = an_item(scene)
    services.report_progress(item=item, text="窗口已设", by=office, on=DAY, after=[picture()])
    item = handed_in(scene, item)

    with pytest.raises(services.SameHand):
        checked(scene, item)
    assert checked(scene, item, by=scene.who(Role.SUPERVISOR, scene.root)).state == "STRUCK_OFF"


def test_a_body_of_the_plan_does_not_judge_its_own_items(scene: Scene) -> None:
    body = scene.bodies["city_office"]
    keeper = scene.who(Role.OFFICE, body)
    item = an_item(scene, unit=body)
    liaison = scene.who(Role.UNIT_LIAISON, body)
    item = services.hand_in(item=item, text="已改", done_on=DAY, by=liaison, on=DAY)
    on = date(2026, 5, 8)

    assert "check" not in {one.key for one in offers(item, scene.standing(keeper, on), on)}
    with pytest.raises(services.SameHand):
        checked(scene, item, by=keeper)

    item.refresh_from_db()
    assert item.state == State.HANDED_IN
    assert not Check.objects.exists()


def test_a_unit_withdraws_only_what_it_found_itself(scene: Scene) -> None:
    theirs = an_item(scene)
    own = an_item(scene, by=scene.liaison, source="", found_by_itself=True)

    def may_withdraw(item: Item, who: Account) -> bool:
        return "withdraw" in {one.key for one in offers(item, scene.standing(who), DAY)}

    assert not may_withdraw(theirs, scene.liaison)
    assert may_withdraw(theirs, scene.office)
    assert may_withdraw(own, scene.liaison)


def test_a_notice_is_about_a_problem_of_the_unit_itself(scene: Scene) -> None:
    item = an_item(scene)
    ladder = plan.ladder_of(scene.adoption)
    assert ladder is not None

    with pytest.raises(services.NotTheirs):
        services.issue_notice(
            adoption=scene.adoption,
            step=ladder.steps[0].id,
            unit=scene.other,
            text="请抓紧整改",
            issuer=scene.root,
            subject=item,
            by=scene.office,
            on=DAY,
        )
    assert not SlowNotice.objects.exists()


def test_what_is_not_accepted_goes_on(scene: Scene) -> None:
    item = checked(scene, handed_in(scene), passed=False)

    assert item.state == State.RUNNING
    assert owed(item).state == Duty.State.OPEN
    assert verbs(item)[-1] == "rectification.not_accepted"


@pytest.mark.clause("S0-076")
def test_an_item_that_is_opened_again_keeps_its_rounds(scene: Scene) -> None:
    item = checked(scene, handed_in(scene), files=[picture()])
    on = date(2026, 6, 1)

    with pytest.raises(services.Incomplete):
        services.reopen_item(
            item=item,
            reason=" ",
            due_on=date(2026, 6, 20),
            by=scene.office,
            standing=scene.standing(scene.office, on),
            on=on,
        )
    services.reopen_item(
        item=item,
        reason="回访发现窗口又关了",
        due_on=date(2026, 6, 20),
        by=scene.office,
        standing=scene.standing(scene.office, on),
        on=on,
    )

    item.refresh_from_db()
    assert (item.state, item.cycle, item.struck_on) == (State.RUNNING, 2, None)
    assert item.checks.count() == 1
    assert owed(item).due_on == date(2026, 6, 20)


@pytest.mark.clause("S4g-009")
def test_closing_names_what_became_of_matter_and_person(db: None) -> None:
    scene = make_scene("s4g-survey-team")
    item = an_item(scene, mode="solvable", source="", promised_on=None, values={}, leader_name="")
    item = handed_in(scene, item)

    with pytest.raises(services.FieldsMissing, match="处理人"):
        checked(scene, item, values={"replied": True, "matter": "已解决"})
    item = checked(scene, item, values={"replied": True, "matter": "已解决", "person": "批评教育"})
    assert item.state == State.STRUCK_OFF


def test_the_earlier_promise_is_remembered(scene: Scene) -> None:
    from zhiyong.rectification.selectors import chain_of

    first = an_item(scene)
    again = an_item(scene, recurs=first)
    third = an_item(scene, recurs=again)

    assert chain_of(third) == chain_of(first) == [first, again, third]
    with pytest.raises(services.Incomplete):
        an_item(scene, unit=scene.other, recurs=first)


def test_the_rule_is_made_after_the_repair(scene: Scene) -> None:
    item = an_item(scene, rule_due_on=date(2026, 7, 1))
    item = checked(scene, handed_in(scene, item), files=[picture()])
    assert owed(item, "rectification_rule").state == Duty.State.OPEN

    rule = services.enter_rule(
        adoption=scene.adoption,
        unit=scene.bureau,
        item=item,
        title="窗口轮班办法",
        made_on=date(2026, 6, 1),
        from_on=date(2026, 6, 1),
        review_on=date(2027, 6, 1),
        by=scene.liaison,
        on=date(2026, 6, 2),
    )

    assert owed(item, "rectification_rule").state == Duty.State.MET
    review = Duty.objects.get(subject=f"made_rule:{rule.pk}")
    assert review.due_on == date(2027, 6, 1)
    services.review_rule(
        rule=rule,
        keeps=True,
        found="仍有用",
        next_on=date(2028, 6, 1),
        by=scene.liaison,
        on=date(2027, 5, 20),
    )
    assert Duty.objects.filter(subject=f"made_rule:{rule.pk}", state="OPEN").count() == 1
    with pytest.raises(services.BadDay):
        services.enter_rule(
            adoption=scene.adoption,
            unit=scene.bureau,
            title="还没写",
            made_on=date(2030, 1, 1),
            from_on=date(2030, 1, 1),
            review_on=date(2031, 1, 1),
            by=scene.liaison,
            on=DAY,
        )


def test_what_was_entered_in_error_stays_with_the_reason(scene: Scene) -> None:
    item = an_item(scene)
    services.withdraw_item(item=item, reason="重复登记", by=scene.office, on=DAY)

    item.refresh_from_db()
    assert (item.state, item.withdrawn_why) == (State.WITHDRAWN, "重复登记")
    assert owed(item).state == Duty.State.VOID
    with pytest.raises(services.NotNow):
        services.withdraw_item(item=item, reason="再来", by=scene.office, on=DAY)


@pytest.mark.clause("S4b-002")
def test_the_aim_is_filled_in_from_the_fault(db: None) -> None:
    scene = make_scene("s4b-bridge-bureau")
    lazy = "lan_work"
    item = an_item(
        scene, source="", category=lazy, leader_name="", values={}, promised_on=date(2026, 6, 1)
    )

    assert item.values["aim"] == "提效"
    assert item.state == State.RUNNING


@pytest.mark.clause("S4i-038")
def test_findings_of_the_city_inspection_are_items(db: None) -> None:
    scene = make_scene("s4i-audit-bureau")
    services.register_items(
        adoption=scene.adoption,
        items=[
            services.NewItem(scene.bureau, text, DAY, source="city") for text in ("一", "二", "三")
        ],
        by=scene.office,
        on=DAY,
    )

    assert Item.objects.filter(source="city", found_by_itself=False).count() == 3


@pytest.mark.clause("S1-031", "S1-035")
def test_the_result_is_stated_at_the_end(db: None) -> None:
    scene = make_scene("s1-district-service-difficulty")
    item = an_item(
        scene,
        source="daily",
        mode="by_proposal",
        values={"plan": "整改方案"},
        leader_name="",
        promised_on=date(2026, 5, 10),
    )
    assert item.state == State.RUNNING
    with pytest.raises(services.FieldsMissing, match="整改情况"):
        handed_in(scene, item)
    services.hand_in(
        item=item,
        text="已整改",
        done_on=date(2026, 5, 11),
        values={"result": "窗口已增设"},
        by=scene.liaison,
        on=date(2026, 5, 11),
    )
    with pytest.raises(services.FieldsMissing, match="成效方面"):
        an_item(
            scene,
            source="",
            mode="weak_point",
            values={},
            leader_name="",
            promised_on=date(2026, 5, 20),
        )
    weak = an_item(
        scene,
        source="",
        mode="weak_point",
        values={"dimension": "办事效率"},
        leader_name="",
        promised_on=date(2026, 5, 20),
    )
    assert weak.state == State.RUNNING
