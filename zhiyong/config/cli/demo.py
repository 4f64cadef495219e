"""`zhiyong demo`: everything on one machine, with the demo city, until Ctrl-C."""

import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from zhiyong.config import embedded, home
from zhiyong.config.cli import prepare
from zhiyong.config.cli.ports import HIGHEST, is_free
from zhiyong.config.cli.terminal import Failed, load_django, step
from zhiyong.config.console import gettext as _
from zhiyong.config.env import optional
from zhiyong.config.locks import Busy, exclusive
from zhiyong.config.processes import Child

HELP = _("Start Zhiyong with the demo city: database, pages and worker. Ctrl-C stops all.")
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=HIGHEST,
            envvar="ZHIYONG_PORT",
            help=_("Port of the pages; else 8000 or a free one."),
        ),
    ] = None,
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=_("A fixed day that the pages take for today.")),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help=_("Without the demo city."))] = False,
    complaints: Annotated[
        int, typer.Option(min=0, help=_("How many complaints the demo city has had."))
    ] = 2000,
) -> None:
    """Prepare what is missing, run web and worker, and stop all of it in order."""
    folder = home.data_folder()
    try:
        with exclusive(folder / "demo.lock", patience=0):
            _demo(port, host, today.date() if today else None, None if empty else complaints)
    except Busy:
        raise Failed(
            _("Zhiyong is running already from {folder}: {address}").format(
                folder=folder, address=_last_address()
            )
        ) from None


def _demo(port: int | None, host: str, today: date | None, complaints: int | None) -> None:
    for number in STOPS:
        signal.signal(number, signal.default_int_handler)
    if today:
        os.environ["ZHIYONG_TODAY"] = today.isoformat()
    typer.echo(_("Zhiyong, data in {folder}").format(folder=home.data_folder()))
    chosen = _port(host, port)
    try:
        with step(_("Database")):
            load_django()
        prepare.migrate()
        prepare.load_calendar()
        prepare.collect_static()
        if complaints is not None:
            _load_city(complaints)
        stop = threading.Event()
        for number in STOPS:
            signal.signal(number, lambda *_: stop.set())
        _run(stop, host, chosen, complaints)
    finally:
        _stop_database()


def _load_city(complaints: int) -> None:
    """Load the demo city, once; the command itself says what it does and who can sign in."""
    from django.core.management import call_command

    call_command("load_demo", complaints=complaints)


def _rest_of_the_year(complaints: int) -> Child:
    """Let the rest of the year's complaints be made while the pages are open."""
    arguments = ["manage", "load_demo", "--rest", "--complaints", str(complaints)]
    return Child("demo city", arguments, once=True)


def _run(stop: threading.Event, host: str, port: int, complaints: int | None) -> None:
    """Start web and worker, look after them and the database, and stop them in order."""
    address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}/"
    web = Child("web", ["serve", "--host", host, "--port", str(port)])
    children = [web, Child("worker", ["worker"])]
    try:
        with step(_("Web server")):
            _wait_for_pages(stop, web, host, port)
        if not stop.is_set():
            (home.data_folder() / "address").write_text(address, encoding="utf-8")
            typer.echo(
                _("Open {address} in a browser. Ctrl-C stops Zhiyong.").format(address=address)
            )
            if complaints:
                children.append(_rest_of_the_year(complaints))
        while not stop.wait(1):
            _look_after(children)
    finally:
        with step(_("Stopping")):
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.wait()


def _look_after(children: Sequence[Child]) -> None:
    """Start again whatever has died."""
    if not optional("DATABASE_URL"):
        try:
            embedded.start(home.database_folder())
        except embedded.EmbeddedDatabaseError as error:
            typer.echo(str(error), err=True)
    for child in children:
        if child.look_after():
            typer.echo(_("{name} died and starts again.").format(name=child.name), err=True)


def _wait_for_pages(stop: threading.Event, web: Child, host: str, port: int) -> None:
    """Wait until the pages answer.

    :raises Failed: if the server ends first, or nothing answers in a minute.
    """
    url = f"http://{host}:{port}/"
    give_up = time.monotonic() + 60
    while not stop.is_set() and time.monotonic() < give_up:
        if web.process.poll() is not None:
            raise Failed(_("The web server did not start; the lines above say why."))
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            stop.wait(0.1)
        else:
            return
    if not stop.is_set():
        raise Failed(_("The web server does not answer."))


def _port(host: str, wanted: int | None) -> int:
    """Return the port that was asked for, else 8000, else a free one.

    :raises Failed: if the port that was asked for is taken.
    """
    if wanted:
        if not is_free(host, wanted):
            raise Failed(
                _("Port {port} is taken. Choose another: ZHIYONG_PORT=8100").format(port=wanted)
            )
        return wanted
    if is_free(host, 8000):
        return 8000
    with socket.socket() as probe:
        probe.bind((host, 0))
        found: int = probe.getsockname()[1]
    typer.echo(_("  Port 8000 is taken; using {port}.").format(port=found))
    return found


def _last_address() -> str:
    file = home.data_folder() / "address"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _stop_database() -> None:
    """Stop the embedded database unless others still use it."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
    folder = home.database_folder()
    if optional("DATABASE_URL") or not (server := embedded.status(folder)):
        return
    if embedded.clients(server):
        typer.echo(_("The database stays up: others are connected."))
        return
    embedded.stop(folder)
