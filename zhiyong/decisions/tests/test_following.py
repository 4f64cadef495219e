"""What follows from decisions stands in the ledger: exact, on the right people, undone later."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhiyong.consequences.models import Entry
from zhiyong.decisions import services
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.selectors.obstacles import to_closing
from zhiyong.decisions.selectors.waiting import linked_waiting
from zhiyong.decisions.services import Choice
from zhiyong.decisions.tests.factories import ACTED, Scene, a_decision, serve_all
from zhiyong.directory.models import Person
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry as Written
from zhiyong.papers.models import ServiceOfPaper
from zhiyong.plans.tests.factories import DAY
from zhiyong.rules.consequences import Chosen
from zhiyong.shell.access import Role
from zhiyong.transfers.models import Transfer

LATER = date(2026, 9, 3)


def entries(decision: Decision, **where: Any) -> Sequence[Entry]:
    """Return the ledger of a decision."""
    rows = Entry.objects.filter(source=f"decision:{decision.pk}", **where)
    return list(rows.select_related("person", "unit").order_by("pk"))


def on(found: Sequence[Entry]) -> set[Person | None]:
    return {one.person for one in found}


def three(scene: Scene) -> set[Person | None]:
    return {scene.person, scene.main_leader, scene.leader_in_charge}


def adjusted(scene: Scene, **changes: Any) -> Decision:
    return a_decision(
        scene,
        ["post_adjustment"],
        respondent=scene.respondent(severity="grave"),
        **changes,
    )


@pytest.mark.clause("S3-049")
def test_an_admonition_rules_out_excellent_for_the_person_alone(scene: Scene) -> None:
    decision = a_decision(scene)

    assert on(entries(decision, effect="block")) == {scene.person}


@pytest.mark.clause("S3-048")
def test_an_admonition_wants_a_self_criticism(scene: Scene) -> None:
    decision = a_decision(scene)

    assert on(entries(decision, effect="write", target="self_criticism")) == {scene.person}


@pytest.mark.clause("S3-057", "S3-058")
def test_an_admonition_freezes_promotion_for_a_year_with_three_gates(scene: Scene) -> None:
    decision = a_decision(scene)

    freeze = entries(decision, effect="freeze")[0]
    assert (freeze.since, freeze.through, freeze.gates) == (DAY, date(2027, 3, 2), 3)


@pytest.mark.clause("S3-053", "S3-054", "S3-055", "S3-056")
def test_a_circular_falls_on_the_three_and_the_unit(scene: Scene) -> None:
    a_decision(scene)
    respondent = scene.respondent(facts={"rectification.result": "below_requirements"})

    decision = a_decision(
        scene,
        [Choice("circular", {"audience": "system"})],
        respondent=respondent,
        on=LATER,
    )

    assert on(entries(decision, effect="write")) == three(scene)
    assert on(entries(decision, effect="block", appraisal="person_annual")) == three(scene)
    unit = entries(decision, effect="block", appraisal="unit_annual")
    assert [one.unit for one in unit] == [scene.city.bureau]
    assert [(one.part, one.base) for one in entries(decision, effect="deduct")] == [(1, 2)] * 3


@pytest.mark.clause("S3-060", "S3-062", "S3-063")
def test_an_adjustment_admonishes_the_leaders_and_withholds_four_fifths(scene: Scene) -> None:
    decision = adjusted(scene)

    linked = entries(decision, effect="measure", origin="linked")
    assert on(linked) == {scene.main_leader, scene.leader_in_charge}
    assert {one.measure for one in linked} == {"admonition"}
    assert on(entries(decision, effect="block", appraisal="person_annual")) == three(scene)
    counting = entries(decision, effect="deduct", state="IN_FORCE")
    assert {one.person: one.amount for one in counting} == {
        scene.person: Decimal(8000),
        scene.main_leader: Decimal(11200),
        scene.leader_in_charge: Decimal(9600),
    }


@pytest.mark.clause("S3-061")
def test_an_adjustment_keeps_the_unit_from_the_first_class(scene: Scene) -> None:
    decision = adjusted(scene)

    found = entries(decision, effect="block", appraisal="unit_annual")
    assert [one.unit for one in found] == [scene.city.bureau]


@pytest.mark.clause("S3-067", "S3-064", "S3-065", "S3-066")
def test_a_removal_never_withholds_more_than_all(scene: Scene) -> None:
    first = a_decision(scene)
    facts = {
        "rectification.in_place": False,
        "case.harm_goes_on": True,
        "assessment.grade": "incompetent",
    }

    decision = a_decision(scene, ["removal"], respondent=scene.respondent(facts=facts), on=LATER)

    linked = entries(decision, effect="measure", origin="linked")
    assert {one.measure for one in linked} == {"circular"}
    forced = entries(decision, effect="force")
    assert [(one.unit, one.grade) for one in forced] == [(scene.city.bureau, "class_3")]
    notes = [note for one in entries(decision, effect="deduct") for note in one.why["notes"]]
    assert any(code == "CAPPED" for code, _params in notes)
    assert len(entries(first, effect="deduct", state="IN_FORCE")) == 3


@pytest.mark.clause("S3-075", "S3-076")
def test_a_recommendation_waits_for_its_answer_and_then_for_the_appointing_body(
    scene: Scene,
) -> None:
    respondent = scene.respondent(severity="serious", facts={"case.major_loss": True})
    decision = a_decision(
        scene,
        [Choice("resignation_or_dismissal", {"form": "dismissal"})],
        respondent=respondent,
    )
    assert {one.state for one in entries(decision)} == {"PENDING"}
    day = date(2026, 3, 20)

    services.record_outcome(
        decision=decision,
        measure="resignation_or_dismissal",
        declined=False,
        answered_on=day,
        by=scene.clerk,
        on=day,
    )

    removed = entries(decision, effect="measure", measure="removal")
    assert {one.state for one in removed} == {"PENDING"}
    team = entries(decision, effect="deduct", unit=None, state="IN_FORCE")
    assert {one.since for one in team} == {day}
    unit = entries(decision, effect="deduct", unit=scene.city.bureau)[0]
    assert unit.amount == Decimal(400000)
    services.confirm(
        decision=decision,
        person=scene.main_leader,
        measure="removal",
        body=scene.city.root,
        number="江组干〔2026〕9号",
        confirmed_on=day,
        by=scene.clerk,
        on=day,
    )
    found = {
        one.person: one.state for one in entries(decision, effect="measure", measure="removal")
    }
    assert found == {scene.main_leader: "IN_FORCE", scene.leader_in_charge: "PENDING"}


def test_what_waits_for_the_appointing_body_stands_in_its_list(scene: Scene) -> None:
    def waiting_ones() -> set[tuple[str, str, str]]:
        found = linked_waiting(standing_of(scene.clerk, DAY), DAY)
        return {(one.reference, one.name, one.body) for one in found}

    respondent = scene.respondent(severity="serious", facts={"case.major_loss": True})
    measure = Choice("resignation_or_dismissal", {"form": "dismissal"})
    decision = a_decision(scene, [measure], respondent=respondent)
    assert waiting_ones() == set()

    services.record_outcome(
        decision=decision,
        measure=measure.measure,
        declined=False,
        answered_on=DAY,
        by=scene.clerk,
        on=DAY,
    )

    leaders = (scene.main_leader, scene.leader_in_charge)
    body = scene.city.root.name
    assert waiting_ones() == {(f"decision:{decision.pk}", one.name, body) for one in leaders}
    stranger = account_with(Role.CLERK, unit=scene.city.court)
    assert not list(linked_waiting(standing_of(stranger, DAY), DAY))
    services.confirm(
        decision=decision,
        person=scene.main_leader,
        measure="removal",
        body=scene.city.root,
        number="江组干〔2026〕9号",
        confirmed_on=DAY,
        by=scene.clerk,
        on=DAY,
    )
    assert {name for _reference, name, _body in waiting_ones()} == {scene.leader_in_charge.name}


@pytest.mark.clause("S3-078", "S3-079")
def test_a_declined_recommendation_brings_nothing(scene: Scene) -> None:
    respondent = scene.respondent(severity="serious", facts={"case.major_loss": True})
    decision = a_decision(
        scene, [Choice("resignation_or_dismissal", {"form": "dismissal"})], respondent=respondent
    )

    services.record_outcome(
        decision=decision,
        measure="resignation_or_dismissal",
        declined=True,
        answered_on=DAY,
        by=scene.clerk,
        on=DAY,
    )

    assert {one.state for one in entries(decision)} == {"LAPSED"}


@pytest.mark.clause("S3-081")
def test_several_measures_take_the_highest_share(scene: Scene) -> None:
    a_decision(scene)
    facts = {"rectification.result": "below_requirements"}
    respondent = scene.respondent(severity="grave", facts=facts)

    decision = a_decision(
        scene,
        [Choice("circular", {"audience": "unit"}), "post_adjustment"],
        respondent=respondent,
        on=LATER,
    )

    own = entries(decision, effect="deduct", person=scene.person)
    assert {(one.part, one.state) for one in own} == {(1, "SUPERSEDED"), (4, "IN_FORCE")}


@pytest.mark.clause("S3-080")
def test_a_transfer_is_drafted_with_its_materials_or_left_to_people(scene: Scene) -> None:
    respondent = scene.respondent(facts={"case.breaks_law": True})

    decision = a_decision(
        scene,
        [Choice("discipline_and_law", {"materials": ["谈话笔录"]})],
        respondent=respondent,
    )

    letters = Transfer.objects.filter(decision=f"decision:{decision.pk}").exists()
    left = Written.objects.filter(verb="decision.letter_left").exists()
    assert letters or left


@pytest.mark.clause("S3-083", "S3-084")
def test_a_vertical_body_is_notified_by_letter(scene: Scene) -> None:
    official = scene.city.official(scene.city.tax)
    respondent = scene.respondent(about=official)

    decision = a_decision(scene, ["notify_department"], respondent=respondent)

    letter = Transfer.objects.get(decision=f"decision:{decision.pk}")
    assert (letter.kind, letter.line) == ("NOTIFICATION", "SUPERIOR")


@pytest.mark.clause("S3-082")
def test_suspends_only_for_a_listed_measure_and_lifts_it_with_the_decision(scene: Scene) -> None:
    respondent = scene.respondent(severity="grave")
    decision = scene.chosen(respondent, ["post_adjustment"])

    with pytest.raises(services.Forbidden):
        services.suspend(
            respondent=respondent,
            measure="admonition",
            reason="怕干扰调查。",
            from_on=DAY,
            by=scene.clerk,
            on=DAY,
        )
    assert not respondent.suspensions.exists()
    suspension = services.suspend(
        respondent=respondent,
        measure="post_adjustment",
        reason="怕干扰调查。",
        from_on=DAY,
        by=scene.clerk,
        on=DAY,
    )
    services.withdraw(decision=decision, lock=decision.lock, by=scene.handler, on=DAY)

    suspension.refresh_from_db()
    assert suspension.until_on == DAY


@pytest.mark.clause("S3-082")
def test_suspends_nobody_before_the_measure_is_proposed(scene: Scene) -> None:
    respondent = scene.respondent(severity="grave")

    with pytest.raises(services.NotNow):
        services.suspend(
            respondent=respondent,
            measure="removal",
            reason="怕干扰调查。",
            from_on=DAY,
            by=scene.clerk,
            on=DAY,
        )

    assert not respondent.suspensions.exists()


# ── notices ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S3-122")
def test_owes_a_notice_to_person_and_unit_within_thirty_days(scene: Scene) -> None:
    decision = a_decision(scene)

    assert [one.party for one in decision.notices.order_by("pk")] == [
        "subject_person",
        "subject_unit",
    ]
    duty = Duty.objects.get(subject=f"decision:{decision.pk}", code="decision_notice")
    assert duty.due_on == date(2026, 4, 1)
    paper = decision.notices.filter(party="subject_person").get().paper
    assert paper
    text = str(paper.data)
    assert "30日" in text
    assert "复核" in text


@pytest.mark.clause("S3-122", "S3-125")
def test_half_done_until_both_are_served_then_the_window_opens(scene: Scene) -> None:
    decision = a_decision(scene)
    own = decision.notices.get(party="subject_person")
    unit = decision.notices.get(party="subject_unit")
    duty = Duty.objects.get(subject=f"decision:{decision.pk}", code="decision_notice")
    way = ServiceOfPaper.Way

    services.serve(notice=unit, way=way.IN_PERSON, served_on=DAY, by=scene.clerk, on=DAY)
    duty.refresh_from_db()
    assert duty.state == Duty.State.OPEN
    services.serve(
        notice=own, way=way.REFUSED, served_on=DAY, witness="王证", by=scene.clerk, on=DAY
    )

    duty.refresh_from_db()
    decision.refresh_from_db()
    own.refresh_from_db()
    assert own.state == DecisionNotice.State.REFUSED
    assert duty.state == Duty.State.MET
    assert decision.served_on == DAY
    assert Written.objects.filter(verb="decision.notice_served").count() == 2


def test_a_notice_that_came_back_is_still_to_be_served(scene: Scene) -> None:
    decision = a_decision(scene)
    own = decision.notices.get(party="subject_person")

    services.serve(
        notice=own,
        way=ServiceOfPaper.Way.RETURNED,
        served_on=DAY,
        remarks="查无此人",
        by=scene.clerk,
        on=DAY,
    )

    own.refresh_from_db()
    assert (own.state, own.served_on) == (DecisionNotice.State.RETURNED, None)


def test_refuses_a_service_before_the_decision(scene: Scene) -> None:
    decision = a_decision(scene)
    own = decision.notices.get(party="subject_person")

    with pytest.raises(services.Forbidden):
        services.serve(
            notice=own,
            way=ServiceOfPaper.Way.IN_PERSON,
            served_on=ACTED,
            by=scene.clerk,
            on=DAY,
        )

    own.refresh_from_db()
    assert own.state == DecisionNotice.State.DUE


# ── after an appeal ───────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S3-128")
def test_a_revocation_rolls_everything_back_and_deletes_nothing(scene: Scene) -> None:
    decision = a_decision(scene)
    before = len(entries(decision))

    found = services.stand_on_appeal(
        decision=decision, effect="revoked", cause="appeal:1", by=scene.clerk, on=LATER
    )

    assert {one.state for one in entries(decision)} == {"ROLLED_BACK"}
    assert len(entries(decision)) == before
    assert len(found.reversed) > 0
    decision.refresh_from_db()
    assert decision.state == Decision.State.REVOKED
    assert Written.objects.filter(verb="decision.revoked").exists()


@pytest.mark.clause("S3-128")
def test_a_change_runs_from_the_first_day_and_keeps_both_versions(scene: Scene) -> None:
    decision = adjusted(scene)

    services.stand_on_appeal(
        decision=decision,
        effect="changed",
        measures=[Chosen("admonition", {})],
        cause="appeal:1",
        by=scene.clerk,
        on=LATER,
    )

    assert decision.versions.count() == 2
    now = entries(decision, version=2, effect="measure")
    assert [(one.measure, one.since) for one in now] == [("admonition", DAY)]
    assert {one.state for one in entries(decision, version=1)} == {"ROLLED_BACK"}


@pytest.mark.clause("S3-128")
def test_an_appeal_never_ends_heavier_and_then_changes_nothing(scene: Scene) -> None:
    decision = a_decision(scene)

    with pytest.raises(services.Forbidden):
        services.stand_on_appeal(
            decision=decision,
            effect="changed",
            measures=[Chosen("post_adjustment", {})],
            cause="appeal:1",
            by=scene.clerk,
            on=LATER,
        )

    decision.refresh_from_db()
    assert (decision.state, decision.version) == (Decision.State.MADE, 1)
    assert not entries(decision, state="ROLLED_BACK")


@pytest.mark.clause("S3-128")
def test_flags_a_later_decision_that_rested_on_what_fell(scene: Scene) -> None:
    first = a_decision(scene)
    respondent = scene.respondent(facts={"rectification.result": "below_requirements"})
    later = a_decision(
        scene, [Choice("circular", {"audience": "unit"})], respondent=respondent, on=LATER
    )
    day = date(2026, 10, 8)

    found = services.stand_on_appeal(
        decision=first, effect="revoked", cause="appeal:1", by=scene.clerk, on=day
    )

    assert [one.decision for one in found.flagged] == [f"decision:{later.pk}"]
    duty = Duty.objects.get(subject=f"decision:{later.pk}", code="decide_anew")
    assert duty.state == Duty.State.OPEN
    later.refresh_from_db()
    assert later.state == Decision.State.MADE


def test_what_was_covered_counts_again_when_the_heavier_one_falls(scene: Scene) -> None:
    case = scene.case()
    light = a_decision(scene, respondent=scene.respondent(case))
    respondent = light.respondent
    respondent.stated_facts.filter(fact="case.severity").update(value="grave")
    respondent.findings.update(severity="grave")
    heavy = a_decision(scene, ["post_adjustment"], respondent=respondent, on=LATER)
    assert {one.state for one in entries(light, effect="deduct")} == {"SUPERSEDED"}

    found = services.stand_on_appeal(
        decision=heavy, effect="revoked", cause="appeal:1", by=scene.clerk, on=LATER
    )

    assert {one.state for one in entries(light, effect="deduct")} == {"IN_FORCE"}
    assert len(found.restored) >= 3


def test_the_case_is_not_closed_before_notices_and_papers(scene: Scene) -> None:
    decision = a_decision(scene)
    told = [one.reference.partition(":")[0] for one in to_closing(decision.case, DAY)]
    assert told.count("decision") == 2

    serve_all(scene, decision)

    left = to_closing(decision.case, DAY)
    assert {one.reference.partition(":")[0] for one in left} == {"consequence"}
