"""What the worker does for campaigns."""

from procrastinate.contrib.django import app

from zhiyong.campaigns.models import Batch, Campaign
from zhiyong.campaigns.services import feedback, launching, nightly
from zhiyong.directory.models import Account
from zhiyong.shell import clock
from zhiyong.shell.queue import PATIENT


@app.task(name="campaigns.carry_out", retry=PATIENT)
def carry_out(batch: int) -> None:
    """Open what a batch lists; a worker that was killed goes on where it stopped."""
    launching.carry_out(batch=Batch.objects.get(pk=batch))


@app.periodic(cron="35 0 * * *")
@app.task(name="campaigns.tick", queueing_lock="campaigns.tick")
def tick_campaigns(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Each night, open the new turns of recurring tasks, and let merged units' work pass on."""
    nightly.tick(on=clock.today())


@app.task(name="campaigns.send_feedback", retry=PATIENT)
def send_feedback(campaign: int, period: str, account: int) -> None:
    """Send the units that are left their feedback of a month, step by step; nobody twice."""
    row, by = Campaign.objects.get(pk=campaign), Account.objects.get(pk=account)
    while feedback.send_feedback(campaign=row, period=period, by=by, on=clock.today()):
        pass
