"""What the tests of appeals share."""

import pytest

from zhiyong.appeals.tests.factories import Hall, make_hall


@pytest.fixture
def hall(db: None) -> Hall:
    """A city that decides, and the body above it with the people who hear appeals."""
    return make_hall()
