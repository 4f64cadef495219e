"""A mail as bytes, read into what is lodged. Pure: no network, no database.

Only the standard library reads it. Whatever an author of mail may do wrong or on purpose ends in
`Unreadable`, never in another exception; sender and subject are in no message of an error.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from django.utils import timezone

MOST_PARTS = 200
MOST_DEPTH = 20
BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"})
SILENT = frozenset({"script", "style", "head", "title", "template"})
GAPS = re.compile(r"\n{3,}")


class Unreadable(Exception):
    """The mail cannot be read: it is broken, or made to break whoever reads it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What a mail says: who sent it, when, in which words, with which files."""

    message_id: str
    sender_name: str
    sender_address: str
    subject: str
    text: str
    sent_on: date | None
    attachments: tuple[Attachment, ...]
    ignored: str = ""

    @property
    def sender(self) -> str:
        """How the mail names its sender; sealed at once, written nowhere else."""
        return f"{self.sender_name} <{self.sender_address}>".strip()


def read(raw: bytes, *, own: str = "") -> Letter:
    """Read a mail. `own` is the address of the mailbox itself: what it sent is passed over.

    `ignored` says why nobody needs to read it: AUTOMATIC, BULK, BOUNCE or OURS.

    :raises Unreadable: if it cannot be read.
    """
    try:
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        name, address = parseaddr(_header(message, "From"))
        text, attachments = _parts(message)
        return Letter(
            message_id=_header(message, "Message-ID").strip(),
            sender_name=name.strip(),
            sender_address=address.strip().lower(),
            subject=" ".join(_header(message, "Subject").split()),
            text=GAPS.sub("\n\n", text).strip(),
            sent_on=_day(_header(message, "Date")),
            attachments=tuple(attachments),
            ignored=_ignored(message, address.strip().lower(), own.strip().lower()),
        )
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(type(error).__name__) from None


def key_of(raw: bytes, message_id: str, *, secret: str) -> bytes:
    """Return by what a mail is known again: of its Message-ID, else of all its bytes.

    A digest with the installation's secret, since an identifier of mail tells where it came from.
    """
    told = message_id.encode("utf-8", "surrogateescape") or hashlib.sha256(raw).digest()
    return hmac.new(f"mail {secret}".encode(), told, hashlib.sha256).digest()


def _header(message: EmailMessage, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(value)


def _day(header: str) -> date | None:
    if not header:
        return None
    try:
        moment: datetime = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        return moment.date()
    return timezone.localdate(moment)  # noqa: TID251 - the day of a given moment


def _ignored(message: EmailMessage, sender: str, own: str) -> str:
    """Return why a mail needs nobody to read it; "" for one that does (RFC 3834, RFC 2919)."""
    if own and sender == own:
        return "OURS"
    kind = message.get_content_type()
    if kind == "multipart/report" or _header(message, "Return-Path").strip() == "<>":
        return "BOUNCE"
    automatic = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if automatic not in ("", "no") or message.get("X-Autoreply") or message.get("X-Autorespond"):
        return "AUTOMATIC"
    if message.get("List-Id") or _header(message, "Precedence").strip().lower() in (
        "list",
        "bulk",
        "junk",
    ):
        return "BULK"
    return ""


def _parts(message: EmailMessage) -> tuple[str, list[Attachment]]:
    """Return the words of a mail, and its files: plain words before those that are laid out."""
    plain: list[str] = []
    laid_out: list[str] = []
    files: list[Attachment] = []
    for count, part in enumerate(_walk(message), 1):
        if count > MOST_PARTS:
            raise Unreadable("too many parts")
        kind, name = part.get_content_type(), part.get_filename()
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if not is_file and kind == "text/plain":
            plain.append(_words(part))
        elif not is_file and kind == "text/html":
            laid_out.append(_without_markup(_words(part)))
        elif content := _bytes(part):
            files.append(Attachment(name or f"{kind.replace('/', '.')}", content))
    return "\n\n".join(one for one in (plain or laid_out) if one.strip()), files


def _walk(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """Yield the parts that hold something; a mail within a mail counts as one."""
    if depth > MOST_DEPTH:
        raise Unreadable("too deep")
    if message.get_content_maintype() != "multipart":
        yield message
        return
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        yield from _walk(part, depth + 1)


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return part.as_bytes()
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _words(part: EmailMessage) -> str:
    """Return the words of a part in whatever it is written: what it says it is, UTF-8, GB 18030."""
    raw = _bytes(part)
    for charset in (part.get_content_charset(""), "utf-8", "gb18030"):
        if not charset:
            continue
        try:
            return raw.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


class _Text(HTMLParser):
    """Keeps the words of a page and the ends of its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in SILENT:
            self.silent += 1
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT and self.silent:
            self.silent -= 1
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(" ".join(data.split(" ")).replace("\n", " "))


def _without_markup(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    reader.close()
    lines = "".join(reader.words).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)
