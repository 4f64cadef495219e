"""Pages for when something went wrong; none of them asks the database or the session."""

from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

BUSY = ("40", "55", "57014")
"""SQLSTATEs after which the same act may well succeed: conflicts, locks, cancelled statements."""

FULL = ("53100",)

SHOWN_BACK = 20_000
"""How many characters of a form that was not taken are shown to be copied."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the database, in words for whoever was at work."""

    title: str
    words: str


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Say what is wrong with the database; None if the error is of another sort."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    state = sqlstate(error)
    if state.startswith(FULL):
        return Trouble(
            _("The server's disk is full"),
            _("Nothing was saved. Please tell the system administrator; try again after that."),
        )
    if state.startswith(BUSY):
        return Trouble(
            _("Somebody else was working on the same thing"),
            _("Nothing was saved. Go back and send it once more; what you typed is still there."),
        )
    return Trouble(
        _("The database cannot be reached right now"),
        _(
            "Nothing was saved, and nothing that was saved before is lost. Go back in a minute "
            "and send it once more; what you typed is still there."
        ),
    )


def sqlstate(error: DatabaseError | InterfaceError) -> str:
    """Return PostgreSQL's own code for what went wrong, "" if it never got so far."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")


def typed_in(request: HttpRequest) -> list[str]:
    """Return what somebody wrote into a form that is not taken, to be shown and copied.

    Only the browser's own page gets its text back: another site could otherwise put words into
    our mouth.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [
        text[:SHOWN_BACK]
        for name, values in request.POST.lists()
        for text in values
        if len(text) > 10 and not name.startswith("csrf") and "password" not in name
    ]


def page(name: str, *, status: int, **context: Any) -> HttpResponse:
    """Render an error page without the request, so that nothing else can fail."""
    try:
        return HttpResponse(render_to_string(f"shell/errors/{name}.html", context), status=status)
    except Exception:  # the page about the error must come, whatever else is broken
        return HttpResponse(_("The server could not do this. Nothing was saved."), status=status)
