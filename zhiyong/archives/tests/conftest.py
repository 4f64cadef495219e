"""What the tests of the archive share."""

import pytest

from zhiyong.appeals.tests.factories import Hall, make_hall
from zhiyong.archives.tests.factories import Shelf, make_shelf


@pytest.fixture
def hall(db: None) -> Hall:
    """A city with decisions, and the people who hear appeals."""
    return make_hall()


@pytest.fixture
def shelf(hall: Hall) -> Shelf:
    """A case that was decided and closed, and the two who file it."""
    return make_shelf(hall.scene)
