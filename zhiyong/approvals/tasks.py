"""What the worker does for approvals."""

from procrastinate.contrib.django import app

from zhiyong.approvals.services import tick
from zhiyong.shell import clock


@app.periodic(cron="20 7 * * *")
@app.task(name="approvals.tick", queueing_lock="approvals.tick")
def tick_approvals(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Every morning, remind those whose signature is overdue."""
    tick(on=clock.today())
