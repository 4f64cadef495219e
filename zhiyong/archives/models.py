"""The archive: a dossier for each case, slips for personnel files, retention and destruction."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.papers.models import Paper


class Dossier(models.Model):
    """The dossier (案卷) of a case: filed by year, body and retention, with its index.

    After its year has closed there are only additions. `retain_until` is open for what is kept
    for ever.
    """

    class Retention(models.TextChoices):
        FOREVER = "FOREVER", pgettext_lazy("retention", "For ever")
        YEARS_30 = "YEARS_30", pgettext_lazy("retention", "30 years")
        YEARS_10 = "YEARS_10", pgettext_lazy("retention", "10 years")

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("dossier", "Being put together")
        FILED = "FILED", pgettext_lazy("dossier", "Filed")
        TO_DESTROY = "TO_DESTROY", pgettext_lazy("dossier", "Destruction proposed")
        DESTROYED = "DESTROYED", pgettext_lazy("dossier", "Destroyed")

    case = models.OneToOneField(Case, models.PROTECT, related_name="dossier")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers")
    audience = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60, blank=True)
    retention = models.CharField(max_length=8, choices=Retention)
    retention_basis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    filed_on = models.DateField(null=True, blank=True)
    filed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    remarks = models.TextField(max_length=2000, blank=True)
    """备考表: what whoever opens it must know."""
    salt = models.BinaryField(default=bytes)
    bound = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    retain_until = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    destroyed_on = models.DateField(null=True, blank=True)
    """From then on, `bound` is the record of what was destroyed."""

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-year", "-id"], name="dossier_by_unit"),
            models.Index(
                fields=["retain_until", "id"],
                name="dossier_running_out",
                condition=Q(state="FILED", retain_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


KEPT_APART = frozenset({"complaint", "matter"})
"""Of these, a dossier has the title and the digest only: its readers may not be theirs."""


class DossierPart(models.Model):
    """One document of a dossier, in its place, by its hash; what came after filing says so."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    author = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    is_original = models.BooleanField(default=False)
    """The scan of the sealed copy is the valid original."""
    added_on = models.DateField()
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    addition = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossier_part_once", fields=["dossier", "order"]),
            models.CheckConstraint(
                name="dossier_addition_says_why", condition=Q(addition=False) | ~Q(reason="")
            ),
        ]

    @property
    def is_apart(self) -> bool:
        """Whether the sheet stays with the complaint it belongs to."""
        return self.file is not None and is_kept_apart(self.file)

    def __str__(self) -> str:
        return f"{self.order} {self.title}"


def is_kept_apart(file: File) -> bool:
    """Whether a file belongs to a complaint or its handling, and not to the case."""
    return file.subject.partition(":")[0] in KEPT_APART


class FileSlip(models.Model):
    """What goes into a personnel file, or corrects it there, with the keeper's receipt."""

    class Kind(models.TextChoices):
        ENTRY = "ENTRY", pgettext_lazy("personnel file", "Slip for the file")
        CORRECTION = "CORRECTION", pgettext_lazy("personnel file", "Correction slip")

    decision = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    """Which version of the decision it tells of."""
    person = models.ForeignKey(Person, models.PROTECT, related_name="file_slips")
    audience = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=60)
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="file_slips")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    sent_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    received_by = models.CharField(max_length=60, blank=True)
    receipt = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["decision"], name="file_slip_by_decision")]

    def __str__(self) -> str:
        return self.number
