"""Pages of units: the tree, the list, one unit as of any day, and the acts on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from zhiyong.directory import lists, picks, selectors
from zhiyong.directory.links import links
from zhiyong.directory.models import Unit, UnitSpan
from zhiyong.directory.views.days import AsOf, as_of, written
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock, picking
from zhiyong.shell.access import Request, public, signed_in
from zhiyong.shell.htmx import part
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry, Fact, Tab

TABS = ("overview", "posts", "below", "history")
SHOWN = 300
"""So many posts or units below are shown on a unit's page; the lists show all."""


@require_GET
@signed_in
def tree(request: Request) -> HttpResponse:
    """Show the units below one (at first: the top), and find units by what people call them."""
    day = as_of(request)
    wanted = request.GET.get("q", "").strip()[:100]
    under = unit_asked(request)
    chain = selectors.ancestors_on(under, day.day) if under else []
    found = selectors.unit_search(wanted, 30, among=selectors.open_units(day.day))
    shown = {
        "day": day,
        "wanted": wanted,
        "found": found,
        "under": under,
        "chain": chain,
        "rows": _opened(_below(under, day), day) if under is None else _below(under, day),
        "may_add": selectors.may_edit(request.standing, under),
    }
    response = render(request, part(request, "directory/tree.html", "branch"), shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@signed_in
def unit_list(request: Request) -> HttpResponse:
    """List the units of a day."""
    day = as_of(request)
    return lists.UNITS.respond(
        request,
        selectors.units_visible_to(request.standing) & selectors.open_units(day.day),
        title=_("Units"),
        template="directory/unit_list.html",
        context={"day": day},
    )


@require_GET
@public
def suggest(request: Request) -> HttpResponse:
    """Find a unit by what people call it, and say how to reach it: public facts alone.

    With `for` it answers the box of a form; with `q` it is a page of its own.
    """
    if "for" in request.GET:
        return picking.respond(request, picks.find_public_units)
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:100]
    today = clock.today()
    found = selectors.unit_search(wanted, 12, among=selectors.open_units(today))
    points: dict[int, list[Any]] = {}
    for point in selectors.points_on(today).filter(unit__in=found).order_by("kind", "name"):
        points.setdefault(point.unit_id, []).append(point)
    shown = {
        "wanted": wanted,
        "found": [(unit, points.get(unit.pk, [])) for unit in found],
    }
    return render(request, "directory/suggest.html", shown)


@require_GET
@signed_in
def unit(request: Request, pk: int) -> HttpResponse:
    """Show a unit as it was on a day."""
    found = get_object_or_404(
        selectors.units_visible_to(request.standing).select_related("region", "merged_into"), pk=pk
    )
    day = as_of(request)
    span = selectors.span_on(found, day.day)
    tab = request.GET.get("tab", "overview")
    if tab not in TABS:
        raise Http404
    shown = {
        "unit": found,
        "span": span,
        "name": span.name if span else found.name,
        "day": day,
        "chain": selectors.ancestors_on(found, day.day)[:-1],
        "tab": tab,
        "tabs": _tabs(found, day),
        "may_edit": selectors.may_edit(request.standing, found),
        "links": links("unit", found.pk, request.standing),
        **_PARTS[tab](request, found, day),
    }
    return render(request, "directory/unit.html", shown)


# --- what a unit's page shows -------------------------------------------------------------------


def unit_page(found: Unit) -> str:
    """Return the address of a unit's page."""
    return reverse("directory:unit", args=[found.pk])


def unit_asked(request: Request) -> Unit | None:
    """Return the unit that `?under=` names, None if it names none; 404 for one that is not."""
    asked = request.GET.get("under", "")
    if not asked:
        return None
    if not asked.isdigit() or len(asked) > 18:
        raise Http404
    return get_object_or_404(selectors.units_visible_to(request.standing), pk=int(asked))


def _below(under: Unit | None, day: AsOf) -> list[dict[str, Any]]:
    spans = list(selectors.children_on(under, day.day)[: SHOWN + 1])
    more = selectors.with_children([span.unit_id for span in spans], day.day)
    return [{"span": span, "unit": span.unit, "has": span.unit_id in more} for span in spans]


def _opened(rows: list[dict[str, Any]], day: AsOf) -> list[dict[str, Any]]:
    """Open the top of the tree where there is one alone, so that the page shows its branches."""
    if len(rows) == 1 and rows[0]["has"]:
        rows[0]["below"] = _below(rows[0]["unit"], day)
    return rows


def _tabs(found: Unit, day: AsOf) -> list[Tab]:
    labels = {
        "overview": _("Overview"),
        "posts": _("Posts and holders"),
        "below": _("Units below"),
        "history": _("History"),
    }
    base = day.suffix or "?"
    joint = "" if base == "?" else "&"
    return [Tab(key, labels[key], f"{base}{joint}tab={key}") for key in TABS]


def _overview(request: Request, found: Unit, day: AsOf) -> dict[str, Any]:
    span = selectors.span_on(found, day.day)
    return {
        "facts": _facts(found, span, day),
        "leaders": selectors.leaders_of(found, day.day),
        "in_charge": selectors.leaders_in_charge(found, day.day),
        "points": selectors.points_of(found, day.day),
        "lacks": selectors.missing_of([found], day.day)[found.pk],
        "bodies": selectors.bodies_of_unit(found, day.day),
        "branches": found.party_branches.filter(valid__contains=day.day).order_by("name"),
    }


def _facts(found: Unit, span: UnitSpan | None, day: AsOf) -> list[Fact]:
    def named(one: Unit | None) -> dict[str, Any]:
        if one is None:
            return {"value": ""}
        return {"value": selectors.name_on(one, day.day), "url": unit_page(one) + day.suffix}

    return [
        Fact(_("Unit code"), found.code),
        Fact(_("Unified social credit code"), found.uscc),
        Fact(_("Kind of unit"), found.get_kind_display()),
        Fact(pgettext("of a unit", "Level"), found.get_level_display()),
        Fact(_("Short name"), span.short_name if span else found.short_name),
        Fact(_("Plain names"), "、".join(found.aliases)),
        Fact(_("Unit above"), **named(span.parent if span else None)),
        Fact(_("Organ in charge"), **named(span.organ if span else None)),
        Fact(_("Who manages its cadres"), **named(span.cadre_manager if span else None)),
        Fact(
            _("Region"),
            found.region or "",
            reverse("directory:region", args=[found.region_id]) if found.region else "",
        ),
        Fact(_("Set up on"), written(found.opened_on)),
        Fact(pgettext("of a unit", "Closed on"), written(found.closed_on)),
    ]


def _posts(request: Request, found: Unit, day: AsOf) -> dict[str, Any]:
    posts = selectors.posts_of_unit(found, day.day)
    return {"posts": posts[:SHOWN], "more_posts": posts.count() > SHOWN}


def _units_below(request: Request, found: Unit, day: AsOf) -> dict[str, Any]:
    return {"rows": _below(found, day), "most": SHOWN}


def _history(request: Request, found: Unit, day: AsOf) -> dict[str, Any]:
    lines = timeline(ref(found), request.standing)
    return {
        "spans": found.spans.select_related("parent", "organ").order_by("valid"),
        "acts": found.acts.select_related("other").order_by("on", "pk"),
        "received": found.acts_received.select_related("unit").order_by("on", "pk"),
        "merged_from": found.merged_from.order_by("closed_on"),
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
    }


_PARTS: dict[str, Callable[[Request, Unit, AsOf], dict[str, Any]]] = {
    "overview": _overview,
    "posts": _posts,
    "below": _units_below,
    "history": _history,
}
