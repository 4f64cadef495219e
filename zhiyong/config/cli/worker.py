"""`zhiyong worker`: runs the queued tasks and seals the journal."""

from typing import Annotated

import typer

from zhiyong.config.cli.terminal import load_django
from zhiyong.config.console import gettext as _
from zhiyong.config.processes import leave_with_supervisor

HELP = _("Run the queued tasks, the periodic ones, and the sealing of the journal.")


def worker(
    concurrency: Annotated[int, typer.Option(min=1, help=_("Tasks at a time."))] = 4,
) -> None:
    """Work until told to stop; running tasks are finished first."""
    load_django()
    from django.conf import settings
    from django.utils import translation

    from zhiyong.config.work import work

    translation.activate(settings.LANGUAGE_CODE)  # it writes for the office, not for the terminal

    leave_with_supervisor()
    work(concurrency=concurrency)
