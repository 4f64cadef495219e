"""What the tests of meetings begin with: an act that some room has registered."""

from collections.abc import Iterator
from datetime import date

import pytest

from zhiyong.directory.models import Account, Body
from zhiyong.meetings import effects, recusals
from zhiyong.meetings.models import Item
from zhiyong.meetings.tests.factories import leading_group
from zhiyong.plans.tests.factories import City, make_city


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def body(city: City) -> Body:
    return leading_group(city)


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return what took effect, in order; motions "try" about units do nothing else."""
    happened: list[str] = []
    monkeypatch.setattr(effects, "_effects", dict(effects._effects))
    monkeypatch.setattr(recusals, "_checks", [])

    def passed(item: Item, by: Account, on: date) -> None:
        happened.append("passed")

    def rejected(item: Item, by: Account, on: date) -> None:
        happened.append("rejected")

    effects.register("unit", "try", passed=passed, rejected=rejected)
    return happened
