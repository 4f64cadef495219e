"""Who may do what, for which units, from when to when."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from zhiyong.directory.models.people import Person, Post
from zhiyong.directory.models.units import Unit
from zhiyong.shell.access import READS_CASES, Role


class RoleBinding(models.Model):
    """A role, bound to a post (whoever holds it) or a person, for a unit or its subtree.

    A role that reads cases is in force only once a second person has confirmed it.
    """

    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="role_bindings")
    subtree = models.BooleanField(default=False)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="role_bindings"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="role_bindings"
    )
    valid = DateRangeField()
    proposed_by = models.ForeignKey(
        "directory.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        "directory.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_binding_has_a_post_or_a_person",
                condition=Q(post__isnull=False, person__isnull=True)
                | Q(post__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="role_binding_is_confirmed_by_somebody_else",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by")),
            ),
        ]

    @property
    def needs_second_person(self) -> bool:
        """Whether the role reads cases, so that two persons must bind it."""
        return Role(self.role) in READS_CASES

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"
