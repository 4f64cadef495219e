"""The whole way of a matter, in each of the plan's ways."""

import pytest

from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.factories import ASSIGN, DIRECT, TRANSFER, Scene


@pytest.mark.parametrize("mode", [DIRECT, ASSIGN, TRANSFER])
def test_passes_from_assignment_to_closing_and_leaves_nothing_owed(scene: Scene, mode: str) -> None:
    matter = scene.closed(mode)

    assert matter.state == Matter.State.CLOSED
    complaint = Complaint.objects.get(pk=matter.complaint_id)
    assert complaint.state == Complaint.State.CLOSED
    assert not Duty.objects.filter(state__in=["OPEN", "PAUSED"]).exclude(
        code__in=["acceptance_notice"]
    )
    outcome = matter.outcomes.get()
    assert outcome.paper is not None
    assert outcome.paper.number.startswith("效复〔2026〕1号")
    message = complaint.messages.get(direction="OUT")
    assert message.text == outcome.reply
