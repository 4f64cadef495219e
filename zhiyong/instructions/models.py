"""Leaders' instructions (领导批示), and what waits for one (呈批)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class Instruction(models.Model):
    """What a leader wrote on something: text, day, who owes it, by when feedback is due.

    A submission sheet (呈批件) that waits for its instruction is PENDING and has no text yet.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", pgettext_lazy("instruction", "Submitted, no instruction yet")
        RUNNING = "RUNNING", pgettext_lazy("instruction", "Being carried out")
        FED_BACK = "FED_BACK", pgettext_lazy("instruction", "Feedback given")
        CLOSED = "CLOSED", pgettext_lazy("instruction", "Closed")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("instruction", "Withdrawn")

    number = models.CharField(max_length=60)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="instructions")
    audience = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State)
    title = models.CharField(max_length=200)
    submitted = models.TextField(max_length=5000, blank=True)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    leader_title = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    salt = models.BinaryField()
    written_on = models.DateField(null=True, blank=True)
    owner_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="instructions_owed"
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    feedback_by = models.DateField(null=True, blank=True)
    feedback = models.TextField(max_length=5000, blank=True)
    feedback_salt = models.BinaryField(default=bytes)
    fed_back_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    registered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    registered_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-registered_on", "-id"], name="instruction_by_unit"),
            models.Index(
                fields=["feedback_by", "id"],
                name="instruction_due",
                condition=Q(state="RUNNING"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="instruction_running_says_what_and_who",
                condition=Q(state__in=["PENDING", "WITHDRAWN"])
                | Q(written_on__isnull=False, owner_unit__isnull=False) & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Attached(models.Model):
    """Something that an instruction is about: "complaint:3", "case:7"."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="items")
    reference = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["reference"], name="instruction_by_reference")]
        constraints = [
            models.UniqueConstraint(
                name="instruction_item_once", fields=["instruction", "reference"]
            )
        ]

    def __str__(self) -> str:
        return self.reference
