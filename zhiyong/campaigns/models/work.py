"""What units hand in: versions that never change, who was there, sheets of persons."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.campaigns.models.campaign import Assignment, Campaign
from zhiyong.directory.models import Account, Person


class Submission(models.Model):
    """One version of what a unit hands in. What it says never changes; another version follows.

    values    the fields that the plan asks for, as `rules.registers` keeps values
    addendum  it adds to a version that was accepted, which stays frozen
    held_on   the day on which what it reports was done, where that is another day
    late_by   days after the due day, 0 in time · retroactive: the due day lay before the launch
    drawn     what was drawn from lower reports when it was written: ids and versions
    subunits  the units below that took part, where each of them must and owes nothing of its own
    closed    only whoever wrote it and those named as `readers` read what it says
    Its files are of the subject `submission:ID`.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        SUBMITTED = "SUBMITTED", pgettext_lazy("assignment", "Handed in")
        RETURNED = "RETURNED", pgettext_lazy("assignment", "Returned")
        ACCEPTED = "ACCEPTED", pgettext_lazy("assignment", "Accepted")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("submission", "Taken back")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    addendum = models.BooleanField(default=False)
    nothing = models.BooleanField(default=False)
    """A zero report: there is nothing to tell, and that is said."""
    values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    text = models.TextField(max_length=20000, blank=True)
    held_on = models.DateField(null=True, blank=True)
    drawn: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list, blank=True)
    subunits: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list, blank=True)
    closed = models.BooleanField(default=False)
    readers = models.ManyToManyField(Person, related_name="+", blank=True)
    salt = models.BinaryField(default=b"")
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_on = models.DateField()
    handed_in_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_in_on = models.DateField(null=True, blank=True)
    late_by = models.PositiveIntegerField(default=0)
    retroactive = models.BooleanField(default=False)
    judged_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    judged_on = models.DateField(null=True, blank=True)
    judged_why = models.CharField(max_length=1000, blank=True)
    judged_salt = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["assignment", "-number"], name="submission_newest")]
        constraints = [
            models.UniqueConstraint(
                name="submission_is_numbered_once", fields=["assignment", "number"]
            ),
            models.UniqueConstraint(
                name="submission_has_one_draft",
                fields=["assignment"],
                condition=Q(state="DRAFT"),
            ),
            models.CheckConstraint(
                name="submission_has_a_day_unless_a_draft",
                condition=Q(state="DRAFT", handed_in_on__isnull=True)
                | Q(state__in=["SUBMITTED", "RETURNED", "ACCEPTED"], handed_in_on__isnull=False)
                | Q(state="WITHDRAWN"),
            ),
        ]

    @property
    def content(self) -> str:
        """What the journal commits to: everything that the version says."""
        said = {"values": self.values, "text": self.text, "nothing": self.nothing}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def __str__(self) -> str:
        return f"{self.assignment_id} v{self.number}"


class Attendance(models.Model):
    """Whether somebody on the roster was at a meeting, a study session, a training."""

    class State(models.TextChoices):
        PRESENT = "PRESENT", pgettext_lazy("attendance", "Present")
        EXCUSED = "EXCUSED", pgettext_lazy("attendance", "Excused")
        ABSENT = "ABSENT", pgettext_lazy("attendance", "Absent")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.PRESENT)
    chaired = models.BooleanField(default=False)
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    made_up_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="attendance_by_person")]
        constraints = [
            models.UniqueConstraint(
                name="attendance_is_noted_once", fields=["submission", "person"]
            ),
            models.CheckConstraint(
                name="attendance_excused_has_a_reason",
                condition=~Q(state="EXCUSED") | ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.person_id} {self.state}"


class Sheet(models.Model):
    """A personal self-check sheet, or what somebody said in a meeting on criticism.

    Readable by the person, and by those named as readers; by nobody else. `values` answers the
    plan's parts one by one. Handed in without a salt: on paper, and nothing of it is kept here.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="sheets")
    person = models.ForeignKey(Person, models.PROTECT, related_name="campaign_sheets")
    values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    text = models.TextField(max_length=20000, blank=True)
    salt = models.BinaryField(default=b"")
    handed_in_on = models.DateField(null=True, blank=True)
    readers = models.ManyToManyField(Person, related_name="+", blank=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    checked_on = models.DateField(null=True, blank=True)
    checked_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sheet_of_a_person_once", fields=["assignment", "person"])
        ]

    @property
    def content(self) -> str:
        """What the journal commits to: everything that the sheet says."""
        said = {"values": self.values, "text": self.text}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.person_id}"


class Credit(models.Model):
    """What was done once also counts for a programme or another task; totals count it once."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="credits")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    programme = models.CharField(max_length=60, blank=True)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="credit_is_given_once",
                fields=["submission", "programme", "assignment"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="credit_names_a_programme_or_a_task",
                condition=~Q(programme="") | Q(assignment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} → {self.programme or self.assignment_id}"
