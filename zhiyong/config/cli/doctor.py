"""`zhiyong doctor`: is this installation well, and if not, what is to be done."""

import typer

from zhiyong.config.cli.terminal import load_django
from zhiyong.config.console import gettext as _

HELP = _("Look at database, tables, queue, clock, disk, fonts, keys and calendar; say what to do.")


def doctor() -> None:
    """Print one line a finding; exit code 1 if something is bad."""
    load_django()
    from zhiyong.config.health import State, examine

    marks = {State.OK: _("ok"), State.WARNING: _("mind"), State.BAD: _("BAD")}
    colours = {State.OK: "green", State.WARNING: "yellow", State.BAD: "red"}
    bad = False
    for finding in examine():
        typer.secho(f"{marks[finding.state]:<6}", fg=colours[finding.state], nl=False)
        typer.echo(f"{finding.about}: {finding.text}")
        if finding.remedy:
            typer.echo(f"      → {finding.remedy}")
        bad = bad or finding.state is State.BAD
    if bad:
        raise typer.Exit(1)
