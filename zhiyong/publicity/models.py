"""What is made known: to whom, from when to when, and what corrected it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Unit
from zhiyong.plans.models import Adoption

TEXT = 20_000


class Publication(models.Model):
    """One text made known to an audience of the plan, from a day until another.

    `subject` is what it is about ("decision:3"); `rule` the plan's publication under which it
    goes out, empty where the platform itself must speak (a correction). A correction reaches the
    audience of what it corrects, never less. `reached` are the units, and `parties` the people, to
    whom a narrower audience was set on the day it went out. What the plan wants published, and is
    not, is `withheld` with the reason.
    """

    class Kind(models.TextChoices):
        NOTICE = "NOTICE", pgettext_lazy("publication", "Notice")
        CORRECTION = "CORRECTION", pgettext_lazy("publication", "Correction")
        CLEARING = "CLEARING", pgettext_lazy("publication", "Clearing of a name")

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("publication", "Draft")
        IN_APPROVAL = "IN_APPROVAL", pgettext_lazy("publication", "In approval")
        SCHEDULED = "SCHEDULED", pgettext_lazy("publication", "Goes out on its day")
        PUBLISHED = "PUBLISHED", pgettext_lazy("publication", "Published")
        OVER = "OVER", pgettext_lazy("publication", "Taken down at its end")
        RETRACTED = "RETRACTED", pgettext_lazy("publication", "Retracted")
        WITHHELD = "WITHHELD", pgettext_lazy("publication", "Withheld")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        INTERNAL = "internal", _("All who sign in")
        UNIT = "unit", _("The unit")
        UNIT_HEADS = "unit_heads", _("Heads of units")
        SYSTEM = "system", _("The line of units")
        PARTIES = "parties", _("The parties")

    subject = models.CharField(max_length=60)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTICE)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=TEXT)
    salt = models.BinaryField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="publications")
    audience = models.CharField(max_length=10, choices=Audience)
    reached = ArrayField(models.BigIntegerField(), default=list, blank=True)
    parties = ArrayField(models.BigIntegerField(), default=list, blank=True)
    outlets = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    drafted_on = models.DateField()
    published_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    retracted_on = models.DateField(null=True, blank=True)
    retraction = models.CharField(max_length=300, blank=True)
    withheld = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="publication_by_subject"),
            models.Index(fields=["-from_on", "-id"], name="publication_by_day"),
            models.Index(
                fields=["audience", "-from_on", "-id"],
                name="publication_shown",
                condition=Q(state__in=["PUBLISHED", "RETRACTED"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="publication_out_has_its_day",
                condition=Q(state__in=["DRAFT", "IN_APPROVAL", "WITHHELD"])
                | Q(from_on__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_ends_after_it_began",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="publication_withheld_says_why",
                condition=Q(state="WITHHELD") & ~Q(withheld="")
                | ~Q(state="WITHHELD") & Q(withheld=""),
            ),
            models.CheckConstraint(
                name="publication_retracted_says_when_and_why",
                condition=Q(state="RETRACTED", retracted_on__isnull=False) & ~Q(retraction="")
                | ~Q(state="RETRACTED") & Q(retracted_on__isnull=True, retraction=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
