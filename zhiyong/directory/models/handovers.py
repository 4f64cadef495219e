"""The hand-over of all open work from one person to another."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.accounts import Account
from zhiyong.directory.models.people import Person

if TYPE_CHECKING:
    from datetime import datetime


class HandOver(models.Model):
    """A list of open work that both sign; with the second signature all of it changes hands."""

    class State(models.TextChoices):
        DRAWN_UP = "DRAWN_UP", pgettext_lazy("hand-over", "Waiting for signatures")
        DONE = "DONE", pgettext_lazy("hand-over", "Handed over")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("hand-over", "Withdrawn")

    giver = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_given")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_received")
    state = models.CharField(max_length=10, choices=State, default=State.DRAWN_UP)
    on = models.DateField(_("on"))
    digest = models.CharField(max_length=64)
    drawn_up_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    giver_signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    giver_signed_at: "models.DateTimeField[datetime | None, datetime | None]" = (
        models.DateTimeField(null=True, blank=True)
    )
    receiver_signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiver_signed_at: "models.DateTimeField[datetime | None, datetime | None]" = (
        models.DateTimeField(null=True, blank=True)
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hand_over_is_between_two", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="hand_over_is_signed_by_two",
                condition=Q(giver_signed_by__isnull=True)
                | Q(receiver_signed_by__isnull=True)
                | ~Q(giver_signed_by=F("receiver_signed_by")),
            ),
            models.CheckConstraint(
                name="hand_over_is_done_exactly_when_both_signed",
                condition=(
                    Q(
                        state="DONE",
                        giver_signed_at__isnull=False,
                        receiver_signed_at__isnull=False,
                    )
                    | (
                        ~Q(state="DONE")
                        & (Q(giver_signed_at__isnull=True) | Q(receiver_signed_at__isnull=True))
                    )
                ),
            ),
            models.UniqueConstraint(
                fields=["giver"],
                condition=Q(state="DRAWN_UP"),
                name="hand_over_of_a_person_is_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"


class HandOverItem(models.Model):
    """One piece of work on the list: which room answers for it, and its reference."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    provider = models.CharField(max_length=40)
    reference = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "number"], name="hand_over_item_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.reference}"
