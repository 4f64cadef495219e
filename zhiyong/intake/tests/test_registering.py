"""Numbers: per office and year, without gaps or doubles, also when eight clerks are at it."""

import threading
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections

from zhiyong.duties.models import Duty
from zhiyong.intake import services
from zhiyong.intake.models import Complaint, Registration
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    lodged,
    make_city,
    prepared,
    registered,
)
from zhiyong.journal.models import Entry
from zhiyong.shell.errors import Refusal


def at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run acts in threads that begin together; return what each gave, or its refusal."""
    acts = list(acts)
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def city(request: pytest.FixtureRequest) -> City:
    marks = request.node.get_closest_marker("django_db")
    request.getfixturevalue(
        "transactional_db" if marks and marks.kwargs.get("transaction") else "db"
    )
    return make_city()


@pytest.mark.django_db
def test_gives_the_next_number_of_the_office_and_meets_the_duty(city: City) -> None:
    complaint = lodged(city)

    line = services.register_complaint(complaint=complaint, by=city.clerk(), on=DAY)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.number) == ("REGISTERED", "效投〔2026〕1号")
    assert (line.unit, line.year, line.n) == (complaint.keeper, 2026, 1)
    assert Duty.objects.get(code="registration").met_on == DAY
    entry = Entry.objects.get(verb="complaint.registered")
    assert entry.facts["number"] == "效投〔2026〕1号"


@pytest.mark.django_db
def test_each_office_and_each_year_counts_for_itself(city: City) -> None:
    numbers = [
        registered(city).number,
        registered(city).number,
        registered(city, subject_unit=city.court).number,
        registered(city, on=date(2026, 12, 31)).number,
        registered(city, on=date(2027, 1, 1)).number,
    ]

    assert numbers == [
        "效投〔2026〕1号",
        "效投〔2026〕2号",
        "效投〔2026〕1号",
        "效投〔2026〕3号",
        "效投〔2027〕1号",
    ]


@pytest.mark.django_db
def test_what_came_last_year_may_be_registered_under_last_year(city: City) -> None:
    registered(city, on=date(2026, 11, 2))
    late = lodged(city, on=date(2026, 12, 30))

    line = services.register_complaint(
        complaint=late, by=city.clerk(), on=date(2027, 1, 4), year=2026
    )

    assert (line.number, line.registered_on) == ("效投〔2026〕2号", date(2027, 1, 4))


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2025, 2027])
def test_no_year_before_its_receipt_or_in_the_future(city: City, year: int) -> None:
    complaint = lodged(city)

    with pytest.raises(services.NotInThePlan):
        services.register_complaint(complaint=complaint, by=city.clerk(), on=DAY, year=year)

    complaint.refresh_from_db()
    assert complaint.state == "LODGED"
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_nothing_is_registered_twice(city: City) -> None:
    complaint = registered(city)

    with pytest.raises(services.NotNow):
        services.register_complaint(complaint=complaint, by=city.clerk(), on=DAY)

    assert Registration.objects.count() == 1


@pytest.mark.django_db
def test_a_number_of_a_paper_ledger_is_kept_and_the_series_goes_on_after_it(city: City) -> None:
    old = lodged(city, on=date(2025, 5, 6))
    services.register_under(
        complaint=old, number="效投〔2025〕17号", by=city.clerk(), on=date(2025, 5, 7)
    )

    assert registered(city, on=date(2025, 5, 8)).number == "效投〔2025〕18号"
    with pytest.raises(services.NotInThePlan):
        services.register_under(complaint=lodged(city), number="123", by=city.clerk(), on=DAY)


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_leave_no_gap_and_no_double(city: City) -> None:
    complaints = [lodged(city) for _each in range(24)]
    by = city.clerk()

    def register_three(mine: list[Complaint]) -> list[str]:
        return [services.register_complaint(complaint=one, by=by, on=DAY).number for one in mine]

    results = at_once(
        [lambda mine=complaints[n::8]: register_three(mine) for n in range(8)]  # type: ignore[misc]
    )

    numbers = sorted(int(number.partition("〕")[2][:-1]) for mine in results for number in mine)
    assert numbers == list(range(1, 25))


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_accept_at_once_the_second_is_told(city: City) -> None:
    complaint = registered(city)
    by = city.clerk()

    def accept() -> Complaint:
        return services.accept_complaint(complaint=complaint, by=by, on=DAY)

    results = at_once([accept, accept])

    assert sorted(type(one).__name__ for one in results) == ["Complaint", "NotNow"]
    refusal = next(one for one in results if isinstance(one, Refusal))
    assert str(refusal)
    assert Entry.objects.filter(verb="complaint.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_eight_times_at_once_is_one_complaint(city: City) -> None:
    draft = a_lodging(subject_unit=city.bureau, prepared=prepared())

    results = at_once([lambda: services.lodge_complaint(draft=draft, by="portal", on=DAY)] * 8)

    assert Complaint.objects.count() == 1
    assert len({one.receipt.text for one in results}) == 1
    assert sum(not one.repeated for one in results) == 1
    assert Duty.objects.filter(code="acceptance").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE verb = 'complaint.lodged'")
        assert cursor.fetchone() == (1,)
