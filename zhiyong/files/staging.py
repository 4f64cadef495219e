"""Files between the steps of a form: nothing readable stays here, and no row tells of them.

What was prepared lies on disk under a key that only the form carries. Sent, it is opened again
and attached; left alone, it is bytes that nobody can read until the sweeper removes them.
"""

import base64
import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from nacl import exceptions

from zhiyong.files import storage
from zhiyong.files.errors import FileRefused
from zhiyong.files.preparing import Prepared, box, discard
from zhiyong.vault import suites


def stage(prepared: Prepared, *, at: datetime) -> str:
    """Lock up what was prepared; return what the form carries: the key, and what it opens.

    :raises DiskFull: if there is no room; what was prepared is gone then, too.
    """
    key = suites.DEFAULT.content_key()
    try:
        with storage.open_kept(prepared.served_path) as file:
            locked = storage.keep_by(lambda sink: suites.DEFAULT.seal_stream(key, file, sink))
    except BaseException:
        discard(prepared)
        raise
    storage.discard(prepared.served_path)
    carried = {
        "prepared": asdict(replace(prepared, served_path=locked.path)),
        "key": key.hex(),
        "at": at.timestamp(),
    }
    return base64.urlsafe_b64encode(box().encrypt(json.dumps(carried).encode())).decode()


def unstage(token: str, *, at: datetime) -> Prepared:
    """Return what a form carried, opened again and ready to be attached.

    What was staged stays until it is forgotten: the same form may be sent twice.

    :raises FileRefused: if it is not ours, or older than `FILES_STAGED_HOURS`.
    """
    carried = _carried(token)
    prepared = Prepared(**carried["prepared"])
    staged_at = datetime.fromtimestamp(carried["at"], tz=at.tzinfo)
    if at - staged_at > timedelta(hours=settings.FILES_STAGED_HOURS):
        raise FileRefused(_lost())
    key = bytes.fromhex(carried["key"])
    try:
        with storage.open_kept(prepared.served_path) as locked:
            pieces = suites.DEFAULT.open_stream(key, locked)
            kept = storage.keep_by(lambda sink: [sink.write(piece) for piece in pieces])
    except (FileNotFoundError, suites.CannotOpen) as error:
        raise FileRefused(_lost()) from error
    return replace(prepared, served_path=kept.path)


def forget(token: str, *, wholly: bool = False) -> None:
    """Remove what was staged, after it was attached; `wholly` where it will not be."""
    try:
        prepared = Prepared(**_carried(token)["prepared"])
    except FileRefused:
        return
    if wholly:
        discard(prepared)
    else:
        storage.discard(prepared.served_path)


def _carried(token: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(box().decrypt(base64.urlsafe_b64decode(token)))
    except (ValueError, exceptions.CryptoError, TypeError) as error:
        raise FileRefused(_lost()) from error
    return found


def _lost() -> str:
    return _("The file was kept for too long without being sent. Please choose it again.")
