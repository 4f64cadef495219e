"""An empty installation begins with its top unit and three people."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from typer.testing import CliRunner

from zhiyong.config.cli.main import app
from zhiyong.config.cli.terminal import Failed
from zhiyong.directory.models import Account, RoleBinding, Unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.journal.models import Entry
from zhiyong.shell.access import ADMINISTRATORS

pytestmark = pytest.mark.django_db

GIVEN = ["begin", "--unit", "江州市人民政府", "--code", "JZ", "--audit", "吴海"]
THREE = [*GIVEN, "--system", "郑山", "--security", "冯云"]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_three_administrators_sign_in_with_passwords_that_they_change() -> None:
    done = run(*THREE)

    assert done.exit_code == 0, done.output
    assert Unit.objects.get().name == "江州市人民政府"
    assert {binding.role for binding in RoleBinding.objects.all()} == set(ADMINISTRATORS)
    shown = dict(line.split()[:2] for line in done.output.splitlines() if line.startswith("  "))
    for account in Account.objects.all():
        assert account.check_password(shown[account.username])
        assert account.must_change_password
    assert Entry.objects.filter(verb="role.bound", actor="installer").count() == 3


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([*GIVEN, "--system", "郑山", "--security", "郑山"], id="two people"),
        pytest.param([*THREE, "--kind", "CASTLE"], id="no such kind"),
        pytest.param([*THREE, "--level", "MOON"], id="no such level"),
    ],
)
def test_refuses_and_changes_nothing(arguments: list[str]) -> None:
    assert isinstance(run(*arguments).exception, Failed)
    assert not Unit.objects.exists()
    assert not Account.objects.exists()


def test_an_installation_begins_once() -> None:
    UnitFactory.create()

    assert isinstance(run(*THREE).exception, Failed)
    assert not Account.objects.exists()
