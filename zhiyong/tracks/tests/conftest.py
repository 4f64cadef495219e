"""What the tests of this room share."""

import pytest

from zhiyong.tracks.tests.factories import TrackScene, make_track_scene


@pytest.fixture
def scene(db: None) -> TrackScene:
    """A city in which the plan of four tracks is in force."""
    return make_track_scene()
