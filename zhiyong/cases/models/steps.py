"""The plan's steps of a case, as they were recorded."""

from django.db import models

from zhiyong.cases.models.cases import Case
from zhiyong.cases.models.evidence import Evidence, Statement
from zhiyong.cases.models.findings import Respondent
from zhiyong.directory.models import Account


class StepRecord(models.Model):
    """That a step of the plan was done, refused by the person, or waived with a reason.

    `fields` holds the plan's fields of the step; what is free text in them is covered by `salt`.
    A correction is a new row; the older one is no longer current.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    step = models.CharField(max_length=60)
    on = models.DateField()
    fields = models.JSONField(default=dict)
    salt = models.BinaryField()
    refused = models.BooleanField(default=False)
    waived = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ManyToManyField(Evidence, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="step_is_current_once",
                fields=["case", "respondent", "step"],
                nulls_distinct=False,
                condition=models.Q(is_current=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
