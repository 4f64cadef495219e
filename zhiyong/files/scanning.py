"""ClamAV, where an address is configured: a file goes to its daemon before anything reads it."""

import logging
import socket
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 256 * 1024
log = logging.getLogger(__name__)


class ScannerAway(Exception):
    """The scanner is configured but does not answer."""


def configured() -> bool:
    """Whether files are scanned."""
    return bool(settings.FILES_SCANNER)


def has_malware(file: Path) -> bool:
    """Return what the daemon says of a file.

    :raises ScannerAway: if it does not answer, so that nothing unscanned is taken.
    """
    try:
        with _connected() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            with file.open("rb") as source:
                while piece := source.read(CHUNK):
                    daemon.sendall(len(piece).to_bytes(4, "big") + piece)
            daemon.sendall(bytes(4))
            answer = b""
            while piece := daemon.recv(4096):
                answer += piece
    except OSError as error:
        raise ScannerAway from error
    text = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if text.endswith("OK"):
        return False
    if text.endswith("FOUND"):
        log.warning("ClamAV: %s", text)
        return True
    raise ScannerAway(text)


def _connected() -> socket.socket:
    """Connect to "tcp://host:port" or "unix:///path"."""
    address = urlsplit(settings.FILES_SCANNER)
    if address.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(settings.FILES_SECONDS)
        daemon.connect(address.path)
        return daemon
    return socket.create_connection(
        (address.hostname or "localhost", address.port or 3310), timeout=settings.FILES_SECONDS
    )
