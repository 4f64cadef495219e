"""The commands and their common ways: help, language, and what happens when one fails."""

import signal
import sys

import typer

from zhiyong.config.cli import (
    begin,
    database,
    demo,
    doctor,
    exchange,
    plans,
    prepare,
    serve,
    verify,
    worker,
)
from zhiyong.config.cli.terminal import complain, explain
from zhiyong.config.console import gettext as _

app = typer.Typer(
    name="zhiyong",
    help=_("Zhiyong runs the accountability plans of public offices."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo", help=demo.HELP)(demo.demo)
app.command("serve", help=serve.HELP)(serve.serve)
app.command("worker", help=worker.HELP)(worker.worker)
app.command("prepare", help=prepare.HELP)(prepare.prepare)
app.command("begin", help=begin.HELP)(begin.begin)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.command("verify", help=verify.HELP)(verify.verify)
app.add_typer(exchange.importing, name="import")
app.add_typer(exchange.exporting, name="export")
app.add_typer(plans.app, name="plan")
app.add_typer(database.app, name="database")
app.command(
    "manage",
    help=prepare.MANAGE_HELP,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(prepare.manage)


def main() -> None:
    """Run the command line; a failure that is to be expected is one sentence, and exit code 1."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone: nothing to say, nobody to say it to
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:
        sentence = explain(error)
        if sentence is None:
            complain(_("This is a fault of Zhiyong, not of yours. Please report what follows."))
            raise
        complain(sentence)
        sys.exit(1)
