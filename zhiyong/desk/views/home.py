"""My work, and the search."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.desk.selectors.finding import find
from zhiyong.desk.selectors.work import work_of
from zhiyong.directory.models import Account
from zhiyong.journal.services import record_read
from zhiyong.shell import clock, kinds, navigation
from zhiyong.shell.access import Request, signed_in


@never_cache
@require_GET
@signed_in
def home(request: Request) -> HttpResponse:
    """Show what waits for this person."""
    work = work_of(request.standing, clock.today())
    return render(request, "desk/home.html", {"work": work})


@never_cache
@require_GET
@signed_in
def counts(request: Request) -> HttpResponse:
    """Say how much waits behind each page of the navigation; htmx puts it into its places."""
    items = [
        (navigation.slot(item), item.count(request.standing))
        for item in navigation.items_for(request.standing)
        if item.count and item.group != navigation.Group.ACCOUNT
    ]
    return render(request, "desk/counts.html", {"items": items})


@never_cache
@require_GET
@signed_in
def search(request: Request) -> HttpResponse:
    """Search complaints, units and people; what was searched for is written down, sealed."""
    text = request.GET.get("q", "").replace("\x00", "").strip()
    groups = find(request.standing, text, clock.today())
    if text and isinstance(request.user, Account):
        found = sum(len(group.rows) for group in groups)
        record_read(
            kinds.ref(request.user),
            by=request.user,
            on=clock.today(),
            what="search",
            facts={"found": found},
            query=text,
        )
    return render(request, "desk/search.html", {"groups": groups, "text": text})
