"""Problems and how they are put right; the rules that were made; units watched and notified."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.plans.models import Adoption

TEXT = 10_000
SHORT = 1000


class Item(models.Model):
    """One problem of one unit in the ledger, from its register number until it is struck off.

    number      given once, never again · source: the plan's word for where it came from ·
    source_ref  the thing in another room that it came from, "complaint:12", "" if none ·
    found_by_itself  the unit found it, and not somebody else
    values      what else the plan wants stated, as `rules.registers` keeps it
    promised_on the day that the unit promised first · due_on: the day that holds now, by the
                class's term or the last granted move · warn_on: from when it is nearly due
    leader      who leads it (牵头领导), `owner` who does it; the names as written where they are
                nobody in the directory
    rule_due_on the second stage: by when the rule that keeps it from happening again is made
    recurs      the earlier item of the same unit that this problem was the first time
    cycle       how often it was opened: 1, and one more with each reopening
    """

    class State(models.TextChoices):
        REGISTERED = "REGISTERED", pgettext_lazy("rectification", "Registered")
        IN_APPROVAL = "IN_APPROVAL", pgettext_lazy("rectification", "Waits for approval")
        RUNNING = "RUNNING", pgettext_lazy("rectification", "Being put right")
        HANDED_IN = "HANDED_IN", pgettext_lazy("rectification", "Waits for acceptance")
        STRUCK_OFF = "STRUCK_OFF", pgettext_lazy("rectification", "Struck off")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("rectification", "Entered in error")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rectification_items")
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    source = models.CharField(max_length=60, blank=True)
    source_ref = models.CharField(max_length=60, blank=True)
    found_by_itself = models.BooleanField(default=False)
    found_on = models.DateField()
    category = models.CharField(max_length=60, blank=True)
    problem = models.TextField(max_length=TEXT)
    cause = models.TextField(max_length=TEXT, blank=True)
    measure = models.TextField(max_length=TEXT, blank=True)
    values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    remark = models.CharField(max_length=SHORT, blank=True)
    mode = models.CharField(max_length=60, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    warn_on = models.DateField(null=True, blank=True)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    leader_name = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="rectification_items"
    )
    owner_name = models.CharField(max_length=60, blank=True)
    salt = models.BinaryField()
    recurs = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    moved = models.PositiveSmallIntegerField(default=0)
    rule_due_on = models.DateField(null=True, blank=True)
    rule_made_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField()
    registered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    struck_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["adoption", "-id"], name="item_by_adoption"),
            models.Index(fields=["unit", "-id"], name="item_by_unit"),
            models.Index(fields=["owner"], name="item_by_owner"),
            models.Index(fields=["source_ref"], name="item_by_source"),
            models.Index(fields=["-found_on", "-id"], name="item_by_found"),
            models.Index(
                fields=["due_on", "id"],
                name="item_open_by_due",
                condition=Q(state__in=["REGISTERED", "IN_APPROVAL", "RUNNING", "HANDED_IN"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="item_number_is_given_once", fields=["adoption", "number"]
            ),
            models.CheckConstraint(
                name="item_struck_off_has_its_day",
                condition=Q(state="STRUCK_OFF", struck_on__isnull=False)
                | (~Q(state="STRUCK_OFF") & Q(struck_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="item_handed_in_says_when",
                condition=~Q(state__in=["HANDED_IN", "STRUCK_OFF"]) | Q(done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="item_withdrawn_says_why",
                condition=(Q(state="WITHDRAWN") & ~Q(withdrawn_why=""))
                | (~Q(state="WITHDRAWN") & Q(withdrawn_why="")),
            ),
            models.CheckConstraint(name="item_recurs_of_another", condition=~Q(recurs=F("id"))),
        ]

    @property
    def content(self) -> str:
        """What the journal commits to: all that the item says."""
        said = {
            "problem": self.problem,
            "cause": self.cause,
            "measure": self.measure,
            "values": self.values,
            "remark": self.remark,
            "leader": self.leader_name,
            "owner": self.owner_name,
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def leader_shown(self) -> str:
        """Who leads it, by name."""
        return self.leader.name if self.leader else self.leader_name

    @property
    def owner_shown(self) -> str:
        """Who does it, by name."""
        return self.owner.name if self.owner else self.owner_name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be put right, or to be accepted."""
        return self.state not in (self.State.STRUCK_OFF, self.State.WITHDRAWN)

    def __str__(self) -> str:
        return self.number


class Milestone(models.Model):
    """A day in between by which a part of the work is to be done."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="milestones")
    day = models.DateField()
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="milestone_once_a_day", fields=["item", "day"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.day}"


class Progress(models.Model):
    """What was done, in the words of whoever did it; the proof lies with the item's files."""

    class Kind(models.TextChoices):
        PROGRESS = "PROGRESS", pgettext_lazy("rectification", "Progress")
        DONE = "DONE", pgettext_lazy("rectification", "Handed in as done")

    item = models.ForeignKey(Item, models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROGRESS)
    text = models.TextField(max_length=TEXT)
    salt = models.BinaryField()
    cycle = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"


class Move(models.Model):
    """A promise that is to be moved: asked for with a reason, granted or refused by another."""

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("rectification move", "Asked for")
        GRANTED = "GRANTED", pgettext_lazy("rectification move", "Granted")
        REFUSED = "REFUSED", pgettext_lazy("rectification move", "Refused")

    item = models.ForeignKey(Item, models.PROTECT, related_name="moves")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    was_on = models.DateField(null=True, blank=True)
    to_on = models.DateField()
    reason = models.CharField(max_length=SHORT)
    salt = models.BinaryField()
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="move_asked_for_once_at_a_time",
                fields=["item"],
                condition=Q(state="ASKED"),
            ),
            models.CheckConstraint(
                name="move_goes_on", condition=Q(was_on__isnull=True) | Q(to_on__gt=F("was_on"))
            ),
            models.CheckConstraint(
                name="move_answered_says_when",
                condition=Q(state="ASKED", answered_on__isnull=True)
                | (~Q(state="ASKED") & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.to_on}"


class Check(models.Model):
    """What somebody else found who looked whether it was put right: by a visit, or a sample."""

    class How(models.TextChoices):
        VISIT = "VISIT", pgettext_lazy("rectification check", "Visit on the spot")
        SAMPLE = "SAMPLE", pgettext_lazy("rectification check", "Sample")

    item = models.ForeignKey(Item, models.PROTECT, related_name="checks")
    how = models.CharField(max_length=6, choices=How)
    looked_on = models.DateField()
    where = models.CharField(max_length=200)
    found = models.TextField(max_length=TEXT)
    values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    passed = models.BooleanField()
    salt = models.BinaryField()
    cycle = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    @property
    def content(self) -> str:
        """What the journal commits to."""
        return f"{self.where}\n{self.found}\n{json.dumps(self.values, sort_keys=True)}"

    def __str__(self) -> str:
        return f"{self.item_id} {self.looked_on}"


class Reopening(models.Model):
    """Why an item that was struck off was opened again."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="reopenings")
    struck_on = models.DateField()
    reason = models.CharField(max_length=SHORT)
    salt = models.BinaryField()
    due_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"


class MadeRule(models.Model):
    """A rule that was made so that a problem does not come back (建章立制), looked at again."""

    class State(models.TextChoices):
        IN_FORCE = "IN_FORCE", pgettext_lazy("made rule", "In force")
        REVISED = "REVISED", pgettext_lazy("made rule", "Replaced by a newer one")
        REPEALED = "REPEALED", pgettext_lazy("made rule", "No longer in force")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="made_rules")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="made_rules")
    title = models.CharField(max_length=200)
    number = models.CharField(_("document no."), max_length=60, blank=True)
    made_on = models.DateField()
    from_on = models.DateField()
    review_on = models.DateField()
    reviewed_on = models.DateField(null=True, blank=True)
    review = models.CharField(max_length=SHORT, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.IN_FORCE)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    entered_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-made_on"], name="made_rule_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="made_rule_is_reviewed_after_it_holds",
                condition=Q(review_on__gt=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Watched(models.Model):
    """A unit that a person put on the list of key units, or decided not to; and until when.

    watch   the plan's ground · facts: the counted figures that it rested on, on that day
    """

    class State(models.TextChoices):
        LISTED = "LISTED", pgettext_lazy("watch list", "Listed")
        NOT_LISTED = "NOT_LISTED", pgettext_lazy("watch list", "Not listed")
        ENDED = "ENDED", pgettext_lazy("watch list", "Taken off")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    watch = models.CharField(max_length=60)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State)
    why = models.CharField(max_length=SHORT)
    salt = models.BinaryField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        verbose_name_plural = "watched"
        constraints = [
            models.UniqueConstraint(
                name="unit_is_listed_once_on_a_ground",
                fields=["adoption", "unit", "watch"],
                condition=Q(state="LISTED"),
            ),
            models.CheckConstraint(
                name="watched_ended_says_when_and_why",
                condition=(Q(state="ENDED", ended_on__isnull=False) & ~Q(ended_why=""))
                | (~Q(state="ENDED") & Q(ended_on__isnull=True, ended_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.watch}"


class SlowNotice(models.Model):
    """A notice to a unit that is slow: a step of the plan's ladder, and what the unit answered.

    subject   what it is about: "rectification_item:3", a task of a campaign, "" for the unit
    level     where the unit stood on the ladder before · skipped: why a step was passed over
    repaired  what it was about was put right: on which day, and whether that was late
    """

    class State(models.TextChoices):
        ISSUED = "ISSUED", pgettext_lazy("slow notice", "Waits for an answer")
        ANSWERED = "ANSWERED", pgettext_lazy("slow notice", "Answered")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("slow notice", "Withdrawn")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="slow_notices")
    subject = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=TEXT)
    salt = models.BinaryField()
    level = models.PositiveSmallIntegerField(default=0)
    skipped = models.CharField(max_length=SHORT, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ISSUED)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField()
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=TEXT, blank=True)
    answer_salt = models.BinaryField(default=b"")
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    repaired_on = models.DateField(null=True, blank=True)
    repaired_late = models.BooleanField(default=False)
    withdrawn_why = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-issued_on"], name="slow_notice_by_unit"),
            models.Index(fields=["subject"], name="slow_notice_by_subject"),
            models.Index(fields=["adoption", "-id"], name="slow_notice_by_adoption"),
        ]
        constraints = [
            models.CheckConstraint(
                name="slow_notice_answered_says_when",
                condition=Q(state="ANSWERED", answered_on__isnull=False)
                | (~Q(state="ANSWERED") & Q(answered_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="slow_notice_withdrawn_says_why",
                condition=(Q(state="WITHDRAWN") & ~Q(withdrawn_why=""))
                | (~Q(state="WITHDRAWN") & Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Workbook(models.Model):
    """A workbook of items that was handed in without an error, until somebody confirms it.

    `plan_digest` is that of the changes that were shown; `content` is emptied at the end.
    """

    class State(models.TextChoices):
        READY = "READY", _("Waiting for confirmation")
        DONE = "DONE", pgettext_lazy("workbook", "Carried out")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("workbook", "Withdrawn")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=9, choices=State, default=State.READY)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    uploaded_on = models.DateField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
