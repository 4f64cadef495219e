"""Inspections: a round, its teams and draws, the visits, and what was found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.plans.models import Adoption


class Round(models.Model):
    """One inspection that is planned under a plan: by whom, how, in which days.

    `inspection`, `form`, `sort` and `outputs` are ids of the plan. Nobody but its planners and
    its teams knows of a round before `opened_on`: of an open one the day it was planned, of an
    unannounced one the day its report was filed.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", pgettext_lazy("round", "Planned")
        UNDER_WAY = "UNDER_WAY", pgettext_lazy("round", "Under way")
        REPORTED = "REPORTED", pgettext_lazy("round", "Reported")
        CANCELLED = "CANCELLED", pgettext_lazy("round", "Called off")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    inspection = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds_planned")
    audience = models.BigIntegerField()
    unannounced = models.BooleanField(default=False)
    form = models.CharField(max_length=60, blank=True)
    sort = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    purpose = models.TextField(max_length=2000, blank=True)
    salt = models.BinaryField()
    planned_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    planned_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    report_to = ArrayField(models.BigIntegerField(), default=list)
    outputs = ArrayField(models.CharField(max_length=60), default=list)
    reported_on = models.DateField(null=True, blank=True)
    calling_off = models.CharField(max_length=300, blank=True)
    calling_off_salt = models.BinaryField(default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-from_on", "-id"], name="round_by_unit"),
            models.Index(fields=["adoption", "inspection"], name="round_by_plan"),
        ]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="round_reported_has_its_day",
                condition=Q(state="REPORTED", reported_on__isnull=False)
                | ~Q(state="REPORTED") & Q(reported_on__isnull=True),
            ),
            models.CheckConstraint(
                name="round_unannounced_opens_with_its_report",
                condition=Q(unannounced=False)
                | Q(opened_on__isnull=True)
                | Q(opened_on=F("reported_on")),
            ),
        ]

    @property
    def is_sealed(self) -> bool:
        """Whether only its planners and teams may know of it."""
        return self.opened_on is None

    def __str__(self) -> str:
        return self.title


class Planner(models.Model):
    """Somebody who plans a round, and so knows of it from the first."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="planners")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="planner_once", fields=["round", "person"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"


class Team(models.Model):
    """A team of a round; it goes to the units that are given to it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="teams")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="inspection_team_once", fields=["round", "number"])
        ]

    def __str__(self) -> str:
        return str(self.number)


class Member(models.Model):
    """Somebody in a team: a person of the directory, or by name somebody from outside."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    from_body = models.CharField(max_length=120, blank=True)
    is_head = models.BooleanField(default=False)
    draw = models.ForeignKey(
        "Draw", models.PROTECT, null=True, blank=True, related_name="members_drawn"
    )
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="inspection_member_by_person")]
        constraints = [
            models.UniqueConstraint(
                name="inspection_member_once",
                fields=["team", "person"],
                condition=Q(left_on__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                name="inspection_team_has_one_head",
                fields=["team"],
                condition=Q(is_head=True, left_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Draw(models.Model):
    """A draw at random: first the commitment to its seed, then the frame, then who was drawn.

    `frame` and `excluded` are lists of {"name", "reference"} and {"name", "reference", "reason"};
    `names` those drawn, in the order of their ranks. The seed is shown once the draw is made.
    """

    class Of(models.TextChoices):
        UNITS = "UNITS", pgettext_lazy("draw", "Units to be inspected")
        INSPECTORS = "INSPECTORS", pgettext_lazy("draw", "Inspectors")

    round = models.ForeignKey(Round, models.PROTECT, related_name="draws")
    of = models.CharField(max_length=10, choices=Of)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="draws")
    seed = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64, unique=True)
    committed_on = models.DateField()
    committed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    frame = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    salt = models.BinaryField(default=bytes)
    frame_digest = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    names = models.JSONField(default=list)
    drawn_on = models.DateField(null=True, blank=True)
    drawn_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draw_has_no_frame_before_it_is_made",
                condition=Q(drawn_on__isnull=False) | Q(frame=[], names=[], excluded=[]),
            ),
            models.CheckConstraint(
                name="draw_is_made_after_its_seed",
                condition=Q(drawn_on__isnull=True) | Q(drawn_on__gte=F("committed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.commitment[:12]


class Target(models.Model):
    """A unit that a round inspects, and the team that goes there."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspected")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="targets")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="targets")
    added_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["unit"], name="target_by_unit")]
        constraints = [models.UniqueConstraint(name="target_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class Visit(models.Model):
    """One visit to a unit: the checklist with its answers, the notes, photographs, findings.

    `token` is that of the sending: the same draft that is sent twice is taken once. `answers` is
    {check: {"value", "points", "note"}}. `revisit_of`: this visit looks whether a finding was put
    right.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", pgettext_lazy("visit", "Planned")
        MADE = "MADE", pgettext_lazy("visit", "Made")
        DROPPED = "DROPPED", pgettext_lazy("visit", "Not made")

    target = models.ForeignKey(Target, models.PROTECT, related_name="visits")
    round = models.ForeignKey(Round, models.PROTECT, related_name="visits")
    number = models.PositiveSmallIntegerField()
    point = models.CharField(max_length=60, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    revisit_of = models.OneToOneField(
        "Finding", models.PROTECT, null=True, blank=True, related_name="revisit"
    )
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    token = models.UUIDField(null=True, blank=True, unique=True)
    visited_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(default=dict)
    points = models.PositiveIntegerField(null=True, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    salt = models.BinaryField(default=bytes)
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["round", "number"], name="visit_by_round")]
        constraints = [
            models.UniqueConstraint(name="visit_is_numbered_once", fields=["round", "number"]),
            models.CheckConstraint(
                name="visit_made_has_its_day",
                condition=Q(state="MADE", visited_on__isnull=False, token__isnull=False)
                | ~Q(state="MADE") & Q(visited_on__isnull=True, token__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}-{self.number}"


class Photograph(models.Model):
    """A photograph of a visit. The file has no metadata: when and where stand here, apart."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photographs")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    taken = models.CharField(max_length=19, blank=True)
    place = models.CharField(max_length=60, blank=True)
    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="photograph_once", fields=["visit", "number"])]

    def __str__(self) -> str:
        return f"{self.visit_id}/{self.number}"


class Finding(models.Model):
    """What a visit found at a unit. It stays open until it is handed on, or settled.

    `subject` is the id of a focus or a check of the plan. What `must_fix` is looked at again on
    `revisit_on`.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("finding of an inspection", "Open")
        HANDED_ON = "HANDED_ON", pgettext_lazy("finding of an inspection", "Handed on")
        SETTLED = "SETTLED", pgettext_lazy("finding of an inspection", "Settled")

    round = models.ForeignKey(Round, models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="findings_of_inspections")
    audience = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=3000)
    salt = models.BinaryField()
    must_fix = models.BooleanField(default=False)
    revisit_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    found_on = models.DateField()
    found_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    answer = models.TextField(max_length=5000, blank=True)
    answer_salt = models.BinaryField(default=bytes)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settling = models.TextField(max_length=2000, blank=True)
    settling_salt = models.BinaryField(default=bytes)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-found_on", "-id"], name="finding_by_audience"),
            models.Index(fields=["unit", "-found_on", "-id"], name="finding_by_unit"),
        ]
        constraints = [
            models.UniqueConstraint(name="finding_is_numbered_once", fields=["round", "number"]),
            models.CheckConstraint(
                name="finding_to_put_right_has_its_revisit",
                condition=Q(must_fix=False) | Q(revisit_on__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_settled_says_how",
                condition=~Q(state="SETTLED") | Q(settled_on__isnull=False) & ~Q(settling=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}-{self.number}"


class Report(models.Model):
    """The report of a round, not for the units inspected: each sees its own findings."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="report")
    text = models.TextField(max_length=20_000)
    salt = models.BinaryField()
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    filed_on = models.DateField()
    filed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.round_id} {self.filed_on}"


class Outcome(models.Model):
    """What a finding led to: a lead, a case, an item of the ledger, an exposure."""

    class Way(models.TextChoices):
        LEAD = "LEAD", _("Registered as a lead")
        CASE = "CASE", _("A case was opened")
        ITEM = "ITEM", _("Put on the rectification ledger")
        EXPOSURE = "EXPOSURE", _("Drafted for publication")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="outcomes")
    way = models.CharField(max_length=8, choices=Way)
    reference = models.CharField(max_length=60)
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["reference"], name="outcome_by_reference")]
        constraints = [
            models.UniqueConstraint(name="outcome_once", fields=["finding", "way"]),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} → {self.reference}"
