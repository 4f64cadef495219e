"""The rows of the journal as the mappings that their leaves are hashed from.

Made from the columns alone, without the database's own functions: who changed those would not
deceive `verify`.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from zhiyong.journal.models import Entry, Read
from zhiyong.rules.proof.canonical import canonical

ENTRY = "zhiyong.entry"
READ = "zhiyong.read"


def entry_mapping(entry: Entry) -> dict[str, Any]:
    """Return what the leaf of an entry covers."""
    return {
        "actor": entry.actor,
        "anonymous": entry.anonymous,
        "audience": entry.audience,
        "commitments": entry.commitments,
        "facts": entry.facts,
        "id": str(entry.id),
        "on": entry.on.isoformat(),
        "recorded_at": _moment(entry.recorded_at),
        "recorded_on": entry.recorded_on.isoformat(),
        "subject": entry.subject,
        "threads": list(entry.threads),
        "type": ENTRY,
        "verb": entry.verb,
        "version": entry.version,
    }


def entry_bytes(entry: Entry) -> bytes:
    """Return the bytes that the leaf of an entry is the hash of.

    :raises NotCanonical: if a column holds what `record` never writes.
    """
    return canonical(entry_mapping(entry))


def read_bytes(read: Read) -> bytes:
    """Return the bytes that the leaf of a read is the hash of.

    :raises NotCanonical: if a column holds what `record_read` never writes.
    """
    return canonical(
        {
            "actor": read.actor,
            "facts": read.facts,
            "id": str(read.id),
            "on": read.on.isoformat(),
            "query": hashlib.sha256(bytes(read.query)).hexdigest(),
            "recorded_at": _moment(read.recorded_at),
            "subject": read.subject,
            "type": READ,
            "version": read.version,
            "what": read.what,
        }
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
