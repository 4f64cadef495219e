"""A dossier as one PDF: cover, index (卷内目录), documents, remarks (备考表), each page counted."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from zhiyong.archives.models import Dossier, DossierPart, is_kept_apart
from zhiyong.files import storage
from zhiyong.files.models import File
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Column, Layout, Line, Sheet

LANGUAGE = "zh-hans"
"""An archive is kept in the language of the office."""
DOTS = 150
"""Resolution at which a picture fills a page, in dots per inch."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound dossier: the document, and on which page each part begins (the cover is none)."""

    content: bytes
    pages: tuple[int, ...]


def count_pages(file: File) -> int:
    """Return how many pages a file takes in a dossier.

    What cannot be printed takes one, and so does what is kept with a complaint.
    """
    if is_kept_apart(file):
        return 1
    content = _kept(file)
    try:
        return len(PdfReader(io.BytesIO(content)).pages) if _is_pdf(file) else 1
    except PyPdfError:
        return 1


def bind(dossier: Dossier, parts: Sequence[DossierPart], remarks: str) -> Bound:
    """Return a dossier as one PDF.

    What cannot be printed has a page that names its file and its digest; what belongs to a
    complaint has one that says where it is kept.
    """
    with override(LANGUAGE):
        starts, page = [], 1
        for part in parts:
            starts.append(page)
            page += part.pages
        writer = PdfWriter()
        for content in (
            pdf(_cover(dossier, parts, page - 1), Layout.FORM),
            pdf(_index(dossier, parts, starts), Layout.REGISTER),
        ):
            writer.append(io.BytesIO(content), import_outline=False)
        for part in parts:
            first = len(writer.pages)
            writer.append(io.BytesIO(_printed(part)), import_outline=False)
            writer.add_outline_item(title=f"{part.order} {part.title}", page_number=first)
        writer.append(io.BytesIO(pdf(_remarks(dossier, parts, remarks), Layout.FORM)))
        writer.compress_identical_objects()
        out = io.BytesIO()
        writer.write(out)
        return Bound(out.getvalue(), tuple(starts))


def _sheet(dossier: Dossier, title: str) -> Sheet:
    return Sheet(
        title=title,
        issuer=dossier.unit.name,
        day=date_format(dossier.filed_on, "DATE_FORMAT") if dossier.filed_on else "",
        number=dossier.number,
        seal=False,
    )


def _cover(dossier: Dossier, parts: Sequence[DossierPart], pages: int) -> Sheet:
    case = dossier.case
    lines = (
        Line(_("Title of the file"), case.title, wide=True),
        Line(_("Case no."), case.number),
        Line(_("Year"), str(dossier.year)),
        Line(_("Body"), dossier.unit.name, wide=True),
        Line(_("From"), date_format(case.opened_on, "DATE_FORMAT")),
        Line(_("Until"), date_format(case.closed_on, "DATE_FORMAT") if case.closed_on else "—"),
        Line(_("Kept for"), str(dossier.get_retention_display())),
        Line(_("Documents and pages"), f"{len(parts)} / {pages}"),
        Line(_("Why it is kept so long"), dossier.retention_basis or "—", wide=True),
    )
    return replace(_sheet(dossier, _("Case file")), fields=lines)


def _index(dossier: Dossier, parts: Sequence[DossierPart], starts: Sequence[int]) -> Sheet:
    rows = tuple(
        (
            str(part.order),
            part.number or "—",
            part.author or "—",
            part.title + (f"（{_('added later')}）" if part.addition else ""),
            date_format(part.dated, "DATE_FORMAT") if part.dated else "—",
            str(start),
            str(part.pages),
            part.digest[:16],
        )
        for part, start in zip(parts, starts, strict=True)
    )
    columns = (
        Column(_("No.")),
        Column(_("Document no."), 3),
        Column(_("Made by"), 3),
        Column(_("Title"), 6),
        Column(_("Date"), 2),
        Column(_("Page")),
        Column(_("Number of pages")),
        Column(_("Digest, first part"), 2),
    )
    return replace(
        _sheet(dossier, _("Index of the file")),
        columns=columns,
        rows=rows,
        empty=_("The file holds no document."),
    )


def _remarks(dossier: Dossier, parts: Sequence[DossierPart], remarks: str) -> Sheet:
    added = sum(part.addition for part in parts)
    lines = (
        Line(_("What the file holds"), _("{count} documents").format(count=len(parts)), wide=True),
        Line(_("Added later"), str(added)),
        Line(_("Originals"), str(sum(part.is_original for part in parts))),
        Line(_("Remarks"), remarks or _("Nothing is missing or damaged."), wide=True, tall=True),
        Line(_("Put together by"), _name(dossier.filed_by)),
        Line(_("Checked by"), _name(dossier.checked_by)),
    )
    return replace(
        _sheet(dossier, _("Remarks on the file")),
        fields=lines,
        paragraphs=tuple(f"{part.order}. {part.title}　SHA-256 {part.digest}" for part in parts),
    )


def _name(account: object) -> str:
    person = getattr(account, "person", None)
    return str(person or account or "")


def _printed(part: DossierPart) -> bytes:
    """Return a part as PDF pages, as many as it counts."""
    if part.is_apart:
        return pdf(_left_with_the_complaint(part), Layout.FORM)
    if part.file is None:
        return pdf(_stand_in(part), Layout.FORM)
    if _is_pdf(part.file):
        try:
            return _readable(_kept(part.file))
        except PyPdfError:
            return pdf(_stand_in(part), Layout.FORM)
    if part.file.media_type.startswith("image/"):
        return _picture(part.file)
    return pdf(_stand_in(part), Layout.FORM)


def _readable(content: bytes) -> bytes:
    """Return a PDF that can be read to its last page.

    :raises PyPdfError: if it cannot.
    """
    for page in PdfReader(io.BytesIO(content)).pages:
        page.get_contents()
    return content


def _picture(file: File) -> bytes:
    with Image.open(io.BytesIO(_kept(file))) as picture:
        out = io.BytesIO()
        picture.convert("RGB").save(out, "PDF", resolution=DOTS)
        return out.getvalue()


def _stand_in(part: DossierPart) -> Sheet:
    file = part.file
    lines = [Line(_("Document"), part.title, wide=True)]
    if file is not None:
        lines += [
            Line(_("File name"), file.name, wide=True),
            Line(_("Size in bytes"), str(file.size)),
            Line(_("Kind"), file.media_type),
        ]
    lines.append(Line("SHA-256", part.digest, wide=True))
    return Sheet(
        title=_("Kept in electronic form"),
        issuer=part.dossier.unit.name,
        day="",
        fields=tuple(lines),
        seal=False,
    )


def _left_with_the_complaint(part: DossierPart) -> Sheet:
    """Return the page of a sheet that only those may read who read the complaint."""
    return Sheet(
        title=_("Kept with the complaint"),
        issuer=part.dossier.unit.name,
        day="",
        fields=(
            Line(_("Document"), part.title, wide=True),
            Line("SHA-256", part.digest, wide=True),
        ),
        paragraphs=(
            _(
                "This sheet belongs to the complaint from which the case grew. It is kept there"
                " and is not bound here, since whoever reads this file may not know who"
                " complained."
            ),
        ),
        seal=False,
    )


def _is_pdf(file: File) -> bool:
    return file.media_type == "application/pdf"


def _kept(file: File) -> bytes:
    with storage.open_kept(file.served_path) as kept:
        return kept.read()
