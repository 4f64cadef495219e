"""What the public's pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import activate, get_language
from django.views.decorators.csrf import csrf_exempt

from zhiyong.directory import editions
from zhiyong.plans.models import Adoption
from zhiyong.portal import sealing
from zhiyong.portal.selectors import plan
from zhiyong.shell import clock
from zhiyong.shell.access import public

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

SAVED = "download"
"""The purpose under which a file is sealed that a page offers to keep."""


def adoption() -> Adoption | None:
    """Return the adoption under which the public is received today."""
    return plan.front(clock.today())


def page(
    request: HttpRequest,
    template: str,
    *,
    under: Adoption | None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page of the public's door with the name of the place in its head."""
    place = under.body.name if under else ""
    return render(request, f"portal/{template}.html", {"place": place, **context}, status=status)


def open_door(view: V) -> View:
    """Let everybody in, also without cookies, and let no browser keep what is shown.

    No cookie gives these forms any power, so a forged one can do no more than its forger could
    alone; and a form that never expires loses nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with editions.held():
            response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Cache-Control"] = "no-store, private"
        else:
            response.headers.setdefault("Cache-Control", "no-cache, private")
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noarchive"
        return response

    return public(csrf_exempt(guarded))


def change_language(request: HttpRequest) -> str | None:
    """Change to the language that a button of the form asked for; return it, None if none was.

    What was typed stays in the form, which a change of page would lose.
    """
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return None
    activate(wanted)
    request.LANGUAGE_CODE = get_language() or wanted
    return wanted


def remember_language(request: HttpRequest, response: HttpResponse, wanted: str) -> HttpResponse:
    """Let the browser keep the language that was asked for."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 24 * 60 * 60,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


def to_keep(name: str, content: str, media_type: str) -> str:
    """Return a file, sealed, that the page carries and the server hands back to be saved."""
    return sealing.seal(SAVED, {"name": name, "content": content, "media_type": media_type})
