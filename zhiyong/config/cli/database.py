"""`zhiyong database`: the embedded PostgreSQL."""

from typing import Annotated

import typer

from zhiyong.config import embedded, home
from zhiyong.config.cli.terminal import Failed
from zhiyong.config.console import gettext as _
from zhiyong.config.env import optional

app = typer.Typer(help=_("Start, stop and look at the embedded database."), no_args_is_help=True)


@app.command(help=_("Start it, if it is not running."))
def start() -> None:
    """Start the cluster of the data folder."""
    _only_embedded()
    server = embedded.start(home.database_folder())
    typer.echo(
        _("Running on port {port}, data in {data}.").format(port=server.port, data=server.data)
    )


@app.command(help=_("Stop it."))
def stop(
    if_idle: Annotated[
        bool, typer.Option("--if-idle", help=_("Only if nobody is connected."))
    ] = False,
) -> None:
    """Stop the cluster of the data folder."""
    _only_embedded()
    folder = home.database_folder()
    if if_idle and (server := embedded.status(folder)) and embedded.clients(server):
        typer.echo(_("It stays up: others are connected."))
    elif embedded.stop(folder):
        typer.echo(_("Stopped."))
    else:
        typer.echo(_("It was not running."))


@app.command(help=_("Tell whether it runs, and where."))
def status() -> None:
    """Print the state of the cluster; exit code 3 if it does not run."""
    _only_embedded()
    server = embedded.status(home.database_folder())
    if server is None:
        typer.echo(_("It is not running."))
        raise typer.Exit(3)
    typer.echo(
        _("Running on port {port}, data in {data}.").format(port=server.port, data=server.data)
    )
    typer.echo(_("Connections: {number}").format(number=embedded.clients(server)))


@app.command(help=_("Print its address, password included, for psql and pg_dump."))
def url() -> None:
    """Print the address of the database."""
    _only_embedded()
    typer.echo(home.embedded_database_url())


def _only_embedded() -> None:
    if optional("DATABASE_URL"):
        raise Failed(_("DATABASE_URL names another database; the embedded one is not used."))
