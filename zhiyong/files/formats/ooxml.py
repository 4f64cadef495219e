"""Word, Excel and PowerPoint packages: copied part by part, without who and when."""

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from zhiyong.files.formats import marks, picture
from zhiyong.files.formats.trouble import Trouble

MOST_PARTS = 5_000
MOST_BYTES = 400 * 1024 * 1024
MOST_OF_A_PART = 64 * 1024 * 1024
MOST_READ = 2 * 1024 * 1024
HIGHEST_RATIO = 200
"""A package swells at most so many times; sheets of blank cells stay far below."""
SMALL = 20 * 1024 * 1024
"""Below this size unpacked, the ratio says nothing."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"/>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"/>'
)
_CUSTOM = _APP.replace("extended-properties", "custom-properties")
_PROPERTIES = {
    "docprops/core.xml": _CORE,
    "docprops/app.xml": _APP,
    "docprops/custom.xml": _CUSTOM,
}
_SIGNED = re.compile(rb"<[^<>]*\s(?:\w+:)?(?:author|initials|userName)=[^<>]*>")
_WHO = re.compile(rb"""(\s(?:\w+:)?(?:author|initials|userName)=)("[^"]*"|'[^']*')""")
_PERSON = re.compile(rb"<(?:\w+:)?(?:person|cmAuthor|author)\s[^<>]*>")
_NAMES = re.compile(rb"""(\s(?:name|displayName|initials|userId|providerId)=)("[^"]*"|'[^']*')""")
_WHEN = re.compile(rb"""\s(?:w|w16du|w16cex):(?:date|dateUtc)=("[^"]*"|'[^']*')""")
_REVISION = re.compile(rb"""\sw:rsid\w*=("[^"]*"|'[^']*')""")
_REVISIONS = re.compile(rb"<w:rsids>.*?</w:rsids>", re.S)
_AUTHORS = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</(?:\w+:)?author>)")
_RELATION = re.compile(rb"<Relationship\b[^>]*?/?>")
_TARGET = re.compile(rb"""(\sTarget=)("[^"]*"|'[^']*')""")
_METADATA_PART = re.compile(rb"office/2006/metadata|coverPageProps|sharepoint|MSIP_Label", re.I)
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_TEXT = re.compile(
    rb"<(?:w:t|a:t|t)(?:\s[^>]*)?>([^<]*)</|</(w:p|a:p|si)>|<w:(?:br|cr)\s*/>|<w:tab\s*/>"
)


def clean(source: Path, target: Path) -> None:
    """Write the package without metadata.

    :raises Trouble: "bomb", "macros", "embedded", or "broken" if its parts are not what they say.
    """
    rewrite(source, target, _cleaned)


def rewrite(source: Path, target: Path, cleaned: Callable[[str, bytes], bytes]) -> None:
    """Write a package part by part, every date the same."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as out:
        for info, part in parts(package):
            fresh = zipfile.ZipInfo(info.filename, _EPOCH)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(fresh, cleaned(info.filename, part))


def mark_of(source: Path) -> str | None:
    """Return the mark of secrecy in headers or at the start of the text, or None."""
    with zipfile.ZipFile(source) as package:
        for name in _first_parts(package):
            with package.open(name) as file:
                if mark := marks.in_text(_words(_utf8(file.read(MOST_READ)))):
                    return mark
    return None


def parts(package: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Yield the parts of a package, unpacked within bounds whatever their headers claim.

    :raises Trouble: "bomb" if it swells beyond them, "broken" if names are doubled or climb.
    """
    infos = package.infolist()
    packed = sum(info.compress_size for info in infos)
    claimed = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or _swells(claimed, packed):
        raise Trouble("bomb")
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.filename
        if name in seen or name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name):
            raise Trouble("broken")
        seen.add(name)
        if info.is_dir():
            continue
        with package.open(info) as file:
            part = _bounded(file)
        total += len(part)
        if _swells(total, packed):
            raise Trouble("bomb")
        yield info, part


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > HIGHEST_RATIO * max(packed, 1))


def _bounded(file: IO[bytes]) -> bytes:
    part = file.read(MOST_OF_A_PART + 1)
    if len(part) > MOST_OF_A_PART:
        raise Trouble("bomb")
    return part


def _cleaned(name: str, part: bytes) -> bytes:
    low = name.lower()
    if low in _PROPERTIES:
        return _PROPERTIES[low].encode()
    if low.endswith(("vbaproject.bin", "vbadata.xml")):
        raise Trouble("macros")
    if low.startswith("docprops/"):
        return b""
    if "/embeddings/" in low or low.endswith(".bin"):
        return _embedded(low, part)
    if low.endswith((".jpg", ".jpeg", ".png", ".webp")):
        return _picture(part)
    if low.endswith((".xml", ".rels", ".vml")):
        return _markup(low, part)
    return part


def _markup(name: str, part: bytes) -> bytes:
    part = _utf8(part)
    if _DTD.search(part):
        raise Trouble("broken")
    if name.endswith(".rels"):
        return _RELATION.sub(_relation, part)
    if name.startswith("customxml/") and _METADATA_PART.search(part):
        return b"<metadata/>"
    if name.startswith("docmetadata/"):
        return b"<metadata/>"
    for tags, attributes in ((_SIGNED, _WHO), (_PERSON, _NAMES)):
        part = tags.sub(partial(_emptied, attributes), part)
    for pattern, instead in (
        (_WHEN, b""),
        (_REVISION, b""),
        (_REVISIONS, b""),
        (_AUTHORS, rb"\1\2"),
    ):
        part = pattern.sub(instead, part)
    return part


def _emptied(attributes: re.Pattern[bytes], tag: re.Match[bytes]) -> bytes:
    return attributes.sub(rb'\1""', tag.group(0))


def _relation(found: re.Match[bytes]) -> bytes:
    """Drop the thumbnail; point whatever is fetched from elsewhere, links apart, at nothing."""
    text = found.group(0)
    if b"metadata/thumbnail" in text:
        return b""
    outside = b'TargetMode="External"' in text or b"TargetMode='External'" in text
    if outside and b"/hyperlink" not in text:
        return _TARGET.sub(rb'\1"about:blank"', text)
    return text


def _picture(part: bytes) -> bytes:
    kind = {b"\xff\xd8": "jpg", b"\x89P": "png", b"RI": "webp"}.get(part[:2])
    if kind is None:
        return part
    try:
        return picture.cleaned_bytes(kind, part)
    except Trouble as trouble:
        if trouble.code == "too_many_pixels":
            raise
        return b""


def _embedded(name: str, part: bytes) -> bytes:
    """Let charts' sheets through, cleaned; refuse packed files and programs."""
    if part.startswith(b"PK\x03\x04"):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            inner, made = Path(folder, "inner"), Path(folder, "made")
            inner.write_bytes(part)
            with zipfile.ZipFile(inner) as package:
                if any("/embeddings/" in n.lower() for n in package.namelist()):
                    raise Trouble("embedded")
            clean(inner, made)
            return made.read_bytes()
    if part.startswith(b"\xd0\xcf\x11\xe0") or b"\x01\x00O\x00l\x00e\x001\x000" in part[:4096]:
        raise Trouble("embedded")
    return bytes(len(part)) if "printersettings" in name else part


def _first_parts(package: zipfile.ZipFile) -> list[str]:
    wanted = re.compile(
        r"word/(header\d*|document)\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet1\.xml"
        r"|ppt/slides/slide1\.xml"
    )
    return [name for name in package.namelist()[:MOST_PARTS] if wanted.fullmatch(name)]


def _words(part: bytes) -> str:
    """Return the text of a part, a line for each paragraph or string."""
    pieces: list[str] = []
    length = 0
    for found in _TEXT.finditer(part):
        if found.group(1) is None:
            pieces.append("\n")
        else:
            pieces.append(html.unescape(found.group(1).decode("utf-8", "replace")))
            length += len(pieces[-1])
        if length > marks.FIRST_CHARACTERS:
            break
    return "".join(pieces)


def _utf8(part: bytes) -> bytes:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = part.decode("utf-16", "replace")
        return re.sub(r"(?i)encoding=([\"'])utf-16\1", 'encoding="UTF-8"', text, count=1).encode()
    return part
