"""Workbooks: the template, errors at their cells, all or nothing, out and in again unchanged."""

import io
from typing import Any

import pytest
import python_calamine as calamine
from django.utils import translation

from zhiyong.directory.tests.workbooks import workbook as a_workbook
from zhiyong.directory.workbook.reading import NotReadable
from zhiyong.journal.models import Entry
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.registers import services, sheets
from zhiyong.registers.access import EVERYWHERE, Reach
from zhiyong.registers.models import Row, Workbook
from zhiyong.registers.tests.factories import ABSENCE, a_row, office
from zhiyong.registers.wording import say_problem
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.fields import Register

pytestmark = pytest.mark.django_db
HEADINGS = ("记录号", "人员编号", "起", "止（含当日）", "类别", "正当理由成立")
SHEET = "考勤和请休假台账"


def the_register(city: City, code: str = "attendance") -> Register:
    found: Register = pack_of(city.adoption).element("registers", code)
    return found


def hand_in(
    city: City,
    *rows: Any,
    content: bytes = b"",
    why: str = "",
    reach: Reach = EVERYWHERE,
    code: str = "attendance",
) -> Workbook:
    return services.receive(
        adoption=city.adoption,
        register=the_register(city, code),
        name="考勤.xlsx",
        content=content or a_workbook({SHEET: [HEADINGS, *rows]}),
        reach=reach,
        by=office(city),
        on=DAY,
        why=why,
    )


def carry_out(city: City, run: Workbook) -> Workbook:
    return services.carry_out(workbook=run, reach=EVERYWHERE, by=office(city), on=DAY)


def test_a_sound_workbook_changes_nothing_until_it_is_confirmed(city: City) -> None:
    first, second = city.official(), city.official()

    run = hand_in(
        city,
        (None, first.number, "2026年1月5日", "２０２６-０１-２５", "旷工", None),
        (None, second.number, "2026-02-02", None, "病假", "否"),
    )

    assert (run.state, run.added, run.corrected) == ("READY", 2, 0)
    assert not Row.objects.exists()

    carry_out(city, run)

    assert [one.values for one in Row.objects.order_by("pk")] == [
        ABSENCE,
        {"from": "2026-02-02", "kind": "sick", "excused": False},
    ]
    assert Entry.objects.filter(verb="register.entered").count() == 2
    assert Entry.objects.get(verb="register.workbook_carried_out").facts["added"] == 2
    with pytest.raises(services.NotWaiting):
        carry_out(city, run)


def test_every_error_stands_at_its_cell_and_nothing_is_kept(city: City) -> None:
    person = city.official()
    row = a_row(city)

    with pytest.raises(services.CellsWrong) as refused:
        hand_in(
            city,
            (None, "P-404", "2026-01-05", None, "旷工", None),
            (None, person.number, "2月30日", None, "旷工", None),
            (None, person.number, "2026-01-05", "2026-01-01", "旷工", None),
            (None, person.number, "2026-01-05", None, "放假", "也许"),
            (row.pk, person.number, "2026-01-05", None, "旷工", None),
            ("99999", person.number, "2026-01-06", None, "旷工", None),
            (None, "P-405", "2月30日", None, "旷工", None),
        )

    told = {(f"{one.column}{one.row}", one.code) for one in refused.value.problems}
    assert told == {
        ("B2", "UNKNOWN"),
        ("C3", "NOT_A_DAY"),
        ("D4", "ENDS_BEFORE"),
        ("E5", "NOT_A_CHOICE"),
        ("F5", "NOT_A_FLAG"),
        ("A6", "OTHER_SUBJECT"),
        ("A7", "ROW_GONE"),
        ("B8", "UNKNOWN"),
        ("C8", "NOT_A_DAY"),
    }
    assert all(say_problem(one) for one in refused.value.problems)
    assert not Workbook.objects.exists()
    assert Row.objects.count() == 1


def test_rows_of_units_that_somebody_else_keeps_are_refused(city: City) -> None:
    person = city.official(city.court)

    with pytest.raises(services.CellsWrong) as refused:
        hand_in(
            city,
            (None, person.number, "2026-01-05", None, "旷工", None),
            reach=Reach(units=frozenset({city.bureau.pk})),
        )

    assert [one.code for one in refused.value.problems] == ["NOT_YOURS"]


def test_a_row_with_its_number_is_corrected_and_needs_a_reason(city: City) -> None:
    person = city.official()
    old = a_row(city, about=person)
    changed = (old.pk, person.number, "2026-01-05", "2026-01-12", "旷工", None)

    with pytest.raises(services.NoReason):
        hand_in(city, changed)
    carry_out(city, hand_in(city, changed, why="止日录错"))

    old.refresh_from_db()
    new = Row.objects.get(state="IN_FORCE")
    assert (old.state, old.ended_why) == ("CORRECTED", "止日录错")
    assert (new.corrects, new.values["until"]) == (old, "2026-01-12")


def test_a_column_that_is_left_out_keeps_what_a_row_says(city: City) -> None:
    person = city.official()
    old = a_row(city, about=person, **{**ABSENCE, "from_": "2026-01-05", "excused": True})
    content = a_workbook(
        {SHEET: [HEADINGS[:5], (old.pk, person.number, "2026-01-05", "2026-01-12", "旷工")]}
    )

    carry_out(city, hand_in(city, content=content, why="止日录错"))

    assert Row.objects.get(state="IN_FORCE").values["excused"] is True


def test_what_changed_meanwhile_is_not_overrun(city: City) -> None:
    person = city.official()
    run = hand_in(city, (None, person.number, "2026-01-05", "2026-01-25", "旷工", None))
    a_row(city, about=person)

    with pytest.raises(services.AnotherPlanNow):
        carry_out(city, run)

    assert Row.objects.count() == 1
    services.withdraw(workbook=run, by=office(city), on=DAY)
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == ("WITHDRAWN", b"")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_out_and_in_again_changes_nothing(city: City, language: str) -> None:
    a_row(city)
    a_row(city, about=city.official(), from_="2026-02-02", kind="sick", excused=True)
    a_row(
        city,
        "emergency_reports",
        city.bureau,
        title="城南内涝",
        kind="natural_disaster",
        due="2026-02-01 08:30",
        done="2026-02-01",
    )
    for code in ("attendance", "emergency_reports"):
        register = the_register(city, code)
        with translation.override(language):
            with sheets.workbook(register, Row.objects.filter(register=code)) as file:
                content = file.read()
            run = hand_in(city, content=content, code=code)

        assert (run.added, run.corrected) == (0, 0)
        assert run.same == Row.objects.filter(register=code).count()


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "起*"), ("en", "From*")])
def test_the_template_speaks_the_readers_language(city: City, language: str, heading: str) -> None:
    with translation.override(language), sheets.template(the_register(city)) as file:
        content = file.read()

    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert heading in book.get_sheet_by_index(1).to_python()[0]


def test_every_register_of_the_packs_has_a_template() -> None:
    names = set()
    for folder in find_packs().values():
        for register in load_pack(folder).registers:
            with translation.override("en"), sheets.template(register) as file:
                book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
            names.add(book.sheet_names[1])

    assert len(names) > 30


def test_what_is_no_workbook_is_refused(city: City) -> None:
    with pytest.raises(NotReadable):
        hand_in(city, content=b"hello")
