"""The ways to reach a unit, boxes that two people empty, and who lacks a channel."""

from datetime import date

import pytest

from zhiyong.directory import selectors, services
from zhiyong.directory.intervals import EmptyInterval
from zhiyong.directory.models import Account, Channel, Unit
from zhiyong.directory.services.reception import NotABox, PointClosed, TakesTwoToEmpty
from zhiyong.directory.services.units import UnitClosed
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import AccountFactory, PersonFactory, UnitFactory
from zhiyong.shell.kinds import ref

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
LATER = date(2026, 9, 1)


@pytest.fixture
def officer() -> Account:
    return AccountFactory.create()


def test_a_point_opens_changes_and_closes(officer: Account) -> None:
    unit = UnitFactory.create()
    point = services.open_point(
        unit=unit,
        kind=Channel.HOTLINE,
        name="举报电话",
        lines=["0000000", "12380"],
        hours="工作日 8:30—17:30",
        on=DAY,
        by=officer,
    )
    services.change_point(point=point, lines=["12380"], on=DAY, by=officer)

    assert [one.lines for one in selectors.points_of(unit, DAY)] == [["12380"]]
    assert the_entry("point.changed").facts == {"changed": ["lines"]}
    with pytest.raises(EmptyInterval):
        services.close_point(point=point, on=DAY, by=officer)

    services.close_point(point=point, on=LATER, by=officer)

    assert not selectors.points_of(unit, LATER)
    assert selectors.points_of(unit, DAY)
    with pytest.raises(PointClosed):
        services.change_point(point=point, name="x", on=LATER, by=officer)


def test_a_closed_unit_gets_no_point(officer: Account) -> None:
    unit = UnitFactory.create(closed_on=date(2025, 1, 1))

    with pytest.raises(UnitClosed):
        services.open_point(unit=unit, kind=Channel.POST, name="来信地址", on=DAY, by=officer)


def test_a_box_is_emptied_by_two_and_remembers_the_last_day(officer: Account) -> None:
    point = services.open_point(
        unit=UnitFactory.create(), kind=Channel.SUGGESTION_BOX, name="意见箱", on=DAY, by=officer
    )
    one, other = PersonFactory.create_batch(2)

    with pytest.raises(TakesTwoToEmpty):
        services.empty_box(point=point, found=3, by_person=one, witness=one, on=LATER, by=officer)
    services.empty_box(point=point, found=3, by_person=one, witness=other, on=LATER, by=officer)
    services.empty_box(point=point, found=0, by_person=one, witness=other, on=DAY, by=officer)

    point.refresh_from_db()
    assert point.last_emptied_on == LATER
    facts = entries("point.emptied")[0].facts
    assert facts == {"found": 3, "person": ref(one), "witness": ref(other)}


def test_only_boxes_are_emptied(officer: Account) -> None:
    point = services.open_point(
        unit=UnitFactory.create(), kind=Channel.COUNTER, name="来访接待室", on=DAY, by=officer
    )
    one, other = PersonFactory.create_batch(2)

    with pytest.raises(NotABox):
        services.empty_box(point=point, found=1, by_person=one, witness=other, on=DAY, by=officer)


def test_units_that_lack_a_required_channel_are_listed(officer: Account) -> None:
    window = UnitFactory.create(tags=["窗口单位"])
    served = UnitFactory.create(tags=["窗口单位"])
    UnitFactory.create()
    UnitFactory.create(tags=["窗口单位"], closed_on=date(2025, 1, 1))
    county = UnitFactory.create(level=Unit.Level.COUNTY)
    services.open_point(unit=served, kind=Channel.SUGGESTION_BOX, name="意见箱", on=DAY, by=officer)
    rule = services.require_channel(kind=Channel.SUGGESTION_BOX, tag="窗口单位", on=DAY, by=officer)
    services.require_channel(kind=Channel.HOTLINE, unit_level=Unit.Level.COUNTY, on=DAY, by=officer)

    assert set(selectors.lacking_a_channel(DAY)) == {window, county}
    missing = selectors.missing_of([window, served, county], DAY)
    assert [[one.kind for one in missing[unit.pk]] for unit in (window, served, county)] == [
        [Channel.SUGGESTION_BOX],
        [],
        [Channel.HOTLINE],
    ]

    services.stop_requiring(rule=rule, on=LATER, by=officer)
    assert set(selectors.lacking_a_channel(LATER)) == {county}
