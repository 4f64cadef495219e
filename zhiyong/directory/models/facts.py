"""Facts of a person that hold from one day to another."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models.people import Person
from zhiyong.directory.models.ranks import Rank, StaffType
from zhiyong.directory.models.units import PartyBranch, Unit


def one_on_a_day(name: str) -> ExclusionConstraint:
    """Return the rule that a person has one row of a table on any day."""
    return ExclusionConstraint(
        name=name,
        expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
    )


class PartyMembership(models.Model):
    """Somebody is, or was, a member of the Party, in a branch."""

    class State(models.TextChoices):
        PROBATIONARY = "PROBATIONARY", _("Probationary member")
        FULL = "FULL", _("Full member")

    person = models.ForeignKey(Person, models.PROTECT, related_name="party_memberships")
    state = models.CharField(max_length=12, choices=State, default=State.FULL)
    branch = models.ForeignKey(
        PartyBranch, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    valid = DateRangeField()

    class Meta:
        constraints = [one_on_a_day("party_membership_is_one_on_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} {self.valid}"


class RankHeld(models.Model):
    """The rank that somebody holds, or held."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="ranks_held")
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [one_on_a_day("rank_of_a_person_is_one_on_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rank_id} {self.valid}"


class StaffTypeHeld(models.Model):
    """Under which rules somebody is, or was, employed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_types_held")
    staff_type = models.CharField(max_length=20, choices=StaffType)
    valid = DateRangeField()

    class Meta:
        constraints = [one_on_a_day("staff_type_of_a_person_is_one_on_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.staff_type} {self.valid}"
