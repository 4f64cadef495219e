"""Under which number a body keeps a complaint, where it went, what it repeats."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models.complaints import Complaint


class Registration(models.Model):
    """A line in a body's register. It outlives the body's sight of the complaint."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="registrations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    registered_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_number_is_given_once", fields=["unit", "series", "year", "n"]
            ),
            models.UniqueConstraint(
                name="registration_stands_once_for_a_body",
                fields=["complaint", "unit"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Referral(models.Model):
    """A complaint left for another body: to a unit of the platform, or one outside it."""

    class Way(models.TextChoices):
        REFER = "REFER", _("Referred")
        SENT_UP = "SENT_UP", _("Sent up, sealed")
        RETURN = "RETURN", _("Returned")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="referrals")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_text = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=8, choices=Way)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_names_where_to",
                condition=Q(to_unit__isnull=False) | ~Q(to_text=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.complaint_id}"


class Repeat(models.Model):
    """Two complaints that may be about the same thing, proposed or settled by a person."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed")
        CONFIRMED = "CONFIRMED", _("Confirmed")
        REJECTED = "REJECTED", _("Rejected")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="repeats")
    earlier = models.ForeignKey(Complaint, models.CASCADE, related_name="repeated_by")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="repeat_is_named_once", fields=["complaint", "earlier"]),
            models.CheckConstraint(
                name="repeat_is_of_another_complaint", condition=~Q(complaint=F("earlier"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} ~ {self.earlier_id}"
