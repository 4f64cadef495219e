"""What the tests of letters share."""

import pytest

from zhiyong.transfers.tests.factories import TransferScene, make_transfer_scene


@pytest.fixture
def scene(db: None) -> TransferScene:
    """A case, the discipline bureau and a department above."""
    return make_transfer_scene()
