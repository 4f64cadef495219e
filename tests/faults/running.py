"""An installation of its own for the fault tests: its data folder, its processes, its port."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zhiyong.config import embedded

ROOT = Path(__file__).parents[2]
SOON = 90


class Running:
    """`zhiyong demo --empty` in a data folder of its own."""

    def __init__(self, folder: Path, settings: str = "zhiyong.config.settings.local") -> None:
        self.folder = folder
        self.settings = settings
        self.home = folder / "数据 home"
        self.log = folder / "log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.today: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "ZHIYONG_PORT"}}
        return {
            **kept,
            **({"ZHIYONG_TODAY": self.today} if self.today else {}),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "ZHIYONG_HOME": str(self.home),
            "COLUMNS": "200",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data folder."""
        return self._python(["-m", "zhiyong", *arguments])

    def inside(self, act: str, asked: Any = None) -> Any:
        """Do something of `tests.faults.inside` with the data of this folder; return its answer."""
        done = self._python(["-m", "tests.faults.inside", act], json.dumps(asked))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def _python(self, arguments: list[str], said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=self.folder,
            input=said,
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

    def kill(self, victim: str) -> None:
        """Kill the database's server, or all processes of "serve" or "worker"."""
        if victim == "database":
            server = embedded.status(self.home / "postgres")
            assert server is not None
            os.kill(server.pid, signal.SIGKILL)
            return
        self.child(victim)
        for pid, line in self.children().items():
            if f"zhiyong {victim}" in line:
                os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """End whatever is left."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.children():
            os.kill(pid, signal.SIGKILL)
        embedded.stop(self.home / "postgres")


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
