"""The shell's own tests know no room above it."""

import pytest

from zhiyong.shell import navigation


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pages of the rooms out of the navigation: the gallery has no addresses for them."""
    monkeypatch.setattr(navigation, "_items", [])
    monkeypatch.setattr(navigation, "_places", {})
