"""What the tests of cases share."""

import pytest

from zhiyong.matters.tests.factories import Scene, make_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """A city, an office that keeps complaints, and another unit that may handle them."""
    return make_scene()
