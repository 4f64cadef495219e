"""Whom a case is about, what was found about each, and what must be assessed besides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.approvals.models import Approval
from zhiyong.cases.models.cases import Case
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.plans.models import Adoption


class Respondent(models.Model):
    """A person or a unit that a case is about, as they stood on the day of the act.

    `post` and `unit_then` are what they held and where on that day; `frozen` keeps the values
    (rank, who led, who was in charge) as rows' ids and words, so that a later correction of
    history changes nothing silently. `outcome` is the plan's outcome for a person.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="respondents")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="respondent_in"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="respondent_in"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    unit_then = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    frozen = models.JSONField(default=dict)
    told_on = models.DateField(null=True, blank=True)
    """The day they were told of the facts (事实材料见面)."""
    heard_on = models.DateField(null=True, blank=True)
    declined = models.BooleanField(default=False)
    outcome = models.CharField(max_length=60, blank=True)
    outcome_reason = models.TextField(max_length=2000, blank=True)
    outcome_salt = models.BinaryField(default=bytes)
    cleared_on = models.DateField(null=True, blank=True)
    tolerated_on = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    removed_on = models.DateField(null=True, blank=True)
    removal = models.CharField(max_length=300, blank=True)
    merged_from = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="respondents_given"
    )

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="respondent_by_person"),
            models.Index(fields=["unit"], name="respondent_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="respondent_is_a_person_or_a_unit",
                condition=Q(person__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="respondent_once",
                fields=["case", "person", "unit"],
                nulls_distinct=False,
                condition=Q(removed_on__isnull=True),
            ),
        ]

    @property
    def name(self) -> str:
        """Return the name of the person or unit."""
        return str(self.person or self.unit)

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """What was found about a respondent: category, severity with its grounds, responsibility.

    `adoption` is the plan for measures, in force on the day of the act. `stated` are the fields
    that the plan wants for the category; `behaviours` the ways in which it was committed.
    `responsibility` is which kind of it falls on the respondent.
    """

    class Responsibility(models.TextChoices):
        DIRECT = "DIRECT", _("Direct responsibility")
        MAIN_LEADER = "MAIN_LEADER", _("Responsibility of the main leader")
        IMPORTANT_LEADER = "IMPORTANT_LEADER", _("Responsibility of an important leader")

    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="findings")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    category = models.CharField(max_length=60)
    behaviours = models.JSONField(default=list)
    stated = models.JSONField(default=dict)
    acted_on = models.DateField()
    severity = models.CharField(max_length=60, blank=True)
    severity_grounds = models.TextField(max_length=2000, blank=True)
    aggravating = models.JSONField(default=list)
    mitigating = models.JSONField(default=list)
    responsibility = models.CharField(max_length=16, choices=Responsibility)
    substantiated = models.BooleanField(null=True, blank=True)
    text = models.TextField(max_length=5000)
    salt = models.BinaryField()
    facts = models.ManyToManyField("cases.EstablishedFact", related_name="findings")
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    second_reviewer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["respondent"], name="finding_by_respondent")]

    def __str__(self) -> str:
        return f"{self.respondent_id} {self.category}"


class StatedFact(models.Model):
    """A fact of the plan's vocabulary that people found (case.severity, work.improved), with why.

    About the case as a whole, or about one respondent. A correction is a new row.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="stated_facts")
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="stated_facts"
    )
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    grounds = models.TextField(max_length=2000)
    salt = models.BinaryField()
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stated_fact_is_current_once",
                fields=["case", "respondent", "fact"],
                nulls_distinct=False,
                condition=Q(is_current=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.fact}"


class Liability(models.Model):
    """An accountability item that must be assessed by people: it decides nothing.

    `rule` is the plan's liability, `place` on whom it falls as seen from the respondent; the
    person is who held that place on the day of the act, or somebody named where nobody is told.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("liability", "To be assessed")
        LIABLE = "LIABLE", pgettext_lazy("liability", "Liable: taken up")
        NOT_LIABLE = "NOT_LIABLE", pgettext_lazy("liability", "Not liable")
        OPENED_CASE = "OPENED_CASE", pgettext_lazy("liability", "Case of its own")

    case = models.ForeignKey(Case, models.PROTECT, related_name="liabilities")
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="liabilities"
    )
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=24)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    blocks = models.BooleanField(default=False)
    clauses = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    state = models.CharField(max_length=11, choices=State, default=State.OPEN)
    grounds = models.TextField(max_length=2000, blank=True)
    salt = models.BinaryField(default=bytes)
    opened_on = models.DateField()
    assessed_on = models.DateField(null=True, blank=True)
    assessed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    other_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="opened_by_liability"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="liability_once",
                fields=["case", "respondent", "rule", "kind", "place", "person", "unit"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"


class Conclusion(models.Model):
    """The conclusion of the verification: what came out, and the cause in the system.

    `outcome` is the plan's outcome for the matter. `cause` says what in the system let it happen,
    or `no_cause` why there is none. A conclusion that was sent back is followed by another.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="conclusions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=60)
    text = models.TextField(max_length=20_000)
    salt = models.BinaryField()
    cause = models.TextField(max_length=2000, blank=True)
    no_cause = models.TextField(max_length=1000, blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="conclusion_number_once", fields=["case", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"
