"""What the tests of the watch share."""

import pytest

from zhiyong.plans.tests.factories import City, make_city


@pytest.fixture
def city(db: None) -> City:
    """A small city with its plan in force."""
    return make_city()
