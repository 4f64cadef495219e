"""What came with a complaint besides its words: by its channel, in a mail, from several."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models.complaints import Complaint
from zhiyong.intake.models.ids import random_id


class ChannelDetails(models.Model):
    """What a channel asks besides the complaint: the outlet and day of a newspaper, whose order.

    `said` holds the answers by the names of `data/sources.toml`; days as YYYY-MM-DD. The two days
    are those on which whoever sent it got the receipt back, and the answer.
    """

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, primary_key=True, related_name="details"
    )
    said = models.JSONField(default=dict)
    salt = models.BinaryField()
    receipt_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class Signatory(models.Model):
    """One of several who complain together. Who it is, is sealed in an envelope of their own.

    Representatives speak for all: they alone are told, and the one reply goes to them.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="signatories")
    subject = models.CharField(max_length=60)
    audience = models.BigIntegerField()
    order = models.PositiveSmallIntegerField()
    is_representative = models.BooleanField(default=False)
    wants_contact = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="signatory_by_subject")]
        constraints = [
            models.UniqueConstraint(
                name="signatory_has_one_place_in_a_complaint", fields=["complaint", "order"]
            ),
            models.CheckConstraint(
                name="signatory_is_told_only_as_representative",
                condition=Q(wants_contact=False) | Q(is_representative=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.order}"


class Sketch(models.Model):
    """Numbers made from a complaint's words, by which others in alike words are found fast."""

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="sketch"
    )
    bands = ArrayField(models.IntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="sketch_by_band")]

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class Joining(models.Model):
    """That a complaint was joined with another, and from where it can be taken out again."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="joinings")
    into = models.ForeignKey(Complaint, models.CASCADE, related_name="joined")
    was_state = models.CharField(max_length=14, choices=Complaint.State)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()
    split_by = models.CharField(max_length=60, blank=True)
    split_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    salt = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="joining_stands_once_for_a_complaint",
                fields=["complaint"],
                condition=Q(split_on__isnull=True),
            ),
            models.CheckConstraint(
                name="joining_that_ended_names_who_ended_it",
                condition=Q(split_on__isnull=True, split_by="")
                | (Q(split_on__isnull=False) & ~Q(split_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.into_id}"


class Mail(models.Model):
    """A message that came to a mailbox, known by a digest: taken once, whatever happens between.

    Neither sender nor subject is here. One that is kept apart waits in a folder of the mailbox
    for somebody to look at it.
    """

    class State(models.TextChoices):
        TAKEN = "TAKEN", _("Taken in")
        IGNORED = "IGNORED", _("Passed over")
        APART = "APART", _("Kept apart")

    class Reason(models.TextChoices):
        AUTOMATIC = "AUTOMATIC", _("An automatic answer")
        BULK = "BULK", _("Sent to a list")
        BOUNCE = "BOUNCE", _("A notice of non-delivery")
        OURS = "OURS", _("Sent by this mailbox itself")
        UNREADABLE = "UNREADABLE", _("It cannot be read")
        EMPTY = "EMPTY", _("It says nothing")
        TOO_LARGE = "TOO_LARGE", _("It is too large")
        REFUSED = "REFUSED", _("It cannot be taken in")

    key = models.BinaryField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    says = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    complaint = models.OneToOneField(
        Complaint, models.PROTECT, null=True, blank=True, related_name="mail"
    )
    received_on = models.DateField()
    fetched_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="mail_kept_apart", condition=Q(state="APART"))
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_not_taken_says_why",
                condition=Q(state="TAKEN", reason="") | (~Q(state="TAKEN") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.fetched_on}"
