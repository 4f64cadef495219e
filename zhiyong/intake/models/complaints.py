"""A complaint: whatever the public or staff bring in, as it came."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.plans.models import Adoption


class Complaint(models.Model):
    """One complaint, from lodging to its end.

    `audience` is the unit that keeps it: the one rule of access rests on it. It is set by the
    routing inside the lodging transaction, before anybody sees the complaint. An anonymous one
    holds the local day and no moment. Who complained is never here: it is sealed in the vault.
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

    class Distribution(models.TextChoices):
        NONE = "", _("No mark")
        INTERNAL = "INTERNAL", _("Internal")
        WORK_SECRET = "WORK_SECRET", _("Work secret")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="complaints_kept")
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
    category = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=20_000)
    happened_on = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    salt = models.BinaryField()

    received_on = models.DateField()
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.JSONField(default=dict)
    outside_number = models.CharField(max_length=60, blank=True)

    number = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=20, default="ordinary")
    major = models.CharField(max_length=40, blank=True)
    distribution = models.CharField(
        max_length=12, choices=Distribution, default=Distribution.NONE, blank=True
    )
    may_know = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.LODGED)
    refusal = models.CharField(max_length=40, blank=True)
    competent_body = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )

    lookup = models.BinaryField(max_length=32, null=True, unique=True)
    token = models.BinaryField(max_length=32, null=True, unique=True)
    contact_digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "-received_on", "-id"], name="complaint_queue"),
            models.Index(
                fields=["audience", "state", "-received_on", "-id"], name="complaint_by_state"
            ),
            models.Index(fields=["-received_on", "-id"], name="complaint_by_day"),
            models.Index(fields=["number"], name="complaint_by_number"),
            models.Index(fields=["subject_unit", "-received_on"], name="complaint_by_subject"),
            models.Index(fields=["contact_digest"], name="complaint_by_contact"),
        ]
        constraints = [
            models.CheckConstraint(
                name="complaint_is_seen_by_the_unit_that_keeps_it",
                condition=Q(audience=F("keeper")),
            ),
            models.CheckConstraint(
                name="complaint_by_the_web_without_a_name_has_no_moment",
                condition=Q(is_real_name=True)
                | Q(entered_by__isnull=False)
                | Q(entered_at__isnull=True),
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
                condition=Q(state__in=["LODGED", "WITHDRAWN"]) | ~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class NamedPerson(models.Model):
    """Somebody whom a complaint names: as written, and, where found, who that is."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="named")
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message between the complainant and whoever handles the matter."""

    class Direction(models.TextChoices):
        IN = "IN", _("From the complainant")
        OUT = "OUT", _("To the complainant")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    text = models.TextField(max_length=5000)
    salt = models.BinaryField()
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["complaint", "id"], name="message_by_complaint")]

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
