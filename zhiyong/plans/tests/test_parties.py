"""Who a party of the plan is, here and today."""

from datetime import date

from zhiyong.directory.models import RoleBinding
from zhiyong.plans.parties import NOBODY, addressees, role_of
from zhiyong.plans.tests.factories import City
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)


def test_a_bound_role_is_its_unit(city: City) -> None:
    found = addressees(city.adoption, "office", unit=city.bureau, on=DAY)

    assert (found.unit, found.people) == (city.bodies["office"], ())


def test_a_post_is_whoever_holds_the_role_for_the_unit_that_day(city: City) -> None:
    leader = city.person(Role.LEADER, city.bureau)
    city.person(Role.LEADER, city.court)

    assert addressees(city.adoption, "leader", unit=city.bureau, on=DAY).people == (leader,)
    assert addressees(city.adoption, "leader", unit=city.bureau, on=date(2019, 1, 1)) == NOBODY


def test_the_handler_is_the_one_who_has_the_matter(city: City) -> None:
    usual = city.person(Role.HANDLER, city.bureau)
    named = city.official()

    found = addressees(city.adoption, "handler", unit=city.bureau, on=DAY, person=named)

    assert found.people == (named,)
    assert addressees(city.adoption, "handler", unit=city.bureau, on=DAY).people == (usual,)


def test_bodies_of_the_procedure(city: City) -> None:
    keeper = city.bodies["personnel_bureau"]

    def unit(party: str) -> object:
        return addressees(city.adoption, party, unit=city.section, on=DAY, keeper=keeper).unit

    assert unit("superior") == city.bureau
    assert unit("handling_unit") == city.section
    assert unit("receiving_body") == keeper


def test_outsiders_and_vacant_posts_are_nobody(city: City) -> None:
    for party in ("complainant", "subject_person", "section_head"):
        assert addressees(city.adoption, party, unit=city.bureau, on=DAY) == NOBODY


def test_a_role_that_nobody_confirmed_is_vacant(city: City) -> None:
    city.person(Role.LEADER, city.bureau)
    RoleBinding.objects.filter(role=Role.LEADER).update(confirmed_by=None)

    assert addressees(city.adoption, "leader", unit=city.bureau, on=DAY) == NOBODY


def test_positions_have_the_roles_of_the_same_name() -> None:
    assert role_of("section_head") is Role.SECTION_HEAD
    assert role_of("complainant") is None
