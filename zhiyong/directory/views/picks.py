"""What the boxes that find units, regions, people and posts ask."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from zhiyong.directory import picks
from zhiyong.shell import picking
from zhiyong.shell.access import Request, signed_in


@require_GET
@signed_in
def find_unit(request: Request) -> HttpResponse:
    """Find units."""
    return picking.respond(request, picks.find_units)


@require_GET
@signed_in
def find_region(request: Request) -> HttpResponse:
    """Find regions."""
    return picking.respond(request, picks.find_regions)


@require_GET
@signed_in
def find_person(request: Request) -> HttpResponse:
    """Find people."""
    return picking.respond(request, picks.find_people)


@require_GET
@signed_in
def find_holder(request: Request) -> HttpResponse:
    """Find people and posts."""
    return picking.respond(request, picks.find_holders)


@require_GET
@signed_in
def find_post(request: Request) -> HttpResponse:
    """Find posts."""
    return picking.respond(request, picks.find_posts)
