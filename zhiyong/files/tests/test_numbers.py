"""Numbers without gaps or doubles, whoever asks at once and whatever fails."""

import threading

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.files.models import NumberSeries
from zhiyong.files.numbers import format_number, next_number


@pytest.mark.django_db
def test_series_units_and_years_count_apart() -> None:
    one, other = UnitFactory.create(), UnitFactory.create()
    given = [
        next_number(series=series, unit=unit, year=year)
        for series, unit, year in [
            ("online", one, 2025), ("online", one, 2025), ("online", one, 2026),
            ("visit", one, 2026), ("online", other, 2026), ("online", one, 2025),
        ]
    ]  # fmt: skip
    assert given == [1, 2, 1, 1, 1, 3]  # a late registration continues the earlier year
    assert NumberSeries.objects.count() == 4


@pytest.mark.django_db
def test_a_number_whose_act_fails_is_given_again() -> None:
    unit = UnitFactory.create()
    with transaction.atomic():
        assert next_number(series="online", unit=unit, year=2026) == 1
        transaction.set_rollback(True)
    assert next_number(series="online", unit=unit, year=2026) == 1


@pytest.mark.django_db(transaction=True)
def test_no_number_outside_an_act() -> None:
    with pytest.raises(TransactionManagementError):
        next_number(series="online", unit=UnitFactory.create(), year=2026)


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_leave_no_gap_and_no_double() -> None:
    unit = UnitFactory.create()
    given: list[int] = []
    together = threading.Barrier(8)

    def register(turns: int) -> None:
        try:
            together.wait()
            for turn in range(turns):
                try:
                    with transaction.atomic():
                        number = next_number(series="online", unit=unit, year=2026)
                        if turn % 5 == 4:
                            raise RuntimeError("this act fails")
                        given.append(number)
                except RuntimeError:
                    continue
        finally:
            connection.close()

    clerks = [threading.Thread(target=register, args=(25,)) for _clerk in range(8)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(given) == list(range(1, 8 * 20 + 1))


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("效投〔{year}〕{n}号", "效投〔2026〕123号"),
        ("XT-{year}-{n:05}", "XT-2026-00123"),
        ("{n}", "123"),
    ],
)
def test_a_number_is_shown_by_its_pattern(pattern: str, number: str) -> None:
    assert format_number(pattern, 2026, 123) == number


@pytest.mark.parametrize("pattern", ["效投〔{year}〕号", "{n.__class__}", "{x}{n}", "{n!r}", ""])
def test_other_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError):
        format_number(pattern, 2026, 123)
