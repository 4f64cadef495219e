"""What the notifier's process does for the vault."""

from procrastinate.contrib.django import app

from zhiyong.shell import clock
from zhiyong.vault import notifier, services


@app.periodic(cron="* * * * *")
@app.task(name="vault.digest_waiting", queueing_lock="vault.digest_waiting")
def digest_each_minute(timestamp: int) -> None:  # noqa: ARG001
    """Digest the numbers that lodgings left; each minute, so that lodging queues nothing."""
    notifier.ensure_keys(on=clock.today())
    notifier.digest_waiting()


@app.task(name="vault.digest_numbers")
def digest_numbers() -> None:
    """Digest the number of somebody who waits at the counter."""
    notifier.digest_waiting()


@app.periodic(cron="10 0 * * *")
@app.task(name="vault.end_grants", queueing_lock="vault.end_grants")
def end_grants(timestamp: int) -> None:  # noqa: ARG001
    """Remove what was given to handlers and whose term is over."""
    services.end_grants(on=clock.today())
