"""The mailbox on its server: what waits there, and the folders it is moved to."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

SECONDS = 60
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class NotReached(Exception):
    """The mailbox could not be reached or opened; `code` says at which step, naming nobody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is, as the settings say it."""

    host: str
    port: int
    user: str
    password: str
    security: str
    folder: str
    done: str
    apart: str


def place() -> Place | None:
    """Return the mailbox of the settings; None where none is set up.

    :raises NotReached: if what is set up would send the password in the clear over a network.
    """
    given: dict[str, Any] = settings.MAILBOX
    if not given.get("host"):
        return None
    found = Place(**{name: given[name] for name in Place.__slots__})
    if found.security == "none" and found.host not in LOCAL:
        raise NotReached("insecure")
    return found


@contextmanager
def opened(at: Place) -> Iterator["Mailbox"]:
    """Open a mailbox for one round.

    :raises NotReached: if it cannot be reached, or does not let us in.
    """
    try:
        connection = _connected(at)
    except (OSError, imaplib.IMAP4.error) as error:
        raise NotReached("connect") from error
    try:
        yield Mailbox(connection, at)
    finally:
        try:
            connection.logout()
        except (OSError, imaplib.IMAP4.error):
            connection.shutdown()


def _connected(at: Place) -> imaplib.IMAP4:
    if at.security == "ssl":
        return imaplib.IMAP4_SSL(
            at.host, at.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    connection = imaplib.IMAP4(at.host, at.port, timeout=SECONDS)
    if at.security == "starttls":
        connection.starttls(ssl.create_default_context())
    return connection


class Mailbox:
    """An open mailbox: list, read, move. Mails are named by their lasting numbers (UID)."""

    def __init__(self, connection: imaplib.IMAP4, at: Place) -> None:
        self._imap, self._at = connection, at
        self._ok(lambda: connection.login(at.user, at.password), "login")
        self._ok(lambda: connection.select(_quoted(at.folder)), "select")

    def waiting(self) -> list[str]:
        """Return the mails that wait, the oldest first."""
        (found,) = self._ok(lambda: self._imap.uid("SEARCH", "UNDELETED"), "search")
        return found.decode().split() if isinstance(found, bytes) else []

    def size(self, uid: str) -> int:
        """Return how many bytes a mail has, without reading it."""
        told = self._ok(lambda: self._imap.uid("FETCH", uid, "(RFC822.SIZE)"), "fetch")
        found = re.search(rb"RFC822\.SIZE (\d+)", _joined(told))
        return int(found[1]) if found else 0

    def content(self, uid: str) -> bytes:
        """Return a mail as it is, and do not mark it as read."""
        told = self._ok(lambda: self._imap.uid("FETCH", uid, "(BODY.PEEK[])"), "fetch")
        for one in told:
            if isinstance(one, tuple):
                return bytes(one[1])
        raise NotReached("fetch")

    def move(self, uid: str, folder: str) -> None:
        """Move a mail into a folder, which is made where it is missing."""
        self._imap.create(_quoted(folder))  # one that is there already is refused, and stays
        if "MOVE" in self._imap.capabilities:
            self._ok(lambda: self._imap.uid("MOVE", uid, _quoted(folder)), "move")
            return
        self._ok(lambda: self._imap.uid("COPY", uid, _quoted(folder)), "move")
        self._ok(lambda: self._imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"), "move")
        self._ok(self._imap.expunge, "move")

    def _ok(self, ask: Any, step: str) -> list[Any]:
        try:
            answer, data = ask()
        except (OSError, imaplib.IMAP4.error) as error:
            raise NotReached(step) from error
        if answer != "OK":
            raise NotReached(step)
        return list(data)


def _joined(told: list[Any]) -> bytes:
    return b" ".join(
        part
        for one in told
        for part in (one if isinstance(one, tuple) else (one,))
        if isinstance(part, bytes)
    )


def _quoted(folder: str) -> str:
    """Return a folder's name as IMAP writes it: quoted, other signs in its own base 64 (UTF-7)."""
    coded = re.sub(
        r"[^\x20-\x7e]+",
        lambda signs: _coded(signs[0]),
        folder.replace("&", "&-"),
    )
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _coded(signs: str) -> str:
    import base64

    packed = base64.b64encode(signs.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{packed}-"
