"""What a file is, by its bytes. Never raises on any bytes, and reads only a little."""

import codecs
import re
import zipfile
import zlib
from typing import IO

HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_START: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"8BPS", "psd"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"\xcf\xfa\xed\xfe", "elf"),
    (b"#!", "script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (b"{\\rtf", "rtf"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"#!AMR", "amr"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"FLV\x01", "flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "wmv"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ID3", "mp3"),
)
_BRANDS = {
    "heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"),
    "avif": (b"avif", b"avis"),
    "m4a": (b"M4A ", b"M4B "),
    "mov": (b"qt  ",),
    "3gp": (b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"3ge6", b"3gr6"),
}
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body|script|svg|\?xml|!--)", re.I
)
_MAIL = re.compile(
    rb"\A(?:(?:Received|Return-Path|From|MIME-Version|Date|Message-ID):[^\n]*\n)", re.I
)
_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError)


def sniff(file: IO[bytes]) -> str:
    """Return the id of the kind (`kinds.BY_ID`) that the bytes of a seekable file are."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return "empty"
    return _by_start(head) or _by_place(head, file) or _by_words(head)


def _by_start(head: bytes) -> str | None:
    if head.startswith(b"#!AMR"):
        return "amr"
    return next((kind for start, kind in _START if head.startswith(start)), None)


def _by_place(head: bytes, file: IO[bytes]) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(file)
    if head.startswith(_OLE):
        return _ole(file)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp":
        return _boxes(head)
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12])
    if head.startswith(b"BM") and head[6:10] == bytes(4) and len(head) > 26:
        return "bmp"
    if _mpeg_frame(head):
        return "mp3"
    if head[257:262] == b"ustar":
        return "tar"
    return None


def _by_words(head: bytes) -> str:
    if found := _MARKUP.match(head):
        return {b"svg": "svg", b"?xm": "xml"}.get(found.group(1)[:3].lower(), "html")
    if _MAIL.match(head):
        return "eml"
    return "txt" if text_of(head, cut=len(head) == HEAD) is not None else "unknown"


def _boxes(head: bytes) -> str:
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, min(size, 128, len(head)), 4))]
    for brand in brands[:1] + brands:
        for kind, known in _BRANDS.items():
            if brand in known:
                return kind
    return "mp4"


def _mpeg_frame(head: bytes) -> bool:
    """Whether an MPEG audio frame of layer III starts here, with a valid rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _packed(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = {info.filename for info in archive.infolist()[:20_000]}
    except _DAMAGED:
        return "zip"
    if "[Content_Types].xml" in names:
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            return "macro"
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    if "OFD.xml" in names:
        return "ofd"
    if "AndroidManifest.xml" in names:
        return "apk"
    if "META-INF/MANIFEST.MF" in names:
        return "jar"
    return "odf" if "content.xml" in names and "mimetype" in names else "zip"


def _ole(file: IO[bytes]) -> str:
    import olefile

    file.seek(0)
    try:
        with olefile.OleFileIO(file.read()) as ole:
            streams = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
    except Exception:  # the parser promises nothing about damaged files
        return "ole"
    for stream, kind in (
        ("encryptedpackage", "locked"),
        ("worddocument", "doc"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("powerpoint document", "ppt"),
    ):
        if stream in streams:
            return kind
    return "msi" if any(s.startswith("\u4840") for s in streams) else "ole"


def text_of(raw: bytes, *, cut: bool = False) -> str | None:
    """Return bytes as text in UTF-8, UTF-16 with its mark, or GB 18030; None if they are none.

    `cut`: the last character may be incomplete.
    """
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(raw, final=not cut)
        except (UnicodeDecodeError, ValueError):
            continue
        if _is_written(text):
            return text
    return None


def _is_written(text: str) -> bool:
    """Whether it is text that people write: no control characters, few private ones."""
    strange = 0
    for c in text:
        if (c < " " and c not in "\t\n\r\f") or c == "\x7f":
            return False
        if "\x80" <= c < "\xa0" or "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c > "\U000f0000":
            strange += 1
    return strange * 50 <= len(text)
