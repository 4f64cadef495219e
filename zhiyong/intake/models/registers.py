"""Under which number a body keeps a complaint, where it went, who may read it, what it repeats."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models.complaints import Complaint
from zhiyong.intake.models.ids import random_id
from zhiyong.plans.models import Adoption

if TYPE_CHECKING:
    from datetime import datetime


class Registration(models.Model):
    """A line in a body's register. It outlives the body's sight of the complaint.

    What the line shows by itself (number, days, channel) tells nothing of the content.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="registrations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    channel = models.CharField(max_length=40)
    received_on = models.DateField()
    registered_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "-registered_on", "-id"], name="registration_by_unit_and_day"
            ),
        ]
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
        ON_ENTRY = "ON_ENTRY", _("Passed on when it was entered")
        HANDED_OVER = "HANDED_OVER", _("Handed over, sealed")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="referrals")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_text = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=11, choices=Way)
    reason = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=40)
    received_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["from_unit", "-on", "-id"], name="referral_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="referral_names_where_to",
                condition=Q(to_unit__isnull=False) | ~Q(to_text=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.complaint_id}"


class Reader(models.Model):
    """A unit that may read a complaint which another keeps, since it handles it."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="readers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "complaint"],
                name="reader_by_unit",
                condition=Q(until__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="reader_stands_once_for_a_unit",
                fields=["complaint", "unit"],
                condition=Q(until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} reads {self.complaint_id}"


class Repeat(models.Model):
    """What a person settled about two complaints that looked alike. Proposals are never kept."""

    class State(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("Confirmed")
        REJECTED = "REJECTED", _("Rejected")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="repeats")
    earlier = models.ForeignKey(Complaint, models.CASCADE, related_name="repeated_by")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="repeat_is_named_once", fields=["complaint", "earlier"]),
            models.CheckConstraint(
                name="repeat_is_of_another_complaint", condition=~Q(complaint=F("earlier"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} ~ {self.earlier_id}"


class Handover(models.Model):
    """An accusation that belongs to another body: sealed to it, and not kept as a complaint.

    All that is readable here is the day and the destination; the content is an envelope of the
    vault. The complainant finds it by the receipt code, as a complaint.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    on = models.DateField()
    collected_on = models.DateField(null=True, blank=True)
    collected_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lookup = models.BinaryField(max_length=32, null=True, unique=True)
    token = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-on", "-id"], name="handover_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="handover_is_known_to_its_destination_alone",
                condition=Q(audience=F("unit")),
            ),
            models.CheckConstraint(
                name="handover_collected_names_by_whom",
                condition=Q(collected_on__isnull=True, collected_by__isnull=True)
                | Q(collected_on__isnull=False, collected_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.on}"


class Import(models.Model):
    """A workbook that was read in: shown first, then entered as a whole or not at all.

    `rows` are sealed with the server's key, and emptied when it ends.
    """

    class State(models.TextChoices):
        SHOWN = "SHOWN", _("Waiting for confirmation")
        RUNNING = "RUNNING", _("Being entered")
        DONE = "DONE", _("Entered")
        FAILED = "FAILED", _("Nothing was entered")
        DISCARDED = "DISCARDED", _("Discarded")

    class Kind(models.TextChoices):
        LEDGER = "LEDGER", _("Ledger of an earlier year")
        HOTLINE = "HOTLINE", _("Work orders of the 12345 hotline")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    rows = models.BinaryField(default=b"")
    errors = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="import_by_unit")]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"
