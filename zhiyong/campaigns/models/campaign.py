"""A campaign: its units and their parts, its phases and tasks with their days, who owes what."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.plans.models import Adoption


class Campaign(models.Model):
    """One run of an adopted plan.

    office     the unit that runs it · years: by how many years the plan's days are moved
    upper      the campaign of the level above into which this one is rolled up
    earlier    the campaign before it, of which open items are carried over
    audience   whose roles see the whole of it
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        RUNNING = "RUNNING", pgettext_lazy("campaign", "Running")
        CLOSED = "CLOSED", pgettext_lazy("campaign", "Ended")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("campaign", "Withdrawn")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=200)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns_run")
    audience = models.BigIntegerField()
    years = models.SmallIntegerField(default=0)
    upper = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="lower_ones"
    )
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_ones"
    )
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    lock = models.PositiveIntegerField(default=0)
    prepared_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    prepared_on = models.DateField()
    launched_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    launched_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-id"], name="campaign_by_audience")]
        constraints = [
            models.CheckConstraint(
                name="campaign_has_a_launch_unless_draft",
                condition=Q(state="DRAFT", launched_on__isnull=True)
                | Q(state__in=["RUNNING", "CLOSED"], launched_on__isnull=False)
                | Q(state="WITHDRAWN"),
            ),
            models.CheckConstraint(
                name="campaign_has_an_end_exactly_when_ended",
                condition=Q(state__in=["DRAFT", "RUNNING"], ended_on__isnull=True)
                | Q(state__in=["CLOSED", "WITHDRAWN"], ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """A unit that takes part as a party of the plan ("every_unit", "counties") from … until.

    `upper` is the member into whose work its own is rolled up.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    party = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    upper = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "campaign"], name="member_by_unit")]
        constraints = [
            models.UniqueConstraint(
                name="member_takes_part_once_as_a_party",
                fields=["campaign", "party", "unit"],
                condition=Q(until_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.party}"


class Named(models.Model):
    """What a campaign takes from the plan, under the plan's own code, label and clause."""

    code = models.CharField(max_length=60)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=240)
    clause = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """What it is called, in the language of the reader."""
        return self.label_zh if (get_language() or "zh").startswith("zh") else self.label_en


class Stage(Named):
    """A phase of the campaign. The days that the plan writes stay beside those that hold.

    A stage may have no first or no last day where the plan leaves it open.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("phase", "Not closed")
        CLOSED = "CLOSED", pgettext_lazy("phase", "Closed")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="stages")
    source_first = models.DateField(null=True, blank=True)
    source_last = models.DateField(null=True, blank=True)
    as_written = models.CharField(max_length=200, blank=True)
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    closed_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="stage_stands_once", fields=["campaign", "code"]),
            models.CheckConstraint(
                name="stage_ends_after_it_begins",
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
            ),
        ]

    def __str__(self) -> str:
        return self.label_zh


class Task(Named):
    """A task of the plan in this campaign, with the days that hold for it here.

    due      its last day; none where the plan leaves it open until the launch, or it goes on
    left_out why the campaign does without it (a plan's task that has no place here)
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tasks")
    nature = models.CharField(max_length=20)
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, blank=True, related_name="tasks")
    source_first = models.DateField(null=True, blank=True)
    source_due = models.DateField(null=True, blank=True)
    first = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    every = models.CharField(max_length=10, blank=True)
    receiver = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    left_out = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="campaign_task_stands_once", fields=["campaign", "code"])
        ]

    def __str__(self) -> str:
        return self.label_zh


class Assignment(models.Model):
    """One unit owes one task, for one period where it comes again. Its duty is `assignment:ID`.

    unit      who owes it now; `first_unit` who owed it first, where units merged or were renamed
    person    whose it is within the unit, where a person is named
    period    "2026-04", "2026-Q2"; empty where it comes once
    receiver  who accepts or returns it · upper: the assignment into which it is rolled up
    handed_in_on   the day of the first version that was not returned since
    covered, base  how many of how many have done it, where each person or subunit must
    retroactive    its day lay before the launch: not late, done with evidence
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("assignment", "To do")
        SUBMITTED = "SUBMITTED", pgettext_lazy("assignment", "Handed in")
        RETURNED = "RETURNED", pgettext_lazy("assignment", "Returned")
        ACCEPTED = "ACCEPTED", pgettext_lazy("assignment", "Accepted")
        VOID = "VOID", pgettext_lazy("assignment", "Lapsed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="assignments")
    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    first_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.CharField(max_length=10, blank=True)
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    upper = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="lower_ones"
    )
    audience = models.BigIntegerField()
    first = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    handed_in_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    covered = models.PositiveIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    retroactive = models.BooleanField(default=False)
    void_why = models.CharField(max_length=300, blank=True)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign", "unit", "task"],
                include=["state", "due", "handed_in_on"],
                name="assignment_of_the_board",
            ),
            models.Index(fields=["task", "state", "due", "id"], name="assignment_by_task"),
            models.Index(fields=["unit", "due", "id"], name="assignment_by_unit"),
            models.Index(
                fields=["receiver", "handed_in_on", "id"],
                name="assignment_to_accept",
                condition=Q(state="SUBMITTED"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="assignment_of_a_task_stands_once",
                fields=["task", "unit", "period"],
                condition=Q(person__isnull=True) & ~Q(state="VOID"),
            ),
            models.CheckConstraint(
                name="assignment_covers_no_more_than_there_are",
                condition=Q(covered__isnull=True)
                | Q(base__isnull=True)
                | Q(covered__lte=F("base")),
            ),
            models.CheckConstraint(
                name="assignment_is_accepted_exactly_on_a_day",
                condition=Q(state="ACCEPTED", accepted_on__isnull=False)
                | (~Q(state="ACCEPTED") & Q(accepted_on__isnull=True)),
            ),
        ]

    @property
    def is_done(self) -> bool:
        """Whether it has been handed in, and was not returned since."""
        return self.state in (self.State.SUBMITTED, self.State.ACCEPTED)

    def __str__(self) -> str:
        return f"{self.task} · {self.unit} {self.period}".strip()


class Move(models.Model):
    """A phase or a task was given other days, or the plan was exchanged for an amended version.

    `before` and `after` keep what held, as {"first": day, "last": day} or {"adoption": id}.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="moves")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="moves")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="moves")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    salt = models.BinaryField(default=b"")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.on}"


class Batch(models.Model):
    """What is opened for many units at once: all of a launch, a new period, what an amendment adds.

    steps     what is to be opened, one task after another: [{"task": id, "period": "2026-04"}]
    step      how many of them are done: a worker that was killed goes on there
    total     how many assignments there are to be · done: how many there are
    listing   what was opened, packed: a line for each, as the journal commits to it at the end
    """

    class Kind(models.TextChoices):
        LAUNCH = "LAUNCH", pgettext_lazy("batch", "Launch")
        PERIOD = "PERIOD", pgettext_lazy("batch", "New period")
        AMENDMENT = "AMENDMENT", pgettext_lazy("batch", "Amendment")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=9, choices=Kind)
    steps = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    listing = models.BinaryField(default=b"")
    salt = models.BinaryField(default=b"")
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    is_finished = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.kind} {self.done}/{self.total}"
