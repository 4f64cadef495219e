"""A decision that touches a whole unit is reckoned and booked in one batch."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyong.consequences.models import Entry
from zhiyong.decisions import services
from zhiyong.decisions.models import Decision
from zhiyong.decisions.services import Choice
from zhiyong.decisions.tests.factories import Scene, a_decision
from zhiyong.directory.models import Person, Unit
from zhiyong.plans.tests.factories import DAY, make_unit

MEASURE = "resignation_or_dismissal"


def _team(scene: Scene, size: int, prefix: str) -> Decision:
    """Return a recommendation about an official whose leading team is so large."""
    Person.objects.bulk_create(Person(number=f"{prefix}{n:05}", name="陈文") for n in range(size))
    ids = Person.objects.filter(number__startswith=prefix).values_list("pk", flat=True)
    unit = make_unit(scene.city.root, f"江州市第{size}管理处", Unit.Kind.INSTITUTION)
    official = scene.city.official(unit)
    respondent = scene.respondent(
        about=official, severity="serious", facts={"case.major_loss": True}
    )
    held: list[list[Any]] = [[f"person:{pk}", None, None] for pk in ids]
    respondent.frozen["places"]["leading_team"] = held
    respondent.save(update_fields=["frozen"])
    return a_decision(scene, [Choice(MEASURE, {"form": "dismissal"})], respondent=respondent)


def _answer(scene: Scene, decision: Decision) -> int:
    with CaptureQueriesContext(connection) as queries:
        services.record_outcome(
            decision=decision,
            measure=MEASURE,
            declined=False,
            answered_on=DAY,
            by=scene.clerk,
            on=DAY,
        )
    return len(queries)


@pytest.mark.clause("S3-078")
def test_withholds_the_bonus_of_every_member_in_one_batch(scene: Scene) -> None:
    few = _answer(scene, _team(scene, 7, "A"))
    decision = _team(scene, 300, "B")

    many = _answer(scene, decision)

    found = Entry.objects.filter(
        source=f"decision:{decision.pk}", effect="deduct", person__isnull=False, state="IN_FORCE"
    )
    assert found.filter(person__number__startswith="B").count() == 300
    assert many <= few + 4
