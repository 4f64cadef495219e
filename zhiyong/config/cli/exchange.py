"""`zhiyong import` and `zhiyong export`: workbooks, calendars and plans, in and out.

Whoever imports or exports is named (`--by`), has the rights that they have on the pages, and
stands in the journal.
"""

import csv
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhiyong.config.cli.terminal import Failed, load_django, step
from zhiyong.config.console import gettext as _

if TYPE_CHECKING:
    from zhiyong.directory.models import Account, ImportRun
    from zhiyong.rules.calendar import ShippedDay

importing = typer.Typer(
    help=_("Take in units, posts and people, a calendar, or a plan."), no_args_is_help=True
)
exporting = typer.Typer(
    help=_("Write units, posts and people, or the template for them, as a workbook."),
    no_args_is_help=True,
)

By = Annotated[str, typer.Option("--by", help=_("User name of whoever does this."))]
On = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], help=_("The day for which it holds; today if not given.")
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))]
SHOWN = 200


# --- the directory -----------------------------------------------------------------------------


@importing.command(
    "directory",
    help=_("Units, posts and people from a workbook: every error at its cell, all or nothing."),
)
def import_directory(
    file: Annotated[Path, typer.Argument(help=_("The workbook (.xlsx)."))],
    by: By,
    on: On = None,
    yes: Yes = False,
) -> None:
    """Show what a workbook would change, and change it when that is confirmed."""
    content = file.read_bytes()
    load_django()
    from zhiyong.directory.models import ImportRun
    from zhiyong.directory.services import imports
    from zhiyong.directory.standing import standing_of
    from zhiyong.shell import clock

    account, today = _account(by), clock.today()
    rights = imports.rights_of(standing_of(account, today))
    with step(_("Reading {file}").format(file=file.name)):
        run = imports.receive_workbook(
            name=file.name,
            content=content,
            on=on.date() if on else today,
            rights=rights,
            by=account,
            today=today,
        )
        run = imports.examine(run=run, rights=rights)
    _show_notes(run)
    if run.state == ImportRun.State.WRONG:
        _show_errors(run)
        raise typer.Exit(1)
    _show_changes(run)
    if not yes and not typer.confirm(_("Carry this out?")):
        imports.withdraw_workbook(run=run, by=account, today=today)
        return
    with step(_("Changing the directory")):
        run = imports.confirm_workbook(run=run, rights=rights, by=account, today=today)
        run = imports.carry_out_workbook(run=run, rights=rights, today=today)
    if run.state != ImportRun.State.DONE:
        raise Failed(_("Somebody else changed the directory meanwhile. Import the file again."))


@exporting.command("directory", help=_("Units, posts and people as a workbook."))
def export_directory(
    file: Annotated[Path, typer.Argument(help=_("The workbook to write (.xlsx)."))],
    by: By,
    on: On = None,
) -> None:
    """Write the units that somebody keeps, with their posts and people."""
    load_django()
    from zhiyong.directory import selectors
    from zhiyong.directory.services import exports
    from zhiyong.directory.standing import standing_of
    from zhiyong.shell import clock

    account, today = _account(by), clock.today()
    units = selectors.units_editable_by(standing_of(account, today))
    with (
        step(_("Writing {file}").format(file=file)),
        exports.export_now(
            units=units, on=on.date() if on else today, by=account, today=today
        ) as book,
        file.open("wb") as out,
    ):
        shutil.copyfileobj(book, out)


@exporting.command("template", help=_("The workbook to fill in: headings, choices, examples."))
def export_template(
    file: Annotated[Path, typer.Argument(help=_("The workbook to write (.xlsx)."))],
) -> None:
    """Write the template of the directory's import."""
    load_django()
    from zhiyong.directory.workbook.writing import template

    with template() as book, file.open("wb") as out:
        shutil.copyfileobj(book, out)


def _show_notes(run: "ImportRun") -> None:
    from zhiyong.directory.workbook import wording

    for note in run.notes:
        typer.echo(f"  {note.get('text') or wording.say_note(note)}")


def _show_errors(run: "ImportRun") -> None:
    from zhiyong.directory.workbook import wording

    for error in run.errors.order_by("pk")[:SHOWN]:
        place = f"{error.sheet}!{error.column}{error.row}"
        typer.secho(place, fg="red", nl=False)
        typer.echo(f" {error.heading} {error.value!r}: {wording.say(error.code, error.facts)}")
    number = run.summary.get("errors", 0)
    typer.echo(_("{number} errors; nothing was changed.").format(number=number))


def _show_changes(run: "ImportRun") -> None:
    for change in run.changes.order_by("pk")[:SHOWN]:
        typer.echo(f"  {change.get_kind_display()}  {change.title}")
    number = run.changes.count()
    if number > SHOWN:
        typer.echo(_("… and {number} more").format(number=number - SHOWN))
    typer.echo(_("{number} changes, from {day}").format(number=number, day=run.on))


# --- the calendar ------------------------------------------------------------------------------


@importing.command(
    "calendar",
    help=_(
        "Holidays and make-up days of whole years, from a CSV file with the columns day, "
        "is_working (0 or 1), name_zh and name_en. Open duties are counted anew."
    ),
)
def import_calendar(
    file: Annotated[Path, typer.Argument(help=_("The CSV file (UTF-8)."))],
    by: By,
    year: Annotated[list[int], typer.Option(help=_("A year that the file covers. Repeatable."))],
    source: Annotated[str, typer.Option(help=_("The notice it comes from."))],
) -> None:
    """Load the named years, and say how many duties moved."""
    rows = list(_calendar_rows(file))
    load_django()
    from zhiyong.duties.services import load_calendar
    from zhiyong.rules.calendar import CalendarRowError
    from zhiyong.shell import clock

    try:
        load = load_calendar(
            days=rows, years=year, source=source, by=_account(by), on=clock.today()
        )
    except CalendarRowError as error:
        sentence = {
            "ROW_OUTSIDE_YEARS": _("{day} lies outside the years that were named."),
            "ROWS_DISAGREE": _("{day} stands there twice, and differently."),
        }[error.code]
        raise Failed(sentence.format(**error.params)) from error
    typer.echo(
        _("{number} days loaded; {moved} duties have another due day.").format(
            number=len(rows), moved=load.moved
        )
    )


def _calendar_rows(file: Path) -> Iterator["ShippedDay"]:
    """Yield the days of a file.

    :raises Failed: with the line, if one cannot be read.
    """
    from zhiyong.rules.calendar import ShippedDay

    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                try:
                    yield ShippedDay(
                        date.fromisoformat(row["day"].strip()),
                        {"0": False, "1": True}[row["is_working"].strip()],
                        row["name_zh"].strip(),
                        row["name_en"].strip(),
                    )
                except (KeyError, ValueError, AttributeError, TypeError) as error:
                    raise Failed(
                        _(
                            "{file}, line {number}: a line is like 2027-01-01,0,元旦,New Year's "
                            "Day under day,is_working,name_zh,name_en."
                        ).format(file=file, number=number)
                    ) from error
        except UnicodeDecodeError as error:
            raise Failed(_("{file} is not UTF-8.").format(file=file)) from error


# --- plans -------------------------------------------------------------------------------------


@importing.command(
    "plan", help=_("A plan pack as a draft, from its folder; it must pass the check.")
)
def import_plan(
    folder: Annotated[Path, typer.Argument(help=_("Folder of the pack."))],
    by: By,
    publish: Annotated[
        bool, typer.Option("--publish", help=_("Publish it: then it cannot change any more."))
    ] = False,
) -> None:
    """Keep a pack in the database; the same content again changes nothing."""
    from zhiyong.rules.pack import PackErrors, check_pack, load_pack

    try:
        pack = load_pack(folder)
        problems = [problem for problem in check_pack(pack) if problem.level == "error"]
    except PackErrors as error:
        problems = error.problems
    if problems:
        raise Failed(
            _("{number} errors: see `zhiyong plan check {folder}`.").format(
                number=len(problems), folder=folder
            )
        )
    load_django()
    from zhiyong.plans import services
    from zhiyong.plans.models import PackVersion
    from zhiyong.shell import clock

    account, today = _account(by), clock.today()
    version = services.load_draft(pack=pack, by=account, on=today)
    if publish and version.state == PackVersion.State.DRAFT:
        version = services.publish(version=version, by=account, on=today)
    typer.echo(f"{version.code} · {version.version} · {version.get_state_display()}")


def _account(username: str) -> "Account":
    """Return the account of a user name.

    :raises Failed: if there is none that is open.
    """
    from zhiyong.directory.models import Account

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise Failed(_("There is no open account {name}.").format(name=username))
    return account
