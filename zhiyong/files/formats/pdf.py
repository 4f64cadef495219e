"""PDF: written anew from its pages, without document information, history and actions."""

import logging
import re
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from zhiyong.files.formats import jpeg, marks
from zhiyong.files.formats.trouble import Trouble

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_PAGES = 5000
_NOWHERE = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Measure", "/PtData")
_IN_ROOT = (*_NOWHERE, "/OpenAction", "/Legal", "/Perms", "/Collection", "/SpiderInfo")
_IN_ANNOTATION = ("/T", "/M", "/CreationDate", "/NM", "/RC", "/Subj")
_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE"}


def clean(source: Path, target: Path) -> None:
    """Write the document without metadata.

    :raises Trouble: "locked" (it needs a password), "attachments" or "too_long".
    """
    with source.open("rb") as file:
        writer = PdfWriter(clone_from=_opened(file))
        _strip(writer)
        with target.open("wb") as out:
            writer.write(out)


def mark_of(source: Path) -> str | None:
    """Return the mark of secrecy on the first page, or None."""
    with source.open("rb") as file:
        return marks.in_text(_opened(file).pages[0].extract_text()[: marks.FIRST_CHARACTERS])


def _opened(file: Any) -> PdfReader:
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Trouble("locked")
    if len(reader.pages) > MOST_PAGES:
        raise Trouble("too_long")
    return reader


def _strip(writer: PdfWriter) -> None:
    writer.metadata = None
    writer._ID = None
    root = writer.root_object
    for name in _IN_ROOT:
        root.pop(NameObject(name), None)
    names = root.get("/Names")
    if isinstance(names := _plain(names), DictionaryObject):
        names.pop(NameObject("/JavaScript"), None)
        if _plain(names.get("/EmbeddedFiles")):
            raise Trouble("attachments")
    for thing in writer._objects:
        _strip_object(_plain(thing))
    _drop_unreachable(writer)


def _drop_unreachable(writer: PdfWriter) -> None:
    """Leave out what no page leads to any more: what was cut off would else still be written."""
    reached: set[int] = set()
    waiting: list[Any] = [writer.root_object.indirect_reference]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in reached:
                continue
            reached.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            waiting.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            waiting.extend(thing)
    for number in range(1, len(writer._objects) + 1):
        if number not in reached:
            writer._objects[number - 1] = None


def _strip_object(thing: Any) -> None:
    if not isinstance(thing, DictionaryObject):
        return
    for name in _NOWHERE:
        thing.pop(NameObject(name), None)
    action = _plain(thing.get("/A"))
    if isinstance(action, DictionaryObject) and action.get("/S") in _ACTS:
        thing.pop(NameObject("/A"), None)
    if thing.get("/Type") == "/Action" and thing.get("/S") in _ACTS:
        thing[NameObject("/S")] = NameObject("/Named")
        for name in ("/JS", "/F", "/Win", "/Unix"):
            thing.pop(NameObject(name), None)
    _strip_annotations(thing)
    if isinstance(thing, StreamObject) and _filters(thing)[-1:] == ["/DCTDecode"]:
        raw = thing._data
        if isinstance(raw, bytes) and len(_filters(thing)) == 1:
            thing._data = jpeg.stripped(raw)
    if thing.get("/Type") in {"/Filespec", "/F"} and "/EF" in thing:
        raise Trouble("attachments")


def _strip_annotations(thing: DictionaryObject) -> None:
    annotations = _plain(thing.get("/Annots"))
    if not isinstance(annotations, ArrayObject):
        return
    for each in annotations:
        annotation = _plain(each)
        if not isinstance(annotation, DictionaryObject):
            continue
        if annotation.get("/Subtype") == "/FileAttachment":
            raise Trouble("attachments")
        if annotation.get("/Subtype") == "/Widget":
            continue  # in a form field, /T is the field's own name
        for name in _IN_ANNOTATION:
            annotation.pop(NameObject(name), None)


def _filters(stream: StreamObject) -> list[str]:
    found = _plain(stream.get("/Filter"))
    return [str(f) for f in found] if isinstance(found, ArrayObject) else [str(found)]


def _plain(thing: PdfObject | None) -> Any:
    return thing.get_object() if thing is not None else None


def leftovers(target: Path) -> list[str]:
    """Return what a cleaned document still says about its making; for tests and the reference."""
    raw = target.read_bytes()
    return [
        name.decode()
        for name in (b"/Author", b"/Creator", b"/Producer", b"/CreationDate", b"/ModDate")
        if re.search(re.escape(name) + rb"\b", raw)
    ]
