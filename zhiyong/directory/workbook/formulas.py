"""What the reader of values does not tell: cells whose formula failed or was never computed."""

import io
import re
import zipfile
from dataclasses import dataclass, field

NAMED = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
FAILED = re.compile(rb'<(?:\w+:)?c\s[^>]*\bt="e"[^>]*>')
UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass(slots=True)
class Formulas:
    """The formulas of one sheet: cells (row from 1, column's letters) that failed or are empty."""

    any: bool = False
    failed: set[tuple[int, str]] = field(default_factory=set)
    uncomputed: set[tuple[int, str]] = field(default_factory=set)


def formulas_of(content: bytes) -> dict[str, Formulas]:
    """Return what is known of the formulas of each sheet, by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: _formulas(packed.read(part))
            for name, part in _parts(packed).items()
            if part in packed.namelist()
        }


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the package that holds each sheet."""
    relations = {}
    if "xl/_rels/workbook.xml.rels" in packed.namelist():
        for found in RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")):
            given = dict(ATTRIBUTE.findall(found))
            target = given.get(b"Target", b"").decode("utf-8", "replace").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            relations[given.get(b"Id", b"")] = part
    parts = {}
    for found in NAMED.findall(packed.read("xl/workbook.xml")):
        given = dict(ATTRIBUTE.findall(found))
        relation = given.get(b"r:id") or next(
            (value for name, value in given.items() if name.endswith(b":id")), b""
        )
        parts[_text(given.get(b"name", b""))] = relations.get(relation, "")
    return parts


def _formulas(xml: bytes) -> Formulas:
    found = Formulas(any=b"<f>" in xml or b"<f " in xml)
    if b't="e"' in xml:
        for cell in FAILED.finditer(xml):
            if place := PLACE.search(cell[0]):
                found.failed.add((int(place[2]), place[1].decode()))
    if found.any:
        for cell in UNCOMPUTED.finditer(xml):
            if place := PLACE.search(cell[1]):
                found.uncomputed.add((int(place[2]), place[1].decode()))
    return found


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text
