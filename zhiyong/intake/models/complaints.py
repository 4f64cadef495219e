"""A complaint: whatever the public or staff bring in, as it came."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.intake.models.ids import random_id
from zhiyong.plans.models import Adoption

if TYPE_CHECKING:
    from datetime import datetime

TITLE = 100
TEXT = 20_000
MESSAGE = 5000


class Complaint(models.Model):
    """One complaint, from lodging to its end.

    `audience` is the unit that keeps it: the one rule of access rests on it. It is set by the
    routing inside the lodging transaction, before anybody sees the complaint. `barred` are the
    units it went past, since they or their leaders are complained of: nothing of it is shared
    with them or below them. `kept_before` are units that kept it earlier: whoever keeps it now
    sees what they did. Channel, class, category, urgency, major matter, distribution mark
    and reason of refusal are ids of the plan's own elements. One that came by the web holds the
    local day and no moment, and its id is random. Who complained is never here: it is sealed in
    the vault. `classified_on` is the day on which a person of the office said of which class it
    is; before that the class is what was chosen when it came.
    """

    class State(models.TextChoices):
        LODGED = "LODGED", _("Lodged")
        REGISTERED = "REGISTERED", _("Registered")
        ACCEPTED = "ACCEPTED", _("Accepted")
        NOT_ACCEPTED = "NOT_ACCEPTED", _("Not accepted")
        REFERRED = "REFERRED", _("Referred to the competent body")
        IN_HANDLING = "IN_HANDLING", _("In handling")
        REPLIED = "REPLIED", _("Replied")
        CLOSED = "CLOSED", _("Closed")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")
        MERGED = "MERGED", _("Merged into another")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="complaints_kept")
    barred = ArrayField(models.BigIntegerField(), default=list)
    kept_before = ArrayField(models.BigIntegerField(), default=list)
    route = models.JSONField(default=dict)
    went_up = models.BooleanField(default=False)

    channel = models.CharField(max_length=40)
    is_real_name = models.BooleanField(default=False)
    real_name_confirmed_on = models.DateField(null=True, blank=True)
    wants_contact = models.BooleanField(default=False)
    subject_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="complaints_about"
    )
    subject_unit_text = models.CharField(max_length=120, blank=True)
    about_receiving_body = models.BooleanField(default=False)
    input_class = models.CharField(max_length=40, blank=True)
    classified_on = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=TITLE)
    text = models.TextField(max_length=TEXT)
    happened_on = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    salt = models.BinaryField()

    received_on = models.DateField()
    entered_on = models.DateField()
    entered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    entered_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    outside_number = models.CharField(max_length=60, blank=True)

    number = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=40, blank=True)
    major = models.CharField(max_length=40, blank=True)
    distribution = models.CharField(max_length=40, blank=True)
    may_know = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.LODGED)
    decided_on = models.DateField(null=True, blank=True)
    refusal = models.CharField(max_length=40, blank=True)
    refusal_details = models.JSONField(default=dict)
    competent_body = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )

    lookup = models.BinaryField(max_length=32, null=True, unique=True)
    token = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-received_on", "-id"], name="complaint_queue"),
            models.Index(
                fields=["audience", "state", "-received_on", "-id"], name="complaint_by_state"
            ),
            models.Index(fields=["-received_on", "-id"], name="complaint_by_day"),
            models.Index(
                fields=["state", "-received_on", "-id"], name="complaint_by_state_and_day"
            ),
            models.Index(
                fields=["audience", "-received_on", "-id"],
                name="complaint_ended",
                condition=Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=["-received_on", "-id"],
                name="complaint_ended_by_day",
                condition=Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=["number"], name="complaint_by_number", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["outside_number"],
                name="complaint_by_outside_number",
                opclasses=["varchar_pattern_ops"],
                condition=~Q(outside_number=""),
            ),
            models.Index(
                fields=["audience", "subject_unit", "-received_on"], name="complaint_by_subject"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="complaint_is_seen_by_the_unit_that_keeps_it",
                condition=Q(audience=F("keeper")),
            ),
            models.CheckConstraint(
                name="complaint_by_the_web_has_no_moment",
                condition=Q(entered_by__isnull=False) | Q(entered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="complaint_is_not_entered_before_it_is_received",
                condition=Q(entered_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="complaint_refused_has_its_reason",
                condition=~Q(state="NOT_ACCEPTED") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="complaint_referred_names_the_competent_body",
                condition=~Q(state="REFERRED") | ~Q(competent_body=""),
            ),
            models.CheckConstraint(
                name="complaint_is_registered_before_it_is_decided",
                condition=Q(state__in=["LODGED", "WITHDRAWN", "MERGED", "REFERRED"])
                | ~Q(number=""),
            ),
            models.CheckConstraint(
                name="complaint_has_a_closing_day_exactly_when_it_has_ended",
                condition=Q(
                    state__in=["NOT_ACCEPTED", "REFERRED", "CLOSED", "WITHDRAWN", "MERGED"],
                    closed_on__isnull=False,
                )
                | (
                    ~Q(state__in=["NOT_ACCEPTED", "REFERRED", "CLOSED", "WITHDRAWN", "MERGED"])
                    & Q(closed_on__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="complaint_merged_names_the_one_it_went_into",
                condition=Q(state="MERGED", merged_into__isnull=False)
                | (~Q(state="MERGED") & Q(merged_into__isnull=True)),
            ),
        ]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will be decided about it unless it is taken up again."""
        return self.state in ENDED

    @property
    def entry_delay(self) -> int:
        """Return how many days lie between receipt and entry."""
        return (self.entered_on - self.received_on).days

    @property
    def source(self) -> dict[str, Any]:
        """What its channel brought besides the words; empty where it asks for nothing."""
        details = getattr(self, "details", None)
        return details.said if details else {}

    @property
    def subject_name(self) -> str:
        """The unit complained of: as the directory knows it, else as it was written."""
        return self.subject_unit.name if self.subject_unit else self.subject_unit_text

    def __str__(self) -> str:
        return self.number or self.title


ENDED = frozenset(
    {
        Complaint.State.NOT_ACCEPTED,
        Complaint.State.REFERRED,
        Complaint.State.CLOSED,
        Complaint.State.WITHDRAWN,
        Complaint.State.MERGED,
    }
)


class NamedPerson(models.Model):
    """Somebody whom a complaint names: as written, and, where found, who that is."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="named")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person"], name="named_person_by_person")]

    def __str__(self) -> str:
        return f"{self.name} {self.post}".strip()


class Message(models.Model):
    """A message between the complainant and whoever handles the matter.

    The complainant's own have random ids and a day only, as the complaint itself.
    """

    class Direction(models.TextChoices):
        IN = "IN", _("From the complainant")
        OUT = "OUT", _("Sent to the complainant")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="messages")
    order = models.PositiveIntegerField()
    direction = models.CharField(max_length=3, choices=Direction)
    text = models.TextField(max_length=MESSAGE)
    salt = models.BinaryField()
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    token = models.BinaryField(max_length=32, null=True, unique=True)
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="message_has_one_place_in_its_complaint", fields=["complaint", "order"]
            ),
            models.CheckConstraint(
                name="message_from_the_complainant_names_no_account",
                condition=Q(direction="IN", by__isnull=True) | Q(direction="OUT"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.complaint_id}"


class Correction(models.Model):
    """What was corrected: the old value stays beside the new one."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    reason = models.CharField(max_length=200)
    salt = models.BinaryField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.field} {self.complaint_id}"
