"""What every response passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhiyong.shell import faults

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class DatabaseAway:
    """Answer with a clear page, not a fault, while the database cannot be reached."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that the database is away; nothing was saved, because acts are atomic."""
        trouble = faults.trouble_of(error)
        return faults.page("database_away", status=503, trouble=trouble) if trouble else None


class ContentSecurityPolicy:
    """Let the browser load only what this server serves."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
        return response
