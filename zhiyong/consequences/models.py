"""The ledger of what stands against somebody: one entry for each thing that follows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.files.models import File
from zhiyong.plans.models import Adoption


class Entry(models.Model):
    """One measure or consequence on one person or unit, from a day until another.

    `source` is the decision ("decision:3"), `version` which version of it, `case` the case whose
    deductions are taken together. `effect` is `measure` or one of the plan's effects (deduct,
    block, force, freeze, write, rectify, open, refer, lose, require); `code` the element of the
    pack that says so, `target` what it concerns. Shares are exact: `part` of `base`; `amount` is
    what that is of the yearly sum, where it is known. `since` and `through` are its days, both
    counted; without `through` it lasts until it is ended. `post` is the post on which it fell, as
    held on the day of the act. An entry is never deleted and never rewritten but for its state.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", pgettext_lazy("consequence", "Waits")
        IN_FORCE = "IN_FORCE", pgettext_lazy("consequence", "In force")
        SUPERSEDED = "SUPERSEDED", pgettext_lazy("consequence", "Covered by a heavier one")
        DONE = "DONE", pgettext_lazy("consequence", "Carried out")
        OVER = "OVER", pgettext_lazy("consequence", "Ended")
        LAPSED = "LAPSED", pgettext_lazy("consequence", "Did not come about")
        ROLLED_BACK = "ROLLED_BACK", pgettext_lazy("consequence", "Rolled back")

    source = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    case = models.CharField(max_length=60)
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="consequences"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="consequences"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=24)
    audience = models.BigIntegerField()
    effect = models.CharField(max_length=12)
    code = models.CharField(max_length=80)
    measure = models.CharField(max_length=60)
    origin = models.CharField(max_length=8)
    target = models.CharField(max_length=60, blank=True)
    part = models.PositiveIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    of = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    appraisal = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State)
    since = models.DateField(null=True, blank=True)
    through = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    clauses = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    carried_out_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_out_on = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    proof_note = models.CharField(max_length=300, blank=True)
    booked_on = models.DateField()
    booked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    """What rolled it back or covered it ("appeal:4", "consequence:9"), or "clock"."""

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "since"],
                name="consequence_of_person",
                include=["through", "ended_on", "state"],
                condition=Q(person__isnull=False),
            ),
            models.Index(
                fields=["unit", "since"],
                name="consequence_of_unit",
                include=["through", "ended_on", "state"],
                condition=Q(unit__isnull=False),
            ),
            models.Index(fields=["source", "id"], name="consequence_by_source"),
            models.Index(fields=["audience", "-booked_on", "-id"], name="consequence_by_audience"),
            models.Index(
                fields=["through", "id"],
                name="consequence_running_out",
                condition=Q(state="IN_FORCE", through__isnull=False),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="consequence_to_carry_out",
                condition=Q(state="IN_FORCE", carried_out_on__isnull=True, due_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="consequence_is_on_a_person_or_a_unit",
                condition=Q(person__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="consequence_share_is_a_part_of_a_whole",
                condition=Q(part__isnull=True, base__isnull=True)
                | Q(part__isnull=False, base__gt=0, part__lte=F("base")),
            ),
            models.CheckConstraint(
                name="consequence_ends_after_it_began",
                condition=Q(through__isnull=True) | Q(through__gte=F("since")),
            ),
            models.CheckConstraint(
                name="consequence_ended_says_when",
                condition=Q(state__in=["OVER", "ROLLED_BACK", "LAPSED"], ended_on__isnull=False)
                | ~Q(state__in=["OVER", "ROLLED_BACK", "LAPSED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.effect} {self.code}"


class GatePassed(models.Model):
    """A gate of a freeze that was confirmed: by whom, on which day, with what."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="gates")
    gate = models.CharField(max_length=60)
    on = models.DateField()
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="gate_once", fields=["entry", "gate"])]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.gate}"


class YearlySum(models.Model):
    """A yearly sum of which shares are withheld, as the paying office stated it."""

    class Of(models.TextChoices):
        ANNUAL = "annual_bonus", _("Bonus of the year")
        UNIT = "unit_bonus", _("Bonus of the unit")

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="yearly_sums"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="yearly_sums"
    )
    of = models.CharField(max_length=20, choices=Of)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    stated_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="yearly_sum_is_a_persons_or_a_units",
                condition=Q(person__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="yearly_sum_once_a_year",
                fields=["person", "unit", "of", "year"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.unit_id} {self.year}"
