"""How a case ends: what it must have, who ends it, and clocks that stand still meanwhile."""

from datetime import timedelta

import pytest

from zhiyong.cases import services
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import obstacles
from zhiyong.cases.tests.checks import nothing_changes
from zhiyong.cases.tests.factories import DAY, CaseScene, make_case_scene
from zhiyong.intake.models import Complaint
from zhiyong.journal.models import Entry
from zhiyong.matters import services as matters
from zhiyong.matters.tests.factories import agree, running, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> CaseScene:
    """Return a city with its office and a bureau."""
    return make_case_scene()


def handled(scene: CaseScene, complaint: Complaint) -> None:
    """Let the office answer a complaint itself, and call back by somebody else."""
    office = scene.office
    matter = matters.assign(
        complaint=complaint, mode="direct", handling_unit=office.unit, by=office.clerk, on=DAY
    )
    matter = matters.sign_for(matter=matter, by=office.clerk, on=DAY)  # type: ignore[arg-type]
    matter = matters.set_handler(
        matter=matter, person=office.person, declared_none=True, by=office.section_head, on=DAY
    )
    write(matter, office)
    matters.submit_outcome(matter=matter, by=office.handler, on=DAY)
    agree(running(matter), office)


def called_back(scene: CaseScene, complaint: Complaint) -> None:
    """Call the complainant back, as the supervisor."""
    matters.call_back(
        matter=complaint.matters.get(),
        reached=True,
        satisfaction="SATISFIED",
        remark="",
        by=scene.office.supervisor,
        on=DAY,
    )


def close(scene: CaseScene, case: Case) -> Case:
    """Close a case as the leader."""
    return services.close_case(case=case, by=scene.office.leader, on=DAY)


def test_a_case_is_closed_only_with_everything(scene: CaseScene) -> None:
    """Without the reply, and then without the call-back, it is refused; then it is closed."""
    complaint = scene.complaint()
    case = scene.concluded(
        complaint=complaint, outcome="unsubstantiated", person_outcome="no_breach"
    )
    with nothing_changes(), pytest.raises(services.Held) as refused:
        close(scene, case)
    assert [one.reference for one in refused.value.obstacles] == [f"complaint:{complaint.pk}"]
    assert refused.value.basis is not None
    handled(scene, complaint)
    with nothing_changes(), pytest.raises(services.Held):
        close(scene, case)
    called_back(scene, complaint)
    case = close(scene, case)
    assert (case.state, case.closed_on) == (Case.State.CLOSED, DAY)
    assert Entry.objects.filter(verb="case.closed").count() == 1


def test_without_an_outcome_for_each_person_it_stays_open(scene: CaseScene) -> None:
    """The respondent is named."""
    case = scene.concluded(outcome="unsubstantiated", person_outcome="no_breach")
    case.respondents.update(outcome="")
    with nothing_changes(), pytest.raises(services.Held, match=scene.official.name):
        close(scene, case)


def test_without_a_cause_or_a_reason_it_stays_open(scene: CaseScene) -> None:
    """A conclusion that lost both is no ground for closing."""
    case = scene.concluded(outcome="unsubstantiated", person_outcome="no_breach")
    case.conclusions.update(cause="", no_cause="")
    with nothing_changes(), pytest.raises(services.Held):
        close(scene, case)


def test_the_team_does_not_close_its_own_case(scene: CaseScene) -> None:
    """Somebody who did not look into it closes it."""
    case = scene.concluded(outcome="unsubstantiated", person_outcome="no_breach")
    with nothing_changes(), pytest.raises(services.NotNow):
        services.close_case(case=case, by=scene.by, on=DAY)


@pytest.mark.parametrize("state", [Case.State.LEAD, Case.State.VERIFYING])
def test_acts_out_of_order_are_refused(scene: CaseScene, state: str) -> None:
    """Neither decided nor closed before it is concluded."""
    case = scene.case(state)
    with nothing_changes(), pytest.raises(services.NotNow):
        close(scene, case)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.mark_decided(case=case, by=scene.office.leader, on=DAY)


@pytest.mark.clause("S3-118")
def test_an_unsubstantiated_case_offers_to_clear_the_name(scene: CaseScene) -> None:
    """It goes to no discussion, and may be closed once the complainant is answered."""
    case = scene.concluded(outcome="unsubstantiated", person_outcome="no_breach")
    assert obstacles("closing", case, DAY) == []
    respondent = case.respondents.get()
    respondent.findings.update(substantiated=False)
    services.clear_name(
        respondent=respondent, reason="反映不属实。", by=scene.office.leader, on=DAY
    )
    assert close(scene, case).state == Case.State.CLOSED


def test_a_case_handed_over_stays_visible_as_such(scene: CaseScene) -> None:
    """It has ended here, with its day."""
    case = scene.case(Case.State.VERIFYING)
    case = services.mark_handed_over(case=case, by=scene.office.leader, on=DAY)
    assert (case.state, case.closed_on) == (Case.State.HANDED_OVER, DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.mark_handed_over(case=case, by=scene.office.leader, on=DAY)


# ── clocks that stand still ───────────────────────────────────────────────────────────────


def test_clocks_stand_still_for_a_reason_of_the_plan(scene: CaseScene) -> None:
    """With a day on which somebody looks again, and go on."""
    case = scene.case(Case.State.VERIFYING)
    given = {"case": case, "text": "同一事项正在诉讼。", "by": scene.by, "on": DAY}
    soon = DAY + timedelta(days=30)
    for wrong in ({"reason": "tired", "review_on": soon}, {"reason": "hearing", "review_on": None}):
        with nothing_changes(), pytest.raises(services.Incomplete):
            services.hold(**given, **wrong)  # type: ignore[arg-type]
    services.hold(**given, reason="other_procedure", review_on=soon)  # type: ignore[arg-type]
    with nothing_changes(), pytest.raises(services.NotNow):
        services.hold(**given, reason="hearing", review_on=soon)  # type: ignore[arg-type]
    row = services.resume(case=case, by=scene.by, on=soon)
    assert (row.from_on, row.until_on) == (DAY, soon)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.resume(case=case, by=scene.by, on=soon)
