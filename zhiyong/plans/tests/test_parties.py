"""Who a party of the plan is, here and today."""

from datetime import date

import pytest

from zhiyong.directory.models import RoleBinding, UnitSpan
from zhiyong.plans.parties import NOBODY, SIGNERS, addressees, people_of, role_of, signer_of
from zhiyong.plans.tests.factories import City
from zhiyong.rules.pack import load_pack, packs_folder
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)


def test_a_bound_role_is_its_unit(city: City) -> None:
    found = addressees(city.adoption, "office", unit=city.bureau, on=DAY)

    assert (found.unit, found.people) == (city.bodies["office"], ())


def test_a_post_is_whoever_holds_the_role_for_the_unit_that_day(city: City) -> None:
    leader = city.person(Role.LEADER, city.bureau)
    city.person(Role.LEADER, city.court)

    assert addressees(city.adoption, "leader", unit=city.bureau, on=DAY).people == (leader,)
    assert addressees(city.adoption, "leader", unit=city.bureau, on=date(2019, 1, 1)).people == ()


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
    for party in ("complainant", "subject_person"):
        assert addressees(city.adoption, party, unit=city.bureau, on=DAY) == NOBODY
    vacant = addressees(city.adoption, "section_head", unit=city.bureau, on=DAY)
    assert (vacant.people, vacant.unit) == ((), None)


def test_a_role_that_nobody_confirmed_is_vacant(city: City) -> None:
    city.person(Role.LEADER, city.bureau)
    RoleBinding.objects.filter(role=Role.LEADER).update(confirmed_by=None)

    assert addressees(city.adoption, "leader", unit=city.bureau, on=DAY).people == ()


def test_positions_have_the_roles_of_the_same_name() -> None:
    assert role_of("section_head") is Role.SECTION_HEAD
    assert role_of("complainant") is None


def test_a_body_that_keeps_its_own_complaint_is_the_receiving_body(city: City) -> None:
    assert addressees(city.adoption, "receiving_body", unit=city.bureau, on=DAY).unit == city.bureau


@pytest.mark.parametrize("plan", [path.name for path in sorted(packs_folder().iterdir())])
def test_whoever_a_plan_tells_asks_or_obliges_is_somebody(
    city: City, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each party of clocks, escalations, chains and urgings, in a city whose posts are filled."""
    pack = load_pack(packs_folder() / plan)
    monkeypatch.setattr("zhiyong.plans.parties.pack_of", lambda _adoption: pack)
    monkeypatch.setattr("zhiyong.plans.parties.bound_unit", lambda *_asked: city.court)
    for role in (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.LEADER, Role.SUPERVISOR):
        city.person(role, city.bureau)
    outside = {"complainant", "subject_person"}
    named = {
        *(clock.owed_by for clock in pack.clocks if clock.nature == "duty"),
        *(party for one in pack.escalations for step in one.steps for party in step.tell),
        *(step.actor for one in pack.approvals for step in one.steps),
        *(pack.urging.by if pack.urging else ()),
    } - outside

    def found(party: str) -> object:
        who = addressees(
            city.adoption, party, unit=city.bureau, on=DAY, keeper=city.root, subject=city.court
        )
        return who.unit or who.people

    assert not {party for party in named if not found(party)}


def test_heads_and_leaders_in_charge_are_those_of_the_directory(city: City) -> None:
    head = city.official(kind="MAIN_LEADER", title="局长", rank="county-chief")
    above = city.person(Role.LEADER, city.bureau)

    def people(party: str) -> tuple[object, ...]:
        return addressees(city.adoption, party, unit=city.bureau, on=DAY).people

    assert people("unit_head") == (head,)
    assert people("leader_in_charge") == (above,)


def test_who_manages_the_cadres_is_the_body_that_the_directory_names(city: City) -> None:
    manager = city.bodies["org_department"]

    def body() -> object:
        return addressees(city.adoption, "managing_body", unit=city.bureau, on=DAY).unit

    assert body() == city.root
    UnitSpan.objects.filter(unit=city.bureau).update(cadre_manager=manager)
    assert body() == manager


def test_who_signs_for_a_post_is_named_with_the_post(city: City) -> None:
    head = city.person(Role.SECTION_HEAD, city.bureau)

    found = signer_of(city.adoption, "section_head", unit=city.bureau, on=DAY)

    assert (found.people, found.role, found.place) == ((head,), Role.SECTION_HEAD, city.bureau)


def test_a_body_signs_through_its_leader_or_who_comes_next(city: City) -> None:
    office = city.bodies["office"]
    RoleBinding.objects.filter(role=Role.OFFICE).delete()
    empty = signer_of(city.adoption, "office", unit=city.bureau, on=DAY)
    assert (empty.people, empty.role, empty.place) == ((), SIGNERS[0], office)

    head = city.person(Role.SECTION_HEAD, "office")
    assert signer_of(city.adoption, "office", unit=city.bureau, on=DAY).people == (head,)
    leader = city.person(Role.LEADER, "office")
    assert signer_of(city.adoption, "office", unit=city.bureau, on=DAY).people == (leader,)


def test_the_handler_signs_by_name(city: City) -> None:
    named = city.official()

    found = signer_of(city.adoption, "handler", unit=city.bureau, on=DAY, person=named)

    assert (found.people, found.role, found.place) == ((named,), None, None)


def test_people_of_a_body_come_once_in_the_order_of_the_roles(city: City) -> None:
    leader = city.person(Role.LEADER, city.bureau)
    head = city.person(Role.SECTION_HEAD, city.bureau)

    found = people_of(city.bureau, DAY, (Role.LEADER, Role.SECTION_HEAD, Role.LEADER))

    assert found == (leader, head)
