"""The lists of meetings, of their periods, and of what waits for one."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.meetings import plan
from zhiyong.meetings.models import Item, Meeting
from zhiyong.meetings.selectors import (
    RUNNERS,
    items_visible_to,
    may_call,
    meetings_visible_to,
    periods_of,
    series_visible_to,
)
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.about import leave_out
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    TextFilter,
)
from zhiyong.shell.parts import Tab

Rows = QuerySet[Any, Any]
SHOWN = 24
"""How many periods of a series are shown, the newest first."""


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(Q(number__icontains=wanted) | Q(body__name__icontains=wanted))


def _decorate(rows: Sequence[Any], request: Request) -> None:
    counted: Counter[tuple[int, str]] = Counter()
    items = leave_out(Item.objects.filter(meeting__in=rows), request.standing)
    for meeting, state in items.values_list("meeting", "state"):
        counted[meeting, state] += 1
    for row in rows:
        row.rule_label = plan.rule_of(row.adoption, row.rule).label.say(language())
        row.items_total = sum(n for (pk, _state), n in counted.items() if pk == row.pk)
        row.items_decided = counted[row.pk, "PASSED"] + counted[row.pk, "REJECTED"]


MEETINGS = ListPage(
    name="meetings",
    columns=(
        Column(
            "number",
            _("Meeting no."),
            head=True,
            url=lambda row: reverse("meetings:meeting", args=[row.pk]),
            sub=lambda row: row.rule_label,
        ),
        Column("body", _("Which body"), value="body.name", wide=True),
        Column("on", _("Day"), kind="day", order="newest"),
        Column("period", _("Period"), value=lambda row: row.period or None),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("items_total", _("Items"), kind="num"),
        Column("items_decided", _("Decided"), kind="num"),
        Column("place", _("Place"), only="workbook"),
        Column("reason", _("Reason"), only="workbook"),
        Column("closed_on", _("Closed on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q", _("Contains"), search=_search, placeholder=_("Number, or the name of the body")
        ),
        ChoiceFilter("state", _("Stands at"), choices=Meeting.State.choices),
        DatesFilter("day", _("Day"), lookup="on"),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-on", "-id")),
        Order("oldest", _("Oldest first"), ("on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s meeting", "%(shown)s meetings", "count"),
    empty=Empty(
        _("No meeting yet"),
        _(
            "The meetings that a plan wants each month are called by themselves; others you call. "
            "A body needs its head and members first."
        ),
        icon="users",
    ),
    decorate=_decorate,
)


def _name_items(rows: Sequence[Any], request: Request) -> None:
    titles = kinds.titles([row.subject for row in rows], request.standing)
    for row in rows:
        row.title = titles.get(row.subject, "")
        row.page = kinds.url(row.subject) if row.title else None


WAITING = ListPage(
    name="agenda_items",
    columns=(
        Column(
            "title",
            _("Agenda item"),
            head=True,
            wide=True,
            url=lambda row: row.page,
            value=lambda row: row.title or _("Something you may not see"),
        ),
        Column("body", _("Which body"), value="body.name"),
        Column("ready_on", _("Ready since"), kind="day", order="oldest"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
    ),
    orders=(
        Order("oldest", _("Waiting the longest first"), ("ready_on", "id")),
        Order("newest", _("Newest first"), ("-ready_on", "-id")),
    ),
    noun=ngettext_lazy("%(shown)s item", "%(shown)s items", "count"),
    empty=Empty(
        _("Nothing waits for a meeting"),
        _("What is ready for a decision goes to the next meeting, or waits here until one is."),
        icon="inbox",
    ),
    decorate=_name_items,
)


def _tabs() -> list[Tab]:
    return [
        Tab("list", gettext("Meetings"), reverse("meetings:list")),
        Tab("periods", gettext("Periods"), reverse("meetings:periods")),
        Tab("waiting", gettext("Waiting for a meeting"), reverse("meetings:waiting")),
    ]


def _context(request: Request, tab: str) -> dict[str, Any]:
    return {
        "tabs": _tabs(),
        "tab": tab,
        "may_call": bool(request.standing.roles & set(RUNNERS)),
    }


@never_cache
@signed_in
@require_GET
def meetings(request: Request) -> HttpResponse:
    """Show the meetings that one may see."""
    rows = meetings_visible_to(request.standing).select_related(
        "body", "adoption__pack", "adoption__body"
    )
    return MEETINGS.respond(
        request,
        rows,
        title=gettext("Meetings"),
        template="meetings/list.html",
        context=_context(request, "list"),
    )


@never_cache
@signed_in
@require_GET
def waiting(request: Request) -> HttpResponse:
    """Show what waits for a meeting."""
    rows = (
        items_visible_to(request.standing)
        .filter(meeting__isnull=True, state__in=[Item.State.WAITING, Item.State.POSTPONED])
        .select_related("body")
    )
    return WAITING.respond(
        request,
        rows,
        title=gettext("Waiting for a meeting"),
        template="meetings/list.html",
        context=_context(request, "waiting"),
    )


@never_cache
@signed_in
@require_GET
def periods(request: Request) -> HttpResponse:
    """Show whether each period had its meeting: held, missed, or still open."""
    today: date = clock.today()
    found = [
        _row(one, request, today)
        for one in series_visible_to(request.standing, today)
        if one.rule.every
    ]
    return render(
        request, "meetings/periods.html", {"found": found, **_context(request, "periods")}
    )


def _row(series: plan.Series, request: Request, today: date) -> dict[str, Any]:
    periods = periods_of(series, today)
    return {
        "series": series,
        "label": series.rule.label.say(language()),
        "clause": series.rule.clause,
        "periods": periods[::-1][:SHOWN],
        "missed": sum(one.period.state == "missed" for one in periods),
        "total": len(periods),
        "may_call": may_call(series.body, request.standing),
    }
