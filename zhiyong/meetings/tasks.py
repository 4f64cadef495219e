"""What the worker does for meetings."""

from procrastinate.contrib.django import app

from zhiyong.meetings.services import tick
from zhiyong.shell import clock


@app.periodic(cron="20 0 * * *")
@app.task(name="meetings.tick", queueing_lock="meetings.tick")
def tick_meetings(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Each night, call the meetings of the period, and mark those that were not held."""
    tick(on=clock.today())
