"""Pages of regions: the list, one region with what lies in it, and the acts on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory import lists, selectors, services
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.forms.regions import CorrectRegionForm, OpenRegionForm, ReplaceRegionForm
from zhiyong.directory.models import Region
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import as_of, written
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry, Fact

SHOWN = 200
"""So many regions or units are shown on a region's page; the lists show all."""


@require_GET
@signed_in
def region_list(request: Request) -> HttpResponse:
    """List the regions in force on a day."""
    day = as_of(request)
    visible = selectors.regions_visible_to(request.standing)
    return lists.REGIONS.respond(
        request,
        (visible & selectors.regions_on(day.day)).select_related("parent"),
        title=_("Regions"),
        template="directory/region_list.html",
        context={"day": day, "may_edit": _may_edit(request)},
    )


@require_GET
@signed_in
def region(request: Request, pk: int) -> HttpResponse:
    """Show a region, what lies below it, and the units in it on a day."""
    visible = selectors.regions_visible_to(request.standing).select_related("parent")
    found = get_object_or_404(visible, pk=pk)
    day = as_of(request)
    units = selectors.open_units(day.day).filter(region=found).order_by("path", "pk")
    below = selectors.regions_below(found, day.day)
    others = visible.filter(code=found.code).exclude(pk=found.pk).order_by("valid")
    lines = timeline(ref(found), request.standing)
    shown = {
        "region": found,
        "day": day,
        "chain": selectors.regions_above(found),
        "facts": _facts(found),
        "below": below[:SHOWN],
        "more_below": below.count() > SHOWN,
        "units": units[:SHOWN],
        "more_units": units.count() > SHOWN,
        "others": others,
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
        "may_edit": _may_edit(request),
        "goes_on": found.valid.upper is None,
    }
    return render(request, "directory/region.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Role.SYSTEM_ADMIN)
def open_region(request: Request) -> HttpResponse:
    """Enter a region."""
    under = request.GET.get("under", "")
    form = OpenRegionForm(
        posted(request),
        initial={
            "on": clock.today(),
            "parent": under if under.isdigit() and len(under) < 19 else "",
        },
    )

    def do(data: Data) -> str:
        made = services.open_region(**data, by=account_of(request))
        return reverse("directory:region", args=[made.pk])

    return perform(
        request,
        Act(
            title=_("Enter a region"),
            form=form,
            do=do,
            back=reverse("directory:regions"),
            submit=pgettext("a region", "Enter"),
            done=_("The region is entered."),
            crumbs=[(_("Regions"), reverse("directory:regions"))],
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(Role.SYSTEM_ADMIN)
def region_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a region."""
    found = get_object_or_404(selectors.regions_visible_to(request.standing), pk=pk)
    make = _ACTS.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


def _may_edit(request: Request) -> bool:
    return Role.SYSTEM_ADMIN in request.standing.roles


def _facts(found: Region) -> list[Fact]:
    above = found.parent
    return [
        Fact(_("Region code"), found.code),
        Fact(
            _("Region above"),
            above.name if above else "",
            reverse("directory:region", args=[above.pk]) if above else "",
        ),
        Fact(_("In force from"), written(found.valid.lower)),
        Fact(_("In force until"), written(found.valid.upper)),
    ]


def _act(found: Region, **given: Any) -> Act:
    page = reverse("directory:region", args=[found.pk])
    return Act(
        **{
            "subject": f"{found.code} {found.name}",
            "back": page,
            "crumbs": [(_("Regions"), reverse("directory:regions")), (found.name, page)],
            **given,
        }
    )


def _correct(request: Request, found: Region) -> Act:
    form = CorrectRegionForm(
        posted(request),
        initial={
            "name": found.name,
            "parent": found.parent_id or "",
            "first": found.valid.lower,
        },
    )

    def do(data: Data) -> None:
        services.correct_region(region=found, on=clock.today(), by=account_of(request), **data)

    return _act(
        found,
        title=_("Correct the region"),
        lead=_("Only for what was entered wrong. A new name or code is recorded from its day on."),
        form=form,
        do=do,
        submit=_("Save"),
        done=_("The region is corrected."),
    )


def _replace(request: Request, found: Region) -> Act:
    form = ReplaceRegionForm(
        posted(request),
        initial={"code": found.code, "name": found.name, "on": clock.today()},
    )

    def do(data: Data) -> str:
        fresh = services.replace_region(
            region=found, by=account_of(request), today=clock.today(), **data
        )
        return reverse("directory:region", args=[fresh.pk])

    def foresee(data: Data) -> list[str]:
        below = selectors.regions_below(found, data["on"]).count()
        units = selectors.units_within([found.pk], data["on"])
        return [
            _("{code} {name} ends on {day} and stays readable.").format(
                code=found.code, name=found.name, day=written(data["on"])
            ),
            _("To {code} {name} pass: regions below: {regions}; units: {units}.").format(
                code=data["code"], name=data["name"], regions=below, units=units
            ),
        ]

    return _act(
        found,
        title=_("Record a new name or code"),
        form=form,
        do=do,
        foresee=foresee,
        submit=_("Record it"),
        done=_("The new region took over all that lies in the old one."),
    )


def _end(request: Request, found: Region) -> Act:
    def do(data: Data) -> None:
        services.end_region(region=found, by=account_of(request), **data)

    return _act(
        found,
        title=_("End the region"),
        form=EndForm(posted(request), initial={"on": clock.today()}),
        do=do,
        submit=_("End it"),
        done=_("The region is ended; it stays readable."),
        kind="grave",
    )


_ACTS: dict[str, Callable[[Request, Region], Act]] = {
    "correct": _correct,
    "replace": _replace,
    "end": _end,
}
