"""Workbooks, calendars and plans, in and out by the command line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from typer.testing import CliRunner

from zhiyong.config.cli.main import app
from zhiyong.config.cli.terminal import Failed
from zhiyong.directory.models import Account, ImportRun, Unit
from zhiyong.directory.tests.factories import AccountFactory, RoleBindingFactory, UnitFactory
from zhiyong.directory.tests.workbooks import units, workbook
from zhiyong.duties.models import CalendarDay
from zhiyong.journal.models import Entry, Read
from zhiyong.plans.models import PackVersion
from zhiyong.rules.pack import find_packs
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Commands speak the language of the terminal; the tests after them do not."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def keeper() -> Account:
    """A system administrator of the whole city."""
    city = UnitFactory.create(code="CITY")
    account = AccountFactory.create(username="keeper")
    RoleBindingFactory.create(
        role=Role.SYSTEM_ADMIN, unit=city, person=account.person, subtree=True
    )
    return account


def run(*arguments: object, answer: str | None = None) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer)


def handed_in(tmp_path: Path, *rows: list[Any]) -> Path:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook(units(*rows)))
    return file


GOOD = ["D1", "江州市水务局", "政府工作部门", "市级", date(2021, 1, 1), "CITY", None, None]


def test_units_come_in_when_that_is_confirmed(tmp_path: Path, keeper: Account) -> None:
    file = handed_in(tmp_path, GOOD)

    refused = run("import", "directory", file, "--by", "keeper", answer="n\n")
    assert refused.exit_code == 0, refused.output
    assert not Unit.objects.filter(code="D1").exists()

    done = run("import", "directory", file, "--by", "keeper", "--yes")
    assert done.exit_code == 0, done.output
    assert Unit.objects.get(code="D1").name == "江州市水务局"
    assert Entry.objects.filter(verb="import.done").count() == 1


def test_an_error_is_told_at_its_cell_and_changes_nothing(tmp_path: Path, keeper: Account) -> None:
    file = handed_in(tmp_path, GOOD, ["D2", "江州市林业局", "政府工作部门", "市级", "去年", "CITY"])

    wrong = run("import", "directory", file, "--by", "keeper", "--yes")

    assert wrong.exit_code == 1
    assert "单位!E3" in wrong.output
    assert not Unit.objects.filter(code="D1").exists()
    assert ImportRun.objects.get().state == ImportRun.State.WRONG


def test_the_directory_goes_out_as_it_came_in(tmp_path: Path, keeper: Account) -> None:
    out = tmp_path / "out.xlsx"

    assert run("export", "directory", out, "--by", "keeper").exit_code == 0
    again = run("import", "directory", out, "--by", "keeper", "--yes")

    assert again.exit_code == 0, again.output
    assert Read.objects.filter(what="export").count() == 1


def test_the_template_is_a_workbook(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"

    assert run("export", "template", file).exit_code == 0
    assert file.read_bytes().startswith(b"PK")


def test_whoever_has_no_account_imports_nothing(tmp_path: Path) -> None:
    outcome = run("import", "directory", handed_in(tmp_path, GOOD), "--by", "nobody")

    assert isinstance(outcome.exception, Failed)


def test_a_calendar_comes_in_for_whole_years(tmp_path: Path, keeper: Account) -> None:
    file = tmp_path / "2031.csv"
    file.write_text(
        "day,is_working,name_zh,name_en\n2031-01-01,0,元旦,New Year's Day\n", encoding="utf-8"
    )
    given = ["import", "calendar", file, "--by", "keeper", "--source", "notice"]

    assert run(*given, "--year", 2031).exit_code == 0
    assert not CalendarDay.objects.get(day=date(2031, 1, 1)).is_working
    assert Entry.objects.filter(verb="calendar.loaded").exists()

    outside = run(*given, "--year", 2032)
    assert isinstance(outside.exception, Failed)
    assert "2031-01-01" in str(outside.exception)


@pytest.mark.parametrize("line", ["2031-13-01,0,元旦,x", "2031-01-01,maybe,元旦,x", "x"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "2031.csv"
    file.write_text(f"day,is_working,name_zh,name_en\n{line}\n", encoding="utf-8")

    outcome = run(
        "import", "calendar", file, "--by", "keeper", "--source", "notice", "--year", 2031
    )

    assert isinstance(outcome.exception, Failed)
    assert "2031.csv, line 2" in str(outcome.exception)


def test_a_plan_comes_in_as_a_draft_once(keeper: Account) -> None:
    folder = find_packs()["s3-city-zhiyong"]

    for _time in range(2):
        assert run("import", "plan", folder, "--by", "keeper").exit_code == 0

    assert PackVersion.objects.get().state == PackVersion.State.DRAFT
    assert run("import", "plan", folder, "--by", "keeper", "--publish").exit_code == 0
    assert PackVersion.objects.get().state == PackVersion.State.PUBLISHED
