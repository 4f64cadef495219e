"""How the commands speak: sentences for people, in their language, never a traceback."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from zhiyong.config.console import gettext as _
from zhiyong.config.console import language


class Failed(Exception):
    """The command cannot go on; the message says why and what to do."""


def load_django() -> None:
    """Make Django ready, in the language of the terminal.

    :raises EmbeddedDatabaseError: if the embedded database cannot be started.
    """
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyong.config.settings.local")
    django.setup()
    translation.activate(language())


@contextmanager
def step(label: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = time.perf_counter()
    typer.echo(f"  {label} … ", nl=False)
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        typer.echo("")
        raise
    typer.echo(f"{time.perf_counter() - began:.1f} s")


def complain(message: str) -> None:
    """Say on the error output what is wrong."""
    typer.secho(message, err=True, fg=typer.colors.RED)


def explain(error: BaseException) -> str | None:
    """Return the sentence for a failure that is to be expected, or None for a fault of ours."""
    import errno

    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError, OperationalError

    from zhiyong.config.embedded import EmbeddedDatabaseError
    from zhiyong.shell.errors import Refusal

    if isinstance(error, Failed | EmbeddedDatabaseError | Refusal | ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError | InterfaceError):
        return _("The database cannot be reached: {reason}\nRun `zhiyong doctor`.").format(
            reason=str(error).strip()
        )
    if isinstance(error, DatabaseError) and "does not exist" in str(error):
        return _("The database is not up to date. Run `zhiyong prepare`.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _("The disk is full. Make room and try again; nothing was left half done.")
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return _("{file}: {reason}").format(file=error.filename, reason=error.strerror)
    return None
