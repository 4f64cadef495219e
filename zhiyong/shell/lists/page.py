"""From a request to a list page: asked, narrowed, ordered, paged, shown or exported."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy, ngettext_lazy

from zhiyong.shell import clock, paging
from zhiyong.shell.access import Request
from zhiyong.shell.forms import Form
from zhiyong.shell.lists import export
from zhiyong.shell.lists.columns import Column
from zhiyong.shell.lists.filters import Filter, Rows
from zhiyong.shell.templatetags.ui.texts import num

ROWS = ngettext_lazy("%(shown)s row", "%(shown)s rows", "count")
NOTHING_YET = gettext_lazy("Nothing here yet")
CHUNK = 1000
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Order:
    """One way to order the rows; `fields` as `paging.page` wants them."""

    name: str
    label: Any
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """Something that can be done to several rows at once; it leads to a page that asks first.

    The ticked rows are posted to `url` as `pick`; see `picked`.
    """

    name: str
    label: Any
    url: str
    kind: str = ""
    icon: str = ""
    why_not: Any = ""
    basis: Any = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what will appear here, and how to make the first one."""

    title: Any = NOTHING_YET
    hint: Any = ""
    action_url: Any = ""
    action_label: Any = ""
    icon: str = "inbox"


@dataclass(frozen=True)
class Listing:
    """One list as asked for: what the templates show. `rows` is all of it, in its order."""

    list_page: "ListPage"
    form: forms.Form
    asked: dict[str, Any]
    order: Order
    query: QueryDict
    rows: Rows
    page: paging.Page[Any]
    extra: dict[str, Any]
    acts: tuple[BulkAct, ...]
    exact: int | None = None

    @property
    def words(self) -> list[str]:
        """Return what is filtered, one phrase a filter."""
        return [w for f in self.list_page.filters for w in f.words(self.asked)]

    @property
    def sentence(self) -> str:
        """Return what is filtered, as one sentence; "" if nothing is."""
        return " · ".join(self.words)

    @property
    def count(self) -> str:
        """Return how many there are, with their noun: "1,234 件", "10,000+ 件"."""
        many = self.page.total if self.exact is None else self.exact
        more = "+" if self.page.capped and self.exact is None else ""
        return self.list_page.counted(many, f"{num(many)}{more}")

    @property
    def heads(self) -> list[dict[str, Any]]:
        """Return the columns' heads, with the order that each leads to."""
        known = {order.name: order for order in self.list_page.orders}
        return [
            {
                "column": column,
                "order": known.get(column.order),
                "sorted": self._sorted(column),
            }
            for column in self.list_page.on_page
        ]

    def _sorted(self, column: Column) -> str:
        if not column.order or column.order != self.order.name:
            return ""
        return "descending" if self.order.fields[0].startswith("-") else "ascending"

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of this page with their cells."""
        columns = self.list_page.on_page
        head = next((column for column in columns if column.head), columns[0])
        for row in self.page.rows:
            yield {
                "row": row,
                "label": head.value_of(row),
                "cells": [(column, column.cell(row, self.extra)) for column in columns],
            }

    @property
    def usual(self) -> list[BoundField]:
        """Return the fields of the filters that are always shown."""
        return [self.form[name] for f in self.list_page.filters if not f.more for name in f.names]

    @property
    def rare(self) -> list[BoundField]:
        """Return the fields behind "More conditions"."""
        return [self.form[name] for f in self.list_page.filters if f.more for name in f.names]

    @property
    def rare_asked(self) -> bool:
        """Say whether one of those narrows the list, or is filled in wrongly."""
        return any(bound.errors or self.asked.get(bound.name) for bound in self.rare)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what the filter form carries along: the order, and the keys of the page around."""
        keys = (*self.list_page.keep, ORDER)
        return [(key, str(self.query[key])) for key in keys if self.query.get(key)]

    @property
    def cleared(self) -> str:
        """Return the address of the list without its filters."""
        return f"?{urlencode([(key, value) for key, value in self.kept if key != ORDER])}"

    @property
    def can_pick(self) -> bool:
        """Say whether rows can be ticked."""
        return any(not act.why_not for act in self.acts)


@dataclass(frozen=True)
class ListPage:
    """What a list is: its columns, its filters, its orders (the first is the usual one).

    `decorate(rows, request)` gives the rows of one page, or of one chunk of an export, what
    would otherwise be a query for each row. `keep` names keys of the address that belong to
    the page around the list and stay when its filters change.
    """

    name: str
    columns: Sequence[Column]
    orders: Sequence[Order]
    filters: Sequence[Filter] = ()
    noun: Any = ROWS
    empty: Empty = field(default_factory=Empty)
    size: int = paging.SIZE
    decorate: Callable[[Sequence[Any], Request], None] | None = None
    keep: Sequence[str] = ()
    exports: bool = True
    ruled: bool = False

    @property
    def on_page(self) -> list[Column]:
        """Return the columns that the page shows."""
        return [column for column in self.columns if column.only != "workbook"]

    def counted(self, many: int, shown: str) -> str:
        """Return a number of rows with their noun."""
        return str(self.noun % {"count": many, "shown": shown})

    def form(self, request: Request) -> forms.Form:
        """Return the filter form, bound to the address."""
        made: dict[str, forms.Field] = {}
        for each in self.filters:
            made |= each.fields()
        form_class = type("FilterForm", (Form,), made)
        form: forms.Form = form_class(request.GET, auto_id="filter_%s")
        return form

    def order_of(self, request: Request) -> Order:
        """Return the order asked for, the usual one if it is unknown."""
        known = {order.name: order for order in self.orders}
        return known.get(request.GET.get(ORDER, ""), self.orders[0])

    def ask(
        self,
        request: Request,
        queryset: QuerySet[Any, Any],
        *,
        extra: dict[str, Any] | None = None,
        acts: Sequence[BulkAct] = (),
    ) -> Listing:
        """Return the list as the address asks for it: two queries, and what `decorate` makes.

        A filter that was filled in wrongly does not narrow; its error is shown.
        """
        form = self.form(request)
        form.is_valid()
        asked = form.cleaned_data
        rows = queryset
        for each in self.filters:
            rows = each.narrow(rows, asked)
        order = self.order_of(request)
        page = paging.page(
            rows, order=order.fields, cursor=request.GET.get("cursor"), size=self.size
        )
        if self.decorate:
            self.decorate(page.rows, request)
        exact = rows.order_by().count() if page.capped and "exact" in request.GET else None
        rows = rows.order_by(*order.fields)
        return Listing(
            self, form, asked, order, request.GET, rows, page, extra or {}, tuple(acts), exact
        )

    def respond(
        self,
        request: Request,
        queryset: QuerySet[Any, Any],
        *,
        title: Any,
        template: str = "shell/list.html",
        context: dict[str, Any] | None = None,
        acts: Sequence[BulkAct] = (),
        mark: str = "",
    ) -> HttpResponse:
        """Answer with the page, its list alone (htmx), or the workbook (`?export=xlsx`)."""
        extra = context or {}
        listing = self.ask(request, queryset, extra=extra, acts=acts)
        shown = {**extra, "listing": listing, "title": title}
        if self.exports and request.GET.get("export") == "xlsx":
            if self.total(listing) <= export.MOST:
                return self.workbook(request, listing, title=str(title), mark=mark)
            shown["too_many"] = export.MOST
        alone = request.htmx and not request.htmx.boosted
        response = render(request, "shell/components/listing.html" if alone else template, shown)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def total(self, listing: Listing) -> int:
        """Return how many rows there are in all, counted beyond the cap if need be."""
        if not listing.page.capped:
            return listing.page.total
        return listing.rows.order_by()[: export.MOST + 1].count()

    def workbook(
        self, request: Request, listing: Listing, *, title: str, mark: str = ""
    ) -> HttpResponse:
        """Return the whole list as a workbook, after its watchers were told."""
        now = timezone.localtime(clock.now())
        many = self.total(listing)
        export.tell(export.Exported(request, self.name, title, many, listing.sentence))
        cover = export.Cover(
            title=title,
            count=self.counted(many, num(many)),
            sentence=listing.sentence,
            order=str(listing.order.label),
            by=_by(request),
            at=now,
            mark=mark,
        )
        content = export.workbook(cover, self.columns, self._all(request, listing))
        name = content_disposition_header(True, f"{title}-{now:%Y%m%d-%H%M}.xlsx")
        return HttpResponse(
            content, content_type=export.XLSX, headers={"Content-Disposition": str(name)}
        )

    def _all(self, request: Request, listing: Listing) -> Iterator[Any]:
        rows = listing.rows[: export.MOST].iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            if self.decorate:
                self.decorate(chunk, request)
            yield from chunk


def _by(request: Request) -> str:
    unit = request.standing.home_unit_name if getattr(request, "standing", None) else ""
    return f"{request.user} ({unit})" if unit else str(request.user)


def picked(request: Request) -> list[int]:
    """Return the ids of the ticked rows that were posted; what is not a number is left out."""
    return [int(one) for one in request.POST.getlist("pick") if one.isdigit() and len(one) < 19]
