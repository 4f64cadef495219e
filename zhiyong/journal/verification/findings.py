"""What `verify --database` finds, each with the row it names."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyong.journal.models import Log


class Fault(models.TextChoices):
    """What is wrong. Every one of them means that somebody changed the database itself."""

    BODY_CHANGED = "BODY_CHANGED", _("the body was changed")
    BODY_AND_HASH_CHANGED = "BODY_AND_HASH_CHANGED", _("body and stored hash were changed together")
    HASH_CHANGED = "HASH_CHANGED", _("the stored hash was changed")
    ENTRY_DELETED = "ENTRY_DELETED", _("the entry was deleted")
    ENTRY_INSERTED = (
        "ENTRY_INSERTED",
        _("neither sealed nor waiting: inserted past the trigger, or its leaf was removed"),
    )
    ENTRY_STAMP = "ENTRY_STAMP", _("recorded later than the tree head that seals it")
    NEVER_SEALED = "NEVER_SEALED", _("waits longer than the receipt promises")
    WAITING_DELETED = "WAITING_DELETED", _("deleted before it was sealed")
    PRUNE_UNFOUNDED = "PRUNE_UNFOUNDED", _("emptied without the act of two persons")
    LEAF_DELETED = "LEAF_DELETED", _("the leaf was deleted")
    TREE_CHANGED = "TREE_CHANGED", _("an inner node does not fit its leaves")
    NODE_DELETED = "NODE_DELETED", _("an inner node was deleted")
    HEAD_DISAGREES = "HEAD_DISAGREES", _("the entries do not give the root that was signed")
    HEAD_FORGED = "HEAD_FORGED", _("the signature of the tree head is not genuine")
    HEAD_UNKNOWN_KEY = "HEAD_UNKNOWN_KEY", _("the tree head is signed by an unknown key")
    HEAD_CHAIN = "HEAD_CHAIN", _("a tree head before this one was changed or removed")
    LOG_SHRANK = "LOG_SHRANK", _("the log is shorter than it once was")
    TRIGGER_OFF = "TRIGGER_OFF", _("a trigger that guards the table is missing or off")
    CONTENT_CHANGED = "CONTENT_CHANGED", _("the content does not fit what the journal holds of it")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    `entry` is the id of the row; `verb` and `subject` say what it is about, as far as that can
    still be read; `detail` says what differs.
    """

    fault: Fault
    log: Log | None = None
    index: int | None = None
    entry: str = ""
    verb: str = ""
    subject: str = ""
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.log} #{self.index}" if self.index is not None else (self.log or "")
        parts = [place, self.entry, self.verb, self.subject]
        where = " ".join(str(part) for part in parts if part)
        return f"{where}: {self.fault.label}" + (f" ({self.detail})" if self.detail else "")


@dataclass(slots=True)
class Report:
    """What was checked and what was found.

    `covered` tells for each table how many rows were recomputed, `heads` for each log how many
    signed heads were compared; `pruned` are sentences about emptied entries; `erased` counts
    contents that were erased on purpose.
    """

    started_at: datetime
    covered: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    untold: int = 0

    MOST = 1000

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def add(self, fault: Fault, **where: Any) -> None:
        """Note a problem; after `MOST` they are only counted."""
        if len(self.problems) < self.MOST:
            self.problems.append(Problem(fault, **where))
        else:
            self.untold += 1
