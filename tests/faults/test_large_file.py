"""A file of 200 MB sent to a real server: dropped as it streams in, said in words, text kept."""

import http.client
import os
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults.running import Running

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

MB = 1024 * 1024
SIZE = 200 * MB
ROOM = 120 * MB
"""So much more memory may the server have taken by the end: far less than the file."""


def form(fields: dict[str, str], name: str, size: int) -> Iterator[bytes]:
    """Yield a form with a file of zeros, in pieces."""
    for field, value in fields.items():
        yield f'--B\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
    yield f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    for _ in range(size // MB):
        yield bytes(MB)
    yield b"\r\n--B--\r\n"


def sent(city: Running, fields: dict[str, str], size: int) -> tuple[int, str]:
    length = sum(len(piece) for piece in form(fields, "录像.mp4", 0)) + size
    connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=90)
    headers = {
        "Content-Type": "multipart/form-data; boundary=B",
        "Content-Length": str(length),
    }
    with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was read
        connection.request("POST", "/report/", form(fields, "录像.mp4", size), headers)
    with closing(connection), closing(connection.getresponse()) as answer:
        return answer.status, answer.read().decode()


def memory(city: Running) -> int:
    """Return the bytes that the server's processes hold."""
    pages = [
        int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        for pid, line in city.children().items()
        if "zhiyong serve" in line
    ]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def test_two_hundred_megabytes_are_told_and_the_text_stays(city: Running) -> None:
    fields = city.inside("report")
    assert sent(city, fields, MB)[0] in (200, 422)
    before = memory(city)

    status, page = sent(city, fields, SIZE)

    assert status in (200, 413, 422)
    assert "录像.mp4" in page
    assert re.search(r"50(\.0)?\s*MB|50 ?兆", page)
    assert fields["text"] in page
    assert memory(city) < before + ROOM
