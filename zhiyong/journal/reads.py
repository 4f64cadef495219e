"""The log of reads: its months, and the query texts that only the auditors can open."""

from datetime import date
from typing import Any

import nacl.public
from django.db import connection, transaction

from zhiyong.journal.models import AuditorsKey

Month = tuple[str, int, int]

_there: set[Month] = set()
"""Months whose partition is there for good, as far as this process has seen."""

_maybe: set[Month] = set()
"""Months whose partition was made in a transaction that may yet be rolled back."""


def make_month(day: date) -> None:
    """Make the partition of a day's month, if it is not there."""
    month = (str(connection.settings_dict["NAME"]), day.year, day.month)
    if month in _there:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_read_month(%s)", [day])
        is_new = bool(cursor.fetchone()[0])
    if is_new and connection.in_atomic_block:
        _maybe.add(month)
        transaction.on_commit(lambda: _maybe.discard(month))
    elif month not in _maybe:
        _there.add(month)


def seal_query(text: str) -> tuple[bytes, dict[str, Any]]:
    """Return a query sealed to the auditors' newest key, and what may be said about it."""
    if not text:
        return b"", {}
    key = AuditorsKey.objects.order_by("-pk").first()
    if key is None:
        return b"", {"query_length": len(text)}
    box = nacl.public.SealedBox(nacl.public.PublicKey(bytes(key.public)))
    return box.encrypt(text.encode()), {"query_key": key.pk}
