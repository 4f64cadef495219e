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
    counted; without `through` it lasts until it is ended, and one with `gates` until they are all
    passed. `post` is the post on which it fell, as held on the day of the act. `from_measure` is
    the measure that linked it, `bundle` the rules' name for deductions that are added up.

    It stood against somebody on the days on which it was booked, had begun, had not run out, was
    not ended and not covered by a heavier one: so a past day answers as of then. An entry is never
    deleted, and not rewritten but for its state and its reckoned days. What was rolled back stays,
    and is booked anew if it ever counts again.
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
    from_measure = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=8)
    target = models.CharField(max_length=60, blank=True)
    part = models.PositiveIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    of = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    bundle = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    appraisal = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State)
    since = models.DateField(null=True, blank=True)
    through = models.DateField(null=True, blank=True)
    gates = models.PositiveSmallIntegerField(default=0)
    """How many gates must be passed after its time before it ends."""
    due_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    """The day on which whoever it falls on was told; from then on they see it themselves."""
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
    covered_on = models.DateField(null=True, blank=True)
    covered_until = models.DateField(null=True, blank=True)
    """The days on which a heavier one stood in its place; the last is not one of them."""
    ended_on = models.DateField(null=True, blank=True)
    """The first day on which it no longer stood."""
    ended_by = models.CharField(max_length=60, blank=True)
    """What rolled it back ("appeal:4"), whoever ended it ("account:9"), or "clock"."""
    ended_reason = models.CharField(max_length=300, blank=True)
    undone_on = models.DateField(null=True, blank=True)
    """The day on which it was rolled back, whether or not it had ended before."""
    told_on = models.DateField(null=True, blank=True)
    """The day on which it was told that its time is over and its gates may be passed."""

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "since"],
                name="consequence_of_person",
                include=["through", "booked_on", "ended_on", "gates"],
                condition=Q(person__isnull=False),
            ),
            models.Index(
                fields=["unit", "since"],
                name="consequence_of_unit",
                include=["through", "booked_on", "ended_on", "gates"],
                condition=Q(unit__isnull=False),
            ),
            models.Index(fields=["source", "id"], name="consequence_by_source"),
            models.Index(fields=["audience", "-booked_on", "-id"], name="consequence_by_audience"),
            models.Index(
                fields=["through", "id"],
                name="consequence_running_out",
                condition=Q(state="IN_FORCE", through__isnull=False, told_on__isnull=True),
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
            models.UniqueConstraint(
                name="consequence_is_live_once",
                fields=[
                    "source",
                    "version",
                    "effect",
                    "code",
                    "measure",
                    "from_measure",
                    "person",
                    "unit",
                ],
                condition=~Q(state="ROLLED_BACK"),
                nulls_distinct=False,
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
            models.CheckConstraint(
                name="consequence_rolled_back_says_when_and_by_what",
                condition=Q(state="ROLLED_BACK", undone_on__isnull=False) & ~Q(ended_by="")
                | ~Q(state="ROLLED_BACK") & Q(undone_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.effect} {self.code}"


class GatePassed(models.Model):
    """A gate of a freeze that was confirmed: by whom, on which day, with what."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="gates_passed")
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
