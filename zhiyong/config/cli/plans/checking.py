"""`zhiyong plan check`: what is wrong with packs, each problem at its place, with a remedy."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from zhiyong.config.cli.plans.common import AsJson, Packs, folders, near, show_problem
from zhiyong.config.console import gettext as _
from zhiyong.rules.pack import Pack, PackErrors, Problem, check_pack, find_packs, load_pack

HELP = _("Check packs: every problem at its file, line and place, with a remedy.")


def check(
    packs: Packs = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Fail on warnings as well as on errors."))
    ] = False,
    notes: Annotated[bool, typer.Option(help=_("Tell what is only worth knowing as well."))] = True,
    as_json: AsJson = False,
) -> None:
    """Print the problems of each pack; exit code 1 if one cannot be used."""
    fatal = {"error", "warning"} if strict else {"error"}
    asked = folders(packs)
    loaded = {folder: _load(folder) for folder in asked}
    known = {one.plan: one for one in loaded.values() if isinstance(one, Pack)}
    bad, told = False, dict[str, Any]()
    for folder, one in loaded.items():
        problems = _check(one, known)
        found = [problem for problem in problems if problem.level in fatal]
        bad = bad or bool(found)
        shown = [problem for problem in problems if notes or problem.level != "note"]
        if as_json:
            told[folder.name] = [_as_data(problem) for problem in shown]
            continue
        for problem in shown:
            show_problem(folder, problem)
        state = _("{number} to correct").format(number=len(found)) if found else _("ok")
        typer.secho(f"{near(folder)}: {state}", fg="red" if found else "green")
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    if bad:
        raise typer.Exit(1)


def _load(folder: Path) -> Pack | list[Problem]:
    try:
        return load_pack(folder)
    except PackErrors as error:
        return error.problems


def _check(one: Pack | list[Problem], known: dict[str, Pack]) -> list[Problem]:
    """Return the problems of a pack; the plans it names are taken from those read already."""
    if isinstance(one, list):
        return one
    named = {one.parent.plan} if one.parent else set()
    named |= {task.feeds.plan for task in one.tasks if task.feeds}
    at_hand = named <= known.keys() or not named & find_packs().keys() - known.keys()
    return check_pack(one, known if at_hand else None)


def _as_data(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "path": problem.path,
        "code": problem.code,
        "level": problem.level,
        "says": {"zh": problem.say("zh"), "en": problem.say("en")},
        "right": {"zh": problem.advise("zh"), "en": problem.advise("en")},
    }
