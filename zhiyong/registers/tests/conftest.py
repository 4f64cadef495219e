"""The small city, for the tests of registers."""

import pytest

from zhiyong.plans.tests.factories import City, make_city


@pytest.fixture
def city(db: None) -> City:
    return make_city()
