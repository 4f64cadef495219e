"""What the notifier's process does."""

from procrastinate.contrib.django import app

from zhiyong.notices import sending
from zhiyong.shell import clock


@app.task(name="notices.send")
def send(text_id: int) -> None:
    """Send a text right after the act that asked for it."""
    sending.send(text_id=text_id, on=clock.today())


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.send_waiting", queueing_lock="notices.send_waiting")
def send_waiting(timestamp: int) -> None:  # noqa: ARG001
    """Try again what could not be sent."""
    sending.send_waiting(on=clock.today())
