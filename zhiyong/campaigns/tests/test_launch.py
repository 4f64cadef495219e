"""A campaign is drafted and launched: what every unit owes is opened in one batch."""

from datetime import date

import pytest

from zhiyong.campaigns.models import Assignment, Batch
from zhiyong.campaigns.services.common import DUTY
from zhiyong.campaigns.tests.factories import make_campaign
from zhiyong.duties.models import Duty

pytestmark = pytest.mark.django_db


def test_a_launch_opens_what_every_unit_owes() -> None:
    made = make_campaign()
    batch = Batch.objects.get(campaign=made.campaign)
    assert batch.is_finished
    assert batch.done == batch.total == Assignment.objects.count()
    owed = made.owed("local_plan")
    assert owed.due == date(2026, 3, 31)
    duty = Duty.objects.get(subject=f"assignment:{owed.pk}", code=DUTY)
    assert duty.due_on == owed.due
    assert duty.owner_unit == made.units[0]
