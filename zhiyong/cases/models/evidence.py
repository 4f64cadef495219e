"""What a case rests on: evidence with its custody, statements, and facts that cite them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.cases.models.cases import Case
from zhiyong.cases.models.findings import Respondent
from zhiyong.directory.models import Account, Person
from zhiyong.files.models import File


class Evidence(models.Model):
    """One piece of evidence. Its content is in its versions; it is locked with the decision."""

    class Kind(models.TextChoices):
        DOCUMENT = "DOCUMENT", pgettext_lazy("evidence", "Document")
        RECORDING = "RECORDING", pgettext_lazy("evidence", "Recording")
        PHOTOGRAPH = "PHOTOGRAPH", pgettext_lazy("evidence", "Photograph")
        ELECTRONIC = "ELECTRONIC", pgettext_lazy("evidence", "Electronic data")
        OBJECT = "OBJECT", pgettext_lazy("evidence", "Object")
        SITE_RECORD = "SITE_RECORD", pgettext_lazy("evidence", "Record of a site visit")
        EXPERT = "EXPERT", pgettext_lazy("evidence", "Expert opinion")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    taken_on = models.DateField()
    taken_from = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, blank=True)
    salt = models.BinaryField()
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_on = models.DateField()
    excluded_on = models.DateField(null=True, blank=True)
    exclusion = models.CharField(max_length=300, blank=True)
    locked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evidence_number_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="evidence_excluded_says_why",
                condition=Q(excluded_on__isnull=True) | ~Q(exclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class EvidenceVersion(models.Model):
    """One file of a piece of evidence, by its hash; a newer one never replaces an older."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evidence_version_once", fields=["evidence", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} v{self.number}"


class Custody(models.Model):
    """One link of the chain of custody: who gave a piece of evidence to whom, when, why."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="custody")
    giver = models.CharField(max_length=120)
    receiver = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    to_outside = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200)
    sealed = models.BooleanField(default=False)
    seal_code = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.on}"


class Statement(models.Model):
    """What somebody said or wrote, taken by two; a refusal to speak is recorded as such."""

    class Kind(models.TextChoices):
        INTERVIEW = "INTERVIEW", _("Interview record")
        WRITTEN = "WRITTEN", _("Written statement")
        HEARING = "HEARING", _("Statement and defence")
        OPINION = "OPINION", _("Opinion of the public")

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="statements"
    )
    speaker = models.CharField(max_length=120)
    witness = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who spoke, where it is somebody of the directory: they look into nothing here."""
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    refused = models.BooleanField(default=False)
    text = models.TextField(max_length=20_000, blank=True)
    salt = models.BinaryField()
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    takers = models.ManyToManyField(Person, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    locked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="statement_number_once", fields=["case", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.speaker}"


class EstablishedFact(models.Model):
    """A fact of the case, each with the evidence and statements that it cites."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="facts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    salt = models.BinaryField()
    evidence = models.ManyToManyField(Evidence, related_name="facts")
    statements = models.ManyToManyField(Statement, related_name="facts")
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="established_fact_number_once", fields=["case", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number}"
