"""`zhiyong plan`: read plan packs, say what is wrong with them, what they say and what follows."""

import typer

from zhiyong.config.cli.plans import checking, conforming, reading
from zhiyong.config.console import gettext as _

app = typer.Typer(help=_("Check plan packs, and show what they say."), no_args_is_help=True)
app.command("check", help=checking.HELP)(checking.check)
app.command("show", help=reading.SHOW_HELP)(reading.show)
app.command("explain", help=reading.EXPLAIN_HELP)(reading.explain)
app.command("diff", help=reading.DIFF_HELP)(reading.diff)
app.command("conformance", help=conforming.CONFORMANCE_HELP)(conforming.conforming)
app.command("schema", help=conforming.SCHEMA_HELP)(conforming.schema)
