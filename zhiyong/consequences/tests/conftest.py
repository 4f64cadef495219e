"""The city of plans, for every test of the ledger."""

import pytest

from zhiyong.directory.models import Person
from zhiyong.plans.tests.factories import City, make_city


@pytest.fixture
def city() -> City:
    """Return the city of plans."""
    return make_city()


@pytest.fixture
def person(city: City) -> Person:
    """Return somebody of its bureau."""
    return city.official()
