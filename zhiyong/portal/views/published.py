"""What was made known to everybody: the list, and one text with what corrects it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyong.portal.views.common import adoption, open_door, page
from zhiyong.publicity.selectors import public, public_list
from zhiyong.shell import paging

SIZE = 20


@open_door
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """List what was made known, the newest first."""
    rows = paging.page(
        public_list(),
        order=("-from_on", "-id"),
        cursor=request.GET.get("cursor"),
        size=SIZE,
    )
    return page(request, "published", under=adoption(), rows=rows)


@open_door
@require_GET
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one text that was made known, with what it corrects and what corrects it.

    :raises Http404: if it is not for everybody, or not any more.
    """
    found = public().select_related("unit", "corrects").filter(pk=pk).first()
    if found is None:
        raise Http404
    return page(
        request,
        "publication",
        under=adoption(),
        publication=found,
        corrects=public().filter(pk=found.corrects_id).first() if found.corrects_id else None,
        corrections=list(public().filter(corrects=found).order_by("pk")),
    )
