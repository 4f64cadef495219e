"""A matter is shown on the page of its complaint."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.desk.selectors.complaint import address
from zhiyong.matters.selectors import matters_visible_to
from zhiyong.shell.access import READS_CASES, Request, needs


@never_cache
@needs(*sorted(READS_CASES))
@require_GET
def matter(request: Request, pk: int) -> HttpResponse:
    """Lead to the page of the complaint, this matter chosen."""
    found = matters_visible_to(request.standing).select_related("complaint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect(address(found.complaint, matter=found))
