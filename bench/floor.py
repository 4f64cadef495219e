"""What stands beside the portal on the server of `lodging`: an endpoint that inserts one row."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

TABLE = "bare_lodging"
PATH = "/bare/"


class Bare:
    """Answer PATH before anything else is done: read the body, insert it, commit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Insert the row; pass on what is not for here."""
        if request.path != PATH:
            return self.get_response(request)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (text) VALUES (%s)", [request.body.decode()])
        return HttpResponse("done", headers={"Content-Length": "4"})
