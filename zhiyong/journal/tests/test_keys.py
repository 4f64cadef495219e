"""Keys are made once, stay with their owner, and are never lost when a new one comes."""

import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from zhiyong.journal import keys
from zhiyong.rules.proof.keys import PrivateKey, Purpose


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def test_only_the_owner_reads_a_key(folder: Path) -> None:
    keys.signer(Purpose.HEAD)

    assert (folder / "tree-head.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_heads_and_promises_have_different_keys(folder: Path) -> None:
    assert keys.signer(Purpose.HEAD).secret != keys.signer(Purpose.PROMISE).secret


def test_many_at_once_make_one_key(folder: Path) -> None:
    made: list[PrivateKey] = []

    def make() -> None:
        made.append(keys._signer.__wrapped__(folder, Purpose.HEAD))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({key.secret for key in made}) == 1
    assert {path.name for path in folder.glob("*")} == {"tree-head.key", "public"}


def test_a_new_key_leaves_the_old_one_known(folder: Path) -> None:
    old = keys.signer(Purpose.HEAD).public

    new = keys.rotate(Purpose.HEAD)

    assert new != old
    assert keys.signer(Purpose.HEAD).public == new
    assert keys.ring().get(old.key_id) == old
    assert keys.ring().get(new.key_id) == new
    assert (folder / f"tree-head.key.{old.key_id}").stat().st_mode & 0o777 == 0o600


def test_the_logs_of_an_installation_have_its_name(folder: Path) -> None:
    assert keys.log_id("acts") == keys.log_id("acts") != keys.log_id("reads")


def test_an_operator_puts_a_new_key_in_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = keys.signer(Purpose.PROMISE).public.key_id

    call_command("rotate_key", "PROMISE")

    new = keys.signer(Purpose.PROMISE).public.key_id
    assert capsys.readouterr().out == f"PROMISE: {old} -> {new}\n"
    assert {file.key_id for file in keys.public_keys()} >= {old, new}
