"""What is handed over, notified or suggested to another body (移送, 通报, 建议函)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.models import Account, Unit
from zhiyong.files.models import File
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class Transfer(models.Model):
    """One hand-over, notification or suggestion, with its list, receipt, reply and outcome.

    To a unit of the directory, or to a body outside, by name. The case stays visible as
    transferred. `decision` is the reference of the decision that led to it, if one did; `measure`
    the plan's measure that it carries out. `whole`: the case itself goes, once it is signed for.
    The number is that of the letter, given when it goes out. `outcome` is what came back: the
    reply, or why it was returned; `waiver` why the case need not wait for a reply.
    """

    class Kind(models.TextChoices):
        HAND_OVER = "HAND_OVER", pgettext_lazy("transfer", "Hand-over")
        NOTIFICATION = "NOTIFICATION", pgettext_lazy("transfer", "Notification")
        SUGGESTION = "SUGGESTION", pgettext_lazy("transfer", "Letter of suggestion")

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("transfer", "Draft")
        IN_APPROVAL = "IN_APPROVAL", pgettext_lazy("transfer", "In approval")
        SENT = "SENT", pgettext_lazy("transfer", "Sent")
        RECEIVED = "RECEIVED", pgettext_lazy("transfer", "Received")
        REPLIED = "REPLIED", pgettext_lazy("transfer", "Replied")
        RETURNED = "RETURNED", pgettext_lazy("transfer", "Returned")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("transfer", "Withdrawn")

    class Line(models.TextChoices):
        JUDICIAL = "JUDICIAL", _("Judicial organs")
        DISCIPLINE = "DISCIPLINE", _("Discipline and supervision body")
        SUPERIOR = "SUPERIOR", _("Department above")
        COMPETENT = "COMPETENT", _("Competent body")

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    line = models.CharField(max_length=10, choices=Line)
    measure = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=80, blank=True)
    whole = models.BooleanField(default=False)
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_sent")
    audience = models.BigIntegerField()
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="transfers_received"
    )
    to_name = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=10_000)
    salt = models.BinaryField()
    clauses = models.JSONField(default=list)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField(null=True, blank=True)
    receipt_number = models.CharField(max_length=80, blank=True)
    receipt = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    replied_on = models.DateField(null=True, blank=True)
    followed = models.BooleanField(null=True, blank=True)
    outcome = models.TextField(max_length=5000, blank=True)
    outcome_salt = models.BinaryField(default=bytes)
    reply_file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    waived_on = models.DateField(null=True, blank=True)
    waiver = models.TextField(max_length=2000, blank=True)
    waiver_salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["decision"], name="transfer_by_decision"),
            models.Index(fields=["audience", "-drafted_on", "-id"], name="transfer_by_unit"),
            models.Index(fields=["to_unit", "-sent_on", "-id"], name="transfer_by_receiver"),
        ]
        constraints = [
            models.CheckConstraint(
                name="transfer_goes_somewhere",
                condition=Q(to_unit__isnull=False, to_name="")
                | Q(to_unit__isnull=True) & ~Q(to_name=""),
            ),
            models.CheckConstraint(
                name="transfer_sent_has_its_day",
                condition=Q(state__in=["DRAFT", "IN_APPROVAL", "WITHDRAWN"])
                | Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_received_after_it_was_sent",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="transfer_replied_after_it_was_received",
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="transfer_waived_says_why",
                condition=Q(waived_on__isnull=True) | ~Q(waiver=""),
            ),
        ]

    @property
    def addressee(self) -> str:
        """Return the name of the body that it goes to."""
        return self.to_unit.name if self.to_unit else self.to_name

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class TransferItem(models.Model):
    """One line of the list of materials: of the case by reference and hash, or a thing by name.

    `file` is the copy that the receiver may take; the digest is that of its bytes when it was
    listed. `reference` names what it is of the case ("evidenceversion:3", "paper:5").
    """

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    is_original = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_item_once", fields=["transfer", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
