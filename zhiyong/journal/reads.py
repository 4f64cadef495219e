"""The log of reads: its months, and the query texts that only the auditors can open."""

from datetime import date
from typing import Any

import nacl.public
from django.db import connection

from zhiyong.journal.models import AuditorsKey

_months: set[tuple[str, int, int]] = set()


def make_month(day: date) -> None:
    """Make the partition of a day's month if this process has not seen it yet."""
    month = (str(connection.settings_dict["NAME"]), day.year, day.month)
    if month in _months:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_read_month(%s)", [day])
    if not connection.in_atomic_block:  # else it may yet be rolled back
        _months.add(month)


def seal_query(text: str) -> tuple[bytes, dict[str, Any]]:
    """Return a query sealed to the auditors' newest key, and what may be said about it."""
    if not text:
        return b"", {}
    key = AuditorsKey.objects.order_by("-pk").first()
    if key is None:
        return b"", {"query_length": len(text)}
    box = nacl.public.SealedBox(nacl.public.PublicKey(bytes(key.public)))
    return box.encrypt(text.encode()), {"query_key": key.pk}
