"""One process at a time: a lock on a file, let go by the kernel when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process held the lock for too long."""


@contextmanager
def exclusive(path: Path, *, patience: float = 180) -> Iterator[None]:
    """Hold the lock of a file while the block runs.

    :raises Busy: if another process holds it for longer than `patience` seconds.
    """
    give_up = time.monotonic() + patience
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise Busy(path) from None
                time.sleep(0.05)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
