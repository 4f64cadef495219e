"""What every act on a campaign begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Campaign, Stage, Task
from zhiyong.directory.models import Account
from zhiyong.journal.services import Commitment, record
from zhiyong.rules.clauses import Clause
from zhiyong.shell.errors import Refusal

By = Account | str

DUTY = "campaign_task"
"""The code of the duty of an assignment; its subject is `assignment:ID`."""


class NotNow(Refusal):
    """It has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class NotTheirs(Refusal):
    """The act belongs to another unit, or to somebody else."""


def locked(campaign: Campaign, *states: Campaign.State) -> Campaign:
    """Read a campaign again, under a lock.

    :raises NotNow: if it stands at none of the states that are named.
    """
    campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "office")
        .get(pk=campaign.pk)
    )
    if states and campaign.state not in states:
        text = _("This campaign stands at “{state}”: that cannot be done now.")
        raise NotNow(text.format(state=campaign.get_state_display()))
    return campaign


def running(campaign: Campaign) -> Campaign:
    """Read a campaign again, under a lock, that must be running.

    :raises NotNow: if it is not.
    """
    return locked(campaign, Campaign.State.RUNNING)


def locked_assignment(assignment: Assignment) -> Assignment:
    """Read what a unit owes again, under a lock; its campaign must be running.

    :raises NotNow: if the campaign is not running, or the assignment has lapsed.
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("campaign__adoption__pack", "task", "unit", "receiver", "person")
        .get(pk=assignment.pk)
    )
    if assignment.campaign.state != Campaign.State.RUNNING:
        text = _("This campaign stands at “{state}”: that cannot be done now.")
        raise NotNow(text.format(state=assignment.campaign.get_state_display()))
    if assignment.state == Assignment.State.VOID:
        raise NotNow(_("This task has lapsed for the unit."))
    return assignment


def need_text(text: str, message: str, basis: Clause | None = None) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message, basis=basis)
    return text


def tell(
    verb: str,
    of: models.Model | str,
    campaign: Campaign,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
    *,
    audience: int | None = None,
    threads: tuple[models.Model | str, ...] = (),
) -> None:
    """Write an act to the journal, in the threads of its subject and its campaign."""
    record(
        verb,
        of=f"campaign:{of.campaign_id}" if isinstance(of, (Stage, Task)) else of,
        by=by,
        on=on,
        threads=[campaign, *threads],
        audience=campaign.audience if audience is None else audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
