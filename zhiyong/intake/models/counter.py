"""The counter: visits, and the numbered blank forms that are filled in by hand."""

from django.db import models
from django.db.models import F, Q

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models.complaints import Complaint


class Visit(models.Model):
    """A visit: how many came, who speaks for them, and whether it is the first.

    The visitors' names are an identity: they are sealed in the vault.
    """

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="visit")
    visited_on = models.DateField()
    people = models.PositiveSmallIntegerField(default=1)
    delegates = models.PositiveSmallIntegerField(default=1)
    is_repeat = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True)
    received_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_delegates_are_among_the_visitors",
                condition=Q(people__gte=1, delegates__gte=1, delegates__lte=F("people")),
            )
        ]

    @property
    def is_joint(self) -> bool:
        """Whether several people came together."""
        return self.people > 1

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
    used_on = models.DateField(null=True, blank=True)
    spoiled_on = models.DateField(null=True, blank=True)
    spoiled_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="blank_form_number_once", fields=["unit", "year", "n"]),
            models.CheckConstraint(
                name="blank_form_is_used_or_spoiled_not_both",
                condition=Q(used_on__isnull=True) | Q(spoiled_on__isnull=True),
            ),
            models.CheckConstraint(
                name="blank_form_spoiled_names_who_said_so",
                condition=Q(spoiled_on__isnull=True, spoiled_by__isnull=True)
                | Q(spoiled_on__isnull=False, spoiled_by__isnull=False),
            ),
        ]

    @property
    def code(self) -> str:
        """What is printed on the form."""
        return f"{self.unit_id}-{self.year}-{self.n:05}"

    def __str__(self) -> str:
        return self.code
