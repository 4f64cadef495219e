"""The pages of the servers of `lodging`: all of ours, and the bare endpoint beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from floor import ENDPOINT, inserted

from zhiyong.portal.views.common import open_door


@open_door
def endpoint(request: HttpRequest) -> HttpResponse:
    """Take a form as every page of the portal does, and insert its text."""
    return inserted(request.POST["text"])


urlpatterns = [path(ENDPOINT[1:], endpoint), path("", include("zhiyong.config.urls"))]
handler404 = "zhiyong.shell.views.not_found"
handler500 = "zhiyong.shell.views.fault"
