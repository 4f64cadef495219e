"""`zhiyong begin`: the first unit and the three administrators of an empty installation."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhiyong.config.cli.terminal import Failed, load_django
from zhiyong.config.console import gettext as _

if TYPE_CHECKING:
    from django.db import models

HELP = _(
    "Begin an empty installation: its top unit and its three administrators. "
    "Everything else is set up on the pages, or imported."
)
BY = "installer"


def begin(
    unit: Annotated[str, typer.Option(help=_("Name of the top unit, as 江州市人民政府."))],
    code: Annotated[str, typer.Option(help=_("Its code, as JZ."))],
    system: Annotated[str, typer.Option(help=_("Name of the system administrator."))],
    security: Annotated[str, typer.Option(help=_("Name of the security administrator."))],
    audit: Annotated[str, typer.Option(help=_("Name of the auditor."))],
    kind: Annotated[str, typer.Option(help=_("Kind of the unit."))] = "GOVERNMENT",
    level: Annotated[str, typer.Option(help=_("Level of the unit."))] = "CITY",
) -> None:
    """Set up who can set up the rest, and print their initial passwords, once."""
    load_django()
    from django.db import transaction

    from zhiyong.directory.models import Unit
    from zhiyong.directory.services import accounts, people, roles, units
    from zhiyong.shell import clock
    from zhiyong.shell.access import Role

    today = clock.today()
    _choose(Unit.Kind, kind, "--kind")
    _choose(Unit.Level, level, "--level")
    if len({system, security, audit}) < 3:
        raise Failed(_("The three administrators are three people."))
    made = []
    with transaction.atomic():
        if Unit.objects.exists():
            raise Failed(_("There are units already; nothing was changed."))
        top = units.open_unit(code=code, name=unit, kind=kind, level=level, on=today, by=BY)
        for number, (role, name) in enumerate(
            [
                (Role.SYSTEM_ADMIN, system),
                (Role.SECURITY_ADMIN, security),
                (Role.AUDIT_ADMIN, audit),
            ],
            start=1,
        ):
            person = people.add_person(number=f"{code}-A{number}", name=name, on=today, by=BY)
            account, password = accounts.open_account(
                username=role.value.partition("_")[0].lower(), person=person, by=BY, on=today
            )
            roles.bind_role(
                role=role,
                unit=top,
                subtree=True,
                holder=person,
                valid_from=today,
                valid_until=None,
                by=BY,
                on=today,
            )
            made.append((account.username, password, role.label))
    typer.echo(_("Initial passwords, shown once; each is changed at the first sign-in:"))
    for username, password, label in made:
        typer.echo(f"  {username:<10} {password}  {label}")


def _choose(choices: "type[models.TextChoices]", value: str, option: str) -> Any:
    """Check a value against its choices.

    :raises Failed: with all of them, if it is none.
    """
    if value not in choices.values:
        listed = ", ".join(f"{key} ({label})" for key, label in choices.choices)
        raise Failed(
            _("{value} is none of the choices of {option}: {choices}").format(
                value=value, option=option, choices=listed
            )
        )
    return choices(value)
