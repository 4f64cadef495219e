"""The words exchanged with ClamAV's daemon, with one of our own in its place."""

import socket
import threading
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from zhiyong.files import scanning


class Daemon:
    """Answers one connection, and keeps what it was sent."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.got = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        talk, _address = self.listener.accept()
        with talk:
            while not self.got.endswith(bytes(4)):
                self.got += talk.recv(65536)
            talk.sendall(self.answer)
        self.listener.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(b"content" * 50_000)
    return made


@pytest.mark.parametrize(
    ("answer", "found"), [(b"stream: OK\0", False), (b"stream: Eicar-Signature FOUND\0", True)]
)
def test_says_what_the_daemon_says(
    answer: bytes, found: bool, file: Path, settings: Settings
) -> None:
    daemon = Daemon(answer)
    settings.FILES_SCANNER = f"tcp://127.0.0.1:{daemon.listener.getsockname()[1]}"
    assert scanning.has_malware(file) is found
    daemon.thread.join()
    assert daemon.got.startswith(b"zINSTREAM\0\x00\x04\x00\x00content")
    assert daemon.got.count(b"content") >= 49_990


def test_an_error_is_not_taken_for_clean(file: Path, settings: Settings) -> None:
    daemon = Daemon(b"INSTREAM size limit exceeded. ERROR\0")
    settings.FILES_SCANNER = f"tcp://127.0.0.1:{daemon.listener.getsockname()[1]}"
    with pytest.raises(scanning.ScannerAway):
        scanning.has_malware(file)
    daemon.thread.join()


def test_nobody_there_is_not_taken_for_clean(file: Path, settings: Settings) -> None:
    settings.FILES_SCANNER = "tcp://127.0.0.1:1"
    with pytest.raises(scanning.ScannerAway):
        scanning.has_malware(file)
