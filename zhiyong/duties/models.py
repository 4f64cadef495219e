"""Duties: who owes what by when, and why that day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person, Unit
from zhiyong.plans.models import Adoption


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a statutory holiday, or a make-up working day."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.day} {self.name_zh}"


class CalendarYear(models.Model):
    """A year whose holidays are known, and from where."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.year)


class CalendarLoad(models.Model):
    """One loading of a calendar: from where, for which years, and how many duties it moved."""

    years = models.JSONField()
    source = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    moved = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=80)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.years} {self.source}"


class Duty(models.Model):
    """Somebody owes something by a day. The day's derivation is stored with it.

    `warn_on` is the first day on which the light turns to "due soon"; so lights are plain
    comparisons that the database makes. `due_at` is set only for terms in hours. `named_on` is
    the due day where whoever asked named one, in the place of the plan's term.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("Running")
        PAUSED = "PAUSED", _("Clock stopped")
        MET = "MET", _("Done")
        VOID = "VOID", _("Lapsed")

    subject = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    label_zh = models.CharField(max_length=120)
    label_en = models.CharField(max_length=160)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="+")
    clause = models.CharField(max_length=120)
    basis = models.JSONField(default=dict)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    owner_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="duties"
    )
    audience = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    starts_on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    warn_on = models.DateField(null=True, blank=True)
    named_on = models.DateField(null=True, blank=True)
    original_due_on = models.DateField()
    explanation = models.JSONField(default=list)
    met_on = models.DateField(null=True, blank=True)
    void_reason = models.CharField(max_length=60, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    warned_on = models.DateField(null=True, blank=True)
    press_on = models.DateField(null=True, blank=True)
    escalation_step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="duty_by_subject"),
            models.Index(
                fields=["audience", "due_on", "id"],
                name="duty_open_by_audience",
                condition=Q(state="OPEN"),
            ),
            models.Index(
                fields=["owner_person", "due_on", "id"],
                name="duty_open_by_person",
                condition=Q(state="OPEN"),
            ),
            models.Index(
                fields=["owner_unit", "due_on", "id"],
                name="duty_open_by_unit",
                condition=Q(state="OPEN"),
            ),
            models.Index(
                fields=["due_on", "id"], name="duty_open_by_day", condition=Q(state="OPEN")
            ),
            models.Index(fields=["press_on"], name="duty_to_press", condition=Q(state="OPEN")),
            models.Index(
                fields=["warn_on"],
                name="duty_to_warn",
                condition=Q(state="OPEN", warned_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="duty_of_a_kind_runs_once_for_a_subject",
                fields=["subject", "code"],
                condition=Q(state__in=["OPEN", "PAUSED"]),
            ),
            models.CheckConstraint(
                name="duty_has_a_due_day_unless_paused",
                condition=Q(due_on__isnull=False) | Q(state="PAUSED"),
            ),
            models.CheckConstraint(
                name="duty_has_a_day_of_doing_exactly_when_done",
                condition=Q(state="MET", met_on__isnull=False)
                | (~Q(state="MET") & Q(met_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="duty_is_not_due_before_it_starts",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
            ),
        ]

    @property
    def label(self) -> str:
        """What is owed, in the language of the reader."""
        return self.label_zh if (get_language() or "zh").startswith("zh") else self.label_en

    def __str__(self) -> str:
        return f"{self.label_zh} {self.subject} {self.due_on}"


class Pause(models.Model):
    """An interval [from, until) in which a duty's clock stood still."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_began",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="pause_runs_once_for_a_duty",
                fields=["duty"],
                condition=Q(until_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.from_on}"


class Extension(models.Model):
    """More time, with its reason and who approved it."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="extensions")
    term = models.CharField(max_length=40)
    reason = models.TextField(max_length=500)
    salt = models.BinaryField()
    approved_by = models.ForeignKey(
        "directory.Account", models.PROTECT, null=True, related_name="+"
    )
    granted_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.duty_id} +{self.term}"


class Urging(models.Model):
    """One urging (催办) of a duty."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="urgings")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=1000)
    salt = models.BinaryField()
    by = models.ForeignKey("directory.Account", models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="urging_is_numbered_once", fields=["duty", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} #{self.number}"
