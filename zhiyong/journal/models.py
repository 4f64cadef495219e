"""The journal's tables. No foreign key leads out of them, or in: references are text.

Everything here is written by `services` and `sealer` alone. Triggers (migration 0002) stamp the
moment, hash the leaf and refuse every change; `verify --database` finds what was done behind
their back.
"""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


def kind_of_subject() -> models.Func:
    """Return the SQL for the name of the subject's Kind, as the index has it."""
    return models.Func(
        models.F("subject"),
        models.Value(":"),
        models.Value(1),
        function="split_part",
        output_field=models.CharField(),
    )


class Log(models.TextChoices):
    """The two logs; each has its own tree."""

    ACTS = "acts", _("Record of acts")
    READS = "reads", _("Record of reads")


class Entry(models.Model):
    """One act: what was done to what, by whom, for which day, and when it was written down.

    `on` is the day the act takes effect, `recorded_on` and `recorded_at` are stamped by the
    trigger. An anonymous entry has a random id and no moment. `audience` is the unit whose
    case-reading roles may see it (None: it says nothing about a complaint or case).
    `commitments` are digests of contents kept elsewhere with their salt. `leaf` covers all of
    this; `pruned_by` is the entry that emptied this one's body.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    anonymous = models.BooleanField(default=False)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=80)
    on = models.DateField()
    recorded_on = models.DateField()
    recorded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )
    audience = models.BigIntegerField(null=True)
    threads = ArrayField(models.CharField(max_length=120))
    facts = models.JSONField(default=dict)
    commitments = models.JSONField(default=dict)
    algorithm = models.CharField(max_length=10, default="sha256")
    leaf = models.BinaryField()
    pruned_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["threads"], name="entry_by_thread"),
            models.Index(fields=["on", "id"], name="entry_by_day"),
            models.Index(fields=["verb", "on", "id"], name="entry_by_verb"),
            models.Index(fields=["actor", "on", "id"], name="entry_by_actor"),
            models.Index(kind_of_subject(), "on", "id", name="entry_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.verb} {self.subject}"

    @property
    def is_pruned(self) -> bool:
        """Whether the body was emptied; the leaf stands."""
        return self.pruned_by is not None


class Waiting(models.Model):
    """An entry that is not sealed yet. Anonymous ones have no place in the order."""

    entry = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.entry)


class Leaf(models.Model):
    """The place of an entry in the tree of its log."""

    pk = models.CompositePrimaryKey("log", "index")
    log = models.CharField(max_length=5, choices=Log)
    index = models.BigIntegerField()
    entry = models.UUIDField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "log"], name="leaf_one_for_an_entry")
        ]
        indexes = [HashIndex(fields=["hash"], name="leaf_by_hash")]

    def __str__(self) -> str:
        return f"{self.log} {self.index}"


class Node(models.Model):
    """The root of a complete subtree of 2**level leaves (RFC 6962); level 1 and up."""

    pk = models.CompositePrimaryKey("log", "level", "index")
    log = models.CharField(max_length=5, choices=Log)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.log} {self.level}/{self.index}"


class TreeHead(models.Model):
    """A signed statement: on this moment the log had this many entries, with this root."""

    pk = models.CompositePrimaryKey("log", "size")
    log = models.CharField(max_length=5, choices=Log)
    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    previous = models.BinaryField()
    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["log", "at"], name="tree_head_by_moment")]

    def __str__(self) -> str:
        return f"{self.log} {self.size}"

    @property
    def root_hex(self) -> str:
        """Return the root as people compare it."""
        return bytes(self.root).hex()


class SealerState(models.Model):
    """In which hour slots the sealer ran, and last sealed anonymous entries. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seen_slot = models.BigIntegerField(default=0)
    sealed_slot = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sealed_slot}/{self.seen_slot}"


class Position(models.Model):
    """How far a follower has come: the index of the next leaf of the acts that it will read."""

    name = models.CharField(max_length=80, primary_key=True)
    next_index = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.next_index}"


class Read(models.Model):
    """Somebody read, searched, opened or exported something. Partitioned by month, see 0002.

    `query` is what was searched for, sealed to the auditors' key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=80)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    query = models.BinaryField(default=b"")
    algorithm = models.CharField(max_length=10, default="sha256")
    leaf = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_read"

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class AuditorsKey(models.Model):
    """The auditors' key pair for query texts: the private half wrapped by a passphrase."""

    public = models.BinaryField()
    wrapped = models.BinaryField()
    salt = models.BinaryField()
    made_on = models.DateField()
    made_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.pk} {self.made_on}"
