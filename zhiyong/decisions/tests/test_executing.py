"""Decided by a head where no meeting is held; executed once everything is carried out."""

import pytest

from zhiyong.cases.models import Kin
from zhiyong.consequences.models import Entry
from zhiyong.decisions import services
from zhiyong.decisions.models import Decision
from zhiyong.decisions.services.executing import tick
from zhiyong.decisions.tests.factories import Scene, a_decision, serve_all
from zhiyong.directory.tests.factories import account_with
from zhiyong.journal.models import Entry as Written
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.access import Role


@pytest.fixture
def without_meetings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plan hold no meeting about decisions."""
    monkeypatch.setattr("zhiyong.decisions.plan.meeting_of", lambda *_args: None)


@pytest.mark.usefixtures("without_meetings")
def test_the_head_of_the_body_decides_where_no_meeting_is_held(scene: Scene) -> None:
    head = account_with(Role.LEADER, unit=scene.group.unit)
    decision = scene.proposed()
    assert decision.item is None

    services.decide(decision=decision, lock=decision.lock, agrees=True, by=head, on=DAY)

    decision.refresh_from_db()
    assert decision.state == Decision.State.MADE
    assert Written.objects.filter(verb="decision.made").exists()


@pytest.mark.usefixtures("without_meetings")
def test_nobody_else_decides_in_the_place_of_the_head(scene: Scene) -> None:
    account_with(Role.LEADER, unit=scene.group.unit)
    decision = scene.proposed()

    with pytest.raises(services.Forbidden):
        services.decide(
            decision=decision, lock=decision.lock, agrees=True, by=scene.handler, on=DAY
        )

    decision.refresh_from_db()
    assert (decision.state, decision.number) == (Decision.State.PROPOSED, "")
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("without_meetings")
def test_the_head_who_is_the_spouse_of_the_person_does_not_decide(scene: Scene) -> None:
    head = account_with(Role.LEADER, unit=scene.group.unit)
    decision = scene.proposed()
    Kin.objects.create(
        person=head.person,
        other=scene.person,
        relation=Kin.Relation.SPOUSE,
        recorded_on=DAY,
        recorded_by=scene.clerk,
    )

    with pytest.raises(services.Forbidden, match=scene.person.name):
        services.decide(decision=decision, lock=decision.lock, agrees=True, by=head, on=DAY)

    decision.refresh_from_db()
    assert (decision.state, decision.number) == (Decision.State.PROPOSED, "")
    assert not Entry.objects.exists()


def test_is_executed_once_all_is_carried_out_and_served(scene: Scene) -> None:
    decision = a_decision(scene)
    serve_all(scene, decision)
    assert tick(on=DAY) == 0
    Entry.objects.update(carried_out_on=DAY)

    assert tick(on=DAY) == 1
    assert tick(on=DAY) == 0

    decision.refresh_from_db()
    assert decision.executed_on == DAY
    assert Written.objects.filter(verb="decision.executed").count() == 1
