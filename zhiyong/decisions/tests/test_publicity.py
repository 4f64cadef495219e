"""Before something is published about a decision: whether it is final, and whom it is about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.decisions.models import Decision
from zhiyong.decisions.publicity import on_case, on_decision
from zhiyong.decisions.tests.factories import a_decision, make_scene
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.plans.tests.factories import DAY
from zhiyong.publicity import plan, subjects
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.mark.clause("S3-139")
def test_final_once_served_and_past_its_appeal() -> None:
    scene = make_scene()
    decision = a_decision(scene, measures=("admonition",))
    reference, later = f"decision:{decision.pk}", DAY + timedelta(days=400)
    Decision.objects.filter(pk=decision.pk).update(served_on=None)
    assert subjects.why_not_final(reference, later)

    Decision.objects.filter(pk=decision.pk).update(served_on=DAY)

    assert subjects.why_not_final(reference, DAY + timedelta(days=1))
    assert subjects.why_not_final(reference, later) == ""
    assert subjects.why_not_final(f"case:{decision.case_id}", later) == ""
    assert subjects.why_not_final("unit:1", later)


def test_names_are_replaced_by_what_people_are() -> None:
    scene = make_scene()
    decision = a_decision(scene, measures=("admonition",))
    text = f"{scene.person.name}推诿群众。"

    shown = plan.without_names(text, f"decision:{decision.pk}")

    assert scene.person.name not in shown
    assert "一名" in shown


def test_is_offered_to_be_made_known_once_it_is_final(client: Client) -> None:
    scene = make_scene()
    decision = a_decision(scene, measures=("admonition",))
    case = decision.case
    later = DAY + timedelta(days=90)
    writer = account_with(Role.OFFICE, unit=scene.office)
    standing = standing_of(writer, DAY)
    Decision.objects.filter(pk=decision.pk).update(served_on=None)
    assert not on_decision(decision, standing, later)
    assert not on_case(case, standing, later)
    Decision.objects.filter(pk=decision.pk).update(served_on=DAY)
    assert not on_decision(decision, standing, DAY + timedelta(days=1))

    (offer,) = on_decision(decision, standing, later)

    assert offer.url == f"{reverse('publicity:write')}?subject=decision%3A{decision.pk}"
    assert len(on_case(case, standing, later)) == 1
    assert not on_decision(decision, standing_of(scene.handler, DAY), later)
    client.force_login(writer)
    assert decision.number in client.get(offer.url).text
