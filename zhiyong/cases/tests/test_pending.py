"""While a case about them is open, somebody is not graded: neither blocked nor cleared."""

from datetime import timedelta

import pytest

from zhiyong.cases.models import Case
from zhiyong.cases.tests.factories import make_case_scene
from zhiyong.consequences.pending import pending_of
from zhiyong.plans.tests.factories import DAY

pytestmark = pytest.mark.django_db


def test_whoever_a_case_in_verification_is_about_is_under_investigation() -> None:
    scene = make_case_scene()
    person = scene.official
    scene.case()
    assert pending_of([person.pk], [], DAY) == {}
    case = scene.case(Case.State.VERIFYING)
    mine = f"person:{person.pk}"
    assert pending_of([person.pk], [scene.city.bureau.pk], DAY) == {mine: (f"case:{case.pk}",)}
    assert pending_of([person.pk], [], DAY - timedelta(days=1)) == {}
    Case.objects.filter(pk=case.pk).update(decided_on=DAY + timedelta(days=3))
    assert mine in pending_of([person.pk], [], DAY)
    assert pending_of([person.pk], [], DAY + timedelta(days=3)) == {}
