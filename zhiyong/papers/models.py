"""Papers: what an office issues, with its number, its content and its file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Unit
from zhiyong.files.models import File
from zhiyong.plans.models import Adoption


class Paper(models.Model):
    """One issued paper. It is never changed: a correction is a new paper that names the old one.

    `to_serve` papers go out on paper, and how they arrived is proved; `proves` is the paper whose
    service a printed proof (送达回证) is for.
    """

    slip = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="papers")
    audience = models.BigIntegerField()
    data = models.JSONField()
    salt = models.BinaryField()
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    proves = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="proof"
    )
    to_serve = models.BooleanField(default=False)
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="paper_by_subject"),
            models.Index(fields=["audience", "-issued_on", "-id"], name="paper_by_audience"),
            models.Index(
                fields=["audience", "-issued_on", "-id"],
                name="paper_to_serve_by_audience",
                condition=Q(to_serve=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="paper_number_is_given_once",
                fields=["unit", "slip", "number"],
                condition=~Q(number=""),
            )
        ]

    def __str__(self) -> str:
        return self.number or self.code


class ServiceOfPaper(models.Model):
    """How a paper reached its addressee, as its proof of service (送达回证) says.

    No address and no name of the addressee: those stand on the scan alone.
    """

    class Way(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("In person")
        BY_POST = "BY_POST", _("By mail")
        ONLINE = "ONLINE", _("Online")
        LEFT = "LEFT", _("Left at the address")
        REFUSED = "REFUSED", _("Refused")
        RETURNED = "RETURNED", _("Returned undelivered")

    class Receiver(models.TextChoices):
        ADDRESSEE = "ADDRESSEE", _("The addressee")
        FAMILY = "FAMILY", _("An adult of the household")
        AGENT = "AGENT", _("Somebody the addressee named")
        UNIT = "UNIT", _("The mail room of the unit")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="services")
    way = models.CharField(max_length=10, choices=Way)
    served_on = models.DateField()
    receiver = models.CharField(max_length=10, choices=Receiver, blank=True)
    server = models.CharField(max_length=60, blank=True)
    witness = models.CharField(max_length=60, blank=True)
    remarks = models.CharField(max_length=300, blank=True)
    scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.paper_id} {self.way} {self.served_on}"
