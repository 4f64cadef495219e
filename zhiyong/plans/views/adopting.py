"""Where a plan is in force: put in force, shown, ended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import subtree_ids
from zhiyong.directory.standing import account_of
from zhiyong.plans import services
from zhiyong.plans.forms import AdoptForm, EndForm, proposed_numbers
from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.outline.terms import said_number
from zhiyong.plans.selectors import (
    adoptions_for,
    adoptions_visible_to,
    may_adopt_for,
    pack_of,
    pack_of_version,
    packs_visible_to,
    roles_of,
)
from zhiyong.plans.views.keepers import KEEPERS
from zhiyong.plans.wording import language, place_label
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.parts import Fact


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def adopt(request: Request, pk: int) -> HttpResponse:
    """Put a published plan in force: ask, show what follows, then do it."""
    found = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    pack = pack_of_version(found)
    form = AdoptForm.of(
        pack, request.POST if request.method == "POST" else None, proposed_numbers(pack)
    )
    if form.is_valid() and "change" not in request.POST:
        body: Unit = form.cleaned_data["body"]
        if not may_adopt_for(request.standing, body):
            form.add_error("body", _("You hold no role that puts plans in force for this body."))
        elif "confirmed" not in request.POST:
            return render(request, "plans/adopt_sure.html", _sure(found, pack, form))
        else:
            try:
                adoption = services.adopt(
                    version=found,
                    body=body,
                    valid_from=form.cleaned_data["valid_from"],
                    valid_until=form.cleaned_data["valid_until"],
                    roles=form.roles,
                    open_numbers=form.numbers,
                    by=account_of(request),
                    on=clock.today(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The plan is in force."))
                return redirect("plans:adoption", adoption.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/adopt.html", {"version": found, "form": form}, status=status)


def _sure(found: PackVersion, pack: Pack, form: AdoptForm) -> dict[str, Any]:
    body: Unit = form.cleaned_data["body"]
    lang = language()
    return {
        "version": found,
        "form": form,
        "body": body,
        "first": form.cleaned_data["valid_from"],
        "until": form.cleaned_data["valid_until"],
        "units": len(subtree_ids(body)),
        "clocks": sum(1 for one in pack.clocks if one.nature == "duty"),
        "roles": [
            Fact(pack.binding(role).label.say(lang), unit) for role, unit in form.roles.items()
        ],
        "numbers": [
            Fact(place_label(pack, place), said_number(value))
            for place, value in form.numbers.items()
        ],
    }


@signed_in
def adoption(request: Request, pk: int) -> HttpResponse:
    """Show where a plan is in force, with the units that play its roles."""
    found = _adoption(request, pk)
    pack = pack_of(found)
    bound = roles_of(found)
    lang = language()
    context = {
        "adoption": found,
        "roles": [
            Fact(one.label.say(lang), bound[one.id]) for one in pack.bindings if one.id in bound
        ],
        "numbers": [
            Fact(place_label(pack, place), said_number(value))
            for place, value in found.open_numbers.items()
        ],
        "may_end": may_adopt_for(request.standing, found.body)
        and (found.valid.upper is None or found.valid.upper > clock.today()),
        "today": clock.today(),
    }
    return render(request, "plans/adoption.html", context)


@require_GET
@signed_in
def binding(request: Request) -> HttpResponse:
    """Show which plans bind the reader's own unit today, the nearest body's first."""
    unit = request.standing.home_unit_id
    own = Unit.objects.filter(pk=unit).first() if unit else None
    found = adoptions_for(own, clock.today()) if own else Adoption.objects.none()
    return render(request, "plans/binding.html", {"unit": own, "adoptions": found})


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def end(request: Request, pk: int) -> HttpResponse:
    """End an adoption, after the consequences were shown."""
    found = _adoption(request, pk)
    if not may_adopt_for(request.standing, found.body):
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_adoption(
                adoption=found,
                until=form.cleaned_data["until"],
                by=account_of(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The end of the plan is written down."))
            return redirect("plans:adoption", found.pk)
    context = {"adoption": found, "form": form}
    return render(request, "plans/end.html", context, status=422 if form.is_bound else 200)


def _adoption(request: Request, pk: int) -> Adoption:
    rows = adoptions_visible_to(request.standing).select_related(
        "pack", "body", "adopted_by__person"
    )
    return get_object_or_404(rows, pk=pk)
