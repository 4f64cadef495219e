"""`zhiyong demo` against what happens to machines: kills, taken ports, a second start."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zhiyong.config import embedded

pytestmark = pytest.mark.faults

SOON = 90


class Demo:
    """A demo in a data folder of its own, without the demo city."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "数据 home"
        self.log = folder / "log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "ZHIYONG_PORT"}}
        return {
            **kept,
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "zhiyong.config.settings.local",
            "ZHIYONG_HOME": str(self.home),
            "COLUMNS": "200",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "zhiyong", *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=SOON,
            check=False,
        )

    def start(self) -> str:
        """Start, and return the address once the pages answer."""
        self.log.write_bytes(b"")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zhiyong", "demo", "--empty", "--port", str(self.port)],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(lambda: "Open http" in self.said() or self.process_has_left())
        found = re.search(r"Open (http://\S+)", self.said())
        assert found, self.said()
        return found.group(1)

    def process_has_left(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(SOON)

    def children(self) -> dict[int, str]:
        """Return the processes of this data folder, by their environment."""
        marked = f"ZHIYONG_HOME={self.home}".encode()
        found = {}
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                try:
                    if marked in (process / "environ").read_bytes().split(b"\0"):
                        line = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                        found[int(process.name)] = line.decode()
                except OSError:
                    continue
        return {pid: line for pid, line in found.items() if line}

    def child(self, name: str) -> int:
        wait_for(lambda: any(f"zhiyong {name}" in line for line in self.children().values()))
        return min(pid for pid, line in self.children().items() if f"zhiyong {name}" in line)


def free_port() -> int:
    """Return a port of our own: 8000 would be fought for by several at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(happened: Callable[[], bool], patience: float = SOON) -> None:
    give_up = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=10).close()
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
    return True


@pytest.fixture
def demo() -> Iterator[Demo]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("looks for processes in /proc")
    folder = Path(tempfile.mkdtemp(prefix="zhiyong-demo-"))
    folder.chmod(0o755)
    demo = Demo(folder)
    yield demo
    if demo.process and demo.process.poll() is None:
        demo.process.kill()
        demo.process.wait()
    for pid in demo.children():
        os.kill(pid, signal.SIGKILL)
    embedded.stop(demo.home / "postgres")
    shutil.rmtree(folder)


def test_stops_cleanly_and_starts_again_in_seconds(demo: Demo) -> None:
    assert answers(demo.start())
    assert demo.stop(signal.SIGINT) == 0
    assert not demo.children()
    assert embedded.status(demo.home / "postgres") is None

    began = time.monotonic()
    assert answers(demo.start())
    assert time.monotonic() - began < 30
    assert "migrations" not in demo.said()
    assert demo.stop(signal.SIGTERM) == 0
    assert not demo.children()


def test_starts_again_what_is_killed(demo: Demo) -> None:
    address = demo.start()
    server = embedded.status(demo.home / "postgres")
    assert server is not None

    for pid in [demo.child("serve"), demo.child("worker"), server.pid]:
        os.kill(pid, signal.SIGKILL)

    wait_for(lambda: "web died" in demo.said() and "worker died" in demo.said())
    wait_for(lambda: answers(address))
    wait_for(lambda: "worker alive" in demo.run("doctor").stdout)
    assert demo.stop() == 0
    assert not demo.children()


def test_comes_up_after_everything_was_killed(demo: Demo) -> None:
    demo.start()
    server = embedded.status(demo.home / "postgres")
    assert server is not None
    assert demo.process is not None

    for pid in [demo.process.pid, *demo.children(), server.pid]:
        os.kill(pid, signal.SIGKILL)
    demo.process.wait()

    assert answers(demo.start())
    assert demo.stop() == 0


def test_its_children_leave_when_it_is_killed(demo: Demo) -> None:
    demo.start()
    assert demo.process is not None

    demo.process.kill()
    demo.process.wait()

    wait_for(lambda: not demo.children())


def test_one_data_folder_runs_once(demo: Demo) -> None:
    address = demo.start()

    second = demo.run("demo", "--empty")

    assert second.returncode == 1
    assert f"running already from {demo.home}: {address}" in second.stderr
    assert "Traceback" not in second.stderr
    assert demo.stop() == 0


def test_a_port_that_was_asked_for_and_is_taken_is_refused(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = demo.run("demo", "--empty", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr


def test_doctor_names_what_is_wrong(demo: Demo) -> None:
    sick = demo.run("doctor")

    assert sick.returncode == 1
    assert re.search(r"^BAD +tables: \d+ migrations wait$", sick.stdout, re.MULTILINE)
    assert "Run `zhiyong prepare`." in sick.stdout
    assert "Traceback" not in sick.stderr
