"""Where the public reaches a unit, and which ways each unit must offer."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models.people import Person, Post
from zhiyong.directory.models.units import Unit


class Channel(models.TextChoices):
    """A way to reach a unit."""

    HOTLINE = "HOTLINE", _("Telephone line")
    COUNTER = "COUNTER", _("Reception counter")
    SUGGESTION_BOX = "SUGGESTION_BOX", _("Suggestion box")
    POST = "POST", _("Postal address")
    EMAIL = "EMAIL", _("E-mail")
    WEB = "WEB", _("Web page")


class ReceptionPoint(models.Model):
    """One way to reach a unit: its lines, address and hours, and who keeps it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reception_points")
    kind = models.CharField(_("channel"), max_length=14, choices=Channel)
    name = models.CharField(_("name"), max_length=80)
    lines = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("lines")
    )
    link = models.CharField(_("e-mail or web address"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    keeper_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="reception_points"
    )
    last_emptied_on = models.DateField(_("last emptied on"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"], name="reception_point_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="reception_point_kind_is_known",
                condition=Q(
                    kind__in=["HOTLINE", "COUNTER", "SUGGESTION_BOX", "POST", "EMAIL", "WEB"]
                ),
            ),
            models.CheckConstraint(
                name="reception_point_closes_after_it_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
            ),
            models.CheckConstraint(
                name="reception_point_that_is_emptied_is_a_box",
                condition=Q(last_emptied_on__isnull=True) | Q(kind="SUGGESTION_BOX"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Emptying(models.Model):
    """A suggestion box was emptied, by two people."""

    point = models.ForeignKey(ReceptionPoint, models.PROTECT, related_name="emptyings")
    on = models.DateField(_("on"))
    found = models.PositiveSmallIntegerField(_("items found"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    witness = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="emptying_has_two_people", condition=~Q(by=F("witness")))
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"


class RequiredChannel(models.Model):
    """Which units must offer a channel: by kind, level or tag; an empty one means any."""

    kind = models.CharField(_("channel"), max_length=14, choices=Channel)
    unit_kind = models.CharField(_("kind of unit"), max_length=24, choices=Unit.Kind, blank=True)
    unit_level = models.CharField(_("level"), max_length=10, choices=Unit.Level, blank=True)
    tag = models.CharField(_("tag"), max_length=40, blank=True)
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    valid = DateRangeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_kind} {self.unit_level} {self.tag}"
