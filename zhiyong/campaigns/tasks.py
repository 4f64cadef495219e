"""What the worker does for campaigns."""

from procrastinate.contrib.django import app

from zhiyong.campaigns.models import Batch
from zhiyong.campaigns.services import launching
from zhiyong.shell.queue import PATIENT


@app.task(name="campaigns.carry_out", retry=PATIENT)
def carry_out(batch: int) -> None:
    """Open what a batch lists; a worker that was killed goes on where it stopped."""
    launching.carry_out(batch=Batch.objects.get(pk=batch))
