"""The embedded database: found again, started again, never two of one folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhiyong.config import embedded

TWO_AT_ONCE = """
import sys
from pathlib import Path
from zhiyong.config import embedded
embedded.OUTSIDE = Path(sys.argv[2])
server = embedded.start(Path(sys.argv[1]))
sys.stdout.write(f"{server.pid}")
"""


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place that every account can reach, for what root keeps outside a closed folder."""
    folder = Path(tempfile.mkdtemp(prefix="zhiyong-outside-"))
    folder.chmod(0o755)
    monkeypatch.setattr(embedded, "OUTSIDE", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(tmp_path: Path, outside: Path) -> Iterator[Path]:
    """A folder with a space and Chinese in its name; as root, closed to everybody else."""
    folder = tmp_path / "数据 folder" / "postgres"
    yield folder
    embedded.stop(folder)


def ask(server: embedded.Server, question: str) -> object:
    with psycopg.connect(
        host=embedded.HOST,
        port=server.port,
        user=embedded.USER,
        password=server.password,
        dbname=embedded.DATABASE,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(question)  # type: ignore[call-overload]
        return cursor.fetchone()[0] if cursor.description else None


def kill(server: embedded.Server) -> None:
    os.kill(server.pid, signal.SIGKILL)
    while embedded._is_server_of(server.pid, server.data):
        time.sleep(0.01)


def test_knows_chinese_letters_and_asks_for_a_password(home: Path) -> None:
    server = embedded.start(home)

    assert ask(server, "SELECT '群众办事' ~ '^\\w+$'") is True
    assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(server, "SHOW unix_socket_directories") == ""
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=embedded.HOST, port=server.port, user=embedded.USER, password="no")


def test_is_found_again_and_keeps_its_data_and_port(home: Path) -> None:
    first = embedded.start(home)
    ask(first, "CREATE TABLE kept (what text)")

    again = embedded.start(home)
    assert (again.pid, again.reused) == (first.pid, True)

    assert embedded.stop(home)
    assert embedded.status(home) is None
    assert not embedded.stop(home)
    restarted = embedded.start(home)
    assert restarted.port == first.port
    assert ask(restarted, "SELECT count(*) FROM kept") == 0


def test_starts_again_at_once_after_a_kill(home: Path) -> None:
    first = embedded.start(home)
    ask(first, "CREATE TABLE kept (what text)")
    kill(first)

    again = embedded.start(home)

    assert again.pid != first.pid
    assert ask(again, "SELECT count(*) FROM kept") == 0


def test_takes_another_port_when_its_own_was_taken(home: Path) -> None:
    first = embedded.start(home)
    embedded.stop(home)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((embedded.HOST, first.port))
        taken.listen()

        again = embedded.start(home)

    assert again.port != first.port


def test_does_not_take_a_stranger_for_its_server(home: Path) -> None:
    first = embedded.start(home)
    kill(first)
    lock = first.data / "postmaster.pid"
    lines = lock.read_text(encoding="utf-8").splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:], ""]), encoding="utf-8")

    again = embedded.start(home)

    assert again.pid != os.getpid()


def test_makes_anew_what_an_interrupted_start_left(home: Path) -> None:
    account = embedded._account(None)
    home.mkdir(parents=True)
    place = embedded._new_place(home, account)
    (place / "data.new").mkdir()
    (place / "data.new" / "PG_VERSION").write_text("18\n", encoding="ascii")

    assert ask(embedded.start(home), "SELECT 1") == 1


def test_refuses_data_of_another_major_version(home: Path) -> None:
    first = embedded.start(home)
    embedded.stop(home)
    (first.data / "PG_VERSION").write_text("15\n", encoding="ascii")

    with pytest.raises(embedded.EmbeddedDatabaseError, match=r"PostgreSQL 15.*is installed"):
        embedded.start(home)

    (first.data / "PG_VERSION").write_text("18\n", encoding="ascii")


def test_two_that_start_at_once_share_one_server(home: Path, outside: Path) -> None:
    command = [sys.executable, "-c", TWO_AT_ONCE, str(home), str(outside)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]

    pids = {starter.communicate(timeout=60)[0] for starter in both}

    assert len(pids) == 1
    assert b"" not in pids


def test_counts_the_others_that_are_connected(home: Path) -> None:
    server = embedded.start(home)
    assert embedded.clients(server) == 0

    with psycopg.connect(
        host=embedded.HOST,
        port=server.port,
        user=embedded.USER,
        password=server.password,
        dbname=embedded.DATABASE,
    ):
        assert embedded.clients(server) == 1


@pytest.mark.parametrize(
    ("owner_is_there", "followed"),
    [
        pytest.param(True, False, id="a copy of the folder gets a database of its own"),
        pytest.param(False, True, id="a folder that was moved keeps its database"),
    ],
)
def test_pointer(tmp_path: Path, owner_is_there: bool, followed: bool) -> None:
    target, owner, home = tmp_path / "target", tmp_path / "owner", tmp_path / "home"
    (target / "data").mkdir(parents=True)
    home.mkdir()
    (home / "location").write_text(f"{target}\n{owner}\n", encoding="utf-8")
    if owner_is_there:
        owner.mkdir()

    assert embedded._existing_place(home) == (target if followed else None)
