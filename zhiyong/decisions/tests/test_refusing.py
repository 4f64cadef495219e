"""What the plan forbids is refused with its clause, and nothing changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhiyong.cases.models import Liability
from zhiyong.consequences.models import Entry
from zhiyong.decisions import services
from zhiyong.decisions.models import Decision
from zhiyong.decisions.services import Choice
from zhiyong.decisions.services.deciding import make
from zhiyong.decisions.tests.factories import ACTED, Scene, a_decision, choose
from zhiyong.journal.models import Entry as Written
from zhiyong.meetings.tests.factories import pass_item
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.errors import Refusal


def _snapshot() -> tuple[Any, ...]:
    """Everything that an act could have changed."""
    return (
        list(Decision.objects.order_by("pk").values()),
        list(Entry.objects.order_by("pk").values()),
        Written.objects.count(),
    )


@pytest.mark.clause("S3-045", "S3-059")
def test_refuses_an_adjustment_for_minor_circumstances(scene: Scene) -> None:
    decision = scene.drafted()
    before = _snapshot()

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, ["post_adjustment"])

    assert "四(四)" in str(refusal.value.basis)
    assert _snapshot() == before


@pytest.mark.clause("S3-002")
def test_refuses_a_decision_that_cites_no_legal_basis(scene: Scene) -> None:
    decision = scene.drafted()
    before = _snapshot()
    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, bases=[])
    assert "S3-002" in str(refusal.value.basis)
    assert _snapshot() == before

    chosen = choose(scene, decision)
    Decision.objects.filter(pk=chosen.pk).update(bases=[])
    chosen.refresh_from_db()
    before = _snapshot()
    with pytest.raises(services.Forbidden):
        services.propose(decision=chosen, lock=chosen.lock, by=scene.handler, on=DAY)
    assert _snapshot() == before


@pytest.mark.clause("S3-051")
def test_refuses_a_circular_before_half_a_year_has_passed(scene: Scene) -> None:
    a_decision(scene)
    facts = {"rectification.result": "no_clear_improvement"}
    respondent = scene.respondent(facts=facts)
    early = DAY + timedelta(days=150)
    decision = scene.drafted(respondent, on=early)

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, [Choice("circular", {"audience": "unit"})], on=early)

    assert "四(二)" in str(refusal.value.basis)


@pytest.mark.clause("S3-051")
def test_offers_a_circular_once_half_a_year_has_passed(scene: Scene) -> None:
    a_decision(scene)
    respondent = scene.respondent(facts={"rectification.result": "no_clear_improvement"})

    decision = scene.drafted(respondent, on=date(2026, 9, 3))

    found = {row["measure"]: row["state"] for row in decision.offer["rows"]}
    assert found["circular"] == "allowed"


@pytest.mark.clause("S3-052")
def test_wants_the_audience_of_a_circular(scene: Scene) -> None:
    a_decision(scene)
    respondent = scene.respondent(facts={"rectification.result": "no_clear_improvement"})
    day = date(2026, 9, 3)
    decision = scene.drafted(respondent, on=day)
    before = _snapshot()

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, ["circular"], on=day)

    assert "audience" in refusal.value.message
    assert _snapshot() == before


@pytest.mark.clause("S3-064")
def test_refuses_a_removal_without_the_grade(scene: Scene) -> None:
    a_decision(scene)
    facts = {
        "rectification.in_place": False,
        "case.harm_goes_on": True,
        "assessment.grade": "basic",
    }
    decision = scene.drafted(scene.respondent(facts=facts))

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, ["removal"])

    assert "四(五)" in str(refusal.value.basis)


@pytest.mark.clause("S3-068")
def test_refuses_a_demotion_that_nobody_assessed(scene: Scene) -> None:
    a_decision(scene)
    decision = scene.drafted(scene.respondent(facts={"work.improved": False}))

    with pytest.raises(Refusal) as refusal:
        choose(scene, decision, ["demotion"])

    assert "四(六)" in str(refusal.value.basis)


@pytest.mark.clause("S3-083")
def test_sends_a_vertical_body_to_its_department(scene: Scene) -> None:
    official = scene.city.official(scene.city.tax)
    decision = scene.drafted(scene.respondent(about=official))
    before = _snapshot()

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, ["admonition"])

    assert "四/末段" in str(refusal.value.basis)
    assert "主管部门" in refusal.value.message
    assert _snapshot() == before


@pytest.mark.clause("S3-084")
def test_suggests_nothing_unless_it_is_serious(scene: Scene) -> None:
    official = scene.city.official(scene.city.tax)
    decision = scene.drafted(scene.respondent(about=official))

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, [Choice("suggest_adjustment", {"targets": ["main_leader"]})])

    assert "四/末段" in str(refusal.value.basis)


@pytest.mark.clause("S3-120")
def test_refuses_the_wrong_level(scene: Scene) -> None:
    decision = scene.drafted()
    before = _snapshot()

    with pytest.raises(services.Forbidden) as refusal:
        choose(scene, decision, by_party="office")

    assert "六(三)" in str(refusal.value.basis)
    assert _snapshot() == before


def test_refuses_a_stale_form(scene: Scene) -> None:
    decision = scene.chosen()
    before = _snapshot()

    with pytest.raises(services.Stale):
        choose(scene, decision, lock=decision.lock - 1)

    assert _snapshot() == before


def test_refuses_a_second_panel_on_the_same_respondent(scene: Scene) -> None:
    respondent = scene.respondent()
    scene.drafted(respondent)
    before = _snapshot()

    with pytest.raises(services.NotNow):
        scene.drafted(respondent)

    assert _snapshot() == before


def test_the_database_refuses_two_in_hand_on_the_same_respondent(scene: Scene) -> None:
    first = scene.drafted()
    first.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_refuses_a_day_before_the_act(scene: Scene) -> None:
    respondent = scene.respondent()
    before = _snapshot()

    with pytest.raises(services.Forbidden):
        scene.drafted(respondent, on=ACTED - timedelta(days=1))

    assert _snapshot() == before


def test_decides_nothing_before_the_person_was_told_and_heard(scene: Scene) -> None:
    decision = scene.chosen(scene.respondent(heard=False))
    before = _snapshot()

    with pytest.raises(services.NotNow):
        services.propose(decision=decision, lock=decision.lock, by=scene.handler, on=DAY)

    assert _snapshot() == before


def test_begins_nothing_before_the_conclusion(scene: Scene) -> None:
    case = scene.case(state="VERIFYING", concluded_on=None)
    respondent = scene.respondent(case)
    before = _snapshot()

    with pytest.raises(services.NotNow):
        scene.drafted(respondent)

    assert _snapshot() == before


def test_waits_for_what_must_be_assessed_first(scene: Scene) -> None:
    decision = scene.chosen()
    Liability.objects.create(
        case=decision.case,
        respondent=decision.respondent,
        rule="one_level_up",
        place="main_leader",
        blocks=True,
        opened_on=DAY,
    )

    with pytest.raises(services.NotNow):
        services.propose(decision=decision, lock=decision.lock, by=scene.handler, on=DAY)


def test_wants_a_ground_for_less_than_is_offered(scene: Scene) -> None:
    facts = {"case.major_effect": True}
    decision = scene.drafted(scene.respondent(severity="serious", facts=facts))
    before = _snapshot()

    with pytest.raises(services.Incomplete):
        choose(scene, decision, ["post_adjustment"])
    assert _snapshot() == before

    chosen = choose(
        scene, decision, ["post_adjustment"], against_offer="主动纠正，消除了大部分影响。"
    )
    assert chosen.against_offer


def test_nothing_stands_without_a_passed_vote(scene: Scene) -> None:
    decision = scene.proposed()
    assert decision.item

    pass_item(decision.item, choice="NO")

    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.item) == ("DRAFT", "", None)
    assert not Entry.objects.exists()


def test_refuses_what_was_voted_on_in_another_version(scene: Scene) -> None:
    decision = scene.proposed()
    assert decision.item
    Decision.objects.filter(pk=decision.pk).update(lock=decision.lock + 1)

    with pytest.raises(services.Stale):
        pass_item(decision.item)

    assert not Entry.objects.exists()


def test_a_decision_is_made_once(scene: Scene) -> None:
    decision = a_decision(scene)

    with pytest.raises(services.NotNow):
        make(decision, scene.clerk, DAY)


def test_stops_when_the_record_cannot_be_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent = scene.respondent()

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("zhiyong.decisions.services.common.record", broken)
    with pytest.raises(RuntimeError):
        services.draft(respondent=respondent, by=scene.handler, on=DAY)

    assert not Decision.objects.exists()


def test_the_head_of_somebody_else_decides_nothing(scene: Scene) -> None:
    decision = scene.chosen()
    Decision.objects.filter(pk=decision.pk).update(state="PROPOSED")

    with pytest.raises(services.Forbidden):
        services.decide(
            decision=decision, lock=decision.lock, agrees=True, by=scene.handler, on=DAY
        )
