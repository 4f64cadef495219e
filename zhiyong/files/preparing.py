"""From an upload to bytes that are ready to be attached: checked, cleaned, sealed, on disk.

This takes seconds for a large file, so it happens before the act, outside its transaction; the
act then only writes rows. What is never attached, the sweeper removes.
"""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from nacl import secret

from zhiyong.files import cleaning, names, scanning, sentences, storage
from zhiyong.files.errors import DiskFull, FileRefused
from zhiyong.files.formats import kinds as formats
from zhiyong.files.formats import marks
from zhiyong.files.formats.trouble import NO_ROOM, Trouble
from zhiyong.files.formats.work import Done, Order
from zhiyong.files.models import File
from zhiyong.vault import suites


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """An upload that was checked and cleaned, and lies on disk without a row.

    `original_key` opens the sealed original; it is wrapped to the custodians when attached.
    `taken` and `place` are what a photograph said of itself before that was removed.
    """

    name: str
    media_type: str
    cleaning: str
    scanned: bool
    size: int
    served_path: str
    served_digest: str
    original_size: int
    original_digest: str
    original_path: str = ""
    original_key: str = ""
    anonymous: bool = False
    taken: str = ""
    place: str = ""


def prepare(
    upload: "UploadedFile[Any] | IO[bytes]",
    *,
    name: str = "",
    anonymous: bool = False,
    evidence: bool = False,
    keep_original: bool = True,
) -> Prepared:
    """Check an upload and write its copy without metadata, durably.

    The original is sealed beside it unless the sender is anonymous or nothing was removed.

    :raises FileRefused: if it is not taken; the sentence says what it is and what to do.
    """
    shown = names.clean(name or upload.name or "")
    if mark := marks.in_name(shown):
        raise FileRefused(sentences.secret(mark))
    if (upload_size := getattr(upload, "size", None)) and upload_size > settings.FILES_LARGEST:
        raise FileRefused(sentences.too_large(shown))
    with storage.full_disk_refused(), _workplace() as folder:
        source, target = folder / "original", folder / "served"
        _write(upload, source, shown)
        scanned = _scanned(source)
        order = Order(
            source=str(source),
            target=str(target),
            extension=names.parted(shown)[1],
            anonymous=anonymous,
            evidence=evidence,
        )
        try:
            done = cleaning.clean(order)
        except Trouble as trouble:
            if trouble.code == NO_ROOM:
                raise DiskFull(storage.no_room()) from trouble
            raise FileRefused(sentences.why(trouble, shown)) from trouble
        prepared = _kept(source, target, keep_original and not anonymous, done.cleaning)
    return replace(
        prepared,
        name=_fitting(shown, done),
        media_type=done.media_type,
        cleaning=done.cleaning,
        scanned=scanned,
        anonymous=anonymous,
        taken=done.taken,
        place=done.place,
    )


def prepare_words(*, name: str, words: bytes, original: bytes) -> Prepared:
    """Return the words of a message as the served copy, beside the sealed message itself.

    What the message says besides its words (who sent it, by which machines) is in the original
    alone.

    :raises FileRefused: if the original is too large, or malware was found in it.
    """
    with storage.full_disk_refused(), _workplace() as folder:
        source, target = folder / "original", folder / "served"
        _write(io.BytesIO(original), source, name)
        scanned = _scanned(source)
        target.write_bytes(words)
        kept = _kept(source, target, keep_original=True, cleaned=File.Cleaning.CLEANED)
    return replace(
        kept,
        name=names.clean(name),
        media_type="text/plain",
        cleaning=File.Cleaning.CLEANED,
        scanned=scanned,
    )


def _fitting(name: str, done: Done) -> str:
    """Return the name with an extension that fits what was made: "a.heic" becomes "a.jpg"."""
    if names.parted(name)[1] in formats.BY_ID[done.kind].extensions:
        return name
    return names.with_extension(name, done.extension)


def discard(prepared: Prepared) -> None:
    """Remove what was prepared and will not be attached."""
    storage.discard(prepared.served_path)
    if prepared.original_path:
        storage.discard(prepared.original_path)


def _kept(source: Path, target: Path, keep_original: bool, cleaned: str) -> Prepared:
    with target.open("rb") as file:
        served = storage.keep(file)
    with source.open("rb") as file:
        digest, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        prepared = Prepared(
            name="",
            media_type="",
            cleaning=cleaned,
            scanned=False,
            size=served.size,
            served_path=served.path,
            served_digest=served.digest,
            original_size=size,
            original_digest=digest,
        )
        if not keep_original or cleaned != "CLEANED":
            return prepared
        key = suites.DEFAULT.content_key()
        file.seek(0)
        try:
            sealed = storage.keep_by(lambda sink: suites.DEFAULT.seal_stream(key, file, sink))
        except BaseException:
            storage.discard(served.path)
            raise
    return replace(prepared, original_path=sealed.path, original_key=key.hex())


def _write(upload: "UploadedFile[Any] | IO[bytes]", target: Path, name: str) -> None:
    """Copy an upload to the workplace; it stays bounded even if its size was not known."""
    upload.seek(0)
    left = settings.FILES_LARGEST
    with target.open("xb") as out:
        while piece := upload.read(storage.CHUNK):
            left -= len(piece)
            if left < 0:
                raise FileRefused(sentences.too_large(name))
            out.write(piece)


def _scanned(source: Path) -> bool:
    if not scanning.configured():
        return False
    try:
        if scanning.has_malware(source):
            raise FileRefused(sentences.malware())
    except scanning.ScannerAway as error:
        raise FileRefused(
            _("Files cannot be checked for viruses at the moment. Please try again later.")
        ) from error
    return True


@contextmanager
def _workplace() -> Iterator[Path]:
    """Make a folder beside the files, gone afterwards; the sweeper removes what a crash left."""
    root = Path(settings.MEDIA_ROOT) / storage.WORKPLACE
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def box() -> secret.SecretBox:
    """Return what seals the part of a form that carries a file."""
    key = hashlib.sha256(b"zhiyong.files.prepared" + settings.SECRET_KEY.encode()).digest()
    return secret.SecretBox(key)
