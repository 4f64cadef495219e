"""Who hears an appeal: nobody who took part in the first decision, and nobody close to it."""

from datetime import timedelta

import pytest

from zhiyong.appeals import services
from zhiyong.appeals.kinds import _must_step_aside
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.candidates import candidates
from zhiyong.appeals.selectors.first import took_part
from zhiyong.appeals.selectors.hearing import flagged
from zhiyong.appeals.tests.checks import nothing_changes, owed, the_entry
from zhiyong.appeals.tests.factories import FILED, HEARD, Hall, draft
from zhiyong.cases.models import Kin, TeamMember
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory import openwork
from zhiyong.directory.models import Person
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import RoleBindingFactory, account_with
from zhiyong.duties.models import Duty
from zhiyong.meetings.models import Vote
from zhiyong.shell.access import Role


def gives_role(hall: Hall, person: Person) -> None:
    """Let somebody read cases for the body above."""
    RoleBindingFactory.create(role=Role.HANDLER, unit=hall.above, person=person, subtree=False)


def test_is_taken_on_and_given_to_somebody_who_owes_it_by_name(hall: Hall) -> None:
    appeal = hall.accepted()

    assert appeal.state == Appeal.State.ACCEPTED
    assert [one.person for one in appeal.handlers.all()] == [hall.hearer]
    duty = Duty.objects.get(subject=f"appeal:{appeal.pk}")
    assert duty.owner_person == hall.hearer
    assert the_entry("appeal.handler_named").facts["handler"] == f"person:{hall.hearer.pk}"
    assert [one.reference for one in openwork.get("appeals").list_open(hall.hearer, FILED)] == [
        f"appeal:{appeal.pk}"
    ]


def test_reads_the_case_because_of_it(hall: Hall) -> None:
    appeal = hall.accepted()
    case = appeal.decision.case
    stranger = account_with(Role.HANDLER)

    assert cases_visible_to(standing_of(hall.handler, FILED)).filter(pk=case.pk).exists()
    assert cases_visible_to(standing_of(hall.clerk, FILED)).filter(pk=case.pk).exists()
    assert not cases_visible_to(standing_of(stranger, FILED)).filter(pk=case.pk).exists()
    assert not cases_visible_to(standing_of(hall.own, FILED)).filter(pk=case.pk).exists()


def test_reads_it_no_more_once_it_is_withdrawn(hall: Hall) -> None:
    appeal = hall.accepted()
    services.withdraw(appeal=appeal, by=hall.own, on=FILED)

    seen = cases_visible_to(standing_of(hall.handler, FILED))
    assert not seen.filter(pk=appeal.decision.case_id).exists()


@pytest.mark.clause("S3-126")
@pytest.mark.parametrize("to", ["next_higher", "deciding_body"])
def test_whoever_voted_hears_it_nowhere(hall: Hall, to: str) -> None:
    appeal = hall.filed(to=to)
    services.accept(appeal=appeal, by=hall.head, on=FILED)
    voted = Vote.objects.filter(item=appeal.decision.item).first()
    assert voted
    RoleBindingFactory.create(
        role=Role.HANDLER, unit=appeal.body, person=voted.person, subtree=False
    )

    with nothing_changes(), pytest.raises(services.TookPart, match=voted.person.name) as refusal:
        services.name_handler(appeal=appeal, person=voted.person, by=hall.head, on=FILED)

    assert "六(四)" in str(refusal.value)


@pytest.mark.clause("S3-126")
@pytest.mark.parametrize("part", ["team", "drafted"])
def test_whoever_verified_or_drafted_hears_it_nowhere(hall: Hall, part: str) -> None:
    decision = hall.decision()
    drafter = hall.scene.handler.person
    assert drafter
    if part == "team":
        drafter = hall.scene.city.official(name="田查证")
        TeamMember.objects.create(
            case=decision.case,
            person=drafter,
            part=TeamMember.Part.MEMBER,
            from_on=FILED,
            named_by=hall.scene.clerk,
        )
    gives_role(hall, drafter)
    appeal = hall.filed(decision)
    services.accept(appeal=appeal, by=hall.head, on=FILED)

    assert part in took_part(decision)[drafter.pk]
    with nothing_changes(), pytest.raises(services.TookPart, match=drafter.name):
        services.name_handler(appeal=appeal, person=drafter, by=hall.head, on=FILED)


def test_the_spouse_of_the_appellant_recuses(hall: Hall) -> None:
    appeal = hall.filed()
    services.accept(appeal=appeal, by=hall.head, on=FILED)
    Kin.objects.create(
        person=hall.hearer,
        other=hall.scene.person,
        relation=Kin.Relation.SPOUSE,
        recorded_on=FILED,
        recorded_by=hall.clerk,
    )

    with nothing_changes(), pytest.raises(services.TookPart, match=hall.hearer.name):
        services.name_handler(appeal=appeal, person=hall.hearer, by=hall.head, on=FILED)

    barred = {one.person: one.why_not for one in candidates(appeal, FILED)}
    assert barred[hall.hearer] is not None


def test_a_handler_found_to_be_close_later_decides_nothing(hall: Hall) -> None:
    appeal = hall.drafted("upheld")
    Kin.objects.create(
        person=hall.hearer,
        other=hall.scene.person,
        relation=Kin.Relation.SPOUSE,
        recorded_on=FILED,
        recorded_by=hall.clerk,
    )

    with nothing_changes(), pytest.raises(services.TookPart):
        services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)


def test_whoever_voted_does_not_say_whether_it_is_heard(hall: Hall) -> None:
    appeal = hall.filed(to="deciding_body")
    voted = Vote.objects.filter(item=appeal.decision.item).first()
    assert voted
    account = account_with(Role.OFFICE)
    account.person = voted.person

    with nothing_changes(), pytest.raises(services.TookPart):
        services.decline(appeal=appeal, reason="无新证据", by=account, on=FILED)


@pytest.mark.clause("S3-126")
def test_members_who_voted_are_marked_at_the_same_body_and_verifiers_step_aside(
    hall: Hall,
) -> None:
    appeal = _before_meeting(hall)
    assert appeal.item
    voted = [one.person for one in Vote.objects.filter(item=appeal.decision.item)]

    assert set(flagged(appeal, [one.pk for one in voted])) == {one.pk for one in voted}
    assert [_must_step_aside(appeal.item, one, HEARD) for one in voted] == [None] * len(voted)
    verifier = hall.scene.handler.person
    assert verifier
    assert _must_step_aside(appeal.item, verifier, HEARD)
    assert _must_step_aside(appeal.item, hall.scene.person, HEARD)


def _before_meeting(hall: Hall) -> Appeal:
    """Return an appeal to the body that decided, before its meeting."""
    appeal = hall.filed(to="deciding_body")
    group = appeal.body
    handler = account_with(Role.HANDLER, unit=group, subtree=False)
    assert handler.person
    services.accept(appeal=appeal, by=hall.head, on=FILED)
    services.name_handler(appeal=appeal, person=handler.person, by=hall.head, on=FILED)
    appeal.refresh_from_db()
    appeal = draft(hall, appeal, "upheld", by=handler)
    services.put_before_meeting(appeal=appeal, lock=appeal.lock, by=handler, on=FILED)
    appeal.refresh_from_db()
    return appeal


def test_is_not_taken_on_with_a_reason_and_a_paper(hall: Hall) -> None:
    appeal = hall.filed()

    services.decline(appeal=appeal, reason="不属于申诉范围。", by=hall.head, on=FILED)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.closed_on) == (Appeal.State.NOT_ACCEPTED, FILED)
    assert appeal.paper is not None
    assert appeal.paper.slip == "appeal_refusal"
    assert owed(appeal)["appeal_answer"][0] == "VOID"
    assert "acceptance" in the_entry("appeal.declined").commitments


def test_needs_a_reason_not_to_be_heard(hall: Hall) -> None:
    appeal = hall.filed()

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.decline(appeal=appeal, reason=" ", by=hall.head, on=FILED)


def test_out_of_order(hall: Hall) -> None:
    appeal = hall.filed()

    with nothing_changes():
        with pytest.raises(services.NotNow):
            services.name_handler(appeal=appeal, person=hall.hearer, by=hall.head, on=FILED)
        with pytest.raises(services.NotNow):
            services.close(appeal=appeal, by=hall.head, on=FILED)
        with pytest.raises(services.NotNow):
            services.accept(appeal=appeal, by=hall.head, on=FILED - timedelta(days=1))


def test_somebody_without_a_part_in_the_body(hall: Hall) -> None:
    appeal = hall.filed()
    services.accept(appeal=appeal, by=hall.head, on=FILED)
    stranger = hall.scene.city.official(hall.scene.city.court, name="陈旁听")

    with nothing_changes(), pytest.raises(services.Incomplete, match="陈旁听"):
        services.name_handler(appeal=appeal, person=stranger, by=hall.head, on=FILED)


def test_steps_back_and_another_owes_it(hall: Hall) -> None:
    appeal = hall.accepted()
    other = account_with(Role.HANDLER, unit=hall.above, subtree=False).person
    assert other

    services.name_handler(appeal=appeal, person=other, by=hall.head, on=FILED)
    services.step_back(
        appeal=appeal, person=hall.hearer, reason="另有任用", by=hall.handler, on=FILED
    )

    assert Duty.objects.get(subject=f"appeal:{appeal.pk}").owner_person == other
    the_entry("appeal.handler_left")


def test_open_work_is_passed_on_only_to_whom_it_may(hall: Hall) -> None:
    appeal = hall.accepted()
    other = account_with(Role.HANDLER, unit=hall.above, subtree=False).person
    assert other
    provider = openwork.get("appeals")

    provider.pass_on([f"appeal:{appeal.pk}"], hall.hearer, other, hall.head, FILED)

    assert [one.reference for one in provider.list_open(other, FILED)] == [f"appeal:{appeal.pk}"]
    assert not provider.list_open(hall.hearer, FILED)
