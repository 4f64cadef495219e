"""The figures of a campaign, and the rows that each one opens to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.campaigns.models import Assignment
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.figures import (
    Figure,
    asked_of,
    figures,
    grouped,
    ids_of,
    rows_of,
    thawed,
)
from zhiyong.campaigns.selectors.visible import EVERYBODY
from zhiyong.campaigns.views.exchange.common import around, campaign_or_404, row_or_404
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter

Rows = QuerySet[Any, Any]
FROZEN = {
    "bulletin": ("bulletins", seen.bulletins_visible_to),
    "acceptance": ("acceptance", seen.acceptances_visible_to),
    "summary": ("summaries", seen.summaries_visible_to),
}
"""What keeps frozen figures: under which tab it stands, and who sees it."""


def cited(
    kept: Iterable[Mapping[str, Any]], kind: str, pk: int
) -> list[tuple[Any, list[tuple[Figure, str]]]]:
    """Return kept figures under their headings, each with the address of its rows."""
    return [
        (
            title,
            [(one, reverse("campaigns:frozen_rows", args=[kind, pk, one.id])) for one in mine],
        )
        for title, mine in grouped(thawed(one) for one in kept)
    ]


@never_cache
@needs(*EVERYBODY)
@require_GET
def figure_page(request: Request, pk: int) -> HttpResponse:
    """Show the figures of a campaign as they stand today."""
    campaign = campaign_or_404(request, pk, whole=True)
    found = grouped(figures(campaign, on=clock.today()))
    shown = [
        (title, [(one, reverse("campaigns:figure_rows", args=[pk, one.id])) for one in mine])
        for title, mine in found
    ]
    context = around(request, campaign, "figures", cited=shown)
    return render(request, "campaigns/exchange/figures.html", context)


def _decorate(rows: Sequence[Any], request: Request) -> None:
    if not rows:
        return
    references = [kinds.ref(row) for row in rows]
    titles = kinds.titles(references, request.standing)
    for row, reference in zip(rows, references, strict=True):
        row.shown = titles.get(reference, reference)
        row.address = kinds.url(reference)


NAME = Column(
    "title",
    gettext_lazy("What it is"),
    value=lambda row: row.shown,
    head=True,
    wide=True,
    url=lambda row: row.address,
)
ORDERS = (
    Order("newest", gettext_lazy("Newest first"), ("-id",)),
    Order("oldest", gettext_lazy("Oldest first"), ("id",)),
)
EMPTY = Empty(gettext_lazy("No row was counted"), gettext_lazy("The figure is zero."), icon="list")
ANY = ListPage(name="figure-rows", columns=(NAME,), orders=ORDERS, empty=EMPTY, decorate=_decorate)


def _by_unit(rows: Rows, text: str) -> Rows:
    return rows.filter(unit__name__icontains=text.strip()[:100])


OWED = ListPage(
    name="figure-assignments",
    columns=(
        Column(
            "unit",
            gettext_lazy("Unit"),
            value="unit.name",
            head=True,
            url=lambda row: reverse("campaigns:assignment", args=[row.pk]),
        ),
        Column("task", gettext_lazy("Task"), value=lambda row: row.task.label, wide=True),
        Column("period", gettext_lazy("Period")),
        Column("due", gettext_lazy("Due"), kind="day"),
        Column("handed_in_on", gettext_lazy("Handed in"), kind="day"),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column("covered", gettext_lazy("Covered"), kind="num"),
        Column("base", gettext_lazy("Of"), kind="num", only="workbook"),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Unit"), search=_by_unit),
        ChoiceFilter("state", gettext_lazy("Stands at"), choices=Assignment.State.choices),
    ),
    orders=ORDERS,
    empty=EMPTY,
)


def _respond(
    request: Request, rows: Rows, *, kind: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    page = OWED if kind == "assignment" else ANY
    if kind == "assignment":
        rows = rows.select_related("unit", "task")
    return page.respond(
        request, rows, title=title, template="campaigns/exchange/list.html", context=context
    )


@never_cache
@needs(*EVERYBODY)
@require_GET
def figure_rows(request: Request, pk: int, name: str) -> HttpResponse:
    """Show the rows that a figure counts today."""
    campaign, today = campaign_or_404(request, pk, whole=True), clock.today()
    opened = rows_of(campaign, name, on=today)
    if opened is None:
        raise Http404
    kind, rows = opened
    asked = asked_of(campaign).get(name)
    shown = next((one for one in figures(campaign, on=today) if one.id == name), None)
    title = shown.label if shown else asked.label_zh if asked else name
    context = around(request, campaign, "figures")
    seen_ones = _seen(rows, kind, request)
    hidden = rows.order_by().count() - seen_ones.order_by().count()
    if hidden:
        context["said"] = _("{n} more are counted that only their own room shows.").format(n=hidden)
    return _respond(request, seen_ones, kind=kind, title=title, context=context)


@never_cache
@needs(*EVERYBODY)
@require_GET
def frozen_rows(request: Request, kind: str, pk: int, name: str) -> HttpResponse:
    """Show the rows that a frozen figure counted, as far as the reader may see them."""
    if kind not in FROZEN:
        raise Http404
    tab, visible = FROZEN[kind]
    kept = row_or_404(visible(request.standing), pk)
    figure = next((one for one in kept.figures if one["id"] == name), None)
    if figure is None:
        raise Http404
    found = kinds.get(figure["kind"])
    rows = found.model._default_manager.filter(pk__in=ids_of(figure["ids"]))
    one = thawed(figure)
    context = around(request, kept.campaign, tab)
    context["said"] = _("Frozen: {n} when it was counted.").format(n=one.value)
    return _respond(
        request,
        _seen(rows, figure["kind"], request),
        kind=figure["kind"],
        title=one.label,
        context=context,
    )


def _seen(rows: Rows, kind: str, request: Request) -> Rows:
    """Narrow rows to those that the reader may see."""
    found = kinds.get(kind)
    return rows.filter(pk__in=found.visible_to(request.standing).values("pk"))
