"""Rows of registers, never overwritten, and workbooks of them on their way in."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import Account, Unit
from zhiyong.plans.models import Adoption


class Row(models.Model):
    """One row of a register: what it says never changes. A correction is another row.

    about     whom its figures count for, "person:12", "unit:3", "post:5" · title: what it is
              called, where it is about a matter, an event or a team · unit: whose row it is
    values    its fields as `rules.registers` keeps them · day, until: the days that it names for
              itself; without any, the day on which it was entered
    first     the row that began a chain of corrections · corrects: the row that this one replaces
    """

    class State(models.TextChoices):
        IN_FORCE = "IN_FORCE", pgettext_lazy("row of a register", "Holds")
        CORRECTED = "CORRECTED", pgettext_lazy("row of a register", "Corrected")
        STRUCK = "STRUCK", pgettext_lazy("row of a register", "Struck out")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    register = models.CharField(max_length=80)
    about = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    salt = models.BinaryField()
    state = models.CharField(max_length=9, choices=State, default=State.IN_FORCE)
    entered_on = models.DateField()
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="versions"
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(_("why"), max_length=500, blank=True)
    ended_salt = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["adoption", "register", "day", "id"], name="row_by_day"),
            models.Index(fields=["adoption", "register", "id"], name="row_by_entry"),
            models.Index(
                fields=["adoption", "about"],
                name="row_in_force_by_subject",
                condition=Q(state="IN_FORCE"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="row_has_an_end_exactly_when_it_no_longer_holds",
                condition=Q(state="IN_FORCE", ended_on__isnull=True, ended_why="")
                | (~Q(state="IN_FORCE") & Q(ended_on__isnull=False) & ~Q(ended_why="")),
            ),
            models.CheckConstraint(
                name="row_ends_no_earlier_than_it_begins",
                condition=Q(until__isnull=True) | Q(until__gte=F("day")),
            ),
            models.CheckConstraint(
                name="row_of_a_chain_corrects_another",
                condition=Q(corrects__isnull=True, first__isnull=True)
                | Q(corrects__isnull=False, first__isnull=False),
            ),
        ]

    @property
    def content(self) -> str:
        """What the journal commits to: everything that the row says."""
        said = {
            "register": self.register,
            "about": self.about,
            "title": self.title,
            "values": self.values,
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def __str__(self) -> str:
        return f"{self.register} {self.about} {self.day}"


class Workbook(models.Model):
    """A workbook of rows that was handed in without an error, until somebody confirms it.

    `digest` is the workbook's; `plan_digest` that of the changes that were shown: on confirming
    the register must still answer with the same ones. `content` is emptied at the end.
    """

    class State(models.TextChoices):
        READY = "READY", _("Waiting for confirmation")
        DONE = "DONE", pgettext_lazy("workbook", "Carried out")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("workbook", "Withdrawn")

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="+")
    register = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    content = models.BinaryField()
    why = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.READY)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    uploaded_on = models.DateField()
    added = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
