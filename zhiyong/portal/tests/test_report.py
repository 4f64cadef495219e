"""Reporting: from the form to the receipt, and whatever goes wrong between them."""

import pytest
from django.test import Client

from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import City
from zhiyong.portal.tests.factories import code_on, open_city, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return open_city()


def test_x(client: Client, city: City) -> None:
    for path in ["/", "/report/", "/desks/", "/how/", "/protection/"]:
        response = client.get(path)
        assert response.status_code == 200, path
    receipt = reported(client, city)
    assert code_on(receipt)
    assert Complaint.objects.get().subject_unit == city.bureau
