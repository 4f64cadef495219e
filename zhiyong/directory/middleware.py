"""Puts `request.standing` on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from zhiyong.directory.services.accounts import note_seen
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


class InitialPassword:
    """Lead whoever signs in with an initial password to choose their own, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Redirect from pages for staff; public ones, and signing out, stay open."""
        access = getattr(view, "access", "public")
        if access == "public" or not request.user.is_authenticated:
            return None
        note_seen(session_key=request.session.session_key or "", at=clock.now())
        allowed = reverse("directory:password")
        if request.user.must_change_password and request.path != allowed:
            return redirect(allowed)
        return None
