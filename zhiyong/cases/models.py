"""Matters (办件): the handling of an accepted complaint by a unit. Not yet a filed case."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.intake.models import Complaint
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class Matter(models.Model):
    """The handling of a complaint by one unit.

    `audience` is the handling unit; the body that keeps the complaint follows it through
    `keeper`. A reopened matter starts a new round; the outcomes of earlier rounds stay.
    """

    class State(models.TextChoices):
        ASSIGNED = "ASSIGNED", _("Assigned")
        RETURN_ASKED = "RETURN_ASKED", _("Return asked for")
        SIGNED_FOR = "SIGNED_FOR", _("Signed for")
        HANDLING = "HANDLING", _("In handling")
        IN_APPROVAL = "IN_APPROVAL", _("In approval")
        REPORTED = "REPORTED", _("Reported back")
        REPLIED = "REPLIED", _("Replied")
        CALLED_BACK = "CALLED_BACK", _("Called back")
        CLOSED = "CLOSED", _("Closed")
        RETURNED = "RETURNED", _("Returned")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="matters")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    mode = models.CharField(max_length=40)
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="matters_kept")
    handling_unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters")
    audience = models.BigIntegerField()
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="matters"
    )
    state = models.CharField(max_length=12, choices=State, default=State.ASSIGNED)
    round = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    signed_for_on = models.DateField(null=True, blank=True)
    signed_for_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(max_length=500, blank=True)
    instructions = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()
    replied_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    touched_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-opened_on", "-id"], name="matter_by_unit"),
            models.Index(fields=["keeper", "-opened_on", "-id"], name="matter_by_keeper"),
            models.Index(fields=["handler", "-opened_on", "-id"], name="matter_by_handler"),
            models.Index(fields=["-opened_on", "-id"], name="matter_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="matter_is_seen_by_the_unit_that_handles_it",
                condition=Q(audience=models.F("handling_unit")),
            ),
            models.CheckConstraint(
                name="matter_in_handling_has_a_handler",
                condition=Q(state__in=["ASSIGNED", "RETURN_ASKED", "SIGNED_FOR", "RETURNED"])
                | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="matter_has_a_closing_day_exactly_when_ended",
                condition=Q(state__in=["CLOSED", "RETURNED"], closed_on__isnull=False)
                | (~Q(state__in=["CLOSED", "RETURNED"]) & Q(closed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RecusalCheck(models.Model):
    """What was checked before somebody was given the matter, and what they declared."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusal_checks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    conflicts = models.JSONField(default=list)
    declared_none = models.BooleanField(default=False)
    passed = models.BooleanField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.person} {self.on}"


class Outcome(models.Model):
    """What came out in a round: for the matter, for persons, and the reply; then its approval."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="outcomes")
    round = models.PositiveSmallIntegerField()
    matter_outcome = models.CharField(max_length=40)
    person_outcome = models.CharField(max_length=40)
    findings = models.TextField(max_length=20_000)
    reply = models.TextField(max_length=10_000)
    salt = models.BinaryField()
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="+")
    replied_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_one_a_round", fields=["matter", "round"])
        ]

    def __str__(self) -> str:
        return f"{self.matter} #{self.round}"


class CallBack(models.Model):
    """A call-back after the reply, made by somebody other than the handler."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="call_backs")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    reached = models.BooleanField()
    satisfaction = models.CharField(max_length=20, blank=True)
    remark = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.matter} {self.on}"


class Rating(models.Model):
    """How the complainant rated the reply of a round."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    remark = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rating_one_a_round", fields=["matter", "round"]),
            models.CheckConstraint(
                name="rating_grade_is_one_to_five", condition=Q(grade__gte=1, grade__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.grade}"
