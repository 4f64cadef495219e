"""Workbooks on their way in and out."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.accounts import Account
from zhiyong.directory.models.units import Unit

if TYPE_CHECKING:
    from datetime import datetime


class ImportRun(models.Model):
    """A workbook that was handed in: what is wrong with it, or what it would change.

    `content` is emptied when the run ends. `digest` is the workbook's, `plan_digest` that of
    the changes that were shown: the directory must still answer with the same ones on confirming.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("Waiting to be read")
        READING = "READING", _("Being read")
        WRONG = "WRONG", pgettext_lazy("workbook", "Has errors")
        READY = "READY", _("Waiting for confirmation")
        CONFIRMED = "CONFIRMED", _("Being carried out")
        DONE = "DONE", pgettext_lazy("workbook", "Carried out")
        STALE = "STALE", _("Overtaken by other changes")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("workbook", "Withdrawn")
        BROKEN = "BROKEN", pgettext_lazy("workbook", "Stopped by a fault")

    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    on = models.DateField(_("changes take effect on"))
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    uploaded_on = models.DateField()
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    plan_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class CellError(models.Model):
    """What is wrong in one cell, and what would be right."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="errors")
    sheet = models.CharField(max_length=31)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=3)
    heading = models.CharField(max_length=40)
    value = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="cell_error_by_run")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row} {self.code}"


class PlannedChange(models.Model):
    """One row of the preview: what the workbook would add, change or end."""

    class Kind(models.TextChoices):
        ADDED = "ADDED", pgettext_lazy("row of a workbook", "Added")
        CHANGED = "CHANGED", pgettext_lazy("row of a workbook", "Changed")
        ENDED = "ENDED", pgettext_lazy("row of a workbook", "Ended")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=7, choices=Kind)
    sheet = models.CharField(max_length=31)
    row = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    differences = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "id"], name="planned_change_by_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class ExportRun(models.Model):
    """A workbook that is made in the background; fetched once, and gone after a day.

    It holds a unit and those below it; without one, all that whoever asked keeps. `is_broken`
    says that a fault of the program stopped the writing.
    """

    content = models.BinaryField(default=b"")
    on = models.DateField(_("as of"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_broken = models.BooleanField(default=False)
    finished_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )

    def __str__(self) -> str:
        return f"{self.pk}"
