"""The shell's own pages: language, health, and what is shown when something went wrong."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhiyong.shell import faults
from zhiyong.shell.access import public
from zhiyong.shell.templatetags.ui.frame import place

log = logging.getLogger(__name__)
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and go back to where one was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 60 * 60,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


@public
@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served: 200 with the database there, 503 without."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "here"})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form has expired, and give back what was typed so that it can be copied."""
    log.info("CSRF: %s", reason)
    typed = faults.typed_in(request)
    return faults.page("expired", status=403, typed=typed, back=request.path)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read, or that it was too large."""
    if isinstance(exception, TOO_BIG):
        return too_large(request)
    return faults.page("400", status=400, home=_home(request))


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that too much was sent at once."""
    return faults.page("413", status=413, home=_home(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that one's roles do not reach here."""
    return faults.page("403", status=403, home=_home(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or none that one may see."""
    return faults.page("404", status=404, home=_home(request))


def fault(request: HttpRequest) -> HttpResponse:
    """Say that the server failed, or that the database is away; asks nothing of either."""
    trouble = faults.trouble_of(sys.exc_info()[1])
    if trouble:
        return faults.page("database_away", status=503, trouble=trouble)
    return faults.page("500", status=500, home=_home(request))


def _home(request: HttpRequest) -> str:
    """Return the desk's address for a browser that holds a session; the database is not asked."""
    return place("home") if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
