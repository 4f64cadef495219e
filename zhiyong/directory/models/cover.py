"""Who stands in for whom: pairs of posts (AB岗), deputies, and leave."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.accounts import Account
from zhiyong.directory.models.people import Person, Post


def confirmed_by_somebody_else(name: str) -> models.CheckConstraint:
    """Return the rule that who proposes does not confirm."""
    return models.CheckConstraint(
        name=name,
        condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
    )


class StandIn(models.Model):
    """One post stands in for another; in force once a second person has confirmed it.

    An AB pair works while the holder is on leave or the post is vacant; a deputy always.
    """

    class Kind(models.TextChoices):
        PAIR = "PAIR", _("AB pair: while the holder is away")
        DEPUTY = "DEPUTY", _("Deputy: always")

    post = models.ForeignKey(Post, models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(Post, models.PROTECT, related_name="stands_in_for")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    valid = DateRangeField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stand_in_is_another_post", condition=~Q(post=F("stand_in"))
            ),
            confirmed_by_somebody_else("stand_in_is_confirmed_by_somebody_else"),
            ExclusionConstraint(
                name="stand_in_is_named_once_on_a_day",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("stand_in", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.post_id}"


class Leave(models.Model):
    """Somebody is away. Whoever is named covers all their posts; else the AB pairs do."""

    class Kind(models.TextChoices):
        LEAVE = "LEAVE", pgettext_lazy("why away", "Leave")
        SICK = "SICK", pgettext_lazy("why away", "Sick leave")
        TRAVEL = "TRAVEL", pgettext_lazy("why away", "Official travel")
        TRAINING = "TRAINING", pgettext_lazy("why away", "Training")
        SECONDED = "SECONDED", pgettext_lazy("why away", "Secondment")
        SUSPENDED = "SUSPENDED", pgettext_lazy("why away", "Duties suspended")

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    valid = DateRangeField()
    covered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="covers"
    )
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leave_is_covered_by_somebody_else",
                condition=Q(covered_by__isnull=True) | ~Q(covered_by=F("person")),
            ),
            confirmed_by_somebody_else("leave_cover_is_confirmed_by_somebody_else"),
            ExclusionConstraint(
                name="leave_is_one_on_a_day",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.valid}"
