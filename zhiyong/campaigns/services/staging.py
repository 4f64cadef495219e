"""A phase is closed once what closes it is accepted; it is opened again with a reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Stage
from zhiyong.campaigns.selectors.standing import Waiting, keeps_open
from zhiyong.campaigns.services.common import By, NotNow, need_text, running, tell
from zhiyong.directory.models import Account
from zhiyong.shell.errors import Refusal


class StillOpen(Refusal):
    """Tasks that close the phase are not accepted yet: the text says which, and whose."""


@transaction.atomic
def close_stage(*, stage: Stage, by: By, on: date) -> Stage:
    """Close a phase.

    :raises StillOpen: while tasks that close it are open, naming them and the units.
    :raises NotNow: if the campaign is not running, or the phase is closed.
    """
    campaign = running(stage.campaign)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    stage.campaign = campaign
    if stage.state == Stage.State.CLOSED:
        raise NotNow(_("This phase is closed already."))
    waiting = keeps_open(stage)
    if waiting:
        said = plan.phase_of(campaign, stage.code)
        text = _("The phase cannot be closed yet. Still open: {tasks}")
        raise StillOpen(
            text.format(tasks=" ".join(say(one) for one in waiting)),
            basis=said.clause if said else None,
        )
    stage.state, stage.closed_on = Stage.State.CLOSED, on
    stage.closed_by = by if isinstance(by, Account) else None
    stage.closed_why = ""
    stage.save(update_fields=["state", "closed_on", "closed_by", "closed_why"])
    tell("campaign.phase_closed", campaign, campaign, by, on, {"phase": stage.code})
    return stage


def say(waiting: Waiting) -> str:
    """Return a task that is still open with its units, in words."""
    units = "、".join(waiting.units)
    if waiting.more:
        text = _("{task}: {units} and {more} more units;")
        return text.format(task=waiting.task.label, units=units, more=waiting.more)
    return _("{task}: {units};").format(task=waiting.task.label, units=units)


@transaction.atomic
def reopen_stage(*, stage: Stage, reason: str, by: By, on: date) -> Stage:
    """Open a closed phase again.

    :raises NotNow: if the campaign is not running, or the phase is open.
    :raises Incomplete: if the reason is missing.
    """
    campaign = running(stage.campaign)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    stage.campaign = campaign
    if stage.state == Stage.State.OPEN:
        raise NotNow(_("This phase is not closed."))
    stage.closed_why = need_text(reason, _("Say why the phase is opened again."))
    stage.state, stage.closed_on, stage.closed_by = Stage.State.OPEN, None, None
    stage.save(update_fields=["state", "closed_on", "closed_by", "closed_why"])
    tell("campaign.phase_reopened", campaign, campaign, by, on, {"phase": stage.code})
    return stage
