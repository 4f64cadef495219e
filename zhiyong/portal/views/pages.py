"""The pages that everybody may read: the first one, the desks, how it works, protection."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyong.directory.selectors import open_units, unit_search
from zhiyong.plans.selectors import pack_of
from zhiyong.portal.selectors import plan, units
from zhiyong.portal.selectors.figures import MONTHS, SMALL, figures
from zhiyong.portal.views.common import adoption, open_door, page
from zhiyong.shell import clock

FOUND = 8


@open_door
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the large actions, what happens after a report, protection, figures and desks."""
    under, today = adoption(), clock.today()
    found = units.desks(under, today) if under else []
    return page(
        request,
        "home",
        under=under,
        title=under.pack.title if under else "",
        stages=plan.stages(pack_of(under)) if under else [],
        reachable=[desk for desk in found if desk.points],
        figures=figures(today),
        most_months=MONTHS,
        small=SMALL,
    )


@open_door
@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """Show the reception desks, and find how any office is reached."""
    under, today = adoption(), clock.today()
    wanted = request.GET.get("office", "").replace("\x00", "").strip()[:60]
    found = unit_search(wanted, FOUND, among=open_units(today)) if wanted else []
    return page(
        request,
        "desks",
        under=under,
        desks=units.desks(under, today) if under else [],
        wanted=wanted,
        found=units.reached_at(found, today),
    )


@open_door
@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """Say how a report goes through, with the plan's terms, ways and kinds."""
    under = adoption()
    pack = pack_of(under) if under else None
    return page(
        request,
        "how",
        under=under,
        title=under.pack.title if under else "",
        stages=plan.stages(pack) if pack else [],
        kinds=plan.said_kinds(pack) if pack else [],
        ways=plan.said_ways(pack) if pack else [],
        bodies=plan.receiving_bodies(under) if under else [],
    )


@open_door
@require_GET
def protection(request: HttpRequest) -> HttpResponse:
    """Say what is protected, how, and what is not."""
    return page(request, "protection", under=adoption())


@open_door
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how these pages can be used by everybody, and where they fall short."""
    return page(request, "accessibility", under=adoption())
