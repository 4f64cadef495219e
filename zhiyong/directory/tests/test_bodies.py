"""Standing bodies: seats bound to posts, shortages, member units, seconded staff."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from zhiyong.directory import selectors, services
from zhiyong.directory.models import Account, Body, SeatRole
from zhiyong.directory.services.bodies import BodyEnded, SeatTaken
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PersonFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    since,
)
from zhiyong.shell.kinds import ref

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
LATER = date(2026, 9, 1)


@pytest.fixture
def officer() -> Account:
    return AccountFactory.create()


@pytest.fixture
def group(officer: Account) -> Body:
    return services.set_up_body(
        unit=UnitFactory.create(),
        kind=Body.Kind.LEADING_GROUP,
        name="机关效能建设领导小组",
        office_at=UnitFactory.create(),
        on=DAY,
        by=officer,
    )


def test_a_seat_follows_its_post(group: Body, officer: Account) -> None:
    tenure = TenureFactory.create(valid=since(until=LATER))
    services.give_seat(body=group, role=SeatRole.HEAD, post=tenure.post, on=DAY, by=officer)

    (sitting,) = selectors.sittings(group, DAY)
    (later,) = selectors.sittings(group, LATER)

    assert sitting.people == (tenure.person,)
    assert later.is_vacant
    assert list(selectors.seats_of_person(tenure.person, DAY)) == [sitting.seat]
    assert the_entry("body.seat_given").facts == {"role": "HEAD", "whose": ref(tenure.post)}


def test_vacant_seats_do_not_count_towards_what_is_needed(group: Body, officer: Account) -> None:
    tenure = TenureFactory.create(valid=since(until=LATER))
    services.require_seats(body=group, role=SeatRole.MEMBER, count=2, on=DAY, by=officer)
    services.give_seat(body=group, role=SeatRole.MEMBER, post=tenure.post, on=DAY, by=officer)
    services.give_seat(
        body=group, role=SeatRole.MEMBER, post=PostFactory.create(), on=DAY, by=officer
    )

    (short,) = selectors.shortages(group, DAY)
    assert (short.needed, short.filled) == (2, 1)
    assert selectors.shortages(group, LATER)[0].filled == 0

    services.require_seats(body=group, role=SeatRole.MEMBER, count=0, on=DAY, by=officer)
    assert selectors.shortages(group, DAY) == []


def test_member_units_liaison_officers_and_seconded_staff(group: Body, officer: Account) -> None:
    unit = UnitFactory.create()
    liaison, seconded = TenureFactory.create(), PersonFactory.create()
    services.give_seat(body=group, role=SeatRole.MEMBER_UNIT, unit=unit, on=DAY, by=officer)
    services.give_seat(
        body=group, role=SeatRole.LIAISON, post=liaison.post, for_unit=unit, on=DAY, by=officer
    )
    services.give_seat(
        body=group,
        role=SeatRole.SECONDED,
        person=seconded,
        for_unit=unit,
        on=DAY,
        until=LATER,
        by=officer,
    )

    roles = [sitting.seat.role for sitting in selectors.sittings(group, DAY)]
    assert roles == [SeatRole.MEMBER_UNIT, SeatRole.LIAISON, SeatRole.SECONDED]
    assert len(selectors.sittings(group, LATER)) == 2
    assert list(selectors.bodies_of_unit(unit, DAY)) == [group]
    assert list(selectors.bodies_of_unit(group.office_at, DAY)) == [group]


def test_the_same_seat_is_not_given_twice(group: Body, officer: Account) -> None:
    post = PostFactory.create()
    services.give_seat(body=group, role=SeatRole.MEMBER, post=post, on=DAY, by=officer)

    with pytest.raises(SeatTaken):
        services.give_seat(body=group, role=SeatRole.MEMBER, post=post, on=LATER, by=officer)

    assert len(entries("body.seat_given")) == 1


def test_a_body_ends_with_its_seats_and_takes_none_after(group: Body, officer: Account) -> None:
    seat = services.give_seat(
        body=group, role=SeatRole.MEMBER, post=PostFactory.create(), on=DAY, by=officer
    )

    services.end_body(body=group, on=LATER, by=officer)

    seat.refresh_from_db()
    assert seat.valid == since(DAY, LATER)
    assert list(selectors.bodies_on(LATER)) == []
    with pytest.raises(BodyEnded):
        services.give_seat(
            body=group, role=SeatRole.HEAD, post=PostFactory.create(), on=LATER, by=officer
        )


def test_a_seat_is_taken_back(group: Body, officer: Account) -> None:
    seat = services.give_seat(
        body=group, role=SeatRole.HEAD, person=PersonFactory.create(), on=DAY, by=officer
    )

    services.end_seat(seat=seat, on=LATER, by=officer)

    assert selectors.sittings(group, LATER) == []
    assert the_entry("body.seat_ended").on == LATER


def test_the_page_of_a_body_costs_the_same_for_many_seats(
    group: Body, officer: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for tenure in TenureFactory.create_batch(6):
        services.give_seat(body=group, role=SeatRole.MEMBER, post=tenure.post, on=DAY, by=officer)

    with django_assert_num_queries(2):
        selectors.sittings(group, DAY)
    with django_assert_num_queries(3):
        selectors.shortages(group, DAY)
