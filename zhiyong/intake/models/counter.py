"""The counter: visits, and the numbered blank forms that are filled in by hand."""

from django.db import models
from django.db.models import Q

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models.complaints import Complaint


class Visit(models.Model):
    """A visit: how many came, who speaks for them, and whether it is the first."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="visit")
    visited_on = models.DateField()
    people = models.PositiveSmallIntegerField(default=1)
    delegates = models.PositiveSmallIntegerField(default=1)
    is_joint = models.BooleanField(default=False)
    is_repeat = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True)
    received_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_delegates_are_among_the_visitors",
                condition=Q(people__gte=1, delegates__gte=1, delegates__lte=models.F("people")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.complaint_id}"


class BlankForm(models.Model):
    """A numbered blank form, printed for the offline counter and used at most once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    printed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    printed_on = models.DateField()
    complaint = models.OneToOneField(
        Complaint, models.PROTECT, null=True, blank=True, related_name="blank_form"
    )
    spoiled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="blank_form_number_once", fields=["unit", "year", "n"])
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.n:05}"
