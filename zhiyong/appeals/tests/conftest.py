"""What the tests of appeals share."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from zhiyong.appeals.tests.factories import Hall, make_hall


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """Speak as the users do, whatever language a page was asked for before."""
    with override("zh-hans"):
        yield


@pytest.fixture
def hall(db: None) -> Hall:
    """A city that decides, and the body above it with the people who hear appeals."""
    return make_hall()
