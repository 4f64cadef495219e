"""What the commands about plans share: finding a pack, its problems on the screen, the language."""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhiyong.config.cli.terminal import Failed
from zhiyong.config.console import gettext as _
from zhiyong.config.console import language
from zhiyong.rules.pack import Pack, PackErrors, Problem, find_packs, load_pack
from zhiyong.rules.values import Lang

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


class Language(StrEnum):
    """In which language a plan is read aloud."""

    ZH = "zh"
    EN = "en"


OnePack = Annotated[str, typer.Argument(help=_("Folder of a pack, or name of a shipped one."))]
Packs = Annotated[
    list[str] | None,
    typer.Argument(help=_("Folders of packs, or names of shipped ones. None: all shipped ones.")),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
InLanguage = Annotated[Language, typer.Option("--lang", help=_("Language of the answer."))]
TerminalLanguage = Annotated[
    Language | None,
    typer.Option("--lang", help=_("Language of the answer; else that of the terminal.")),
]


def folders(packs: Iterable[str] | None) -> list[Path]:
    """Return the folders of the packs that were named; of none, those of all shipped packs.

    :raises Failed: if one is neither a folder nor a shipped pack.
    """
    shipped = find_packs()
    if not packs:
        return list(shipped.values())
    found = []
    for name in packs:
        folder = shipped.get(name, Path(name))
        if not folder.is_dir():
            raise Failed(
                _("There is no pack at {name}. Shipped: {shipped}").format(
                    name=name, shipped=", ".join(shipped)
                )
            )
        found.append(folder)
    return found


def load(name: str) -> Pack:
    """Return a pack; what is wrong with it is shown, and the command ends.

    :raises typer.Exit: if it cannot be read.
    """
    (folder,) = folders([name])
    try:
        return load_pack(folder)
    except PackErrors as error:
        for problem in error.problems:
            show_problem(folder, problem)
        raise typer.Exit(1) from None


def show_problem(folder: Path, problem: Problem) -> None:
    """Print a problem at its file and line, with what would be right."""
    lang = terminal_language()
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


def terminal_language(wanted: Language | None = None) -> Lang:
    """Return the language that was asked for, or that of the terminal."""
    if wanted is not None:
        return wanted.value
    return "zh" if language().startswith("zh") else "en"
