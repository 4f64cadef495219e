"""`zhiyong verify`: check receipts, tree heads and draws offline, or the database."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from zhiyong.config import home
from zhiyong.config.cli.terminal import Failed, load_django
from zhiyong.config.console import gettext as _
from zhiyong.config.console import language
from zhiyong.rules import drawn, proof
from zhiyong.rules.proof import wording
from zhiyong.rules.proof.files import Signed
from zhiyong.rules.proof.verdict import Report

HELP = _(
    "Check receipts, tree heads and proofs, offline; or, with --database, whether anything that "
    "was sealed was changed. The file of a draw is drawn again. Exit code 0: kept or intact, "
    "1: broken or changed, 3: nothing can be said yet."
)
BROKEN, UNDECIDED = 1, 3
COLOURS = {0: "green", BROKEN: "red", UNDECIDED: "yellow"}
OPEN = {proof.Outcome.NOT_YET_PROVABLE, proof.Outcome.NOT_SHOWN, proof.Outcome.UNKNOWN_KEY}


def verify(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help=_("Receipts, tree heads, proof files, draws, in any order.")),
    ] = None,
    keys: Annotated[
        list[Path] | None,
        typer.Option(
            help=_("Public keys you trust, best from paper or another machine. Repeatable.")
        ),
    ] = None,
    refused: Annotated[
        bool,
        typer.Option("--refused", help=_("You asked for missing proofs and were not given them.")),
    ] = False,
    database: Annotated[
        bool,
        typer.Option(
            "--database",
            help=_("Recompute the journal of this installation; FILES are heads kept elsewhere."),
        ),
    ] = False,
    draw: Annotated[
        int | None,
        typer.Option(
            "--draw",
            help=_("Repeat a draw of this installation by its number; FILES are files of it."),
        ),
    ] = None,
) -> None:
    """Print what the files, or the database, show."""
    draws, others = _parted(files or [])
    try:
        if draw is not None:
            code = _recorded_draw(draw, draws)
        elif database:
            code = _database(others)
        elif draws and not others:
            code = _draws(draws)
        else:
            code = max(_draws(draws), _files(others, keys, refused))
    except proof.ProofFileError as error:
        raise Failed(wording.say_file_error(error, language())) from error
    if code:
        raise typer.Exit(code)


def _parted(files: list[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files of draws, and the others."""
    draws = []
    for file in files:
        try:
            with file.open("rb") as opened:
                if drawn.looks_like(opened.read(200)):
                    draws.append(file)
        except OSError:
            continue
    return draws, [file for file in files if file not in draws]


def _draws(files: list[Path]) -> int:
    """Draw again from each file; print what differs."""
    code = 0
    for path in files:
        file = _read_draw(path)
        code = max(code, _show_draw(str(path), file, drawn.check(file)))
    return code


def _read_draw(path: Path) -> drawn.DrawFile:
    """Return the draw in a file.

    :raises Failed: if it is none.
    """
    try:
        return drawn.read(path.read_bytes())
    except drawn.DrawFileError as error:
        raise Failed(f"{path}: {drawn.say_error(error, language())}") from error


def _show_draw(source: str, file: drawn.DrawFile, found: Iterable[drawn.Difference]) -> int:
    typer.secho(f"{source}: {file.title}", bold=True)
    said = _("{count} of {size} names, {excluded} excluded; drawn on {day}, seed published {seed}")
    typer.echo(
        "  "
        + said.format(
            count=len(file.names),
            size=len(file.frame),
            excluded=len(file.excluded),
            day=file.drawn_on,
            seed=file.committed_on,
        )
    )
    differences = list(found)
    for one in differences:
        typer.secho(f"  {drawn.say(one, language())}", fg="red")
    if differences:
        typer.secho(_("The draw does not come out again."), fg="red", bold=True)
        return BROKEN
    for name in file.names:
        typer.echo(f"  {name}")
    typer.secho(_("The same names come out again."), fg="green", bold=True)
    return 0


def _recorded_draw(number: int, files: list[Path]) -> int:
    """Repeat a draw of the database, and compare files with it."""
    load_django()
    from zhiyong.inspections.verification import NoSuchDraw, differences_from, recorded

    try:
        file, found = recorded(number)
    except NoSuchDraw as error:
        raise Failed(str(error)) from error
    code = _show_draw(f"draw:{number}", file, found)
    for path in files:
        given = _read_draw(path)
        differs = [*drawn.check(given), *differences_from(file, given)]
        code = max(code, _show_draw(str(path), given, differs))
    return code


def _files(files: list[Path], keys: list[Path] | None, refused: bool) -> int:
    if not files:
        raise Failed(_("Name the files to verify: the receipt, and what the office gave you."))
    if not keys:
        keys = _own_keys()
        typer.echo(
            _("Trusting the keys of this installation: {folder}").format(folder=_key_folder())
        )
    ring = proof.read_keys(keys)
    report = proof.verify_files(files, ring, now=datetime.now(UTC), proof_refused=refused)
    _show(report)
    return _exit_code(report.outcome)


def _own_keys() -> list[Path]:
    """Return the public keys of this data folder.

    :raises Failed: if it has none.
    """
    if found := sorted(_key_folder().glob("*.json")):
        return found
    raise Failed(_("Name the office's public keys with --keys: without them nothing is proved."))


def _key_folder() -> Path:
    return home.named_folder() / "keys" / "public"


def _show(report: Report) -> None:
    lang = language()
    for finding in report.findings:
        typer.echo(f"  {wording.say_finding(finding, lang)}")
    for verdict in report.receipts:
        typer.secho(f"{verdict.source} ({verdict.receipt.received_on})", bold=True)
        for label, promise in [
            (_("sealing"), verdict.sealing),
            (_("acceptance"), verdict.acceptance),
        ]:
            if promise is None:
                continue
            ground = f" ({wording.say_ground(promise.ground, lang)})" if promise.ground else ""
            typer.echo(f"  {label}: {wording.say_outcome(promise.outcome, lang)}{ground}")
            for finding in promise.because:
                typer.echo(f"    {wording.say_finding(finding, lang)}")
    colour = COLOURS[_exit_code(report.outcome)]
    typer.secho(wording.say_report(report, lang), fg=colour, bold=True)


def _exit_code(outcome: proof.Outcome) -> int:
    if outcome is proof.Outcome.KEPT:
        return 0
    return UNDECIDED if outcome in OPEN else BROKEN


def _database(files: list[Path]) -> int:
    """Recompute the journal; print what is wrong, row by row."""
    load_django()
    from zhiyong.journal.verification import verify_database
    from zhiyong.shell import clock

    report = verify_database(at=clock.now(), heads=_heads(files), progress=_progress())
    typer.echo("\n" + _("Recomputed:"))
    for table, rows in report.covered.items():
        typer.echo(f"{rows:>10}  {table}")
    for name, number in report.heads.items():
        typer.echo(_("Signed heads of {log} checked: {number}").format(log=name, number=number))
    for sentence in report.pruned:
        typer.echo(f"  {sentence}")
    for problem in report.problems:
        typer.secho(str(problem), fg="red")
    if report.untold:
        typer.echo(_("… and {number} more").format(number=report.untold))
    if report.is_intact:
        typer.secho(_("Nothing that was sealed was changed."), fg="green", bold=True)
        return 0
    typer.secho(_("The database was changed behind the journal's back."), fg="red", bold=True)
    return BROKEN


def _heads(files: list[Path]) -> list[Signed[proof.TreeHead]]:
    """Return the tree heads in files.

    :raises ProofFileError: if a file cannot be read.
    """
    heads = []
    for file in files:
        try:
            documents = proof.load(file.read_bytes())
        except OSError:
            raise proof.ProofFileError("NOT_READABLE", path=str(file)) from None
        except proof.ProofFileError as error:
            raise proof.ProofFileError(error.code, path=str(file), **error.params) from None
        for document in documents:
            if isinstance(document, Signed) and isinstance(document.body, proof.TreeHead):
                heads.append(Signed(document.body, document.signature))
    return heads


def _progress() -> Callable[[str, int, int], None]:
    """Return what tells how far a long check is, on one line of a terminal."""
    import sys

    def tell(label: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{label}: {done}/{total}   ", nl=False, err=True)

    return tell
