"""Acts on people, posts and what holds of them for a time."""

from datetime import date
from typing import Any

import pytest

from zhiyong.directory import selectors, services
from zhiyong.directory.intervals import EmptyInterval, OutsideHistory
from zhiyong.directory.models import (
    Account,
    Post,
    PostSpan,
    Rank,
    RankHeld,
    StaffType,
    StaffTypeHeld,
    Tenure,
)
from zhiyong.directory.services.people import HasPrincipalPost, PostTaken
from zhiyong.directory.services.posts import PostAbolished, PostIsHeld
from zhiyong.directory.services.units import CodeTaken
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PersonFactory,
    PortfolioFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    since,
)
from zhiyong.journal.models import Entry
from zhiyong.shell.kinds import ref

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
BEFORE = date(2026, 3, 1)


@pytest.fixture
def officer() -> Account:
    return AccountFactory.create()


def test_add_person_reads_the_surname_as_a_surname(officer: Account) -> None:
    person = services.add_person(number="P-9", name="单志远", on=DAY, by=officer)

    assert person.pinyin == "shan zhi yuan"
    assert the_entry("person.added").subject == ref(person)
    with pytest.raises(CodeTaken):
        services.add_person(number="P-9", name="另一人", on=DAY, by=officer)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("志远", id="a given name"),
        pytest.param("单志远", id="the whole name"),
        pytest.param("szy", id="initials"),
        pytest.param("shanzhi", id="the beginning of the pinyin"),
        pytest.param("p-9", id="a number in small letters"),
    ],
)
def test_person_search_finds_by(officer: Account, text: str) -> None:
    person = services.add_person(number="P-9", name="单志远", on=DAY, by=officer)
    PersonFactory.create(name="王志强")

    assert selectors.person_search(text) == [person]


def test_appoint_fills_the_post_and_records_by_whom(officer: Account) -> None:
    unit = UnitFactory.create()
    post = PostFactory.create(unit=unit)
    person = PersonFactory.create()

    tenure = services.appoint(
        person=person, post=post, elected=True, appointed_by=unit, on=DAY, by=officer
    )

    assert selectors.holder(post, DAY) == person
    assert selectors.holder(post, BEFORE) is None
    assert (tenure.is_elected, tenure.appointed_by) == (True, unit)
    entry = the_entry("person.appointed")
    assert set(entry.threads) == {ref(person), ref(post), ref(unit)}
    assert entry.facts["post"] == ref(post)


def test_appoint_refuses_a_held_post_but_lets_somebody_act(officer: Account) -> None:
    held = TenureFactory.create()
    other = PersonFactory.create()

    with pytest.raises(PostTaken) as refusal:
        services.appoint(person=other, post=held.post, on=DAY, by=officer)
    assert refusal.value.tenure == held
    assert not Entry.objects.exists()

    services.appoint(person=other, post=held.post, acting=True, on=DAY, by=officer)
    assert [one.person for one in selectors.holders(held.post, DAY)] == [held.person, other]


def test_appoint_refuses_a_second_principal_post_or_ends_the_first(officer: Account) -> None:
    old = TenureFactory.create()
    new = PostFactory.create()

    with pytest.raises(HasPrincipalPost):
        services.appoint(person=old.person, post=new, on=DAY, by=officer)
    services.appoint(person=old.person, post=new, on=DAY, by=officer, leave_principal=True)

    old.refresh_from_db()
    assert old.valid == since(until=DAY)
    assert [one.post for one in selectors.posts_of(old.person, DAY)] == [new]
    assert len(entries("person.left_post")) == 1


def test_appoint_refuses_before_the_post_was_there_and_after_it_is_gone(
    officer: Account,
) -> None:
    post = PostFactory.create()
    gone = PostFactory.create(abolished_on=date(2025, 1, 1))

    with pytest.raises(OutsideHistory):
        services.appoint(person=PersonFactory.create(), post=post, on=date(2019, 1, 1), by=officer)
    with pytest.raises(PostAbolished):
        services.appoint(person=PersonFactory.create(), post=gone, on=DAY, by=officer)


def test_end_tenure_ends_it_once(officer: Account) -> None:
    tenure = TenureFactory.create(valid=since(BEFORE))

    with pytest.raises(EmptyInterval):
        services.end_tenure(tenure=tenure, on=BEFORE, by=officer)
    services.end_tenure(tenure=tenure, on=DAY, by=officer)
    with pytest.raises(OutsideHistory):
        services.end_tenure(tenure=tenure, on=DAY, by=officer)

    assert the_entry("person.left_post").on == DAY


def test_a_correction_names_the_days_before_and_after(officer: Account) -> None:
    tenure = TenureFactory.create()
    other = TenureFactory.create(
        post=tenure.post, valid=since(date(2019, 1, 1), date(2020, 1, 1)), is_principal=False
    )

    with pytest.raises(PostTaken):
        services.correct_tenure(tenure=tenure, valid=since(date(2019, 6, 1)), on=DAY, by=officer)
    services.correct_tenure(tenure=tenure, valid=since(date(2021, 1, 1)), on=DAY, by=officer)
    services.correct_tenure(tenure=other, withdrawn=True, on=DAY, by=officer)

    tenure.refresh_from_db()
    assert tenure.valid == since(date(2021, 1, 1))
    assert not Tenure.objects.filter(pk=other.pk).exists()
    first, second = entries("person.tenure_corrected")
    assert (first.facts["was_from"], first.facts["from"]) == ("2020-01-01", "2021-01-01")
    assert second.facts["withdrawn"] is True


def test_posts_change_and_vanish_with_a_past(officer: Account) -> None:
    unit, other = UnitFactory.create_batch(2)
    rank = Rank.objects.get(code="section-chief")
    post = services.open_post(
        unit=unit, kind=Post.Kind.SECTION_HEAD, title="科长", rank=rank, on=DAY, by=officer
    )
    assert post.code == f"{unit.code}-01"

    services.change_post(post=post, unit=other, title="主任", on=date(2026, 5, 1), by=officer)
    services.abolish_post(post=post, on=date(2026, 7, 1), by=officer)

    post.refresh_from_db()
    assert (post.unit, post.title, post.abolished_on) == (other, "主任", date(2026, 7, 1))
    spans = PostSpan.objects.filter(post=post).order_by("valid")
    assert [(span.unit, span.title) for span in spans] == [(unit, "科长"), (other, "主任")]
    assert the_entry("post.changed").facts == {"changed": ["title", "unit"]}


def test_a_held_post_is_not_abolished(officer: Account) -> None:
    tenure = TenureFactory.create(valid=since(date(2026, 12, 1)))

    with pytest.raises(PostIsHeld):
        services.abolish_post(post=tenure.post, on=DAY, by=officer)

    tenure.post.refresh_from_db()
    assert tenure.post.abolished_on is None


def test_charge_of_a_unit_begins_and_ends(officer: Account) -> None:
    unit = UnitFactory.create()
    tenure = TenureFactory.create(post=PostFactory.create(kind=Post.Kind.LEADER))

    portfolio = services.put_in_charge(post=tenure.post, unit=unit, on=DAY, by=officer)
    again = services.put_in_charge(post=tenure.post, unit=unit, on=DAY, by=officer)
    assert again == portfolio
    assert list(selectors.leaders_in_charge(unit, DAY)) == [tenure]

    services.relieve_of_charge(portfolio=portfolio, on=date(2026, 4, 1), by=officer)
    assert list(selectors.leaders_in_charge(unit, date(2026, 4, 1))) == []


def test_a_charter_has_versions_and_shows_duties_without_a_holder(officer: Account) -> None:
    post = PostFactory.create()
    services.adopt_charter(post=post, items=[("DUTY", "受理来访")], on=BEFORE, by=officer)

    charter = services.adopt_charter(
        post=post,
        items=[("DUTY", "受理来访来电"), ("DUTY", "登记"), ("STANDARD", "熟悉流程")],
        on=DAY,
        by=officer,
    )

    assert charter.version == 2
    assert [c.valid for c in post.charters.order_by("version")] == [
        since(BEFORE, DAY),
        since(DAY),
    ]
    vacant = selectors.duties_without_holder(DAY)
    assert [item.text for item in vacant] == ["受理来访来电", "登记"]
    TenureFactory.create(post=post)
    assert not selectors.duties_without_holder(DAY)
    with pytest.raises(OutsideHistory):
        services.adopt_charter(post=post, items=[("DUTY", "x")], on=BEFORE, by=officer)


@pytest.mark.parametrize(
    ("write", "model", "first", "second"),
    [
        (services.record_rank, RankHeld, "clerk-1", "principal-4"),
        (services.record_staff_type, StaffTypeHeld, StaffType.WORKER, StaffType.INSTITUTION),
    ],
)
def test_what_holds_of_a_person_has_a_past(
    officer: Account, write: Any, model: Any, first: str, second: str
) -> None:
    person = PersonFactory.create()
    name = "rank" if model is RankHeld else "staff_type"

    def value(code: str) -> Any:
        return Rank.objects.get(code=code) if model is RankHeld else code

    write(person=person, on=date(2025, 1, 1), by=officer, **{name: value(first)})
    write(person=person, on=DAY, by=officer, **{name: value(second)})

    rows = model.objects.filter(person=person).order_by("valid")
    assert [(getattr(row, name), row.valid) for row in rows] == [
        (value(first), since(date(2025, 1, 1), DAY)),
        (value(second), since(DAY)),
    ]
    with pytest.raises(OutsideHistory):
        write(person=person, on=BEFORE, by=officer, **{name: value(first)})
    nothing = None if model is RankHeld else ""
    write(person=person, on=date(2026, 9, 1), by=officer, **{name: nothing})
    assert rows.last().valid == since(DAY, date(2026, 9, 1))


def test_party_membership_ends_and_begins_in_another_branch(officer: Account) -> None:
    unit = UnitFactory.create()
    branch = services.open_party_branch(unit=unit, name="第一支部", on=BEFORE, by=officer)
    person = PersonFactory.create()

    services.record_party(person=person, state="PROBATIONARY", on=BEFORE, by=officer)
    services.record_party(person=person, state="FULL", branch=branch, on=DAY, by=officer)

    found = person.party_memberships.get(valid__contains=DAY)
    assert (found.state, found.branch) == ("FULL", branch)


def test_portfolio_is_not_kept_on_an_abolished_post(officer: Account) -> None:
    portfolio = PortfolioFactory.create()

    services.abolish_post(post=portfolio.post, on=DAY, by=officer)

    portfolio.refresh_from_db()
    assert portfolio.valid == since(until=DAY)
    with pytest.raises(PostAbolished):
        services.put_in_charge(post=portfolio.post, field="民政", on=DAY, by=officer)
