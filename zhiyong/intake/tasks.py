"""What the worker does for intake."""

from django.utils.translation import override
from procrastinate.contrib.django import app

from zhiyong.intake import services
from zhiyong.intake.mailbox.fetching import fetch
from zhiyong.intake.models import Import
from zhiyong.shell import clock
from zhiyong.shell.queue import PATIENT, or_say_so


@app.task(name="intake.enter_import", retry=PATIENT)
def enter_import(import_id: int, language: str) -> None:
    """Enter the rows of a confirmed workbook."""
    found = Import.objects.select_related("by").get(pk=import_id)
    with override(language), or_say_so(lambda: services.give_import_up(found=found)):
        services.enter_import(found=found)


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.fetch_mail", queueing_lock="intake.fetch_mail")
def fetch_mail(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Every five minutes, lodge what came to the mailbox, where one is set up."""
    fetch(on=clock.today())
