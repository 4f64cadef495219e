"""A case from lead to decision, by the services alone."""

import pytest

from zhiyong.cases import services
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import facts_for, obstacles, places_for
from zhiyong.cases.tests.factories import DAY, make_case_scene, respondents

pytestmark = pytest.mark.django_db


def test_a_case_goes_from_lead_to_decision() -> None:
    """Each stage is reached, and says who stood over the person on the day of the act."""
    scene = make_case_scene()
    case = scene.concluded(severity="grave")
    assert case.state == Case.State.CONCLUDED
    [respondent] = respondents(case)
    facts = facts_for(respondent, DAY)
    assert facts["case.severity"] == "grave"
    assert facts["unit.kind"] == "government_department"
    places = places_for(respondent)
    assert [one.who for one in places["main_leader"]] == [f"person:{scene.head.pk}"]
    assert obstacles("decision", case, DAY) == []
    services.mark_decided(case=case, by=scene.office.section_head, on=DAY)
    case.refresh_from_db()
    assert case.state == Case.State.DECIDED
    assert case.evidence.filter(locked_on=None).count() == 0
