"""What is too large is dropped while it streams in; the rest of the form survives."""

import errno
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from zhiyong.files import uploads

Send = Callable[..., HttpRequest]


@pytest.fixture(autouse=True)
def _small(settings: Settings) -> None:
    settings.FILES_LARGEST = 100_000
    settings.FILES_LARGEST_TOGETHER = 150_000
    settings.FILES_LARGEST_REQUEST = 1_000_000
    settings.FILES_MOST = 3


@pytest.fixture
def requests() -> Iterator[list[HttpRequest]]:
    """Requests that are closed at the end, as the server closes them."""
    made: list[HttpRequest] = []
    yield made
    for request in made:
        request.close()


@pytest.fixture
def send(rf: RequestFactory, requests: list[HttpRequest]) -> Send:
    def sent(*files: tuple[str, int], **fields: str) -> HttpRequest:
        attached = [SimpleUploadedFile(name, b"x" * size) for name, size in files]
        requests.append(rf.post("/", {**fields, "files": attached}))
        return requests[-1]

    return sent


def test_small_files_arrive_whole(send: Send) -> None:
    request = send(("一.txt", 10), ("b.txt", 70_000), text="反映")
    assert [f.size for f in request.FILES.getlist("files")] == [10, 70_000]
    assert request.FILES.getlist("files")[1].read() == b"x" * 70_000
    assert uploads.dropped(request) == []


def test_a_large_file_is_dropped_and_the_text_survives(send: Send) -> None:
    request = send(("大.mp4", 100_001), ("b.txt", 5), text="反映的问题")
    (dropped,) = uploads.dropped(request)
    assert dropped.field == "files"
    assert "大.mp4" in dropped.sentence
    assert request.POST["text"] == "反映的问题"
    assert [f.name for f in request.FILES.getlist("files")] == ["b.txt"]


def test_files_that_are_too_large_together_are_dropped(send: Send) -> None:
    request = send(("a.txt", 90_000), ("b.txt", 90_000))
    assert len(uploads.dropped(request)) == 1
    assert [f.name for f in request.FILES.getlist("files")] == ["a.txt"]


def test_too_many_files_are_dropped(send: Send) -> None:
    request = send(*[(f"{n}.txt", 1) for n in range(5)])
    assert len(uploads.dropped(request)) == 2
    assert len(request.FILES.getlist("files")) == 3


def test_a_request_far_beyond_is_refused_before_it_is_read(send: Send) -> None:
    request = send(("a.txt", 1_000_001))
    request.META["wsgi.input"] = unread = io.BytesIO(b"")
    with pytest.raises(RequestDataTooBig):
        _ = request.POST
    assert unread.tell() == 0


def test_a_full_disk_drops_the_file_and_says_so(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)
    request = send(("a.txt", 10), text="反映")
    assert len(uploads.dropped(request)) == 1
    assert request.POST["text"] == "反映"


@pytest.mark.parametrize(
    "name", ["a\x00b.txt", "../../a.txt", "..", "a" * 400 + ".txt", "\\\\x\\y.txt"]
)
def test_no_name_breaks_it(name: str, rf: RequestFactory, requests: list[HttpRequest]) -> None:
    body = (
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="' + name.encode()
        + b'"\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--\r\n'
    )  # fmt: skip
    request = rf.generic("POST", "/", body, content_type="multipart/form-data; boundary=B")
    requests.append(request)
    assert uploads.dropped(request) == []
    assert all("/" not in f.name for f in request.FILES.getlist("files"))
