"""Puts `request.standing` on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from zhiyong.directory.standing import NOBODY, Standing, standing_of
from zhiyong.shell import clock


class StandingOfTheAccount:
    """Resolve, when first asked, what the signed-in account may do today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def resolve() -> Standing:
            if not request.user.is_authenticated:
                return NOBODY
            return standing_of(request.user, clock.today())

        request.standing = SimpleLazyObject(resolve)  # type: ignore[attr-defined]
        return self.get_response(request)
