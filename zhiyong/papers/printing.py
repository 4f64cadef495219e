"""Several papers as one PDF, in the order asked for. Nothing is made anew, and nothing is kept."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from zhiyong.files import storage
from zhiyong.papers.models import Paper
from zhiyong.shell.errors import Refusal

MOST = 100
"""How many papers one print takes: a page of a list, and what a tray of paper holds."""


class TooManyPapers(Refusal):
    """More papers than one print takes."""


def check_count(count: int) -> None:
    """Refuse what no tray of paper holds.

    :raises TooManyPapers: if there are more than `MOST`.
    """
    if count > MOST:
        text = _("{count} papers are too many for one print: tick at most {most}.")
        raise TooManyPapers(text.format(count=count, most=MOST))


def bundle(papers: Sequence[Paper]) -> bytes:
    """Return papers, as they were issued, in one PDF, in this order."""
    return joined(_content(paper) for paper in papers)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be kept or printed; it is never shown from our own address."""
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def joined(documents: Iterable[bytes]) -> bytes:
    """Return PDF documents one behind the other."""
    writer = PdfWriter()
    for content in documents:
        writer.append(io.BytesIO(content), import_outline=False)
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _content(paper: Paper) -> bytes:
    with storage.open_kept(paper.file.served_path) as kept:
        return kept.read()
