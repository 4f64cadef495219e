"""Bytes on disk: written aside, flushed, then given their name; the row follows.

A crash before the row commits leaves a nameless or unknown file, which the sweeper removes
after a day. A row never names bytes that are not there.
"""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BufferedReader
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from zhiyong.files.errors import DiskFull

CHUNK = 256 * 1024
ASIDE = ".new-"
WORKPLACE = ".work"


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are on disk under a name."""

    path: str
    size: int
    digest: str


class Counted:
    """A file that counts and digests what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0
        self.sha = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.sha.update(data)
        return self.file.write(data)


Writer = Callable[["Counted"], object]
Known = Callable[[list[str]], Collection[str]]


@contextmanager
def full_disk_refused() -> Iterator[None]:
    """Turn a full disk into a refusal that says so.

    :raises DiskFull: if the system says that there is no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(no_room()) from error
        raise


def no_room() -> str:
    """Return the sentence for a full disk."""
    return _(
        "The server has no room for this file at the moment. Nothing was saved; "
        "please try again later, or send it without the file."
    )


def keep(source: IO[bytes]) -> Kept:
    """Write the rest of a stream under a new random name, durably.

    :raises DiskFull: if there is no room; nothing is left behind.
    """
    return keep_by(lambda sink: shutil.copyfileobj(source, sink, CHUNK))


def keep_by(write: Writer) -> Kept:
    """Write what `write` gives under a new random name, durably.

    :raises DiskFull: if there is no room; nothing is left behind.
    """
    name = secrets.token_hex(16)
    folder = Path(settings.MEDIA_ROOT) / name[:2]
    aside = folder / f"{ASIDE}{name}"
    with full_disk_refused():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "wb") as file:
                counted = Counted(file)
                write(counted)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(folder / name)
            _flush_folder(folder)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    return Kept(f"{name[:2]}/{name}", counted.size, counted.sha.hexdigest())


def discard(path: str) -> None:
    """Remove bytes whose row was not written."""
    (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def forget_moment(path: str, on: date) -> None:
    """Let bytes on disk, and their copies in backups, tell the day only on which they came."""
    noon = datetime.combine(on, time(12)).timestamp()
    os.utime(Path(settings.MEDIA_ROOT) / path, (noon, noon))


def open_kept(path: str) -> BufferedReader:
    """Open bytes for reading.

    :raises FileNotFoundError: if they are not there.
    """
    return (Path(settings.MEDIA_ROOT) / path).open("rb")


def digest_of(path: str) -> str:
    """Return the SHA-256 (hex) of bytes as they lie on disk; "" if they are gone."""
    try:
        with open_kept(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def unknown(known: Known, *, at: datetime, older_than: timedelta) -> Iterator[Path]:
    """Yield what lies under the root, is old enough, and is named by no row."""
    root = Path(settings.MEDIA_ROOT)
    limit = (at - older_than).timestamp()
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        old = [f for f in folder.iterdir() if f.stat().st_mtime < limit]
        named = known([f"{folder.name}/{f.name}" for f in old])
        yield from (f for f in old if f"{folder.name}/{f.name}" not in named)
    yield from (f for f in root.glob(f"{WORKPLACE}/*") if f.stat().st_mtime < limit)


def _flush_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
