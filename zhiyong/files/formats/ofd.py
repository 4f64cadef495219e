"""OFD, the national fixed-layout format: the document information is emptied, the rest copied."""

import re
import zipfile
from pathlib import Path

from zhiyong.files.formats import marks, ooxml, picture
from zhiyong.files.formats.trouble import Trouble

_EMPTIED = (
    "Author|Creator|CreatorVersion|CreationDate|ModDate|Keywords|Keyword|Abstract|Subject|"
    "CustomData|CustomDatas"
)
_INFORMATION = re.compile(rf"<((?:\w+:)?(?:{_EMPTIED}))\b[^>]*>.*?</\1>".encode(), re.S)
_CODE = re.compile(rb"<(?:\w+:)?TextCode\b[^>]*>([^<]*)</")


def clean(source: Path, target: Path) -> None:
    """Write the document without its information.

    :raises Trouble: "bomb", "attachments", or "broken" if its parts are not what they say.
    """
    ooxml.rewrite(source, target, _cleaned)


def mark_of(source: Path) -> str | None:
    """Return the mark of secrecy on the first page, or None."""
    with zipfile.ZipFile(source) as package:
        for name in package.namelist():
            if re.search(r"Page_?0/Content\.xml$", name):
                with package.open(name) as file:
                    codes = _CODE.findall(file.read(ooxml.MOST_READ))
                return marks.in_text("\n".join(c.decode("utf-8", "replace") for c in codes))
    return None


def _cleaned(name: str, part: bytes) -> bytes:
    name = name.lower()
    if "/attachs/" in name and not name.endswith(".xml"):
        raise Trouble("attachments")
    if name == "ofd.xml":
        return _INFORMATION.sub(b"", part)
    if name.endswith((".jpg", ".jpeg", ".png")):
        kind = {b"\xff\xd8": "jpg", b"\x89P": "png"}.get(part[:2])
        return picture.cleaned_bytes(kind, part) if kind else part
    return part
