"""`zhiyong plan show`, `explain` and `diff`: a plan as a page, an answer, what changed."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from zhiyong.config.cli.plans.common import (
    AsJson,
    InLanguage,
    Language,
    OnePack,
    TerminalLanguage,
    load,
    terminal_language,
)
from zhiyong.config.console import gettext as _
from zhiyong.rules.explain import explain_text
from zhiyong.rules.explain.aloud import read_aloud
from zhiyong.rules.pack.diff import differences
from zhiyong.rules.pack.page import clause_lines, page

SHOW_HELP = _("Show a pack as a readable page: days, faults, ladder, clocks, publications.")
EXPLAIN_HELP = _("Ask a plan what follows from a set of facts, and why.")
DIFF_HELP = _("Tell what changed between two packs, in words.")


def show(
    pack: OnePack,
    clauses: Annotated[
        bool, typer.Option("--clauses", help=_("List the clauses, each with what carries it."))
    ] = False,
    lang: TerminalLanguage = None,
) -> None:
    """Print a plan as people read it."""
    found, said = load(pack), terminal_language(lang)
    for line in clause_lines(found, said) if clauses else page(found, said):
        if line.level:
            typer.secho(line.text, bold=True)
        else:
            typer.echo(line.text)


def explain(
    pack: OnePack,
    facts: Annotated[
        Path, typer.Argument(help=_("File with the facts, or - : docs/reference/facts.md."))
    ],
    as_json: AsJson = False,
    lang: InLanguage = Language.ZH,
) -> None:
    """Print the answer; exit code 1 if the pack or a fact could not be used."""
    found = load(pack)
    content = sys.stdin.buffer.read() if str(facts) == "-" else facts.read_bytes()
    answer = explain_text(found, content, facts.name)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.secho(f"{found.title.say(lang)} · {found.plan} · {found.version}", bold=True)
        for line in read_aloud(answer, found, lang):
            typer.echo(line)
    if answer["problems"]:
        raise typer.Exit(1)


def diff(
    before: OnePack,
    after: OnePack,
    as_json: AsJson = False,
    lang: TerminalLanguage = None,
) -> None:
    """Print what one pack says otherwise than another; exit code 0 also when they differ."""
    said = terminal_language(lang)
    old, new = load(before), load(after)
    changes = differences(old, new)
    if as_json:
        told = {
            "before": {"plan": old.plan, "version": old.version, "digest": old.digest()},
            "after": {"plan": new.plan, "version": new.version, "digest": new.digest()},
            "changes": [change.as_dict() for change in changes],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for change in changes:
        typer.echo(f"· {change.say(said)}")
        typer.secho(f"    {change.path}", dim=True)
    if not changes:
        typer.echo(_("Both packs say the same."))
