"""One template, whole page and part."""

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from zhiyong.shell.access import Request


def part(request: Request, page: str, fragment: str) -> str:
    """Return the template to render: the fragment for htmx, else the whole page."""
    return f"{page}#{fragment}" if request.htmx and not request.htmx.boosted else page


def go_to(request: Request, url: str) -> HttpResponse:
    """Send the browser to another page, whether or not htmx made the request."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)
