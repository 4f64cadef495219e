"""The case itself, where it came from, and what it is connected with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Unit
from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption


class Case(models.Model):
    """One case of a body, under the adoption of the day it was opened.

    `body` verifies it, `audience` is the body. A case begins as a lead, is disposed of, verified,
    filed where the body has that power, concluded, decided and closed. `acted_on` is the day of
    the act, of a continuing one its last day. `by_superior`: it was assigned from above.
    """

    class State(models.TextChoices):
        LEAD = "LEAD", _("Lead")
        HELD = "HELD", _("Held for later")
        VERIFYING = "VERIFYING", _("In verification")
        FILED = "FILED", pgettext_lazy("case", "Filed")
        CONCLUDED = "CONCLUDED", _("Verification concluded")
        DECIDED = "DECIDED", _("Decided")
        CLOSED = "CLOSED", pgettext_lazy("case", "Closed")
        NO_ACTION = "NO_ACTION", _("Closed without action")
        HANDED_OVER = "HANDED_OVER", _("Handed over")
        MERGED = "MERGED", _("Merged into another")

    class Disposal(models.TextChoices):
        TALK_OR_INQUIRY = "TALK_OR_INQUIRY", _("Talk or written inquiry")
        VERIFY = "VERIFY", _("Preliminary verification")
        HOLD = "HOLD", _("Hold for later")
        CLOSE = "CLOSE", _("Close without action")

    number = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    audience = models.BigIntegerField()
    restricted = models.BooleanField(default=False)
    """Its category is for those alone who are assigned to it, and for those who lead."""
    state = models.CharField(max_length=12, choices=State, default=State.LEAD)
    version = models.PositiveIntegerField(default=1)
    """Grows with every act; a form that was opened on an older one is stale."""
    summary = models.TextField(max_length=5000)
    salt = models.BinaryField()
    disposal = models.CharField(max_length=16, choices=Disposal, blank=True)
    disposal_reason = models.TextField(max_length=2000, blank=True)
    disposal_salt = models.BinaryField(default=bytes)
    acted_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(null=True, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    touched_on = models.DateField()
    touched_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    state_before = models.CharField(max_length=12, choices=State, blank=True)
    """Where a merged case stood: undoing the merger puts it there again."""

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-opened_on", "-id"], name="case_by_unit"),
            models.Index(
                fields=["audience", "state", "-opened_on", "-id"],
                name="case_open_by_unit",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["touched_on", "id"],
                name="case_lying_still",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(fields=["id"], name="case_restricted", condition=Q(restricted=True)),
            models.Index(
                fields=["number"], name="case_by_number", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_is_seen_by_the_body_that_has_it", condition=Q(audience=F("body"))
            ),
            models.CheckConstraint(
                name="case_has_a_closing_day_exactly_when_ended",
                condition=Q(
                    state__in=["CLOSED", "NO_ACTION", "HANDED_OVER", "MERGED"],
                    closed_on__isnull=False,
                )
                | (
                    ~Q(state__in=["CLOSED", "NO_ACTION", "HANDED_OVER", "MERGED"])
                    & Q(closed_on__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="case_merged_names_the_other",
                condition=Q(state="MERGED", merged_into__isnull=False)
                | ~Q(state="MERGED") & Q(merged_into__isnull=True),
            ),
        ]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.closed_on is not None

    def __str__(self) -> str:
        return self.number


class CaseSource(models.Model):
    """Where a case came from: a complaint, or another row ("registerrow:5", "instruction:2").

    `channel` is the plan's channel of it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="sources")
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    reference = models.CharField(max_length=60)
    channel = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    merged_from = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="sources_given"
    )

    class Meta:
        indexes = [models.Index(fields=["reference"], name="case_source_by_reference")]
        constraints = [
            models.UniqueConstraint(name="case_source_once", fields=["case", "reference"])
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reference}"


class CaseLink(models.Model):
    """That two cases have to do with each other, and how."""

    class Kind(models.TextChoices):
        RELATED = "RELATED", _("Related")
        DUAL_INQUIRY = "DUAL_INQUIRY", _("Dual inquiry")
        ONE_LEVEL_UP = "ONE_LEVEL_UP", _("One level up")

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=14, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_link_once", fields=["case", "other", "kind"]),
            models.CheckConstraint(
                name="case_is_not_linked_to_itself", condition=~Q(case=F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class Hold(models.Model):
    """A time in which the clocks of a case stand still, with its reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    salt = models.BinaryField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    """The day on which somebody looks again: nothing is held for ever."""
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_is_held_once_at_a_time",
                fields=["case"],
                condition=Q(until_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_on}"
