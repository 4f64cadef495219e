"""Decisions: what was decided about somebody, by whom, on what, and whether it was carried out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.approvals.models import Approval
from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.meetings.models import Item
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class Decision(models.Model):
    """One decision about one respondent of a case: its own object, with number and basis.

    `item` is the agenda item whose vote made it; a plan that lets a head or a body decide without
    a meeting has none, and `by_party` says who decides. `effective_on` is the day it names, else
    the day it was made. `offer` is what the ladder offered then, with every reason, and `facts`
    what it was offered on; both as they were. `acted_on` is the day of the act.

    `facts` holds `values` (facts of the plan's vocabulary as an answer writes them), `places` (who
    stood where on the day of the act), `about` (unit, post and staff type of each of these) and
    `assessed` (accountability items that had been). `reckoning` anew reads only this, so that a
    later correction of history changes nothing silently.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("decision", "Draft")
        PROPOSED = "PROPOSED", pgettext_lazy("decision", "Before the meeting")
        MADE = "MADE", pgettext_lazy("decision", "Made")
        REJECTED = "REJECTED", pgettext_lazy("decision", "Not passed")
        CHANGED = "CHANGED", pgettext_lazy("decision", "Changed on appeal")
        REVOKED = "REVOKED", pgettext_lazy("decision", "Revoked")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("decision", "Draft withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="decisions")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    lock = models.PositiveIntegerField(default=1)
    """Grows with every change of a draft; a form opened on an older one is stale."""
    body = models.ForeignKey(Unit, models.PROTECT, related_name="decisions")
    by_party = models.CharField(max_length=60)
    audience = models.BigIntegerField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="decisions")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="+")
    acted_on = models.DateField()
    matter_outcome = models.CharField(max_length=60, blank=True)
    person_outcome = models.CharField(max_length=60, blank=True)
    bases = models.JSONField(default=list)
    reasons = models.TextField(max_length=10_000)
    against_offer = models.TextField(max_length=2000, blank=True)
    """Why it goes beyond or below what the ladder offers."""
    salt = models.BinaryField()
    facts = models.JSONField(default=dict)
    offer = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    made_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    executed_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    rests_on = models.ManyToManyField("self", symmetrical=False, related_name="rested_on_by")

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-made_on", "-id"], name="decision_by_body"),
            models.Index(fields=["case"], name="decision_by_case"),
            models.Index(
                fields=["number"], name="decision_by_number", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="decision_made_has_day_and_number",
                condition=Q(state__in=["DRAFT", "PROPOSED", "REJECTED", "WITHDRAWN"])
                | Q(made_on__isnull=False, effective_on__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="decision_comes_after_the_act",
                condition=Q(made_on__isnull=True) | Q(made_on__gte=F("acted_on")),
            ),
            models.UniqueConstraint(
                name="decision_on_a_respondent_is_in_hand_once",
                fields=["case", "respondent"],
                condition=Q(state__in=["DRAFT", "PROPOSED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class ChosenMeasure(models.Model):
    """One measure of one version of a decision, with what it states."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="measures")
    version = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=60)
    stated = models.JSONField(default=dict)
    until_on = models.DateField(null=True, blank=True)
    offered = models.BooleanField(default=True)
    outcome_on = models.DateField(null=True, blank=True)
    """Of a recommendation: the day the competent body answered."""
    declined = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="measure_once_in_a_version", fields=["decision", "version", "measure"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.measure}"


class Version(models.Model):
    """A decision as it stood from a day until before another; both stay visible."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=60, blank=True)
    """What put it in place ("appeal:4"); empty for the first."""

    class Meta:
        constraints = [models.UniqueConstraint(name="version_once", fields=["decision", "number"])]

    def __str__(self) -> str:
        return f"{self.decision_id} v{self.number}"


class Confirmation(models.Model):
    """A decision of its own on a measure that came by linkage and waits for another body's.

    `body` decided it, under its own `number`, on the day `on`. One that it declined does not come
    about for this person; the rest of the decision stands.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    on = models.DateField()
    declined = models.BooleanField(default=False)
    proof = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="confirmation_once", fields=["decision", "person", "measure"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.person} {self.measure}"


class DecisionNotice(models.Model):
    """The written notice of a decision (or of an appeal's answer) to one of those concerned."""

    class State(models.TextChoices):
        DUE = "DUE", pgettext_lazy("notice of decision", "To be served")
        SERVED = "SERVED", pgettext_lazy("notice of decision", "Served")
        REFUSED = "REFUSED", pgettext_lazy("notice of decision", "Refused, left there")
        RETURNED = "RETURNED", pgettext_lazy("notice of decision", "Came back")

    class Of(models.TextChoices):
        DECISION = "decision", _("Decision")
        APPEAL = "appeal", _("Answer to the appeal")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    of = models.CharField(max_length=8, choices=Of, default=Of.DECISION)
    about = models.CharField(max_length=60, blank=True)
    """The appeal whose answer it tells ("appeal:4")."""
    party = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    served_on = models.DateField(null=True, blank=True)
    way = models.CharField(max_length=60, blank=True)
    remarks = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notice_of_a_decision_once",
                fields=["decision", "of", "about", "party", "person", "unit"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="notice_served_has_its_day",
                condition=Q(state__in=["SERVED", "REFUSED"], served_on__isnull=False)
                | Q(state__in=["DUE", "RETURNED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.party}"


class Suspension(models.Model):
    """Standing down before the decision, where the plan allows it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="suspensions")
    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="suspensions")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    """The measure that is proposed, without which nobody is suspended."""
    reason = models.TextField(max_length=2000)
    salt = models.BinaryField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="suspended_once_at_a_time",
                fields=["respondent"],
                condition=Q(until_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.respondent_id} {self.from_on}"


class Reappointment(models.Model):
    """A sanctioned official's return to office: cooling-off, checks, reasons, made public.

    `clearance` is the plan's check before it. Neither lifelong nor too quick: what is missing is
    shown with its day.
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", pgettext_lazy("reappointment", "Proposed")
        CLEARED = "CLEARED", pgettext_lazy("reappointment", "Cleared")
        REFUSED = "REFUSED", pgettext_lazy("reappointment", "Refused")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("reappointment", "Withdrawn")

    person = models.ForeignKey(Person, models.PROTECT, related_name="reappointments")
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="reappointments"
    )
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    clearance = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    post_title = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    checks = models.JSONField(default=dict)
    opinions = models.JSONField(default=dict)
    gates = models.JSONField(default=dict)
    discussed_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(max_length=5000)
    salt = models.BinaryField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-proposed_on", "-id"], name="reappointment_by_unit")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.proposed_on}"
