"""Lodging: what comes of it, where it goes, and that nothing is lost or half done."""

import pytest

from zhiyong.intake import services
from zhiyong.intake.codes import lookup_key
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    make_city,
)
from zhiyong.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.mark.clause("S3-109")
def test_keeps_the_complaint_and_returns_a_code_that_finds_it(city: City) -> None:
    lodged = services.lodge_complaint(
        draft=a_lodging(subject_unit=city.bureau), by="portal", on=DAY
    )

    complaint = Complaint.objects.get(lookup=lookup_key(lodged.code))
    assert complaint.keeper == city.bodies["personnel_bureau"]
    assert complaint.audience == complaint.keeper_id
    assert (complaint.received_on, complaint.entered_at) == (DAY, None)
    entry = Entry.objects.get(verb="complaint.lodged")
    assert entry.threads[0] == f"complaint:{complaint.pk}"
    assert entry.recorded_at is None
