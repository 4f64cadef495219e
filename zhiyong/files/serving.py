"""How bytes leave: always to be saved, never shown on this server's own pages."""

from collections.abc import Iterable
from typing import TypeVar

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from zhiyong.files import storage
from zhiyong.files.errors import FileRefused
from zhiyong.files.models import File

R = TypeVar("R", FileResponse, StreamingHttpResponse)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def served(file: File) -> FileResponse:
    """Return the served copy as a download; who may have it was decided by the caller.

    :raises FileRefused: if its bytes are not there, which `zhiyong verify` names.
    """
    try:
        kept = storage.open_kept(file.served_path)
    except FileNotFoundError as error:
        raise FileRefused(
            _("The server cannot find the content of this file. Please tell the administrator.")
        ) from error
    response = FileResponse(kept, content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    return _to_save(response, file.name)


def original(file: File, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    """Return an opened original as a download."""
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Length"] = str(file.original_size)
    return _to_save(response, file.name)


def _to_save(response: R, name: str) -> R:
    for header, value in HEADERS.items():
        response[header] = value
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
