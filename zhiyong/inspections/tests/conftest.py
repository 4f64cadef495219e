"""What the tests of inspections share."""

from typing import Any

import pytest

from zhiyong.inspections.tests.factories import Scene, make_scene
from zhiyong.plans.tests.factories import DAY


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()


@pytest.fixture
def scene(db: None) -> Scene:
    """A city under the campaign plan of a city."""
    return make_scene()
