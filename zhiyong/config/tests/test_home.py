"""The data folder and its secrets."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from zhiyong.config import home
from zhiyong.config.locks import Busy, exclusive


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIYONG_HOME", str(tmp_path / "家 home"))
    return home.data_folder()


def test_is_made_where_the_variable_says(folder: Path, tmp_path: Path) -> None:
    assert folder == tmp_path / "家 home"
    assert folder.is_dir()


def test_a_secret_stays_the_same_and_is_its_owners_alone(folder: Path) -> None:
    first = home.secret("key")

    assert len(first) > 40
    assert home.secret("key") == first
    assert home.secret("other") != first
    assert stat.S_IMODE((folder / "secrets" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "secrets").stat().st_mode) == 0o700


def test_a_secret_that_a_crash_left_empty_is_made_anew(folder: Path) -> None:
    (folder / "secrets").mkdir()
    (folder / "secrets" / "key").touch()

    assert len(home.secret("key")) > 40


def test_two_processes_make_one_secret(folder: Path) -> None:
    say = "import sys; from zhiyong.config import home; sys.stdout.write(home.secret('key'))"
    both = [subprocess.Popen([sys.executable, "-c", say], stdout=subprocess.PIPE) for _ in range(4)]

    assert len({process.communicate(timeout=30)[0] for process in both}) == 1


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path / "lock"),
        pytest.raises(Busy),
        exclusive(tmp_path / "lock", patience=0),
    ):
        pass

    with exclusive(tmp_path / "lock", patience=0):
        pass
