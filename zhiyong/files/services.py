"""All writes of files."""

import io
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.files import names, selectors, storage
from zhiyong.files.errors import FileRefused
from zhiyong.files.models import File
from zhiyong.files.preparing import Prepared, discard, prepare, prepare_words
from zhiyong.files.staging import forget, stage, unstage
from zhiyong.journal import services as journal
from zhiyong.shell import kinds
from zhiyong.vault import services as vault
from zhiyong.vault import suites
from zhiyong.vault.errors import VaultNotReady
from zhiyong.vault.models import Envelope

__all__ = [
    "Prepared",
    "discard",
    "erase",
    "forget",
    "move",
    "open_original",
    "prepare",
    "prepare_words",
    "stage",
    "store",
    "store_made",
    "sweep",
    "unstage",
    "withdraw",
]


@transaction.atomic
def store(
    *,
    upload: "UploadedFile[Any] | IO[bytes] | Prepared",
    of: models.Model | str,
    purpose: str,
    by: Account | str,
    on: date,
    audience: int,
    anonymous: bool = False,
    evidence: bool = False,
) -> File:
    """Attach a file to a subject, as part of an act.

    Give what `prepare` returned where a transaction must stay short. Of an anonymous sender only
    the copy is kept; evidence stays as it was taken, metadata and all.

    :raises FileRefused: if it is not taken; the sentence says why and what to do.
    """
    ready = upload
    if not isinstance(ready, Prepared):
        ready = prepare(ready, anonymous=anonymous, evidence=evidence)
    if anonymous and ready.original_path:
        raise ValueError("an anonymous sender's original must not be kept")
    subject = of if isinstance(of, str) else kinds.ref(of)
    if selectors.bytes_of(subject) + ready.size > settings.FILES_LARGEST_OF_SUBJECT:
        raise FileRefused(
            _("Together the files would be larger than {limit}.").format(
                limit=filesizeformat(settings.FILES_LARGEST_OF_SUBJECT)
            )
        )
    file = _row(
        ready,
        subject=subject,
        purpose=purpose,
        by=by,
        on=on,
        audience=audience,
        anonymous=anonymous,
    )
    if ready.original_path:
        _seal_original(file, ready, by=by, on=on)
    if anonymous:
        transaction.on_commit(partial(storage.forget_moment, ready.served_path, on))
    return file


@transaction.atomic
def store_made(
    *,
    name: str,
    content: bytes,
    media_type: str,
    of: models.Model | str,
    purpose: str,
    by: Account | str,
    on: date,
    audience: int,
    anonymous: bool = False,
) -> File:
    """Keep a file that this platform made, such as a paper.

    :raises DiskFull: if there is no room.
    """
    kept = storage.keep(io.BytesIO(content))
    ready = Prepared(
        name=names.clean(name),
        media_type=media_type,
        cleaning=File.Cleaning.OWN,
        scanned=False,
        size=kept.size,
        served_path=kept.path,
        served_digest=kept.digest,
        original_size=kept.size,
        original_digest=kept.digest,
    )
    subject = of if isinstance(of, str) else kinds.ref(of)
    return _row(
        ready,
        subject=subject,
        purpose=purpose,
        by=by,
        on=on,
        audience=audience,
        anonymous=anonymous,
    )


@transaction.atomic
def withdraw(*, file: File, by: Account | str, on: date) -> None:
    """Take a file out of its subject's list; bytes and record stay.

    :raises FileRefused: if it was withdrawn before.
    """
    file = File.objects.select_for_update().get(pk=file.pk)
    if file.withdrawn_on:
        raise FileRefused(_("This file was withdrawn already."))
    file.withdrawn_on = on
    file.save(update_fields=["withdrawn_on"])
    journal.record(
        "file.withdrawn", of=file, by=by, on=on, threads=[file.subject], audience=file.audience
    )


@transaction.atomic
def erase(*, file: File, by: Account | str, on: date) -> None:
    """Remove a file that may not be kept here, bytes and name; its leaf in the journal stays.

    For what was handed over, sealed, to another body.
    """
    file = File.objects.select_for_update().get(pk=file.pk)
    paths = [path for path in (file.served_path, file.original_path) if path]
    vault.erase(of=file, by=by, on=on)
    file.name = ""
    file.served_path, file.original_path = f"erased/{file.pk}", None
    file.served_digest = file.original_digest = ""
    file.served_salt = file.original_salt = b""
    file.withdrawn_on = file.withdrawn_on or on
    file.save()
    journal.record(
        "file.erased", of=file, by=by, on=on, threads=[file.subject], audience=file.audience
    )
    for path in paths:
        transaction.on_commit(partial(storage.discard, path))


@transaction.atomic
def move(*, of: models.Model | str, audience: int, by: Account | str, on: date) -> None:
    """Give the files of a subject, and their sealed originals, to another audience."""
    subject = of if isinstance(of, str) else kinds.ref(of)
    files = list(File.objects.select_for_update().filter(subject=subject))
    for file in files:
        if file.original_path:
            vault.move(of=file, audience=audience, by=by, on=on)
        file.audience = audience
        file.save(update_fields=["audience"])
        journal.record("file.moved", of=file, by=by, on=on, threads=[subject], audience=audience)


def open_original(
    *, file: File, by: Account, passphrase: str, reason: str, on: date, at: datetime
) -> Iterator[bytes]:
    """Return the pieces of a sealed original, after the opening is in the journal.

    :raises VaultRefusal: as `vault.services.open_envelope`.
    :raises FileRefused: if the original was not kept.
    """
    envelope = Envelope.objects.filter(
        subject=kinds.ref(file), kind=Envelope.Kind.ORIGINAL, superseded_on=None
    ).first()
    if envelope is None or not file.original_path:
        raise FileRefused(_("The original of this file was not kept."))
    content = vault.open_envelope(
        envelope=envelope, by=by, passphrase=passphrase, reason=reason, on=on, at=at
    )
    return _pieces(file.original_path, bytes.fromhex(content["key"]), envelope.suite)


def sweep(*, at: datetime) -> int:
    """Remove bytes that no row names and that are older than a day; return how many."""
    count = 0
    for path in list(storage.unknown(selectors.named, at=at, older_than=timedelta(days=1))):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count


def _pieces(path: str, key: bytes, suite: str) -> Iterator[bytes]:
    with storage.open_kept(path) as file:
        yield from suites.get(suite).open_stream(key, file)


def _row(
    ready: Prepared,
    *,
    subject: str,
    purpose: str,
    by: Account | str,
    on: date,
    audience: int,
    anonymous: bool,
) -> File:
    served, original = journal.commit(ready.served_digest), journal.commit(ready.original_digest)
    try:
        with transaction.atomic():
            file = File.objects.create(
                subject=subject,
                purpose=purpose,
                name=ready.name,
                media_type=ready.media_type,
                size=ready.size,
                served_path=ready.served_path,
                served_digest=ready.served_digest,
                served_salt=served.salt,
                original_size=ready.original_size,
                original_digest=ready.original_digest,
                original_salt=original.salt,
                cleaning=ready.cleaning,
                scan=File.Scan.CLEAN if ready.scanned else File.Scan.NONE,
                audience=audience,
                added_on=on,
                added_by=by if isinstance(by, str) else kinds.ref(by),
            )
    except IntegrityError as error:
        raise FileRefused(_("This file was attached already. Please choose it again.")) from error
    journal.record(
        "file.added",
        of=file,
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"purpose": purpose, "media_type": ready.media_type, "size": ready.size},
        commits={"served": served, "original": original},
        anonymous=anonymous,
    )
    return file


def _seal_original(file: File, ready: Prepared, *, by: Account | str, on: date) -> None:
    """Wrap the original's key to the custodians; where there are none, it is not kept."""
    try:
        vault.seal(
            of=file,
            envelope=Envelope.Kind.ORIGINAL,
            content={"key": ready.original_key},
            audience=file.audience,
            by=by,
            on=on,
        )
    except VaultNotReady:
        storage.discard(ready.original_path)
        return
    file.original_path = ready.original_path
    file.save(update_fields=["original_path"])
