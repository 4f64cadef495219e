"""From the ladder's offer to a decision made by vote, and what it books."""

from decimal import Decimal

import pytest

from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision
from zhiyong.decisions.tests.factories import Scene, a_decision


def _states(decision: Decision) -> dict[str, str]:
    return {row["measure"]: row["state"] for row in decision.offer["rows"]}


@pytest.mark.clause("S3-045")
def test_offers_the_admonition_for_minor_circumstances_and_no_adjustment(scene: Scene) -> None:
    decision = scene.drafted()

    states = _states(decision)
    assert states["admonition"] == "allowed"
    assert states["post_adjustment"] == "refused"


@pytest.mark.clause("S3-050", "S3-120")
def test_withholds_three_tenths_of_three_bonuses(scene: Scene) -> None:
    decision = a_decision(scene)

    found = Entry.objects.filter(source=f"decision:{decision.pk}", effect="deduct")
    assert {one.person: one.amount for one in found.select_related("person")} == {
        scene.person: Decimal(3000),
        scene.main_leader: Decimal(4200),
        scene.leader_in_charge: Decimal(3600),
    }
    assert decision.state == Decision.State.MADE
    assert decision.number
