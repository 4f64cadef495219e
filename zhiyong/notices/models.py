"""Notices to staff, and the outbox of texts to complainants."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person


class Notice(models.Model):
    """One sentence told to one member of staff; its words are made when it is shown."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    told_on = models.DateField()
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(
                fields=["person"], name="notice_unread", condition=Q(read_on__isnull=True)
            ),
            models.Index(fields=["subject"], name="notice_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject}"


class Text(models.Model):
    """A text to a complainant that says only that there is news; the contact stays sealed."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("Waiting to be sent")
        WAITING_FOR_GATEWAY = "WAITING_FOR_GATEWAY", _("Waiting for a gateway")
        SENT = "SENT", _("Sent")
        NO_CONTACT = "NO_CONTACT", _("No contact was left")
        FAILED = "FAILED", _("Given up")

    subject = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=40, blank=True)
    asked_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-asked_on", "-id"], name="text_by_day"),
            models.Index(
                fields=["id"],
                name="text_not_sent",
                condition=Q(state__in=["WAITING", "WAITING_FOR_GATEWAY"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="text_state_is_known",
                condition=Q(
                    state__in=["WAITING", "WAITING_FOR_GATEWAY", "SENT", "NO_CONTACT", "FAILED"]
                ),
            ),
            models.CheckConstraint(
                name="text_has_a_day_exactly_when_sent",
                condition=Q(state="SENT", sent_on__isnull=False)
                | (~Q(state="SENT") & Q(sent_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
