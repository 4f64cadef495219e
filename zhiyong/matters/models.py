"""Matters (办件): the handling of an accepted complaint by a unit. Not yet a filed case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.intake.models import MESSAGE, Complaint, random_id
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption

FINDINGS = 20_000
REPLY = MESSAGE
"""A reply reaches the complainant as a message, so it is as long as one at most."""
NOTE = 2000


class Matter(models.Model):
    """The handling of a complaint by one unit.

    `audience` is the handling unit; the body that keeps the complaint follows it through
    `keeper`. A reopened matter starts a new round; the outcomes of earlier rounds stay.
    """

    class State(models.TextChoices):
        ASSIGNED = "ASSIGNED", _("Assigned")
        RETURN_ASKED = "RETURN_ASKED", _("Return asked for")
        DISPUTED = "DISPUTED", _("Whose it is is being decided")
        SIGNED_FOR = "SIGNED_FOR", _("Signed for")
        HANDLING = "HANDLING", _("In handling")
        IN_APPROVAL = "IN_APPROVAL", _("In approval")
        REPORTED = "REPORTED", _("Reported back")
        REPLIED = "REPLIED", _("Replied")
        CALLED_BACK = "CALLED_BACK", _("Called back")
        CLOSED = "CLOSED", _("Closed")
        RETURNED = "RETURNED", _("Returned")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="matters")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    mode = models.CharField(max_length=40)
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="matters_kept")
    handling_unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters")
    audience = models.BigIntegerField()
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="matters"
    )
    state = models.CharField(max_length=12, choices=State, default=State.ASSIGNED)
    round = models.PositiveSmallIntegerField(default=1)
    instructions = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()
    opened_on = models.DateField()
    signed_for_on = models.DateField(null=True, blank=True)
    signed_for_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    touched_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["audience", "-opened_on", "-id"],
                name="matter_by_unit",
                include=["state", "complaint"],
            ),
            models.Index(
                fields=["keeper", "-opened_on", "-id"],
                name="matter_by_keeper",
                include=["complaint"],
            ),
            models.Index(fields=["-opened_on", "-id"], name="matter_by_day"),
            models.Index(
                fields=["handler", "-opened_on", "-id"],
                name="matter_by_handler",
                include=["state", "complaint"],
            ),
            models.Index(
                fields=["audience", "state", "-opened_on", "-id"],
                name="matter_open_by_unit",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["keeper", "state", "-opened_on", "-id"],
                name="matter_open_by_keeper",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["handler", "state", "-opened_on", "-id"],
                name="matter_open_by_handler",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["touched_on", "id"],
                name="matter_lying_still",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["number"], name="matter_by_number", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="matter_is_seen_by_the_unit_that_handles_it",
                condition=Q(audience=F("handling_unit")),
            ),
            models.CheckConstraint(
                name="matter_in_handling_has_a_handler",
                condition=Q(
                    state__in=["ASSIGNED", "RETURN_ASKED", "DISPUTED", "SIGNED_FOR", "RETURNED"]
                )
                | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="matter_has_a_closing_day_exactly_when_ended",
                condition=Q(state__in=["CLOSED", "RETURNED"], closed_on__isnull=False)
                | (~Q(state__in=["CLOSED", "RETURNED"]) & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="matter_signed_for_names_who_signed",
                condition=Q(signed_for_on__isnull=True, signed_for_by__isnull=True)
                | Q(signed_for_on__isnull=False, signed_for_by__isnull=False),
            ),
            models.CheckConstraint(
                name="matter_replied_has_its_day",
                condition=~Q(state__in=["REPLIED", "CALLED_BACK", "CLOSED"])
                | Q(replied_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="matter_of_a_complaint_is_open_once_in_a_unit",
                fields=["complaint", "handling_unit"],
                condition=Q(closed_on__isnull=True),
            ),
        ]

    @property
    def is_own(self) -> bool:
        """Whether the office that keeps the complaint handles it itself."""
        return self.handling_unit_id == self.keeper_id

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens unless the complainant has it taken up again."""
        return self.state in ENDED

    def __str__(self) -> str:
        return self.number


ENDED = frozenset({Matter.State.CLOSED, Matter.State.RETURNED})
ANSWERED = frozenset({Matter.State.REPLIED, Matter.State.CALLED_BACK, Matter.State.CLOSED})
"""Where the complainant has a reply."""


class RecusalCheck(models.Model):
    """That nothing stood against somebody handling a matter, when they were given it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusal_checks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.person} {self.on}"


class Recusal(models.Model):
    """Somebody may not handle a matter any more: they said why themselves."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500)
    salt = models.BinaryField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recusal_is_said_once", fields=["matter", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.on}"


class Note(models.Model):
    """What is written between the offices about a matter. The complainant never sees it."""

    class Kind(models.TextChoices):
        NOTE = "NOTE", _("Internal note")
        RETURN = "RETURN", _("Reason for the return")
        RETURN_REFUSED = "RETURN_REFUSED", _("Reason why it stays")
        FIRST_ACTION = "FIRST_ACTION", _("First action")
        TAKEN_BACK = "TAKEN_BACK", _("Reason for taking it back")
        SENT_BACK = "SENT_BACK", _("What is missing in the report")
        URGING_ANSWER = "URGING_ANSWER", _("Answer to an urging")
        SUPERVISION_ANSWER = "SUPERVISION_ANSWER", _("Answer to a supervision slip")
        REOPENED = "REOPENED", _("What is left, as the complainant says")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=18, choices=Kind, default=Kind.NOTE)
    text = models.TextField(max_length=NOTE)
    salt = models.BinaryField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class Outcome(models.Model):
    """What came out in a round: for the matter, for persons, and the reply; then its approval.

    `system_cause` is what in rules, staffing or equipment led to it; where nothing did, `no_cause`
    says why. One of the two stands there when the matter is closed.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="outcomes")
    round = models.PositiveSmallIntegerField()
    matter_outcome = models.CharField(max_length=40)
    person_outcome = models.CharField(max_length=40)
    findings = models.TextField(max_length=FINDINGS)
    reply = models.TextField(max_length=REPLY)
    system_cause = models.TextField(max_length=NOTE, blank=True)
    no_cause = models.TextField(max_length=NOTE, blank=True)
    salt = models.BinaryField()
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_one_a_round", fields=["matter", "round"])
        ]

    def __str__(self) -> str:
        return f"{self.matter} #{self.round}"


class Dispute(models.Model):
    """Whose a matter is, where a unit and the office that gave it do not agree.

    It is decided by the nearest unit above both (`decider`); the unit that has the matter answers
    for it meanwhile. `lent`: the decider reads the complaint for this only.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("dispute", "To be decided")
        STAYS = "STAYS", pgettext_lazy("dispute", "Stays with the unit")
        BACK = "BACK", pgettext_lazy("dispute", "Goes back to the office that gave it")
        MOVED = "MOVED", pgettext_lazy("dispute", "Goes to another unit")
        GIVEN_UP = "GIVEN_UP", pgettext_lazy("dispute", "Taken back meanwhile")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="disputes")
    decider = models.ForeignKey(Unit, models.PROTECT, related_name="disputes_to_decide")
    audience = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    unit_reason = models.TextField(max_length=NOTE)
    keeper_reason = models.TextField(max_length=NOTE, blank=True)
    claimed = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    salt = models.BinaryField()
    lent = models.BooleanField(default=False)
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    raised_on = models.DateField()
    reason = models.TextField(max_length=NOTE, blank=True)
    reason_salt = models.BinaryField(default=bytes)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-raised_on", "-id"], name="dispute_by_decider"),
            models.Index(fields=["audience", "id"], name="dispute_open", condition=Q(state="OPEN")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dispute_about_a_matter_is_open_once",
                fields=["matter"],
                condition=Q(state="OPEN"),
            ),
            models.CheckConstraint(
                name="dispute_is_seen_by_who_decides", condition=Q(audience=F("decider"))
            ),
            models.CheckConstraint(
                name="dispute_decided_says_by_whom_and_when",
                condition=Q(state="OPEN", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="OPEN") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="dispute_moved_says_where_to",
                condition=Q(state="MOVED", to_unit__isnull=False)
                | (~Q(state="MOVED") & Q(to_unit__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.state}"


class Judgement(models.Model):
    """What the office that assigned a matter says of how a unit handled a round of it (质量评判).

    `failed` are the plan's criteria that it does not meet.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="judgements")
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="judgements")
    audience = models.BigIntegerField()
    verdict = models.CharField(max_length=40)
    effect = models.CharField(max_length=12)
    failed = ArrayField(models.CharField(max_length=40), default=list)
    reason = models.TextField(max_length=NOTE, blank=True)
    salt = models.BinaryField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-on", "-id"], name="judgement_by_office"),
            models.Index(fields=["unit", "-on", "-id"], name="judgement_by_unit"),
        ]
        constraints = [
            models.UniqueConstraint(name="judgement_one_a_round", fields=["matter", "round"])
        ]

    def __str__(self) -> str:
        return f"{self.matter} #{self.round} {self.verdict}"


class CallBack(models.Model):
    """A call-back after the reply, made by somebody other than the handler."""

    class Satisfaction(models.TextChoices):
        SATISFIED = "SATISFIED", _("Satisfied")
        BASICALLY = "BASICALLY", _("Basically satisfied")
        DISSATISFIED = "DISSATISFIED", _("Dissatisfied")
        NO_ANSWER = "NO_ANSWER", _("Gave no opinion")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="call_backs")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    reached = models.BooleanField()
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    remark = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_back_has_an_answer_exactly_when_somebody_was_reached",
                condition=Q(reached=True) & ~Q(satisfaction="") | Q(reached=False, satisfaction=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.on}"


class Rating(models.Model):
    """How the complainant rated the reply of a round. Its id and its day alone tell when."""

    class Grade(models.IntegerChoices):
        VERY_GOOD = 5, _("Very satisfied")
        GOOD = 4, _("Satisfied")
        FAIR = 3, _("Basically satisfied")
        POOR = 2, _("Dissatisfied")
        VERY_POOR = 1, _("Very dissatisfied")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField(choices=Grade)
    remark = models.TextField(max_length=1000, blank=True)
    salt = models.BinaryField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rating_one_a_round", fields=["matter", "round"]),
            models.CheckConstraint(
                name="rating_grade_is_one_to_five", condition=Q(grade__gte=1, grade__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.grade}"
