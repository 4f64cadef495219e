"""`zhiyong plan`: read plan packs and say what is wrong with them, or what they say."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhiyong.config.cli.terminal import Failed
from zhiyong.config.console import gettext as _
from zhiyong.config.console import language
from zhiyong.rules.explain import explain_text
from zhiyong.rules.explain.aloud import read_aloud
from zhiyong.rules.pack import (
    Pack,
    PackErrors,
    Problem,
    check_pack,
    coverage,
    find_packs,
    load_pack,
)
from zhiyong.rules.values import Lang

app = typer.Typer(help=_("Check plan packs, and show what they say."), no_args_is_help=True)

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
Packs = Annotated[
    list[str] | None,
    typer.Argument(help=_("Folders of packs, or names of shipped ones. None: all shipped ones.")),
]


@app.command(help=_("Check packs: every problem at its file, line and place, with a remedy."))
def check(
    packs: Packs = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Fail on warnings as well as on errors."))
    ] = False,
) -> None:
    """Print the problems of each pack; exit code 1 if one cannot be used."""
    fatal = {"error", "warning"} if strict else {"error"}
    bad = False
    for folder in _folders(packs):
        try:
            problems = check_pack(load_pack(folder))
        except PackErrors as error:
            problems = error.problems
        for problem in problems:
            _show_problem(folder, problem)
        found = [problem for problem in problems if problem.level in fatal]
        bad = bad or bool(found)
        state = _("{number} to correct").format(number=len(found)) if found else _("ok")
        typer.secho(f"{near(folder)}: {state}", fg="red" if found else "green")
    if bad:
        raise typer.Exit(1)


class Language(StrEnum):
    """In which language an answer is read aloud."""

    ZH = "zh"
    EN = "en"


@app.command(help=_("Ask a plan what follows from a set of facts, and why."))
def explain(
    pack: Annotated[str, typer.Argument(help=_("Folder of a pack, or name of a shipped one."))],
    facts: Annotated[Path, typer.Argument(help=_("File with the facts: docs/reference/facts.md."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False,
    lang: Annotated[Language, typer.Option(help=_("Language of the answer."))] = Language.ZH,
) -> None:
    """Print the answer; exit code 1 if the pack or a fact could not be used."""
    (folder,) = _folders([pack])
    found = _load(folder)
    answer = explain_text(found, facts.read_bytes(), facts.name)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.secho(f"{found.title.say(lang)} · {found.plan} · {found.version}", bold=True)
        for line in read_aloud(answer, found, lang):
            typer.echo(line)
    if answer["problems"]:
        raise typer.Exit(1)


def _load(folder: Path) -> Pack:
    """Return a pack; what is wrong with it is shown, and the command ends."""
    try:
        return load_pack(folder)
    except PackErrors as error:
        for problem in error.problems:
            _show_problem(folder, problem)
        raise typer.Exit(1) from None


@app.command(help=_("Show a pack: what it is, its sections, its clocks, its coverage."))
def show(
    pack: Annotated[str, typer.Argument(help=_("Folder of a pack, or name of a shipped one."))],
) -> None:
    """Print the outline of a pack."""
    (folder,) = _folders([pack])
    _show(_load(folder), _lang())


def _show(pack: Pack, lang: Lang) -> None:
    typer.secho(pack.title.say(lang), bold=True)
    typer.echo(f"{pack.plan} · {pack.version} · {pack.digest()[:16]}")
    typer.echo()
    for label, number in [
        (_("categories"), sum(1 for _category in pack.categories())),
        (_("kinds of complaints"), len(pack.kinds)),
        (_("channels"), len(pack.channels)),
        (_("roles to bind"), len(pack.bindings)),
        (_("approval chains"), len(pack.approvals)),
        (_("slips"), len(pack.slips)),
        (_("number series"), len(pack.series)),
    ]:
        typer.echo(f"{number:>5}  {label}")
    typer.echo()
    for clock in pack.clocks:
        basis = pack.say_grounds(clock, lang)
        typer.echo(f"  {clock.label.say(lang)}: {clock.term}  {basis}")
    typer.echo()
    carried = coverage(pack)
    typer.echo(
        _("{carried} of {total} clauses carried; not carried: {missing}").format(
            carried=len(carried.carried),
            total=len(pack.clauses),
            missing=", ".join(carried.missing) or _("none"),
        )
    )
    if open_ := pack.open_numbers():
        typer.echo(_("Left open until adoption: {paths}").format(paths=", ".join(open_)))


def _show_problem(folder: Path, problem: Problem) -> None:
    lang = _lang()
    place = f"{near(folder / problem.file)}:{problem.line}" if problem.file else near(folder)
    typer.secho(f"{place}: ", nl=False)
    typer.secho(problem.level, fg=COLOURS[problem.level], nl=False)
    path = f"{problem.path}: " if problem.path else ""
    typer.echo(f": {path}{problem.say(lang)}")
    if hint := problem.advise(lang):
        typer.echo(f"    → {hint}")


def near(path: Path) -> str:
    """Return a path as one would type it here."""
    return min(str(path), os.path.relpath(path), key=len)


def _folders(packs: list[str] | None) -> list[Path]:
    """Return the folders of the packs that were named.

    :raises Failed: if one is neither a folder nor a shipped pack.
    """
    shipped = find_packs()
    if not packs:
        return list(shipped.values())
    folders = []
    for name in packs:
        folder = shipped.get(name, Path(name))
        if not folder.is_dir():
            raise Failed(
                _("There is no pack at {name}. Shipped: {shipped}").format(
                    name=name, shipped=", ".join(shipped)
                )
            )
        folders.append(folder)
    return folders


def _lang() -> Lang:
    return "zh" if language().startswith("zh") else "en"
