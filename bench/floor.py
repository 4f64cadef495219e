"""What stands beside the portal on the servers of `lodging`: two endpoints that insert one row."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

TABLE = "bare_lodging"
RAW, ENDPOINT = "/raw/", "/bare/"


def inserted(text: str) -> HttpResponse:
    """Insert the row, commit."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (text) VALUES (%s)", [text])
    return HttpResponse("done", headers={"Content-Length": "4"})


class Raw:
    """Answer RAW before anything else is done: no other middleware, no routing, no form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Insert the row; pass on what is not for here."""
        if request.path != RAW:
            return self.get_response(request)
        return inserted(request.body.decode())
