"""Appeals against decisions: who hears them, by when, and what came of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.meetings.models import Item
from zhiyong.papers.models import Paper


class Appeal(models.Model):
    """An appeal (复核, 申诉) against a decision, to the body that decided or to the one above.

    `to` is the plan's word for where it goes. It stops nothing unless the plan says so. `late`
    is marked and left to people, or refused, as the plan says. `outcome` is the plan's outcome,
    `effect` what that does: stands, changed, revoked.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", pgettext_lazy("appeal", "Received")
        ACCEPTED = "ACCEPTED", pgettext_lazy("appeal", "Being heard")
        NOT_ACCEPTED = "NOT_ACCEPTED", pgettext_lazy("appeal", "Not accepted")
        BEFORE_MEETING = "BEFORE_MEETING", pgettext_lazy("appeal", "Before the meeting")
        ANSWERED = "ANSWERED", pgettext_lazy("appeal", "Answered")
        CLOSED = "CLOSED", pgettext_lazy("appeal", "Closed")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("appeal", "Withdrawn")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to = models.CharField(max_length=60)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="appeals")
    audience = models.BigIntegerField()
    state = models.CharField(max_length=14, choices=State, default=State.RECEIVED)
    lock = models.PositiveIntegerField(default=1)
    grounds = models.TextField(max_length=10_000)
    salt = models.BinaryField()
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    filed_on = models.DateField()
    registered_on = models.DateField()
    registered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    window_until = models.DateField(null=True, blank=True)
    late = models.BooleanField(default=False)
    late_reason = models.TextField(max_length=1000, blank=True)
    acceptance_reason = models.TextField(max_length=1000, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="appeals")
    outcome = models.CharField(max_length=60, blank=True)
    effect = models.CharField(max_length=8, blank=True)
    measures = models.JSONField(default=list)
    answer = models.TextField(max_length=10_000, blank=True)
    answer_salt = models.BinaryField(default=bytes)
    answered_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    notified_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-filed_on", "-id"], name="appeal_by_body")]
        constraints = [
            models.CheckConstraint(
                name="appeal_answered_has_day_and_outcome",
                condition=~Q(state__in=["ANSWERED", "CLOSED"])
                | Q(answered_on__isnull=False) & ~Q(outcome=""),
            ),
            models.UniqueConstraint(
                name="appeal_against_a_decision_is_open_once",
                fields=["decision"],
                condition=Q(state__in=["RECEIVED", "ACCEPTED", "BEFORE_MEETING"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AppealHandler(models.Model):
    """Somebody who hears an appeal: none of those who decided or verified first."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="handlers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="appeal_handler_once",
                fields=["appeal", "person"],
                condition=Q(until_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.person}"


class RollBackLine(models.Model):
    """One thing that an appeal undid or moved: an entry of the ledger, a sum, a later decision."""

    class Kind(models.TextChoices):
        REVERSED = "REVERSED", pgettext_lazy("roll-back", "Rolled back")
        RESTORED = "RESTORED", pgettext_lazy("roll-back", "Counts again")
        RECOMPUTED = "RECOMPUTED", pgettext_lazy("roll-back", "Computed anew")
        FLAGGED = "FLAGGED", pgettext_lazy("roll-back", "To be decided anew")
        CORRECTED = "CORRECTED", pgettext_lazy("roll-back", "Corrected")
        RETRACTED = "RETRACTED", pgettext_lazy("roll-back", "Publication retracted")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=60)
    """"consequence:9", "decision:4", "publication:2"."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind} {self.reference}"
