"""Stand-ins and leave: rights pass while they run, with a second person, and never too far."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from zhiyong.directory import selectors, services
from zhiyong.directory.models import Account, Leave, StandIn, Tenure
from zhiyong.directory.services.cover import AwayAlready, StandsInAlready, TakesTwoPersons
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PersonFactory,
    PostFactory,
    RoleBindingFactory,
    TenureFactory,
    UnitFactory,
    account_with,
    since,
)
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
BACK = date(2026, 3, 9)


@pytest.fixture
def officer() -> Account:
    return AccountFactory.create()


@pytest.fixture
def second() -> Account:
    return AccountFactory.create()


@pytest.fixture
def away() -> Tenure:
    """A clerk by their post."""
    tenure = TenureFactory.create()
    RoleBindingFactory.create(unit=tenure.post.unit, person=None, post=tenure.post)
    return tenure


@pytest.fixture
def partner() -> Account:
    return account_with()


def _post(account: Account) -> Any:
    return Tenure.objects.get(person=account.person).post


def _pair(away: Tenure, partner: Account, officer: Account, kind: str = "PAIR") -> StandIn:
    return services.name_stand_in(
        post=away.post, stand_in=_post(partner), kind=kind, on=date(2026, 1, 1), by=officer
    )


def _clerk(account: Account, on: date) -> bool:
    return Role.CLERK in standing_of(account, on).roles


def test_an_ab_pair_works_only_while_the_holder_is_away(
    away: Tenure, partner: Account, officer: Account, second: Account
) -> None:
    pair = _pair(away, partner, officer)
    services.go_on_leave(person=away.person, kind=Leave.Kind.SICK, on=DAY, until=BACK, by=officer)
    assert not _clerk(partner, DAY)

    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)

    assert not _clerk(partner, date(2026, 3, 1))
    assert _clerk(partner, DAY)
    assert away.post_id in standing_of(partner, DAY).covered_post_ids
    assert not _clerk(partner, BACK)
    assert partner.person in selectors.people_with(Role.CLERK, away.post.unit, DAY)
    assert partner.person not in selectors.people_with(Role.CLERK, away.post.unit, BACK)


def test_an_ab_pair_works_while_the_post_is_vacant_and_a_deputy_always(
    away: Tenure, partner: Account, officer: Account, second: Account
) -> None:
    pair = _pair(away, partner, officer)
    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)
    assert not _clerk(partner, DAY)
    services.end_tenure(tenure=away, on=DAY, by=officer)
    assert _clerk(partner, DAY)

    other = account_with()
    deputy = _pair(away, other, officer, kind="DEPUTY")
    services.confirm_stand_in(stand_in=deputy, on=DAY, by=second)
    assert _clerk(other, DAY)


def test_whoever_a_leave_names_covers_all_posts_instead_of_the_pairs(
    away: Tenure, partner: Account, officer: Account, second: Account
) -> None:
    pair = _pair(away, partner, officer)
    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)
    named = account_with()
    leave = services.go_on_leave(
        person=away.person,
        kind=Leave.Kind.LEAVE,
        covered_by=named.person,
        on=DAY,
        until=BACK,
        by=officer,
    )
    assert not _clerk(named, DAY)

    services.confirm_leave(leave=leave, on=DAY, by=second)

    assert _clerk(named, DAY)
    assert not _clerk(partner, DAY)
    assert set(selectors.covers_of(away.post, DAY)) == {named.person}


def test_nobody_covers_while_on_leave_themselves(
    away: Tenure, partner: Account, officer: Account, second: Account
) -> None:
    pair = _pair(away, partner, officer, kind="DEPUTY")
    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)
    services.go_on_leave(person=partner.person, kind=Leave.Kind.SICK, on=DAY, by=officer)

    assert not _clerk(partner, DAY)
    assert not selectors.covers_of(away.post, DAY)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.CUSTODIAN])
def test_administrators_and_custodians_are_never_covered(
    away: Tenure, partner: Account, officer: Account, second: Account, role: Role
) -> None:
    RoleBindingFactory.create(role=role, unit=away.post.unit, person=None, post=away.post)
    pair = _pair(away, partner, officer, kind="DEPUTY")
    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)

    assert role not in standing_of(partner, DAY).roles
    assert partner.person not in selectors.people_with(role, away.post.unit, DAY)
    assert Role.CLERK in standing_of(partner, DAY).roles


def test_it_takes_two_persons_and_neither_is_who_gains(
    away: Tenure, partner: Account, officer: Account, second: Account
) -> None:
    pair = _pair(away, partner, officer)
    named = account_with()
    leave = services.go_on_leave(
        person=away.person,
        kind=Leave.Kind.LEAVE,
        covered_by=named.person,
        on=DAY,
        by=officer,
    )

    for who in (officer, partner):
        with pytest.raises(TakesTwoPersons):
            services.confirm_stand_in(stand_in=pair, on=DAY, by=who)
    for who in (officer, named, AccountFactory.create(person=away.person)):
        with pytest.raises(TakesTwoPersons):
            services.confirm_leave(leave=leave, on=DAY, by=who)

    pair.refresh_from_db()
    leave.refresh_from_db()
    assert pair.confirmed_by is None
    assert leave.confirmed_by is None
    assert not entries("stand_in.confirmed") + entries("leave.cover_confirmed")


def test_twice_the_same_is_refused(away: Tenure, partner: Account, officer: Account) -> None:
    _pair(away, partner, officer)
    services.go_on_leave(person=away.person, kind=Leave.Kind.LEAVE, on=DAY, by=officer)

    with pytest.raises(StandsInAlready):
        _pair(away, partner, officer)
    with pytest.raises(AwayAlready):
        services.go_on_leave(person=away.person, kind=Leave.Kind.SICK, on=BACK, by=officer)


def test_covers_end_and_what_has_not_begun_is_taken_back(
    away: Tenure, partner: Account, officer: Account
) -> None:
    pair = _pair(away, partner, officer)
    leave = services.go_on_leave(person=away.person, kind=Leave.Kind.LEAVE, on=BACK, by=officer)

    services.end_stand_in(stand_in=pair, on=DAY, by=officer)
    services.end_leave(leave=leave, on=DAY, by=officer)

    pair.refresh_from_db()
    assert pair.valid == since(date(2026, 1, 1), DAY)
    assert not Leave.objects.exists()
    assert the_entry("leave.ended").on == DAY


def test_a_standing_costs_four_queries(
    away: Tenure,
    partner: Account,
    officer: Account,
    second: Account,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.confirm_stand_in(
        stand_in=_pair(away, partner, officer, kind="DEPUTY"), on=DAY, by=second
    )
    for unit in UnitFactory.create_batch(3):
        RoleBindingFactory.create(unit=unit, person=partner.person, subtree=True)

    with django_assert_num_queries(4):
        standing = standing_of(partner, DAY)

    assert len(standing.units(Role.CLERK)) == 4
    assert standing.home_unit_name == _post(partner).unit.name


def test_same_person_sees_through_accounts_references_and_machines() -> None:
    account = AccountFactory.create()
    other = PersonFactory.create()

    assert selectors.same_person(account, account.person)
    assert selectors.same_person(other, f"account:{account.pk}", f"person:{account.person_id}")
    assert not selectors.same_person(account, other)
    assert not selectors.same_person("clock", "clock", None, None)
    assert not selectors.same_person(PostFactory.create().unit.code, "clock")


@pytest.mark.parametrize("case", ["there", "away", "named", "named and away", "vacant", "deputy"])
def test_many_units_at_once_are_asked_four_queries_and_answer_the_same(
    away: Tenure,
    partner: Account,
    officer: Account,
    second: Account,
    case: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, named = away.post.unit, account_with()
    units = [here, UnitFactory.create(parent=here), *UnitFactory.create_batch(2)]
    for unit in units[1:]:
        account_with(Role.HANDLER, Role.SECTION_HEAD, unit=unit, subtree=False)
    account_with(Role.SYSTEM_ADMIN, Role.CUSTODIAN, unit=units[2])
    RoleBindingFactory.create(unit=here, person=None, post=away.post, role=Role.AUDIT_ADMIN)
    pair = _pair(away, partner, officer, kind="DEPUTY" if case == "deputy" else "PAIR")
    services.confirm_stand_in(stand_in=pair, on=DAY, by=second)
    if case == "vacant":
        services.end_tenure(tenure=away, on=DAY, by=officer)
    elif case not in ("there", "deputy"):
        leave = services.go_on_leave(
            person=away.person,
            kind=Leave.Kind.LEAVE,
            covered_by=None if case == "away" else named.person,
            on=DAY,
            by=officer,
        )
        if case != "away":
            services.confirm_leave(leave=leave, on=DAY, by=second)
    if case == "named and away":
        services.go_on_leave(person=named.person, kind=Leave.Kind.SICK, on=DAY, by=officer)

    with django_assert_num_queries(4):
        found = selectors.holders_of(list(Role), units, DAY)

    assert found == {
        (role, unit.pk): tuple(sorted(one.pk for one in selectors.people_with(role, unit, DAY)))
        for role in Role
        for unit in units
    }
    clerks = found[Role.CLERK, here.pk]
    assert (partner.person_id in clerks) == (case in ("away", "vacant", "deputy"))
    assert (named.person_id in clerks) == (case == "named")
