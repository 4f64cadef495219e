"""What is remembered of an edition, and when it is forgotten."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.db import transaction

from zhiyong.directory.editions import held, remembered
from zhiyong.directory.tests.factories import UnitFactory


@pytest.fixture
def made() -> Iterator[int]:
    return count()


def asked(made: Iterator[int], key: str = "thing") -> int:
    with held():
        return remembered(key, lambda: next(made))


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_for_each_key_until_something_changes(made: Iterator[int]) -> None:
    unit = UnitFactory.create()
    assert [asked(made), asked(made), asked(made, "other")] == [0, 0, 1]

    unit.name = "新名称"
    unit.save()

    assert [asked(made), asked(made)] == [2, 2]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_nothing_behind(made: Iterator[int]) -> None:
    unit = UnitFactory.create()
    assert asked(made) == 0

    with transaction.atomic():
        unit.save()
        assert [asked(made), asked(made)] == [1, 2], "remembered what nobody else may see"
        transaction.set_rollback(True)

    assert asked(made) == 0


@pytest.mark.django_db(transaction=True)
def test_each_transaction_that_changes_something_is_an_edition(made: Iterator[int]) -> None:
    unit = UnitFactory.create()
    for n in range(3):
        assert asked(made) == n
        with transaction.atomic():
            unit.save()
            unit.save()


@pytest.mark.django_db
def test_outside_the_block_nothing_is_remembered(made: Iterator[int]) -> None:
    assert [remembered("thing", lambda: next(made)) for _ in range(2)] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_one_block_stays_with_its_edition(made: Iterator[int]) -> None:
    unit = UnitFactory.create()

    with held():
        first = remembered("thing", lambda: next(made))
        unit.save()
        assert remembered("thing", lambda: next(made)) == first

    assert asked(made) == first + 1
