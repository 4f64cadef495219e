"""Meetings of a body: who was there, what was put to the vote, how each voted, what was decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Body, Person
from zhiyong.files.models import File
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class Meeting(models.Model):
    """One meeting of a body of seats. `rule` is the plan's series of meetings that it belongs to.

    `period` names the month (quarter, year) that it stands for; a special meeting has none and
    says why it was called. `audience` is the unit that set the body up. `outputs` is what its
    minutes must hold, by the plan's ids.
    """

    class State(models.TextChoices):
        CALLED = "CALLED", pgettext_lazy("meeting", "Called")
        OPEN = "OPEN", pgettext_lazy("meeting", "In session")
        CLOSED = "CLOSED", pgettext_lazy("meeting", "Closed")
        CANCELLED = "CANCELLED", pgettext_lazy("meeting", "Called off")
        MISSED = "MISSED", pgettext_lazy("meeting", "Not held")

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    period = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.BigIntegerField()
    minutes = models.TextField(max_length=20_000, blank=True)
    outputs = models.JSONField(default=dict, blank=True)
    salt = models.BinaryField()
    minutes_paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    called_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    called_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-on", "-id"], name="meeting_by_unit"),
            models.Index(fields=["body", "rule", "period"], name="meeting_by_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_closed_has_its_day",
                condition=Q(state__in=["CLOSED", "CANCELLED", "MISSED"], closed_on__isnull=False)
                | Q(state__in=["CALLED", "OPEN"], closed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Attendance(models.Model):
    """One member of the body, as the body was on the day, or a guest without a vote."""

    class Presence(models.TextChoices):
        UNKNOWN = "UNKNOWN", _("Not recorded yet")
        PRESENT = "PRESENT", _("Present")
        EXCUSED = "EXCUSED", _("Excused")
        ABSENT = "ABSENT", _("Absent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    votes = models.BooleanField(default=True)
    presence = models.CharField(max_length=8, choices=Presence, default=Presence.UNKNOWN)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.presence}"


class Item(models.Model):
    """One item of the agenda: a reference to what is discussed and, once put, a motion.

    `motion` is what a "yes" does, as data with `"act"`; the room above that put it registers what
    follows (`meetings.effects`). `lock` counts the versions of the motion: a vote names the one
    that it was cast on. `result` is what the vote came to, with the terms as they were then. A
    postponed item has left its meeting and waits for the next one.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("agenda", "On the agenda")
        OPEN = "OPEN", pgettext_lazy("agenda", "Vote open")
        PASSED = "PASSED", pgettext_lazy("agenda", "Passed")
        REJECTED = "REJECTED", pgettext_lazy("agenda", "Rejected")
        POSTPONED = "POSTPONED", pgettext_lazy("agenda", "Postponed")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("agenda", "Taken off the agenda")

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="items"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="items")
    rule = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=60)
    audience = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ready_on = models.DateField()
    motion = models.JSONField(default=dict)
    lock = models.PositiveSmallIntegerField(default=0)
    salt = models.BinaryField()
    result = models.JSONField(default=dict)
    decided_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    note_salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="item_by_subject"),
            models.Index(
                fields=["body", "ready_on", "id"],
                name="item_waiting",
                condition=Q(meeting__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="item_decided_has_its_day",
                condition=Q(state__in=["PASSED", "REJECTED"], decided_on__isnull=False)
                | ~Q(state__in=["PASSED", "REJECTED"]),
            ),
            models.UniqueConstraint(
                name="item_stands_once_while_it_waits",
                fields=["subject", "body"],
                condition=Q(state__in=["WAITING", "OPEN", "POSTPONED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} #{self.order} {self.subject}"


class Postponement(models.Model):
    """An item that stood on the agenda of a meeting and was not decided there."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="postponements")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="postponed")
    order = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    salt = models.BinaryField()
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["meeting", "order"], name="postponed_by_meeting")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"


class StepAside(models.Model):
    """A member who is to take no part in an item, and why: they said so, or somebody asked it.

    What somebody asked is decided by the chair; about the chair, by another member.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("recusal", "Asked for")
        STANDS = "STANDS", pgettext_lazy("recusal", "Steps aside")
        REFUSED = "REFUSED", pgettext_lazy("recusal", "Refused")

    item = models.ForeignKey(Item, models.PROTECT, related_name="asides")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    salt = models.BinaryField()
    own = models.BooleanField()
    state = models.CharField(max_length=7, choices=State, default=State.STANDS)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="aside_once", fields=["item", "person"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person}"


class Vote(models.Model):
    """How a member voted on a version of a motion. A new version needs new votes.

    `scan` is the signed list from which somebody else entered it.
    """

    class Choice(models.TextChoices):
        YES = "YES", pgettext_lazy("vote", "Yes")
        NO = "NO", pgettext_lazy("vote", "No")
        ABSTAIN = "ABSTAIN", pgettext_lazy("vote", "Abstention")

    item = models.ForeignKey(Item, models.PROTECT, related_name="votes")
    lock = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice)
    reason = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()
    on = models.DateField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="vote_once", fields=["item", "lock", "person"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person} {self.choice}"
