"""The answer: drafted by those who hear it, decided by head or meeting, never heavier."""

from datetime import timedelta

import pytest

from zhiyong.appeals import services
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.tests.checks import nothing_changes, owed, the_entry
from zhiyong.appeals.tests.factories import ANSWER, FILED, HEARD, Hall, draft
from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.directory.tests.factories import account_with
from zhiyong.meetings.models import Item, Vote
from zhiyong.meetings.tests.factories import pass_item
from zhiyong.notices.models import Notice
from zhiyong.rules.consequences import Chosen
from zhiyong.shell.access import Role


@pytest.mark.clause("S3-128", "S3-129")
def test_upheld_the_decision_stands_and_the_answer_is_issued(hall: Hall) -> None:
    decision = hall.decision()
    before = list(Entry.objects.order_by("pk").values())

    appeal = hall.answered("upheld", decision=decision)

    assert (appeal.state, appeal.effect, appeal.answered_on) == ("ANSWERED", "stands", HEARD)
    assert list(Entry.objects.order_by("pk").values()) == before
    decision.refresh_from_db()
    assert (decision.state, decision.version) == (Decision.State.MADE, 1)
    assert appeal.paper is not None
    assert appeal.paper.slip == "appeal_answer"
    assert ANSWER in appeal.paper.data["paragraphs"]
    assert owed(appeal)["appeal_answer"][0] == "MET"
    assert the_entry("appeal.answered").facts["effect"] == "stands"
    notices = DecisionNotice.objects.filter(about=f"appeal:{appeal.pk}")
    assert hall.scene.person in [one.person for one in notices]
    assert any(one.unit for one in notices)
    assert Notice.objects.filter(person=hall.scene.person, template="appeal.answered").exists()


@pytest.mark.clause("S3-129")
def test_is_not_closed_before_the_appellant_has_the_answer(hall: Hall) -> None:
    appeal = hall.answered("upheld")

    with nothing_changes(), pytest.raises(services.Incomplete, match="卫长庚") as refusal:
        services.close(appeal=appeal, by=hall.clerk, on=HEARD)
    assert refusal.value.basis is not None
    assert "S3-129" in refusal.value.basis.ids

    hall.told(appeal)
    services.close(appeal=appeal, by=hall.clerk, on=HEARD)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.notified_on, appeal.closed_on) == ("CLOSED", HEARD, HEARD)
    the_entry("appeal.notified")
    the_entry("appeal.closed")


def test_the_appellant_confirms_the_answer_signed_in(hall: Hall) -> None:
    appeal = hall.answered("upheld")

    with nothing_changes(), pytest.raises(services.NotNow):
        services.acknowledge(appeal=appeal, by=hall.clerk, on=HEARD)
    services.acknowledge(appeal=appeal, by=hall.own, on=HEARD)

    appeal.refresh_from_db()
    assert appeal.notified_on == HEARD


@pytest.mark.clause("S3-128")
def test_refuses_a_heavier_outcome_naming_the_measures(hall: Hall) -> None:
    appeal = hall.accepted()

    with nothing_changes(), pytest.raises(services.CannotStand, match="岗位调整") as refusal:
        draft(hall, appeal, "changed", ("post_adjustment",))

    assert "六(四)" in str(refusal.value)


def test_a_change_says_to_what(hall: Hall) -> None:
    appeal = hall.accepted()

    with nothing_changes(), pytest.raises(services.CannotStand):
        draft(hall, appeal, "changed")


def test_an_outcome_that_the_plan_does_not_know(hall: Hall) -> None:
    appeal = hall.accepted()

    with nothing_changes(), pytest.raises(services.CannotStand, match=r"六\(四\)"):
        draft(hall, appeal, "suspended")


def test_what_the_ladder_refuses_needs_a_recorded_ground(hall: Hall) -> None:
    decision = _adjusted(hall)
    appeal = hall.accepted(decision)

    with nothing_changes(), pytest.raises(services.Incomplete, match="诫勉"):
        draft(hall, appeal, "changed", ("admonition",))
    appeal = draft(hall, appeal, "changed", ("admonition",), against_offer="复核认定情节较轻。")

    assert appeal.against_offer == "复核认定情节较轻。"
    assert appeal.effect == "changed"


def test_what_the_plan_has_no_place_for_is_refused_whatever_the_ground(hall: Hall) -> None:
    decision = _adjusted(hall)
    appeal = hall.accepted(decision)

    with nothing_changes(), pytest.raises(services.CannotStand):
        draft(hall, appeal, "changed", ("circular",), against_offer="复核认定情节较轻。")


def _adjusted(hall: Hall) -> Decision:
    respondent = hall.scene.respondent(severity="grave")
    return hall.decision(("post_adjustment",), respondent=respondent)


def test_only_those_who_hear_it_draft(hall: Hall) -> None:
    appeal = hall.accepted()

    with nothing_changes(), pytest.raises(services.NotAHandler):
        draft(hall, appeal, "upheld", by=hall.head)


def test_a_stale_form_changes_nothing(hall: Hall) -> None:
    appeal = hall.accepted()
    opened = appeal.lock
    draft(hall, appeal, "upheld")

    with nothing_changes(), pytest.raises(services.Stale):
        draft(hall, appeal, "revoked", lock=opened)


def test_two_who_decide_at_once_decide_once(hall: Hall) -> None:
    appeal = hall.drafted("upheld")
    other = account_with(Role.LEADER, unit=hall.above, subtree=False)
    opened = appeal.lock
    services.decide(appeal=appeal, lock=opened, by=hall.leader, on=HEARD)

    with nothing_changes(), pytest.raises(services.NotNow):
        services.decide(appeal=appeal, lock=opened, by=other, on=HEARD)


def test_nobody_but_the_head_decides_where_the_plan_has_no_meeting(hall: Hall) -> None:
    appeal = hall.drafted("upheld")

    with nothing_changes():
        with pytest.raises(services.NotAHandler):
            services.decide(appeal=appeal, lock=appeal.lock, by=hall.handler, on=HEARD)
        with pytest.raises(services.NotNow):
            services.put_before_meeting(appeal=appeal, lock=appeal.lock, by=hall.handler, on=HEARD)


def test_nothing_is_decided_before_it_is_drafted_or_before_it_came(hall: Hall) -> None:
    appeal = hall.accepted()

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)
    appeal = draft(hall, appeal, "upheld")
    early = FILED - timedelta(days=1)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=early)


def _at_the_same_body(hall: Hall, outcome: str) -> Appeal:
    appeal = hall.filed(to="deciding_body")
    handler = account_with(Role.HANDLER, unit=appeal.body, subtree=False)
    assert handler.person
    services.accept(appeal=appeal, by=hall.head, on=FILED)
    services.name_handler(appeal=appeal, person=handler.person, by=hall.head, on=FILED)
    appeal.refresh_from_db()
    appeal = draft(hall, appeal, outcome, by=handler)
    services.put_before_meeting(appeal=appeal, lock=appeal.lock, by=handler, on=FILED)
    appeal.refresh_from_db()
    return appeal


def test_the_meeting_of_the_body_that_decided_decides_it(hall: Hall) -> None:
    appeal = _at_the_same_body(hall, "revoked")
    assert appeal.item

    pass_item(appeal.item, on=HEARD)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.effect, appeal.decided_by) == ("ANSWERED", "revoked", None)
    appeal.decision.refresh_from_db()
    assert appeal.decision.state == Decision.State.REVOKED


def test_what_does_not_pass_comes_back_to_those_who_hear_it(hall: Hall) -> None:
    appeal = _at_the_same_body(hall, "revoked")
    assert appeal.item

    pass_item(appeal.item, choice=Vote.Choice.NO, on=HEARD)

    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.ACCEPTED
    appeal.decision.refresh_from_db()
    assert appeal.decision.state == Decision.State.MADE
    assert not appeal.lines.exists()
    the_entry("appeal.came_back")


def test_withdrawn_it_leaves_the_agenda(hall: Hall) -> None:
    appeal = _at_the_same_body(hall, "revoked")

    services.withdraw(appeal=appeal, by=hall.own, on=HEARD)

    item = Item.objects.get(pk=appeal.item_id)
    assert item.state == Item.State.WITHDRAWN


def test_a_draft_before_the_meeting_is_fixed(hall: Hall) -> None:
    appeal = _at_the_same_body(hall, "upheld")

    with nothing_changes(), pytest.raises(services.NotNow):
        services.draft(
            appeal=appeal,
            lock=appeal.lock,
            outcome="revoked",
            answer_text=ANSWER,
            measures=[Chosen("admonition", {})],
            by=hall.handler,
            on=HEARD,
        )
