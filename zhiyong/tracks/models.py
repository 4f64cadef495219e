"""What runs beside a case: other tracks of responsibility, talks, resignations, oversight."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiyong.approvals.models import Approval
from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.files.models import File
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption


class CaseTrack(models.Model):
    """A kind of responsibility that is taken up about somebody, beside the others of the plan.

    `own_act` and `link` are what people found shown: an act of one's own, a link of supervision.
    It closes with its own result; nothing that happens on another track closes it.
    """

    class Responsibility(models.TextChoices):
        DIRECT = "DIRECT", pgettext_lazy("track", "Direct")
        LEADING = "LEADING", pgettext_lazy("track", "Leading")
        UNKNOWN = "UNKNOWN", pgettext_lazy("track", "Not established yet")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tracks")
    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="tracks")
    track = models.CharField(max_length=60)
    responsibility = models.CharField(
        max_length=7, choices=Responsibility, default=Responsibility.UNKNOWN
    )
    own_act = models.BooleanField(null=True, blank=True)
    link = models.BooleanField(null=True, blank=True)
    grounds = models.TextField(max_length=2000)
    salt = models.BinaryField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(max_length=2000, blank=True)
    result_salt = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="track_is_open_once",
                fields=["respondent", "track"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="track_ended_says_what_came_out",
                condition=Q(ended_on__isnull=True) | ~Q(result=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.track}"


class Talk(models.Model):
    """A talk outside the ladder (约谈): no measure, nothing follows but what was agreed.

    With a person, or with a unit, for which `attendees` come. `record` says what was pointed out,
    `agreed` what is to be put right; somebody looks again on `recheck_on`.
    """

    class State(models.TextChoices):
        CALLED = "CALLED", pgettext_lazy("talk", "Called")
        HELD = "HELD", pgettext_lazy("talk", "Held")
        CHECKED = "CHECKED", pgettext_lazy("talk", "Checked again")
        CANCELLED = "CANCELLED", pgettext_lazy("talk", "Called off")

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="talks")
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talks_held")
    audience = models.BigIntegerField()
    with_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="talks"
    )
    with_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="talks")
    attendees = models.ManyToManyField(Person, related_name="talks_attended")
    talker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    reason = models.TextField(max_length=2000)
    salt = models.BinaryField()
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    record = models.TextField(max_length=10_000, blank=True)
    record_salt = models.BinaryField(default=bytes)
    agreed = models.TextField(max_length=2000, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    rechecked_on = models.DateField(null=True, blank=True)
    recheck = models.TextField(max_length=2000, blank=True)
    recheck_salt = models.BinaryField(default=bytes)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    called_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-on", "-id"], name="talk_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="talk_is_with_a_person_or_a_unit",
                condition=Q(with_person__isnull=False, with_unit__isnull=True)
                | Q(with_person__isnull=True, with_unit__isnull=False),
            ),
        ]

    @property
    def with_whom(self) -> str:
        """Return the name of the person or unit."""
        return str(self.with_person or self.with_unit)

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Resignation(models.Model):
    """A resignation (引咎辞职): asked for, called for or ordered, then approved or refused.

    Nothing about guilt is stored with one that was asked for. It stays pending while a track that
    it waits for is open: `waits` holds them as {"track", "case", "responsibility"}. `stated` are
    facts of the plan that were stated with it, `examined` what the body that answers it looked
    into, `request` the person's own writing. An approved one ends no post by itself.
    """

    class Origin(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("resignation", "Asked for by the person")
        CALLED_FOR = "CALLED_FOR", pgettext_lazy("resignation", "Called for")
        ORDERED = "ORDERED", pgettext_lazy("resignation", "Ordered")

    class State(models.TextChoices):
        FILED = "FILED", pgettext_lazy("resignation", "Filed")
        PENDING = "PENDING", pgettext_lazy("resignation", "Waits")
        IN_APPROVAL = "IN_APPROVAL", pgettext_lazy("resignation", "In approval")
        APPROVED = "APPROVED", pgettext_lazy("resignation", "Approved")
        REFUSED = "REFUSED", pgettext_lazy("resignation", "Refused")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("resignation", "Withdrawn")

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="resignations"
    )
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    track = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="resignations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    state = models.CharField(max_length=11, choices=State, default=State.FILED)
    reason = models.TextField(max_length=5000)
    salt = models.BinaryField()
    filed_on = models.DateField()
    filed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    basis = models.PositiveSmallIntegerField(null=True, blank=True)
    stated = models.JSONField(default=dict)
    waits = models.JSONField(default=list)
    examined = models.JSONField(default=dict)
    examined_salt = models.BinaryField(default=bytes)
    examined_on = models.DateField(null=True, blank=True)
    approver = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answer_salt = models.BinaryField(default=bytes)
    effective_on = models.DateField(null=True, blank=True)
    request = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-filed_on", "-id"], name="resignation_by_unit"),
            models.Index(fields=["approver", "-filed_on", "-id"], name="resignation_by_approver"),
        ]
        constraints = [
            models.CheckConstraint(
                name="resignation_approved_has_its_day",
                condition=~Q(state="APPROVED") | Q(effective_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="resignation_is_open_once",
                fields=["person", "post"],
                condition=Q(state__in=["FILED", "PENDING", "IN_APPROVAL"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Oversight(models.Model):
    """Oversight by the people's congress: an interpellation, an inquiry, a motion to remove.

    Only recorded and followed: who asked what, by when it is answered, what came of it.
    """

    class Kind(models.TextChoices):
        INTERPELLATION = "INTERPELLATION", pgettext_lazy("oversight", "Interpellation")
        SPECIAL_INQUIRY = "SPECIAL_INQUIRY", pgettext_lazy("oversight", "Special inquiry")
        REMOVAL_MOTION = "REMOVAL_MOTION", pgettext_lazy("oversight", "Motion to remove")

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("oversight", "Open")
        ANSWERED = "ANSWERED", pgettext_lazy("oversight", "Answered")
        ADOPTED = "ADOPTED", pgettext_lazy("oversight", "Adopted")
        REJECTED = "REJECTED", pgettext_lazy("oversight", "Rejected")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("oversight", "Withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="oversights")
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    congress = models.ForeignKey(Unit, models.PROTECT, related_name="oversights")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    of_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    movers = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_cast = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=5000)
    salt = models.BinaryField()
    received_on = models.DateField()
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    answer_salt = models.BinaryField(default=bytes)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-received_on", "-id"], name="oversight_unit"),
            models.Index(
                fields=["answer_by", "id"], name="oversight_unanswered", condition=Q(state="OPEN")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="oversight_is_of_somebody",
                condition=Q(person__isnull=False) | Q(of_unit__isnull=False),
            ),
        ]

    @property
    def of_whom(self) -> str:
        """Return the name of the person or organ that it is about."""
        return str(self.person or self.of_unit)

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"
