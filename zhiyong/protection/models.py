"""Retaliation watch: what later befalls a complainant who consented, for the protector only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models import Complaint


class Watch(models.Model):
    """A watch over what befalls a real-name complainant, with their consent, until a day.

    Who they are stays sealed: the person is matched inside the protector's unlocked session, and
    no row here names them. `result` tells nothing either.
    """

    class State(models.TextChoices):
        RUNNING = "RUNNING", pgettext_lazy("watch", "Running")
        OVER = "OVER", pgettext_lazy("watch", "Over")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("watch", "Consent withdrawn")

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="watch")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    consent_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    """None where the plan names no term: it then runs until it is ended."""
    looked_on = models.DateField(null=True, blank=True)
    looked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["until_on", "id"], name="watch_running", condition=Q(state="RUNNING")
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.until_on}"


class Concern(models.Model):
    """What the protector made of what they saw: followed up how, without naming anybody."""

    class Kind(models.TextChoices):
        TRANSFER = "TRANSFER", pgettext_lazy("concern", "Transfer or removal")
        GRADE = "GRADE", pgettext_lazy("concern", "Grade or pay")
        MEASURE = "MEASURE", pgettext_lazy("concern", "Measure or case")
        OTHER = "OTHER", pgettext_lazy("concern", "Something else")

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.TextField(max_length=2000)
    salt = models.BinaryField()
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closing = models.TextField(max_length=2000, blank=True)
    closing_salt = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"{self.watch_id} {self.kind}"
