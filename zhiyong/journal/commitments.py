"""Which contents outside the journal `verify --database` checks: each room says so once.

An entry holds the digest of a content; the room keeps the content and its salt. In
`AppConfig.ready`::

    commitments.cover(
        Reply, "reply text", of=lambda row: f"matter:{row.matter_id}", content=lambda row: row.text
    )
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from zhiyong.shell import kinds

Row = Any


@dataclass(frozen=True, slots=True)
class Covered:
    """A column whose every row has its digest in a sealed entry.

    `label` names it in reports. `of` gives the reference that is a thread of that entry,
    `content` what was given to `commit`, `salt` the salt kept beside it (empty: the content was
    erased on purpose, and nothing can be said about it).
    """

    label: str
    model: type[models.Model]
    of: Callable[[Row], str]
    content: Callable[[Row], str | bytes]
    salt: Callable[[Row], bytes | memoryview | None]
    rows: Callable[[], QuerySet[Any]]


REGISTRY: dict[str, Covered] = {}


def cover(
    model: type[models.Model],
    label: str,
    *,
    content: Callable[[Row], str | bytes],
    of: Callable[[Row], str] = kinds.ref,
    salt: Callable[[Row], bytes | memoryview | None] = lambda row: row.salt,
    rows: Callable[[], QuerySet[Any]] | None = None,
) -> None:
    """Have the contents of a table checked against the journal.

    `rows` narrows them down to those that were ever committed to.
    """
    REGISTRY[label] = Covered(
        label=label,
        model=model,
        of=of,
        content=content,
        salt=salt,
        rows=rows or model._base_manager.all,
    )
