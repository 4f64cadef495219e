"""`zhiyong prepare`: what an installation needs before it serves; `zhiyong manage`."""

import typer

from zhiyong.config.cli.terminal import load_django, step
from zhiyong.config.console import gettext as _

HELP = _("Bring the database and the static files up to date. Run it after each update.")
MANAGE_HELP = _("Run a management command of Django, for administrators.")


def prepare() -> None:
    """Migrate, and collect the static files."""
    with step(_("Database")):
        load_django()
    migrate()
    load_calendar()
    collect_static()


def manage(context: typer.Context) -> None:
    """Pass the arguments on to Django."""
    from django.core.management import execute_from_command_line

    load_django()
    execute_from_command_line(["zhiyong manage", *context.args])


def migrate() -> None:
    """Bring the tables up to date, if they are not."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        with step(_("Tables ({number} migrations)").format(number=len(waiting))):
            call_command("migrate", verbosity=0, interactive=False)


def load_calendar() -> None:
    """Load the years of the shipped calendar that the database does not know yet."""
    from zhiyong.duties.models import CalendarYear
    from zhiyong.duties.services import load_calendar as load
    from zhiyong.rules.calendar import shipped_days
    from zhiyong.shell import clock

    days, years = shipped_days()
    new = years - set(CalendarYear.objects.values_list("year", flat=True))
    if new:
        with step(_("Working days ({first}–{last})").format(first=min(new), last=max(new))):
            load(
                days=[row for row in days if row.day.year in new],
                years=new,
                source="chinesecalendar",
                by="installer",
                on=clock.today(),
            )


def collect_static() -> None:
    """Collect the static files, with a name for each state of each file."""
    from django.core.management import call_command

    with step(_("Static files")):
        call_command("collectstatic", verbosity=0, interactive=False)
