"""Appeals against decisions: who hears them, by when, and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.meetings.models import Item
from zhiyong.papers.models import Paper


class Appeal(models.Model):
    """An appeal (复核, 申诉) against a decision, to the body that decided or to the one above.

    `to` is the plan's word for where it goes. It stops nothing unless the plan says so. `late`
    is marked and left to people, or refused, as the plan says. It is filed on a day (by post, the
    day of posting), and received on that or a later one. `outcome` is the plan's outcome, `effect`
    what that does (stands, changed, revoked), `measures` what a changed decision holds; before it
    is answered, they are the draft of its handlers. `lock` grows with every act: a form opened on
    an older one is stale. `unit` is the unit of a person who appeals, or the unit that does.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", pgettext_lazy("appeal", "Received")
        ACCEPTED = "ACCEPTED", pgettext_lazy("appeal", "Being heard")
        NOT_ACCEPTED = "NOT_ACCEPTED", pgettext_lazy("appeal", "Not accepted")
        BEFORE_MEETING = "BEFORE_MEETING", pgettext_lazy("appeal", "Before the meeting")
        ANSWERED = "ANSWERED", pgettext_lazy("appeal", "Answered")
        CLOSED = "CLOSED", pgettext_lazy("appeal", "Closed")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("appeal", "Withdrawn")

    class Way(models.TextChoices):
        COUNTER = "COUNTER", pgettext_lazy("way of filing", "At the counter")
        POST = "POST", pgettext_lazy("way of filing", "By post")
        ONLINE = "ONLINE", pgettext_lazy("way of filing", "Signed in")

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
    way = models.CharField(max_length=7, choices=Way)
    filed_on = models.DateField()
    received_on = models.DateField()
    registered_on = models.DateField()
    registered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    window_until = models.DateField(null=True, blank=True)
    late = models.BooleanField(default=False)
    late_reason = models.TextField(max_length=1000, blank=True)
    """Why whoever filed it late says that it is late."""
    accepted_on = models.DateField(null=True, blank=True)
    acceptance_reason = models.TextField(max_length=2000, blank=True)
    """Why it is heard although it is late, or why it is not heard."""
    acceptance_salt = models.BinaryField(default=bytes)
    acceptance_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="appeals")
    outcome = models.CharField(max_length=60, blank=True)
    effect = models.CharField(max_length=8, blank=True)
    measures = models.JSONField(default=list)
    against_offer = models.TextField(max_length=2000, blank=True)
    """Why it is changed to what the ladder refuses on the facts of the first decision."""
    answer = models.TextField(max_length=10_000, blank=True)
    answer_salt = models.BinaryField(default=bytes)
    drafted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    """Who decided it where the plan has no meeting for it; else the meeting did (`item`)."""
    answered_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    notified_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-received_on", "-id"], name="appeal_by_body"),
            models.Index(fields=["decision"], name="appeal_by_decision"),
            models.Index(
                fields=["number"], name="appeal_by_number", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="appeal_answered_has_day_and_outcome",
                condition=~Q(state__in=["ANSWERED", "CLOSED"])
                | Q(answered_on__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="appeal_ended_has_its_day",
                condition=Q(
                    state__in=["NOT_ACCEPTED", "CLOSED", "WITHDRAWN"], closed_on__isnull=False
                )
                | ~Q(state__in=["NOT_ACCEPTED", "CLOSED", "WITHDRAWN"]) & Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="appeal_is_filed_then_received_then_registered",
                condition=Q(received_on__gte=F("filed_on"))
                & Q(registered_on__gte=F("received_on")),
            ),
            models.UniqueConstraint(
                name="appeal_against_a_decision_is_open_once",
                fields=["decision"],
                condition=Q(state__in=["RECEIVED", "ACCEPTED", "BEFORE_MEETING"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it has no outcome yet."""
        return self.state in (self.State.RECEIVED, self.State.ACCEPTED, self.State.BEFORE_MEETING)

    @property
    def appellant(self) -> str:
        """Return the name of the person or unit that filed it."""
        return str(self.person or self.unit)

    def __str__(self) -> str:
        return self.number


class AppealHandler(models.Model):
    """Somebody who hears an appeal: none of those who decided or verified first."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="handlers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    left_because = models.CharField(max_length=500, blank=True)
    salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(
                fields=["person"], name="appeals_of_handler", condition=Q(until_on__isnull=True)
            )
        ]
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
        BOOKED = "BOOKED", pgettext_lazy("roll-back", "Booked in its place")
        CORRECTED = "CORRECTED", pgettext_lazy("roll-back", "Corrected")
        RETRACTED = "RETRACTED", pgettext_lazy("roll-back", "Publication retracted")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=60)
    """"consequence:9", "decision:4", "publication:2"."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["reference"], name="roll_back_by_reference")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind} {self.reference}"
