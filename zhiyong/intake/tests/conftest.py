"""What the tests of intake share."""

import pytest

from zhiyong.vault.tests.factories import office


@pytest.fixture
def custody(db: None) -> None:
    """Let names be sealed: a default custody with two custodians."""
    office()
