"""Files of cases, and the series that number documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Unit


class File(models.Model):
    """A file that belongs to one subject: the copy that is served, and perhaps its original.

    The copy has no metadata; the original is sealed to the custodians, or was not kept.
    Content is never shared between subjects, even when it is the same.
    """

    class Cleaning(models.TextChoices):
        CLEANED = "CLEANED", _("Metadata removed")
        NOTHING = "NOTHING", _("Holds no metadata")
        EVIDENCE = "EVIDENCE", _("Kept as taken, as evidence")
        OWN = "OWN", _("Made by this platform")

    class Scan(models.TextChoices):
        NONE = "NONE", _("Not scanned")
        CLEAN = "CLEAN", _("No malware found")

    subject = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    served_path = models.CharField(max_length=80, unique=True)
    served_digest = models.CharField(max_length=64)
    served_salt = models.BinaryField()
    original_size = models.BigIntegerField()
    original_digest = models.CharField(max_length=64)
    original_salt = models.BinaryField()
    original_path = models.CharField(max_length=80, unique=True, null=True, blank=True)
    cleaning = models.CharField(max_length=10, choices=Cleaning)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    audience = models.BigIntegerField()
    added_on = models.DateField()
    added_by = models.CharField(max_length=60)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="file_by_subject")]
        constraints = [
            models.CheckConstraint(
                name="file_cleaning_is_known",
                condition=Q(cleaning__in=["CLEANED", "NOTHING", "EVIDENCE", "OWN"]),
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="file_original_is_sealed_only_when_cleaned",
                condition=Q(original_path__isnull=True) | Q(cleaning="CLEANED"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last number given in a series by a unit in a year. The row's lock makes it gapless."""

    series = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="number_series_of_a_unit_and_a_year", fields=["series", "unit", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
