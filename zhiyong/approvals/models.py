"""Approvals: a draft passes the chain that the plan names, on screen or on paper."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.plans.models import Adoption

if TYPE_CHECKING:
    from datetime import datetime


class Approval(models.Model):
    """A draft on its way through a chain. A return for correction starts a new round.

    `draft["act"]` names what happens when it is agreed to. `agreed_at` is the moment of the last
    signature, where it was given on screen.
    """

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("In approval")
        RETURNED = "RETURNED", _("Returned for correction")
        AGREED = "AGREED", _("Approved")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    subject = models.CharField(max_length=60)
    chain = models.CharField(max_length=60)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    audience = models.BigIntegerField()
    draft = models.JSONField()
    salt = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    round = models.PositiveSmallIntegerField(default=1)
    paper_code = models.CharField(max_length=20, unique=True)
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )

    class Meta:
        indexes = [models.Index(fields=["subject"], name="approval_by_subject")]
        constraints = [
            models.UniqueConstraint(
                name="approval_of_a_chain_runs_once_for_a_subject",
                fields=["subject", "chain"],
                condition=Q(state__in=["RUNNING", "RETURNED"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.subject}"


class Step(models.Model):
    """One step of a chain: who acts, as what (拟办, 审核, 签发), and what they said.

    Whoever holds `position` for `place` on the day may take it, whoever held it when the draft
    was sent; `candidates` are those who were told then. Without a position they are meant by name.
    Where several sign jointly (会签), each has a seat of the step: same order, one after another
    in no order. `due_on` is by when, once it is their turn.
    """

    class Verdict(models.TextChoices):
        AGREE = "AGREE", _("Agreed")
        RETURN = "RETURN", _("Returned")
        DISSENT = "DISSENT", _("Disagreed, goes on")

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    clause = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=20, blank=True)
    place = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    candidates = ArrayField(models.BigIntegerField(), default=list)
    delegated_to = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegated_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    opinion = models.TextField(max_length=2000, blank=True)
    salt = models.BinaryField(default=b"")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="step_due",
                condition=Q(verdict="", due_on__isnull=False, reminded_on__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="step_has_one_place_in_its_round",
                fields=["approval", "round", "order", "seat"],
            ),
            models.CheckConstraint(
                name="step_verdict_person_and_day_come_together",
                condition=Q(verdict="", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(verdict="") & Q(decided_by__isnull=False) & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="step_position_and_place_come_together",
                condition=Q(position="", place__isnull=True)
                | (~Q(position="") & Q(place__isnull=False)),
            ),
            models.CheckConstraint(
                name="step_is_passed_on_by_somebody_to_somebody",
                condition=Q(delegated_to__isnull=True, delegated_by__isnull=True)
                | Q(delegated_to__isnull=False, delegated_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.round}.{self.order}.{self.seat}"
