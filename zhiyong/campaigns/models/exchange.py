"""What goes between the office and the units: bulletins, feedback, requests, talks, acceptance."""

import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.campaigns.models.campaign import Assignment, Campaign, Stage
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.papers.models import Paper
from zhiyong.publicity.models import Publication


def as_text(*said: object) -> str:
    """Return what a row says in the one form that the journal commits to."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Bulletin(models.Model):
    """A bulletin (情况通报) or a notice of a meeting, numbered when it is issued.

    kind      the plan's publication or slip by which it goes, or a typical case, good or bad
    figures   what it cites, frozen: [{"id", "label_zh", "label_en", "value", "of", "ids"}]; `ids`
              are the rows that were counted, as ranges, so that each figure opens to them
    criteria  what the plan asks of a typical case, answered: [{"id", "label", "said"}]
    publication   the publication by which it went out, where the plan has rules for that
    A notice of a meeting asks for receipts until `receipt_by`, and who will come.
    """

    class Kind(models.TextChoices):
        BULLETIN = "BULLETIN", pgettext_lazy("campaign", "Bulletin")
        GOOD_EXAMPLE = "GOOD_EXAMPLE", pgettext_lazy("campaign", "Good example")
        BAD_EXAMPLE = "BAD_EXAMPLE", pgettext_lazy("campaign", "Warning example")
        MEETING = "MEETING", pgettext_lazy("campaign", "Notice of a meeting")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        ISSUED = "ISSUED", pgettext_lazy("bulletin", "Issued")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("bulletin", "Called back")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="bulletins")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.BULLETIN)
    element = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20000)
    figures = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    subject = models.CharField(max_length=60, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+"
    )
    salt = models.BinaryField(default=b"")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    receipt_by = models.DateField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["campaign", "-id"], name="bulletin_newest")]
        constraints = [
            models.CheckConstraint(
                name="bulletin_has_number_and_day_unless_a_draft",
                condition=Q(state="DRAFT", issued_on__isnull=True, number="")
                | (~Q(state="DRAFT") & Q(issued_on__isnull=False) & ~Q(number="")),
            )
        ]

    @property
    def content(self) -> str:
        """What the journal commits to."""
        return as_text(self.title, self.text, self.figures, self.criteria)

    def __str__(self) -> str:
        return self.number or self.title


class Receipt(models.Model):
    """A bulletin reached a unit: when it was signed for, who will come, what was answered."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    attends = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="receipt_by_unit")]
        constraints = [
            models.UniqueConstraint(name="receipt_of_a_unit_once", fields=["bulletin", "unit"])
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.unit_id}"


class Feedback(models.Model):
    """The feedback of a month to a unit: opinions and complaints that it has not put right yet.

    items   frozen: [{"ref": "complaint:12", "number", "what", "since", "months"}]; while one of
            them is not struck off the next month's feedback carries it on, a month older
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="feedbacks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    number = models.CharField(max_length=80, blank=True)
    items = models.JSONField(default=list)
    note = models.TextField(max_length=5000, blank=True)
    salt = models.BinaryField(default=b"")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    answer_salt = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="feedback_by_unit"),
            models.Index(fields=["campaign", "period", "id"], name="feedback_by_month"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="feedback_of_a_month_once", fields=["campaign", "unit", "period"]
            )
        ]

    @property
    def content(self) -> str:
        """What the journal commits to."""
        return as_text(self.period, self.items, self.note)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"


class Request(models.Model):
    """One unit asks another for help with a task; the clock for the answer is its duty."""

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("request between units", "Asked")
        ANSWERED = "ANSWERED", pgettext_lazy("request between units", "Answered")
        REFUSED = "REFUSED", pgettext_lazy("request between units", "Refused with reasons")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("request between units", "Withdrawn")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="requests")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField(max_length=5000)
    due = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    salt = models.BinaryField(default=b"")
    answer = models.TextField(max_length=5000, blank=True)
    answer_salt = models.BinaryField(default=b"")
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_unit", "due", "id"], name="request_to_unit"),
            models.Index(fields=["from_unit", "-id"], name="request_from_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="request_goes_to_another_unit", condition=~Q(from_unit=F("to_unit"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} → {self.to_unit_id}"


class SlowTalk(models.Model):
    """A slow unit was called to a talk (约谈); whether it has caught up is checked on a day.

    behind   what it was behind with on that day: ids of assignments, as ranges
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="talks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    behind = models.JSONField(default=list)
    talked_with = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField()
    recheck_on = models.DateField()
    salt = models.BinaryField(default=b"")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    rechecked_on = models.DateField(null=True, blank=True)
    rechecked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    caught_up = models.BooleanField(null=True, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)
    outcome_salt = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["campaign", "unit", "-id"], name="slowtalk_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="talk_is_rechecked_after_it", condition=Q(recheck_on__gt=F("held_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"


class Acceptance(models.Model):
    """A unit's work was examined: in the middle, for a phase, or at the end; by somebody else.

    checks   what was looked at: [{"id", "label", "met", "note"}] · figures: frozen, each opens
    """

    class Kind(models.TextChoices):
        STAGE = "STAGE", pgettext_lazy("acceptance", "Of a phase")
        MID_TERM = "MID_TERM", pgettext_lazy("acceptance", "Mid-term")
        FINAL = "FINAL", pgettext_lazy("acceptance", "Final")

    class Result(models.TextChoices):
        PASSED = "PASSED", pgettext_lazy("acceptance", "Passed")
        AGAIN = "AGAIN", pgettext_lazy("acceptance", "To be examined again")
        FAILED = "FAILED", pgettext_lazy("acceptance", "Not passed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="acceptances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=6, choices=Result)
    checks = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    reason = models.CharField(max_length=1000, blank=True)
    salt = models.BinaryField(default=b"")
    again_on = models.DateField(null=True, blank=True)
    examined_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    examined_on = models.DateField()
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    class Meta:
        indexes = [models.Index(fields=["campaign", "unit", "kind"], name="acceptance_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="acceptance_that_failed_says_why",
                condition=Q(result="PASSED") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="acceptance_again_has_a_day",
                condition=~Q(result="AGAIN") | Q(again_on__isnull=False),
            ),
        ]

    @property
    def content(self) -> str:
        """What the journal commits to."""
        return as_text(self.result, self.checks, self.figures, self.reason)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.result}"


class Summary(models.Model):
    """The figures and text of a campaign at its end, or of a day in it; later ones are versions.

    figures   as a bulletin's; frozen with the version, whose rows stay those of that day
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="summaries")
    number = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    figures = models.JSONField(default=list)
    text = models.TextField(max_length=40000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    salt = models.BinaryField(default=b"")
    frozen_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_on = models.DateField()
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="summary_is_numbered_once", fields=["campaign", "number"]),
        ]

    @property
    def content(self) -> str:
        """What the journal commits to."""
        return as_text(self.as_of.isoformat(), self.figures, self.text)

    def __str__(self) -> str:
        return f"{self.campaign_id} #{self.number}"


class Obstruction(models.Model):
    """A unit hid something, falsified a report, or stood in the way; what was opened on it.

    opened   the case or the row of a register that was opened, as a reference
    """

    class Kind(models.TextChoices):
        HIDDEN = "HIDDEN", pgettext_lazy("obstruction", "Hid a problem")
        FALSE_REPORT = "FALSE_REPORT", pgettext_lazy("obstruction", "Reported what is false")
        REFUSED = "REFUSED", pgettext_lazy("obstruction", "Refused to take part, or delayed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="obstructions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="obstructions"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(max_length=5000)
    salt = models.BinaryField(default=b"")
    acted_on = models.DateField()
    opened = models.CharField(max_length=60)
    noted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    noted_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "-id"], name="obstruction_newest")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"


class Carried(models.Model):
    """Something that was still open when a campaign ended, and goes on in the next one.

    ref   what it is: "complaint:12", "slowtalk:3", "assignment:9"
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="carried")
    earlier = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ref = models.CharField(max_length=60)
    number = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=240)
    since = models.DateField()
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "unit", "id"], name="carried_by_unit")]
        constraints = [
            models.UniqueConstraint(name="carried_over_once", fields=["campaign", "ref"])
        ]

    def __str__(self) -> str:
        return self.ref
