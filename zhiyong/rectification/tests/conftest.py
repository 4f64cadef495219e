"""The city with the campaign in force, for the tests of this room."""

import pytest

from zhiyong.rectification.tests.factories import Scene, make_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene(rectification__modes__immediate__term="7 days")
