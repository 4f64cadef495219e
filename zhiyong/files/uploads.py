"""Uploads while they stream in: what is too large is dropped at once, and the form is told.

The text of the form survives; the file is never stored. A whole request far beyond the limit is
refused before its first byte is read.
"""

import errno
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from zhiyong.files import names, sentences, storage


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was not stored, in which field of the form, and the sentence to show there."""

    field: str
    sentence: str


class Streamed(FileUploadHandler):
    """Writes each file to a temporary one, and drops it when a limit is passed."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.together = 0
        self.count = 0
        self.out: TemporaryUploadedFile | None = None

    def handle_raw_input(self, *args: Any, **_kwargs: Any) -> None:
        """Refuse a request that no form of ours sends; its length is the third argument.

        :raises RequestDataTooBig: before anything is read.
        """
        if args[2] > settings.FILES_LARGEST_REQUEST:
            raise RequestDataTooBig("the request is larger than FILES_LARGEST_REQUEST")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless there are enough."""
        super().new_file(*args, **kwargs)
        self.size = 0
        self.count += 1
        if self.count > settings.FILES_MOST:
            self._drop(sentences.too_many())
        try:
            self.out = TemporaryUploadedFile(
                self.file_name or "", self.content_type or "", 0, self.charset or "", {}
            )
        except OSError as error:
            self._full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """Write a piece, unless the file or all together become too large."""
        self.size += len(raw_data)
        self.together += len(raw_data)
        if self.size > settings.FILES_LARGEST:
            self.together -= self.size
            self._drop(sentences.too_large(names.clean(self.file_name or "")))
        if self.together > settings.FILES_LARGEST_TOGETHER:
            self._drop(sentences.too_much())
        if self.out is None:
            return None
        try:
            self.out.write(raw_data)
        except OSError as error:
            self._full(error)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Hand over the temporary file."""
        if self.out is None:
            return None
        done, self.out = self.out, None
        done.seek(0)
        done.size = file_size
        return done

    def upload_interrupted(self) -> None:
        """Remove what was written of a file that never ended."""
        self._forget()

    def _full(self, error: OSError) -> None:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise error
        self._drop(storage.no_room())

    def _drop(self, sentence: str) -> None:
        self._forget()
        dropped = Dropped(self.field_name or "", sentence)
        if self.request is not None:
            self.request.META.setdefault(_DROPPED, []).append(dropped)
        raise SkipFile

    def _forget(self) -> None:
        if self.out is not None:
            self.out.close()
            self.out = None


_DROPPED = "zhiyong.files.dropped"


def dropped(request: HttpRequest) -> list[Dropped]:
    """Return the files of a request that were not stored; a form with one is not valid."""
    request.POST  # noqa: B018  read the request now
    found: list[Dropped] = request.META.get(_DROPPED, [])
    return found
