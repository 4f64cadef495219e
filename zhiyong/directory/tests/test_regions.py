"""Regions: acts on them, their pages, and the sheet of the workbook, in and out again."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.directory import selectors, services
from zhiyong.directory.intervals import OutsideHistory
from zhiyong.directory.models import Account, ImportRun, Region, Unit
from zhiyong.directory.services.regions import RegionCodeTaken, RegionInUse, RegionUnderItself
from zhiyong.directory.services.units import NotYet
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    START,
    RegionFactory,
    UnitFactory,
    account_with,
    since,
)
from zhiyong.directory.tests.workbooks import Rows, confirm, receive, troubles, workbook
from zhiyong.directory.workbook import writing
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
HEADINGS = ("行政区划代码", "区划名称", "上级区划代码", "启用日期", "停用日期")
UNIT_HEADINGS = ("单位编码", "单位名称", "单位性质", "层级", "设立日期", "行政区划代码")
UNIT = ("政府工作部门", "县级", START)


@pytest.fixture
def city() -> Region:
    return RegionFactory.create(code="990100", name="江州市")


@pytest.fixture
def county(city: Region) -> Region:
    return RegionFactory.create(code="990105", name="云溪县", parent=city)


@pytest.fixture
def admin() -> Account:
    return account_with(Role.SYSTEM_ADMIN, unit=UnitFactory.create(code="JZ"))


def regions(*rows: Sequence[Any]) -> dict[str, Rows]:
    return {"行政区划": [HEADINGS, *rows]}


def all_regions() -> list[tuple[Any, ...]]:
    return [
        (one.code, one.name, one.parent.code if one.parent else "", one.valid)
        for one in Region.objects.select_related("parent").order_by("code", "valid")
    ]


# --- acts ---------------------------------------------------------------------------------------


def test_a_region_is_entered_below_another(city: Region, admin: Account) -> None:
    made = services.open_region(code="990106", name="白石区", parent=city, on=DAY, by=admin)

    assert made.valid == since(DAY)
    assert selectors.regions_above(made) == [city]
    assert the_entry("region.opened").facts["parent"] == f"region:{city.pk}"


def test_a_code_stands_for_one_region_on_a_day(county: Region, admin: Account) -> None:
    with pytest.raises(RegionCodeTaken):
        services.open_region(code="990105", name="另一个县", on=DAY, by=admin)

    assert Region.objects.filter(code="990105").count() == 1
    assert not entries("region.opened")


def test_a_new_name_takes_over_what_lies_in_the_region(
    city: Region, county: Region, admin: Account
) -> None:
    town = RegionFactory.create(code="990105101", name="云溪镇", parent=county)
    bureau = UnitFactory.create(region=county)
    gone = UnitFactory.create(region=county, closed_on=date(2024, 1, 1))

    fresh = services.replace_region(
        region=county, code="990185", name="云溪市", on=DAY, by=admin, today=DAY
    )

    county.refresh_from_db()
    for row in (town, bureau, gone):
        row.refresh_from_db()
    assert county.valid == since(START, DAY)
    assert (fresh.name, fresh.parent, fresh.valid) == ("云溪市", city, since(DAY))
    assert (town.parent, bureau.region, gone.region) == (fresh, fresh, county)
    assert the_entry("region.replaced").facts["into"] == f"region:{fresh.pk}"


def test_the_same_code_may_stand_for_what_comes_after(county: Region, admin: Account) -> None:
    fresh = services.replace_region(
        region=county, code="990105", name="云溪区", on=DAY, by=admin, today=DAY
    )

    assert selectors.regions_on(DAY).get(code="990105") == fresh
    assert selectors.regions_on(date(2025, 1, 1)).get(code="990105") == county


def test_a_change_that_lies_ahead_is_refused(county: Region, admin: Account) -> None:
    with pytest.raises(NotYet):
        services.replace_region(
            region=county, code="1", name="云溪区", on=date(2026, 3, 3), by=admin, today=DAY
        )

    county.refresh_from_db()
    assert county.valid.upper is None


def test_a_region_ends_once_nothing_lies_in_it(
    city: Region, county: Region, admin: Account
) -> None:
    unit = UnitFactory.create(region=city)

    with pytest.raises(RegionInUse) as refused:
        services.end_region(region=city, on=DAY, by=admin)

    assert (refused.value.regions, refused.value.units) == (1, 1)
    assert not entries("region.ended")
    services.end_region(region=county, on=DAY, by=admin)
    Unit.objects.filter(pk=unit.pk).update(region=None)
    services.end_region(region=city, on=DAY, by=admin)
    assert not selectors.regions_on(DAY)
    with pytest.raises(OutsideHistory):
        services.end_region(region=city, on=DAY, by=admin)


def test_a_correction_puts_no_region_under_itself(
    city: Region, county: Region, admin: Account
) -> None:
    with pytest.raises(RegionUnderItself):
        services.correct_region(
            region=city, name="江州", parent=county, first=START, on=DAY, by=admin
        )
    first = date(2019, 1, 1)
    services.correct_region(
        region=county, name="云汐县", parent=city, first=first, on=DAY, by=admin
    )

    city.refresh_from_db()
    county.refresh_from_db()
    assert city.name == "江州市"
    assert (county.name, county.valid) == ("云汐县", since(first))
    assert the_entry("region.corrected").subject == f"region:{county.pk}"


# --- the sheet of the workbook -------------------------------------------------------------------


def test_regions_and_their_units_come_in_at_once_in_any_order(admin: Account) -> None:
    content = workbook(
        {
            "单位": [
                UNIT_HEADINGS,
                ("JZ-1", "云溪县民政局", *UNIT, "990105"),
            ],
            **regions(
                ("990105101", "云溪镇", "990105", START),
                ("990105", "云溪县", "990100", START),
                ("990100", "江州市", "", START),
            ),
        }
    )

    run = receive(content, admin, DAY)

    assert troubles(run) == []
    assert run.summary["counts"]["regions"] == {"ADDED": 3}
    assert not Region.objects.exists()
    assert confirm(run, admin, DAY).state == ImportRun.State.DONE
    assert all_regions() == [
        ("990100", "江州市", "", since()),
        ("990105", "云溪县", "990100", since()),
        ("990105101", "云溪镇", "990105", since()),
    ]
    bureau = Unit.objects.get(code="JZ-1")
    assert bureau.region == Region.objects.get(code="990105")


def test_a_county_becomes_a_city_with_all_that_lies_in_it(
    city: Region, county: Region, admin: Account
) -> None:
    UnitFactory.create(
        code="JZ-1",
        name="云溪县民政局",
        level=Unit.Level.COUNTY,
        region=county,
        parent=Unit.objects.get(code="JZ"),
    )
    rows = (
        ("990105", "云溪县", "990100", START, DAY),
        ("990105", "云溪市", "990100", DAY, None),
    )
    unit = ("JZ-1", "云溪县民政局", *UNIT, "990105")

    alone = receive(workbook(regions(*rows)), admin, DAY)
    both = receive(workbook({**regions(*rows), "单位": [UNIT_HEADINGS, unit]}), admin, DAY)

    assert troubles(alone) == [("行政区划!E2", "REGION_STILL_USED")]
    assert alone.errors.get().facts == {"regions": 0, "units": 1}
    assert troubles(both) == []
    confirm(both, admin, DAY)
    county.refresh_from_db()
    assert county.valid == since(START, DAY)
    assert Unit.objects.get(code="JZ-1").region == Region.objects.get(name="云溪市")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("99 01 05", "", "", START)], [("B2", "MISSING")]),
        ([("990106", "白石区", "990199", START)], [("C2", "UNKNOWN")]),
        ([("990106", "白石区", "990105", START)], [("C2", "REGION_ENDED")]),
        ([("990106", "白石区", "", DAY, START)], [("E2", "ENDS_BEFORE_IT_BEGINS")]),
        ([("990100", "江洲市", "", DAY)], [("D2", "CODE_IN_USE")]),
        (
            [("990106", "白石区", "990107", START), ("990107", "青石区", "990106", START)],
            [("C2", "REGION_UNDER_ITSELF"), ("C3", "REGION_UNDER_ITSELF")],
        ),
        (
            [("990106", "白石区", "", START), ("990106", "白石区", "", START)],
            [("A3", "ROW_TWICE")],
        ),
        ([("990106" * 3, "白石区", "", START)], [("A2", "TOO_LONG")]),
    ],
)
def test_every_error_stands_at_its_cell(
    city: Region, admin: Account, rows: list[Any], expected: list[Any]
) -> None:
    RegionFactory.create(code="990105", name="云溪县", valid=since(START, date(2024, 1, 1)))

    run = receive(workbook(regions(*rows)), admin, DAY)

    assert [(at.partition("!")[2], code) for at, code in troubles(run)] == expected
    assert Region.objects.count() == 2


def test_an_ended_region_takes_no_unit(city: Region, admin: Account) -> None:
    RegionFactory.create(code="990105", name="云溪县", valid=since(START, date(2024, 1, 1)))
    content = workbook({"单位": [UNIT_HEADINGS, ("JZ-1", "民政局", *UNIT, "990105")]})

    assert troubles(receive(content, admin, DAY)) == [("单位!F2", "REGION_ENDED")]


def test_only_the_system_administrator_changes_regions(city: Region) -> None:
    officer = account_with(Role.PERSONNEL, unit=UnitFactory.create())
    same = regions(("990100", "江州市", "", START))
    other = regions(("990100", "江洲市", "", START), ("990106", "白石区", "", START))

    assert receive(workbook(same), officer, DAY).state == ImportRun.State.READY
    assert troubles(receive(workbook(other), officer, DAY)) == [
        ("行政区划!A2", "REGIONS_NOT_YOURS"),
        ("行政区划!A3", "REGIONS_NOT_YOURS"),
    ]


def test_what_is_taken_away_comes_in_again_as_it_was(
    city: Region, county: Region, admin: Account
) -> None:
    UnitFactory.create(
        code="JZ-1",
        name="云溪县民政局",
        level=Unit.Level.COUNTY,
        region=county,
        parent=Unit.objects.get(code="JZ"),
    )
    before = all_regions()
    with writing.export(Unit.objects.all(), DAY) as file:
        content = file.read()
    same = receive(content, admin, DAY)
    assert (troubles(same), same.summary["totals"]) == (
        [],
        {"added": 0, "changed": 0, "ended": 0},
    )
    Unit.objects.filter(code="JZ-1").update(region=None)
    Region.objects.exclude(pk=city.pk).delete()
    city.delete()

    run = receive(content, admin, DAY)
    assert troubles(run) == []
    confirm(run, admin, DAY)

    assert all_regions() == before
    assert Unit.objects.get(code="JZ-1").region == Region.objects.get(code="990105")


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture
def page(client: Client, admin: Account) -> Client:
    client.force_login(admin)
    return client


def test_the_list_finds_what_lies_below(page: Client, city: Region, county: Region) -> None:
    other = RegionFactory.create(code="990200", name="海州市")

    answer = page.get(reverse("directory:regions"), {"under": city.pk})

    rows = answer.context["listing"].rows
    assert rows.ordered
    shown = [row.pk for row in rows]
    assert shown == [city.pk, county.pk]
    assert other.pk not in shown


def test_a_page_shows_what_lies_in_a_region_on_a_day(
    page: Client, city: Region, county: Region
) -> None:
    unit = UnitFactory.create(name="江州市民政局", region=city)

    now = page.get(reverse("directory:region", args=[city.pk])).content.decode()
    past = page.get(reverse("directory:region", args=[city.pk]), {"on": "2019-06-01"})

    assert county.name in now
    assert reverse("directory:unit", args=[unit.pk]) in now
    assert county.name not in past.content.decode()


def test_acts_say_first_what_follows(page: Client, city: Region, county: Region) -> None:
    url = reverse("directory:region_act", args=[county.pk, "replace"])
    data = {"code": "990185", "name": "云溪市", "on": "2026-03-01"}

    asked = page.post(url, data)
    assert Region.objects.count() == 2
    assert "自2026年3月1日起停用" in asked.content.decode()

    done = page.post(url, data | {"confirmed": "1"})
    fresh = Region.objects.get(code="990185")
    assert done.url == reverse("directory:region", args=[fresh.pk])


def test_a_refusal_is_shown_at_the_form(page: Client, city: Region, county: Region) -> None:
    answer = page.post(reverse("directory:region_act", args=[city.pk, "end"]), {"on": "2026-03-01"})

    assert answer.status_code == 422
    assert "仍有在用区划1个" in answer.content.decode()


def test_a_region_is_entered_on_a_page(page: Client, city: Region) -> None:
    shown = page.get(reverse("directory:open_region"), {"under": city.pk})
    assert shown.context["form"].initial["parent"] == str(city.pk)

    page.post(
        reverse("directory:open_region"),
        {"code": "990106", "name": "白石区", "parent": city.pk, "on": "2026-03-01"},
    )

    assert Region.objects.get(code="990106").parent == city


def test_the_template_and_the_export_have_the_sheet() -> None:
    import python_calamine

    with writing.template() as file:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(file.read()))

    assert "行政区划" in book.sheet_names
