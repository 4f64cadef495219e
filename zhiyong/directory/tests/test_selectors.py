"""Reads of the directory as of a day."""

from datetime import date

import pytest

from zhiyong.directory import selectors
from zhiyong.directory.models import Post, PostSpan, Rank, RankHeld, Unit, UnitSpan
from zhiyong.directory.tests.factories import (
    PersonFactory,
    PortfolioFactory,
    PostFactory,
    RoleBindingFactory,
    TenureFactory,
    UnitFactory,
    since,
)
from zhiyong.rules.pack.finding import find_packs
from zhiyong.rules.pack.loader import load_pack
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("江州市公安局", id="its name"),
        pytest.param("市公安局户籍窗口", id="a plain name longer than any of its names"),
        pytest.param("户籍窗口", id="an alias"),
        pytest.param("公安", id="two characters"),
        pytest.param("涉企部门", id="a tag"),
        pytest.param("jzsgaj", id="initials"),
        pytest.param("GAJ", id="initials of its last words, in capitals"),
        pytest.param("gong an", id="pinyin with a gap"),
        pytest.param("ｇｏｎｇａｎ", id="full-width letters"),
        pytest.param("jz-011", id="its code"),
    ],
)
def test_unit_search_finds_the_unit_first_by(text: str) -> None:
    UnitFactory.create(name="江州市民政局", aliases=["低保窗口"])
    wanted = UnitFactory.create(
        name="江州市公安局",
        short_name="市公安局",
        aliases=["户籍窗口", "派出所"],
        tags=["涉企部门"],
        code="JZ-011",
    )

    assert selectors.unit_search(text, 5)[0] == wanted


def test_unit_search_offers_nothing_for_nonsense_and_no_closed_unit() -> None:
    UnitFactory.create(name="江州市粮食局", closed_on=date(2024, 1, 1))

    assert selectors.unit_search("粮食局") == []
    assert selectors.unit_search("  ") == []
    assert selectors.unit_search("\0") == []


def test_two_heads_an_acting_head_and_a_vacancy_on_their_days() -> None:
    unit = UnitFactory.create()
    director = PostFactory.create(unit=unit, kind=Post.Kind.MAIN_LEADER, title="局长")
    secretary = PostFactory.create(unit=unit, kind=Post.Kind.MAIN_LEADER, title="党组书记")
    first, second, acting = PersonFactory.create_batch(3)
    TenureFactory.create(post=director, person=first, valid=since(until=date(2025, 5, 1)))
    TenureFactory.create(post=secretary, person=second)
    TenureFactory.create(
        post=director,
        person=acting,
        valid=since(date(2025, 6, 1)),
        is_acting=True,
        is_principal=False,
    )

    def people(on: date) -> list[object]:
        return [tenure.person for tenure in selectors.main_leaders(unit, on)]

    assert people(date(2025, 4, 30)) == [first, second]
    assert people(date(2025, 5, 1)) == [second]
    assert people(date(2025, 6, 1)) == [second, acting]
    assert selectors.holder(director, date(2025, 5, 31)) is None
    assert selectors.holder(director, date(2025, 6, 1)) == acting


def test_the_leader_in_charge_sits_in_the_parent_by_unit_or_by_field() -> None:
    government = UnitFactory.create(kind=Unit.Kind.GOVERNMENT, name="江州市人民政府")
    bureau = UnitFactory.create(parent=government, tags=["政务服务"])
    mayor = PostFactory.create(unit=government, kind=Post.Kind.LEADER, title="副市长")
    by_field = TenureFactory.create(post=mayor)
    PortfolioFactory.create(post=mayor, unit=None, field="政务服务")
    elsewhere = PostFactory.create(kind=Post.Kind.LEADER)
    TenureFactory.create(post=elsewhere)
    PortfolioFactory.create(post=elsewhere, unit=None, field="政务服务")

    assert list(selectors.leaders_in_charge(bureau, TODAY)) == [by_field]


def test_a_unit_answers_with_its_name_and_superior_of_that_day() -> None:
    old, new = UnitFactory.create_batch(2)
    unit = UnitFactory.create(name="江州市行政审批局", parent=new)
    span = unit.spans.get()
    span.valid = since(date(2024, 1, 1))
    span.save()
    UnitSpan.objects.create(
        unit=unit, name="江州市政务中心", parent=old, valid=since(until=date(2024, 1, 1))
    )

    assert selectors.name_on(unit, date(2023, 12, 31)) == "江州市政务中心"
    assert selectors.superior_of(unit, date(2023, 12, 31)) == old
    assert selectors.superior_of(unit, date(2024, 1, 1)) == new


def test_people_with_a_role_by_person_by_post_and_from_above_only_when_confirmed() -> None:
    top = UnitFactory.create()
    unit = UnitFactory.create(parent=top)
    direct = RoleBindingFactory.create(unit=unit).person
    tenure = TenureFactory.create(post=PostFactory.create(unit=unit))
    RoleBindingFactory.create(unit=top, person=None, post=tenure.post, subtree=True)
    RoleBindingFactory.create(unit=top, subtree=False)
    RoleBindingFactory.create(unit=unit, confirmed_by=None)
    RoleBindingFactory.create(unit=unit, valid=since(until=date(2026, 1, 1)))

    found = set(selectors.people_with(Role.CLERK, unit, TODAY))

    assert found == {direct, tenure.person}


def test_facts_of_a_section_are_those_of_its_office() -> None:
    party = UnitFactory.create(kind=Unit.Kind.PARTY_ORGAN)
    office = UnitFactory.create(kind=Unit.Kind.GOVERNMENT_DEPARTMENT, parent=party)
    section = UnitFactory.create(kind=Unit.Kind.SECTION, parent=office)
    PostFactory.create(unit=office, kind=Post.Kind.LEADER, is_city_managed=True)

    assert selectors.unit_facts(section, TODAY) == {
        "unit.kind": "government_department",
        "unit.parent_kind": "party_organ",
        "unit.level": "city",
        "team.is_city_managed": True,
    }


def test_the_organ_above_an_institution_is_the_first_one_in_charge() -> None:
    government = UnitFactory.create(kind=Unit.Kind.GOVERNMENT)
    congress = UnitFactory.create(kind=Unit.Kind.CONGRESS)
    upper = UnitFactory.create(kind=Unit.Kind.INSTITUTION, parent=government, organ=congress)
    lower = UnitFactory.create(kind=Unit.Kind.INSTITUTION, parent=upper)

    assert selectors.organ_above(lower, TODAY) == congress
    assert selectors.organ_above(government, TODAY) is None
    assert "unit.parent_kind" not in selectors.unit_facts(government, TODAY)


def test_facts_of_a_person_take_the_higher_of_two_ranks() -> None:
    chief, inspector = (Rank.objects.get(code=code) for code in ("section-chief", "researcher-4"))
    tenure = TenureFactory.create(
        post=PostFactory.create(kind=Post.Kind.LEADER, rank=chief, is_city_managed=True)
    )
    RankHeld.objects.create(person=tenure.person, rank=inspector, valid=since())

    assert selectors.person_facts(tenure.person, TODAY) == {
        "person.is_city_managed": True,
        "person.heads_team": False,
        "person.in_leading_team": True,
        "person.is_worker": False,
        "person.rank": "county-deputy",
    }


def test_facts_of_a_worker_and_of_somebody_without_a_post() -> None:
    worker = TenureFactory.create(post=PostFactory.create(kind=Post.Kind.WORKER)).person

    assert selectors.person_facts(worker, TODAY)["person.is_worker"]
    assert selectors.person_facts(PersonFactory.create(), TODAY) == {
        "person.is_city_managed": False,
        "person.heads_team": False,
        "person.in_leading_team": False,
        "person.is_worker": False,
    }


def test_who_leads_a_body_and_who_of_a_provincial_one_is_managed_above() -> None:
    province = UnitFactory.create(level=Unit.Level.PROVINCE)
    post = PostFactory.create(unit=province, kind=Post.Kind.MAIN_LEADER, is_city_managed=True)
    head = TenureFactory.create(post=post).person
    clerk = TenureFactory.create(post=PostFactory.create(unit=province)).person

    of_head, of_clerk = (selectors.person_facts(one, TODAY) for one in (head, clerk))

    assert (of_head["person.heads_team"], of_clerk["person.heads_team"]) == (True, False)
    assert of_head["person.is_provincially_managed"] is True
    assert of_clerk["person.is_provincially_managed"] is False


def test_facts_of_the_past_are_those_of_the_past() -> None:
    post = PostFactory.create(kind=Post.Kind.STAFF)
    tenure = TenureFactory.create(post=post)
    span = post.spans.get()
    span.valid = since(until=date(2026, 1, 1))
    span.save()
    PostSpan.objects.create(
        post=post,
        unit=post.unit,
        kind=Post.Kind.LEADER,
        title="副局长",
        valid=since(date(2026, 1, 1)),
    )

    assert selectors.person_facts(tenure.person, TODAY)["person.in_leading_team"]
    earlier = selectors.person_facts(tenure.person, date(2025, 12, 31))
    assert not earlier["person.in_leading_team"]


@pytest.mark.parametrize("name", sorted(find_packs()))
def test_what_is_supplied_fits_what_the_shipped_plans_declare(name: str) -> None:
    vocabulary = load_pack(find_packs()[name]).vocabulary
    unit = UnitFactory.create(parent=UnitFactory.create())
    person = TenureFactory.create(
        post=PostFactory.create(rank=Rank.objects.get(code="clerk-1"))
    ).person

    supplied = {**selectors.unit_facts(unit, TODAY), **selectors.person_facts(person, TODAY)}

    assert "person.rank" in supplied
    vocabulary.check_all({key: supplied[key] for key in supplied if key in vocabulary.facts})
