"""Child processes that do not outlive whoever started them, even when that one is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

SUPERVISOR = "ZHIYONG_SUPERVISOR"
GRACE = 25
LASTING = 60
"""Whoever ran for so many seconds has not died of its start: it starts again soon."""


class Child:
    """One command of ours in a process group of its own; started again when it dies.

    One that has an end (`once`) is not started again when it has reached it.
    """

    def __init__(self, name: str, arguments: Sequence[str], *, once: bool = False) -> None:
        self.name = name
        self.once = once
        self.arguments = arguments
        self.deaths = 0
        self.again_at = 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.started_at = time.monotonic()
        return subprocess.Popen(
            [sys.executable, "-m", "zhiyong", *self.arguments],
            env={**os.environ, SUPERVISOR: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor alone
        )

    def look_after(self) -> bool:
        """Start it again if it has died, after a pause that grows; tell whether it just died."""
        if self.process.poll() is None or (self.once and self.process.returncode == 0):
            return False
        if not self.again_at:
            self._sweep()
            lasted = time.monotonic() - self.started_at > LASTING
            self.deaths = 1 if lasted else self.deaths + 1
            self.again_at = time.monotonic() + min(2**self.deaths, 30)
            return True
        if time.monotonic() >= self.again_at:
            self.again_at = 0.0
            self.process = self._start()
        return False

    def ask_to_stop(self) -> None:
        """Ask it to end what it is doing and leave."""
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Wait until it has left; end it when it takes too long."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self._sweep()
        self.process.wait()

    def _sweep(self) -> None:
        """End what is left of its process group."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def leave_with_supervisor() -> None:
    """Stop this process when the one that supervises it is gone; do nothing without one."""
    expected = os.environ.get(SUPERVISOR, "")
    if expected.isdigit():
        _leave_when_orphaned(int(expected))


def leave_with_parent() -> None:
    """Stop this process, one of a supervised server's own children, when that server is gone."""
    if os.environ.get(SUPERVISOR):
        _leave_when_orphaned(os.getppid())


def _leave_when_orphaned(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)

    threading.Thread(target=watch, name="leave-when-orphaned", daemon=True).start()
