"""Acts on units keep their past, the tree and the journal in step."""

from datetime import date
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhiyong.directory import selectors, services
from zhiyong.directory.intervals import EmptyInterval, OutsideHistory
from zhiyong.directory.models import Account, Post, Unit, UnitAct, UnitSpan
from zhiyong.directory.services import units as unit_services
from zhiyong.directory.services.units import (
    CodeTaken,
    NotUnderItself,
    NotYet,
    StillInUse,
    UnitClosed,
)
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PortfolioFactory,
    PostFactory,
    RoleBindingFactory,
    TenureFactory,
    UnitFactory,
    account_with,
    since,
)
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role
from zhiyong.shell.kinds import ref

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
BEFORE = date(2026, 3, 1)


@pytest.fixture
def officer() -> Account:
    return AccountFactory.create()


def test_open_unit_sets_it_in_the_tree_and_makes_it_findable(officer: Account) -> None:
    parent = UnitFactory.create()

    unit = services.open_unit(
        code="JZ-100",
        name="江州市数据局",
        kind=Unit.Kind.GOVERNMENT_DEPARTMENT,
        level=Unit.Level.CITY,
        parent=parent,
        aliases=["大数据窗口"],
        on=DAY,
        by=officer,
        basis="江编发〔2026〕3号",
    )

    assert unit.path == [parent.pk, unit.pk]
    assert selectors.unit_search("大数据窗口") == [unit]
    assert selectors.unit_search("jzssjj") == [unit]
    assert unit.spans.get().valid == since(DAY)
    assert unit.acts.get().basis == "江编发〔2026〕3号"
    entry = the_entry("unit.opened")
    assert (entry.subject, entry.on, entry.facts) == (ref(unit), DAY, {"parent": ref(parent)})


def test_open_unit_refuses_a_code_twice_and_a_closed_superior(officer: Account) -> None:
    taken = UnitFactory.create()
    closed = UnitFactory.create(closed_on=date(2025, 1, 1))

    with pytest.raises(CodeTaken):
        _open(taken.code, officer)
    with pytest.raises(UnitClosed):
        _open("NEW", officer, parent=closed)

    assert not Entry.objects.exists()
    assert Unit.objects.count() == 2


def _open(code: str, by: Account, **values: object) -> Unit:
    return services.open_unit(
        code=code,
        name="某局",
        kind=Unit.Kind.INSTITUTION,
        level=Unit.Level.CITY,
        on=DAY,
        by=by,
        **values,  # type: ignore[arg-type]
    )


def test_a_new_name_holds_from_its_day_and_the_old_one_before(officer: Account) -> None:
    unit = UnitFactory.create(name="江州市政务服务中心")

    unit = services.change_unit(unit=unit, name="江州市行政审批局", on=DAY, by=officer)

    assert unit.name == "江州市行政审批局"
    assert selectors.name_on(unit, BEFORE) == "江州市政务服务中心"
    assert selectors.name_on(unit, DAY) == "江州市行政审批局"
    assert selectors.unit_search("行政审批局") == [unit]
    assert [act.kind for act in unit.acts.all()] == [UnitAct.Kind.RENAMED]
    assert the_entry("unit.renamed").subject == ref(unit)


def test_a_name_recorded_ahead_shows_only_when_its_day_has_come(officer: Account) -> None:
    unit = UnitFactory.create(name="江州市旧局")

    services.change_unit(unit=unit, name="江州市新局", on=DAY, today=BEFORE, by=officer)

    unit.refresh_from_db()
    assert unit.name == "江州市旧局"
    assert services.bring_up_to(DAY) == (1, 0)
    unit.refresh_from_db()
    assert unit.name == "江州市新局"
    assert services.bring_up_to(DAY) == (0, 0)


def test_a_move_takes_the_whole_subtree_along(officer: Account) -> None:
    old, new = UnitFactory.create_batch(2)
    unit = UnitFactory.create(parent=old)
    below = UnitFactory.create(parent=unit)

    services.change_unit(unit=unit, parent=new, on=DAY, by=officer)

    below.refresh_from_db()
    assert below.path == [new.pk, unit.pk, below.pk]
    assert selectors.subtree_ids(new) == {new.pk, unit.pk, below.pk}
    assert selectors.superior_of(unit, BEFORE) == old
    assert the_entry("unit.moved").facts == {"parent": ref(new)}


def test_no_unit_stands_under_itself_and_nothing_changes(officer: Account) -> None:
    unit = UnitFactory.create()
    below = UnitFactory.create(parent=unit)

    with pytest.raises(NotUnderItself):
        services.change_unit(unit=unit, parent=below, on=DAY, by=officer)

    unit.refresh_from_db()
    assert unit.parent is None
    assert not Entry.objects.exists()


def test_a_day_before_the_unit_was_there_is_refused(officer: Account) -> None:
    unit = UnitFactory.create()

    with pytest.raises(OutsideHistory):
        services.change_unit(unit=unit, name="别名", on=date(2019, 12, 31), by=officer)


def test_what_changes_nothing_writes_nothing(officer: Account) -> None:
    unit = UnitFactory.create()

    services.change_unit(unit=unit, name=unit.name, on=DAY, by=officer)
    services.describe_unit(unit=unit, kind=unit.kind, on=DAY, by=officer)

    assert unit.spans.count() == 1
    assert not Entry.objects.exists()


def test_an_act_does_not_stand_without_its_record(
    officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = UnitFactory.create(name="江州市旧局")
    monkeypatch.setattr(unit_services, "record", Mock(side_effect=DatabaseError))

    with pytest.raises(DatabaseError):
        services.change_unit(unit=unit, name="江州市新局", on=DAY, by=officer)

    unit.refresh_from_db()
    assert unit.name == "江州市旧局"
    assert unit.spans.count() == 1


def test_the_database_itself_refuses_two_names_on_one_day() -> None:
    unit = UnitFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        UnitSpan.objects.create(unit=unit, name="另一个名字", valid=since(DAY))


def test_close_unit_ends_what_hangs_on_it(officer: Account) -> None:
    unit = UnitFactory.create()
    vacant = PostFactory.create(unit=unit)
    portfolio = PortfolioFactory.create(unit=unit)
    binding = RoleBindingFactory.create(unit=unit)

    services.close_unit(unit=unit, on=DAY, by=officer)

    for thing in (unit, vacant, portfolio, binding):
        thing.refresh_from_db()
    assert unit.closed_on == vacant.abolished_on == DAY
    assert portfolio.valid == binding.valid == since(until=DAY)
    assert unit not in selectors.unit_search(unit.name)
    assert the_entry("unit.closed").on == DAY


def test_close_unit_refuses_while_it_is_in_use(officer: Account) -> None:
    unit = UnitFactory.create()
    UnitFactory.create(parent=unit)
    TenureFactory.create(post=PostFactory.create(unit=unit))

    with pytest.raises(StillInUse) as refusal:
        services.close_unit(unit=unit, on=DAY, by=officer)

    assert (refusal.value.units, refusal.value.holders) == (1, 1)
    unit.refresh_from_db()
    assert unit.closed_on is None
    assert not Entry.objects.exists()


def test_what_lies_ahead_is_not_closed_merged_or_split_yet(officer: Account) -> None:
    unit, into = UnitFactory.create_batch(2)

    with pytest.raises(NotYet):
        services.close_unit(unit=unit, on=DAY, today=BEFORE, by=officer)
    with pytest.raises(NotYet):
        services.merge_units(units=[unit], into=into, on=DAY, today=BEFORE, by=officer)
    with pytest.raises(NotYet):
        services.split_unit(unit=unit, into=[into], on=DAY, today=BEFORE, by=officer)


def test_merged_units_keep_their_identity_and_their_past(officer: Account) -> None:
    into = UnitFactory.create(name="江州市市场监督管理局")
    unit = UnitFactory.create(name="江州市工商局")
    child = UnitFactory.create(parent=unit)
    head = TenureFactory.create(post=PostFactory.create(unit=unit, kind=Post.Kind.MAIN_LEADER))
    deputy = TenureFactory.create(post=PostFactory.create(unit=unit, kind=Post.Kind.LEADER))

    services.merge_units(units=[unit], into=into, on=DAY, by=officer)

    for thing in (unit, child, head, deputy):
        thing.refresh_from_db()
    assert unit.merged_into == into
    assert unit.path == [into.pk, unit.pk]
    assert child.path == [into.pk, child.pk]
    assert list(selectors.leaders_of(unit, BEFORE)) == [head, deputy]
    assert list(selectors.leaders_of(unit, DAY)) == []
    assert list(selectors.leaders_of(into, DAY)) == [deputy]
    assert head.valid == since(until=DAY)
    assert the_entry("unit.merged").threads == [ref(unit), ref(into)]


def test_a_role_for_the_unit_that_carries_on_reaches_what_merged_into_it(
    officer: Account,
) -> None:
    first, second, third = UnitFactory.create_batch(3)
    clerk = account_with(Role.CLERK, unit=third, subtree=False)

    services.merge_units(units=[first], into=second, on=DAY, by=officer)
    services.merge_units(units=[second], into=third, on=date(2026, 4, 1), by=officer)

    units = standing_of(clerk, date(2026, 4, 2)).units(Role.CLERK)
    assert units == {first.pk, second.pk, third.pk}


def test_a_unit_does_not_merge_into_what_stands_below_it(officer: Account) -> None:
    unit = UnitFactory.create()
    below = UnitFactory.create(parent=unit)

    with pytest.raises(NotUnderItself):
        services.merge_units(units=[unit], into=below, on=DAY, by=officer)

    assert not entries("unit.merged")


def test_a_split_gives_posts_away_and_may_leave_a_keeper(officer: Account) -> None:
    unit, first, second = UnitFactory.create_batch(3)
    goes = TenureFactory.create(post=PostFactory.create(unit=unit))
    stays = TenureFactory.create(post=PostFactory.create(unit=unit))

    services.split_unit(
        unit=unit,
        into=[first, second],
        posts={first: [goes.post]},
        keeper=second,
        on=DAY,
        by=officer,
    )

    for thing in (unit, goes.post, stays.post):
        thing.refresh_from_db()
    assert goes.post.unit == first
    assert stays.post.unit == second
    assert unit.merged_into == second
    assert unit.closed_on == DAY
    assert set(the_entry("unit.split").threads) == {ref(unit), ref(first), ref(second)}


@pytest.mark.parametrize(
    "begins",
    [
        pytest.param(date(2025, 1, 1), id="earlier than was written"),
        pytest.param(date(2026, 5, 1), id="later than was written"),
    ],
)
def test_correcting_a_day_leaves_no_gap_and_no_overlap(officer: Account, begins: date) -> None:
    unit = UnitFactory.create(name="江州市旧局")
    services.change_unit(unit=unit, name="江州市新局", on=DAY, by=officer)
    services.change_unit(unit=unit, name="江州市末局", on=date(2026, 8, 1), by=officer)
    span = unit.spans.get(name="江州市新局")

    services.correct_span(
        span=span, valid=since(begins, date(2026, 8, 1)), on=DAY, today=DAY, by=officer
    )

    days = [span.valid for span in unit.spans.order_by("valid")]
    assert days == [
        since(until=begins),
        since(begins, date(2026, 8, 1)),
        since(date(2026, 8, 1)),
    ]
    facts = the_entry("unit.corrected").facts
    assert (facts["was_from"], facts["from"]) == (DAY.isoformat(), begins.isoformat())


def test_a_correction_that_swallows_a_neighbour_is_refused(officer: Account) -> None:
    unit = UnitFactory.create(name="江州市旧局")
    services.change_unit(unit=unit, name="江州市新局", on=DAY, by=officer)

    with pytest.raises(EmptyInterval):
        services.correct_span(
            span=unit.spans.get(name="江州市新局"),
            valid=since(date(2020, 1, 1)),
            on=DAY,
            today=DAY,
            by=officer,
        )

    assert unit.spans.count() == 2
    assert not entries("unit.corrected")


def test_party_branches_begin_and_end(officer: Account) -> None:
    unit = UnitFactory.create()

    branch = services.open_party_branch(unit=unit, name="机关第一党支部", on=DAY, by=officer)
    with pytest.raises(CodeTaken):
        services.open_party_branch(unit=unit, name="机关第一党支部", on=DAY, by=officer)
    branch = services.end_party_branch(branch=branch, on=date(2026, 9, 1), by=officer)

    assert branch.valid == since(DAY, date(2026, 9, 1))
