"""Handling: the recusal check, findings and reply, and what passes between the offices."""

from datetime import timedelta
from typing import Any

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import NobodyToSign
from zhiyong.directory.models import Account
from zhiyong.directory.openwork import get as provider
from zhiyong.directory.openwork import list_open
from zhiyong.directory.tests.factories import (
    PersonFactory,
    PostFactory,
    RoleBindingFactory,
    TenureFactory,
    since,
)
from zhiyong.duties.models import Duty
from zhiyong.intake.drafts import Incomplete as IncompleteMessage
from zhiyong.intake.tests.factories import DAY, Named
from zhiyong.matters import services
from zhiyong.matters.models import Matter, RecusalCheck
from zhiyong.matters.tests.checks import nothing_changes, the_entry
from zhiyong.matters.tests.factories import ASSIGN, Scene, running, team_of, write
from zhiyong.notices.models import Notice
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

LATER = DAY + timedelta(days=3)


def give(scene: Scene, matter: Matter, **changes: Any) -> Matter:
    team = scene.team(matter)
    said: dict[str, Any] = {
        "person": team.person,
        "declared_none": True,
        "by": team.section_head,
        "on": DAY,
        **changes,
    }
    return services.set_handler(matter=matter, **said)


# --- the handler ---------------------------------------------------------------------------------


def test_a_handler_is_named_and_owes_what_the_unit_owes(scene: Scene) -> None:
    matter = scene.signed_for()

    give(scene, matter)

    matter.refresh_from_db()
    assert (matter.state, matter.handler) == (Matter.State.HANDLING, scene.office.person)
    reply = Duty.objects.get(subject=f"complaint:{matter.complaint_id}", code="reply")
    assert reply.owner_person == scene.office.person
    check = RecusalCheck.objects.get()
    assert (check.person, check.by) == (scene.office.person, scene.office.section_head)
    assert the_entry("matter.handler_set").facts["handler"] == f"person:{scene.office.person.pk}"
    assert Notice.objects.filter(person=scene.office.person, template="matter.given").exists()


def test_of_an_assignment_the_handler_owes_the_report_and_not_the_reply(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    owed = {
        duty.code: duty.owner_person
        for duty in Duty.objects.filter(code__in=["reply", "assignment_report"])
    }
    assert owed == {"assignment_report": scene.other.person, "reply": None}
    assert matter.handler == scene.other.person


@pytest.mark.clause("S3-115")
def test_nobody_of_the_unit_complained_of_handles_it(scene: Scene) -> None:
    """They hold the role for the office, but work in the bureau that the complaint is about."""
    matter = scene.signed_for()
    lent = TenureFactory.create(post=PostFactory.create(unit=scene.city.section)).person
    RoleBindingFactory.create(role=Role.HANDLER, unit=scene.office.unit, person=lent)

    with nothing_changes(), pytest.raises(services.MustRecuse) as refusal:
        give(scene, matter, person=lent)

    assert refusal.value.conflicts == ["SAME_OFFICE"]


@pytest.mark.clause("S3-115")
def test_nor_who_worked_there_on_the_day_of_receipt(scene: Scene) -> None:
    matter = scene.signed_for()
    moved = PersonFactory.create()
    old, new = (PostFactory.create(unit=u) for u in (scene.city.bureau, scene.office.unit))
    TenureFactory.create(post=old, person=moved, valid=since(until=DAY + timedelta(days=1)))
    TenureFactory.create(post=new, person=moved, valid=since(DAY + timedelta(days=1)))
    RoleBindingFactory.create(role=Role.HANDLER, unit=scene.office.unit, person=moved)

    with nothing_changes(), pytest.raises(services.MustRecuse):
        give(scene, matter, person=moved, on=LATER)


def test_nobody_handles_a_complaint_that_names_them(scene: Scene) -> None:
    named = scene.city.official(scene.city.bureau, name="赵启明")
    complaint = scene.complaint(named=(Named(name="赵启明"),))
    assert complaint.named.get().person == named
    matter = scene.signed_for(complaint=complaint)
    RoleBindingFactory.create(role=Role.HANDLER, unit=scene.office.unit, person=named)

    with nothing_changes(), pytest.raises(services.MustRecuse) as refusal:
        give(scene, matter, person=named)

    assert "NAMED" in refusal.value.conflicts


def test_nor_who_has_not_declared(scene: Scene) -> None:
    matter = scene.signed_for()

    with nothing_changes(), pytest.raises(services.MustRecuse):
        give(scene, matter, declared_none=False)


def test_only_a_handler_of_the_unit(scene: Scene) -> None:
    matter = scene.signed_for()

    with nothing_changes(), pytest.raises(Refusal):
        give(scene, matter, person=scene.other.person)


def test_not_before_it_is_signed_for(scene: Scene) -> None:
    matter = scene.assigned()

    with nothing_changes(), pytest.raises(services.NotNow):
        give(scene, matter)


def test_a_handler_steps_back_and_is_not_asked_again(scene: Scene) -> None:
    matter = scene.in_handling()

    services.recuse(matter=matter, reason="与当事人是同学。", by=scene.office.handler, on=LATER)

    matter.refresh_from_db()
    assert (matter.state, matter.handler) == (Matter.State.SIGNED_FOR, None)
    assert the_entry("matter.recused")
    assert not Duty.objects.filter(owner_person=scene.office.person, state="OPEN").exists()
    with nothing_changes(), pytest.raises(services.MustRecuse):
        give(scene, matter, on=LATER)


def test_nobody_steps_back_for_another(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(services.NotTheHandler):
        services.recuse(matter=matter, reason="同学", by=scene.office.clerk, on=LATER)


def test_a_hand_over_passes_matters_to_another_handler(scene: Scene) -> None:
    matter = scene.in_handling()
    second = team_of(scene.office.unit)

    work = [one.reference for _, one in list_open(scene.office.person, DAY)]
    assert f"matter:{matter.pk}" in work
    provider("matters").pass_on(
        [f"matter:{matter.pk}"], scene.office.person, second.person, scene.office.clerk, DAY
    )

    matter.refresh_from_db()
    assert matter.handler == second.person


# --- notes and messages --------------------------------------------------------------------------


def test_a_note_is_kept_with_its_commitment(scene: Scene) -> None:
    matter = scene.in_handling()

    note = services.note(
        matter=matter, text="已约谈窗口负责人。", by=scene.office.handler, on=LATER
    )

    assert (note.text, note.by) == ("已约谈窗口负责人。", scene.office.handler)
    assert list(the_entry("matter.noted").commitments) == [f"note-{note.pk}"]
    matter.refresh_from_db()
    assert matter.touched_on == LATER


def test_an_empty_note_is_none(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.note(matter=matter, text=" \n", by=scene.office.handler, on=LATER)


def test_the_handler_writes_to_the_complainant(scene: Scene) -> None:
    matter = scene.in_handling()

    message = services.write_to_complainant(
        matter=matter, text="请补充当日取号单。", by=scene.office.handler, on=LATER
    )

    assert message.complaint_id == matter.complaint_id
    assert the_entry("complaint.message_sent").facts == {"message": message.order}


def test_an_empty_message_is_not_sent(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(IncompleteMessage):
        services.write_to_complainant(matter=matter, text="", by=scene.office.handler, on=LATER)


# --- outcome and reply ---------------------------------------------------------------------------


def test_the_outcome_is_written_and_rewritten(scene: Scene) -> None:
    matter = scene.drafted()

    write(matter, scene.office, matter_outcome="partly_substantiated")

    outcome = matter.outcomes.get()
    assert (outcome.round, outcome.matter_outcome) == (1, "partly_substantiated")


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"matter_outcome": "adopted"}, id="an outcome of suggestions"),
        pytest.param({"matter_outcome": "guilty"}, id="no outcome of the plan"),
        pytest.param({"person_outcome": "guilty"}, id="no outcome for persons"),
        pytest.param({"findings": "  "}, id="no findings"),
        pytest.param({"reply": ""}, id="no reply"),
    ],
)
def test_an_outcome_is_the_plans_and_complete(scene: Scene, wrong: dict[str, str]) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(services.Incomplete):
        write(matter, scene.office, **wrong)


@pytest.mark.parametrize("who", ["clerk", "section_head", "leader"])
def test_only_the_handler_writes_it(scene: Scene, who: str) -> None:
    matter = scene.in_handling()
    by: Account = getattr(scene.office, who)

    with nothing_changes(), pytest.raises(services.NotTheHandler):
        services.draft_outcome(
            matter=matter,
            matter_outcome="substantiated",
            person_outcome="no_person",
            findings="属实",
            reply="属实",
            by=by,
            on=DAY,
        )


def test_it_is_submitted_to_the_chain_of_the_plan(scene: Scene) -> None:
    matter = scene.submitted()

    assert matter.state == Matter.State.IN_APPROVAL
    approval = Approval.objects.get(subject=f"matter:{matter.pk}")
    assert [step.role for step in approval.steps.order_by("order")] == [
        "handler",
        "section_head",
        "leader",
    ]
    assert approval.audience == matter.audience
    assert the_entry("matter.submitted").facts["approval"] == f"approval:{approval.pk}"


def test_not_without_a_draft(scene: Scene) -> None:
    matter = scene.in_handling()

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.submit_outcome(matter=matter, by=scene.office.handler, on=DAY)


def test_not_where_nobody_could_sign(scene: Scene) -> None:
    matter = scene.drafted()
    scene.office.leader.person.role_bindings.all().delete()  # type: ignore[union-attr]

    with nothing_changes(), pytest.raises(NobodyToSign):
        services.submit_outcome(matter=matter, by=scene.office.handler, on=DAY)


def test_a_submitted_draft_is_not_rewritten(scene: Scene) -> None:
    matter = scene.submitted()

    with nothing_changes(), pytest.raises(services.NotNow):
        write(matter, scene.office)
    assert running(matter)
