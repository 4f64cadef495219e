"""What the tests of decisions share."""

import pytest

from zhiyong.decisions.tests.factories import Scene, make_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """A city, a concluded case's office, and an official with leaders over them."""
    return make_scene()
