"""All writes of files."""

import io
from datetime import date
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from zhiyong.directory.models import Account
from zhiyong.files import storage
from zhiyong.files.models import File
from zhiyong.journal import services as journal
from zhiyong.shell import kinds


@transaction.atomic
def store(
    *,
    upload: UploadedFile | IO[bytes],
    of: models.Model | str,
    purpose: str,
    by: Account | str,
    on: date,
    audience: int,
    anonymous: bool = False,
    evidence: bool = False,
    name: str = "",
) -> File:
    """Take a file for a subject, as part of an act.

    :raises FileRefused: if it cannot be taken; the sentence says why and what to do.
    """
    kept = storage.keep(upload)  # type: ignore[arg-type]
    return _row(
        kept,
        name=name or upload.name or "file",
        media_type="application/octet-stream",
        of=of,
        purpose=purpose,
        by=by,
        on=on,
        audience=audience,
        cleaning=File.Cleaning.EVIDENCE if evidence else File.Cleaning.NOTHING,
        anonymous=anonymous,
    )


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
    return _row(
        storage.keep(io.BytesIO(content)),
        name=name,
        media_type=media_type,
        of=of,
        purpose=purpose,
        by=by,
        on=on,
        audience=audience,
        cleaning=File.Cleaning.OWN,
        anonymous=anonymous,
    )


def _row(
    kept: storage.Kept,
    *,
    name: str,
    media_type: str,
    of: models.Model | str,
    purpose: str,
    by: Account | str,
    on: date,
    audience: int,
    cleaning: File.Cleaning,
    anonymous: bool,
) -> File:
    subject = of if isinstance(of, str) else kinds.ref(of)
    served, original = journal.commit(kept.digest), journal.commit(kept.digest)
    file = File.objects.create(
        subject=subject,
        purpose=purpose,
        name=name,
        media_type=media_type,
        size=kept.size,
        served_path=kept.path,
        served_digest=kept.digest,
        served_salt=served.salt,
        original_size=kept.size,
        original_digest=kept.digest,
        original_salt=original.salt,
        cleaning=cleaning,
        audience=audience,
        added_on=on,
        added_by=by if isinstance(by, str) else kinds.ref(by),
    )
    journal.record(
        "file.added",
        of=file,
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"size": kept.size, "purpose": purpose},
        commits={"served": served, "original": original},
        anonymous=anonymous,
    )
    return file
