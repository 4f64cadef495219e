"""`zhiyong serve`: the web server."""

import os
from pathlib import Path
from typing import Annotated

import typer

from zhiyong.config.cli.ports import HIGHEST, is_free
from zhiyong.config.cli.terminal import Failed
from zhiyong.config.console import gettext as _
from zhiyong.config.processes import leave_with_supervisor

HELP = _("Serve the pages. Run `zhiyong prepare` first.")


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(min=1, max=HIGHEST, envvar="ZHIYONG_PORT", help=_("Port to listen on.")),
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, help=_("Processes."))] = 2,
    threads: Annotated[int, typer.Option(min=1, help=_("Threads in each process."))] = 4,
) -> None:
    """Run granian until it is told to stop. There is no access log: the portal promises none.

    :raises Failed: if somebody listens on the port already, or nothing was prepared here.
    """
    if not is_free(host, port):
        raise Failed(_("Port {port} is taken. Choose another: ZHIYONG_PORT=8100").format(port=port))
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyong.config.settings.local")
    if not any(Path(settings.STATIC_ROOT).glob("*.json")):
        raise Failed(_("Nothing is prepared here yet. Run first: zhiyong prepare"))
    leave_with_supervisor()
    Granian(
        "zhiyong.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    ).serve()
