"""Reads of the archive."""

from zhiyong.archives.selectors.access import (
    KEEPERS,
    dossiers_visible_to,
    may_keep,
    parts_of,
    slips_visible_to,
)
from zhiyong.archives.selectors.documents import Document, documents_of

__all__ = [
    "KEEPERS",
    "Document",
    "documents_of",
    "dossiers_visible_to",
    "may_keep",
    "parts_of",
    "slips_visible_to",
]
