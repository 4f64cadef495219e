"""Standing bodies: leading groups, their offices, task forces, leading teams."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.people import Person, Post
from zhiyong.directory.models.units import Unit


class Body(models.Model):
    """A body of seats that a unit has set up; its office may sit in another unit."""

    class Kind(models.TextChoices):
        LEADING_GROUP = "LEADING_GROUP", _("Leading group")
        OFFICE = "OFFICE", _("Office of a leading group")
        TASK_FORCE = "TASK_FORCE", _("Task force")
        LEADING_TEAM = "LEADING_TEAM", _("Leading team")
        JOINT_MEETING = "JOINT_MEETING", _("Joint meeting")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    office_at = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="hosts_offices_of"
    )
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    valid = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["pinyin", "id"], name="body_by_pinyin")]
        constraints = [
            models.CheckConstraint(
                name="body_kind_is_known",
                condition=Q(
                    kind__in=[
                        "LEADING_GROUP",
                        "OFFICE",
                        "TASK_FORCE",
                        "LEADING_TEAM",
                        "JOINT_MEETING",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SeatRole(models.TextChoices):
    """What somebody sits in a body for."""

    HEAD = "HEAD", pgettext_lazy("seat", "Head of the group")
    DEPUTY_HEAD = "DEPUTY_HEAD", pgettext_lazy("seat", "Deputy head of the group")
    OFFICE_HEAD = "OFFICE_HEAD", pgettext_lazy("seat", "Head of the office")
    MEMBER = "MEMBER", pgettext_lazy("seat", "Member")
    MEMBER_UNIT = "MEMBER_UNIT", _("Member unit")
    LIAISON = "LIAISON", _("Liaison officer")
    SECONDED = "SECONDED", pgettext_lazy("seat", "Seconded")


class SeatsNeeded(models.Model):
    """How many seats of one role a body must fill."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats_needed")
    role = models.CharField(max_length=12, choices=SeatRole)
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "role"], name="seats_needed_once_for_a_role")
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.role} {self.count}"


class Seat(models.Model):
    """A seat of a body: of a post (whoever holds it), of a unit, or of a person.

    `for_unit` is the member unit that a liaison officer speaks for, or the unit that somebody
    was seconded from.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=12, choices=SeatRole)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="seats")
    for_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_is_of_one_post_unit_or_person",
                condition=Q(post__isnull=False, unit__isnull=True, person__isnull=True)
                | Q(post__isnull=True, unit__isnull=False, person__isnull=True)
                | Q(post__isnull=True, unit__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_of_a_member_unit_is_a_units",
                condition=Q(role="MEMBER_UNIT", unit__isnull=False)
                | (~Q(role="MEMBER_UNIT") & Q(unit__isnull=True)),
            ),
            models.CheckConstraint(
                name="seat_of_somebody_seconded_is_a_persons",
                condition=~Q(role="SECONDED") | Q(person__isnull=False),
            ),
            *(
                ExclusionConstraint(
                    name=f"seat_of_a_{whose}_is_one_of_a_role_on_a_day",
                    expressions=[
                        ("body", RangeOperators.EQUAL),
                        ("role", RangeOperators.EQUAL),
                        (whose, RangeOperators.EQUAL),
                        ("valid", RangeOperators.OVERLAPS),
                    ],
                )
                for whose in ("post", "unit", "person")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.role}"
