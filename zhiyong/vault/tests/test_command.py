"""The recovery key at the server's terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from zhiyong.vault import services
from zhiyong.vault.management.commands import recovery_key
from zhiyong.vault.tests.factories import ON, PASSPHRASE, office, opened, sealed

pytestmark = pytest.mark.django_db

OTHER = "another passphrase of mine"


def typed(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setattr(recovery_key, "getpass", lambda _prompt: secret)


def test_a_new_key_is_printed_once_and_gets_a_custodian_back_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = office()
    envelope = sealed(at)
    printed = StringIO()
    typed(monkeypatch, PASSPHRASE)
    call_command("recovery_key", "replace", "--as", at.first.username, stdout=printed)
    paper = printed.getvalue().splitlines()[-1]

    services.start_over(by=at.second, passphrase=OTHER, on=ON)
    typed(monkeypatch, paper)
    call_command(
        "recovery_key", "use", "--as", at.second.username, "--unit", at.unit.code, stdout=StringIO()
    )
    assert opened(envelope, at.second, OTHER)


@pytest.mark.parametrize("username", ["nobody", "{first}"])
def test_who_is_unknown_or_mistypes_is_refused(
    username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = office()
    typed(monkeypatch, "wrong words altogether")
    with pytest.raises(CommandError):
        call_command(
            "recovery_key", "replace", "--as", username.format(first=at.first.username),
            stdout=StringIO(),
        )  # fmt: skip
