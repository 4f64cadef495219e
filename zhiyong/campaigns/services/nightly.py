"""What each night brings: the turns of recurring tasks, units that merged."""

from datetime import date

from django.db import transaction

from zhiyong.campaigns.models import Assignment, Batch, Campaign
from zhiyong.campaigns.services.common import locked
from zhiyong.campaigns.services.launching import begin_batch, first_steps, tasks_at_work
from zhiyong.campaigns.services.succeeding import follow_units


def tick(*, on: date) -> int:
    """Open the turn of every recurring task that a day begins; return how many batches began.

    A second run on the day finds nothing more to do.
    """
    follow_units(on=on)
    begun = 0
    for campaign in Campaign.objects.filter(state=Campaign.State.RUNNING).order_by("pk"):
        begun += _open_turns(campaign, on)
    return begun


@transaction.atomic
def _open_turns(campaign: Campaign, on: date) -> int:
    campaign = locked(campaign)
    if campaign.state != Campaign.State.RUNNING or _unfinished(campaign):
        return 0
    tasks = [task for task in tasks_at_work(campaign) if task.every]
    steps = [
        step
        for step in first_steps(tasks, on)
        if not Assignment.objects.filter(task=step["task"], period=step["period"]).exists()
    ]
    if not steps:
        return 0
    begin_batch(campaign=campaign, kind=Batch.Kind.PERIOD, steps=steps, by="clock", on=on)
    return 1


def _unfinished(campaign: Campaign) -> bool:
    return Batch.objects.filter(campaign=campaign, is_finished=False).exists()
