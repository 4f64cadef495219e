"""The small city, for the tests of duties."""

import pytest

from zhiyong.plans.tests.factories import City, make_city


@pytest.fixture
def city(db: None) -> City:
    return make_city()
