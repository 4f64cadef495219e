"""What the tests of the portal share: an open city, files in a folder of their own, new guards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from zhiyong.intake.attempts import Buckets, Guard, Puzzles
from zhiyong.intake.tests.factories import City
from zhiyong.portal import guards
from zhiyong.portal.tests.factories import open_city
from zhiyong.portal.views import follow


@pytest.fixture
def city(db: None) -> City:
    """A city whose door is open."""
    return open_city()


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _fresh_guards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget who knocked in the tests before; puzzles are small enough to be solved here."""
    fresh = Guard(
        each=Buckets(burst=6, every=20),
        together=Buckets(burst=120, every=1),
        puzzles=Puzzles(bits=6),
    )
    monkeypatch.setattr(follow, "codes", fresh)
    guards.lodgings.cache_clear()
    cache.clear()
    yield
    guards.lodgings.cache_clear()
