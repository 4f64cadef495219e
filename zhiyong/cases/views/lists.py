"""The lists of cases, by whose they are; and the form of a new one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.cases.models import Case, Respondent
from zhiyong.cases.selectors import lists
from zhiyong.cases.selectors.lists import OVERSEERS
from zhiyong.cases.selectors.offers import OPENERS
from zhiyong.cases.views.common import READERS, account
from zhiyong.directory.picks import find_units, get_unit
from zhiyong.journal.services import record_read
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.parts import Tab

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    about = Respondent.objects.filter(removed_on=None).filter(
        Q(person__name__startswith=wanted) | Q(unit__name__contains=wanted)
    )
    return rows.filter(
        Q(number__startswith=wanted)
        | Q(number__contains=f"〕{wanted}号")
        | Q(title__icontains=wanted)
        | Q(pk__in=about.values("case"))
    )


def _decorate(rows: Sequence[Any], request: Request) -> None:
    for row in rows:
        members = [one for one in row.team.all() if one.until_on is None]
        lead = next((one.person.name for one in members if one.part == "LEAD"), "")
        row.lead = lead or None
        row.team_names = "、".join(one.person.name for one in members)
        about = [one.name for one in row.respondents.all() if one.removed_on is None]
        row.about = "、".join(about[:3]) + (" …" if len(about) > 3 else "")


CASES = ListPage(
    name="cases",
    columns=(
        Column(
            "number",
            _("Case no."),
            head=True,
            url=lambda row: reverse("cases:case", args=[row.pk]),
        ),
        Column("title", _("What it is about"), wide=True, sub=lambda row: row.about),
        Column("body", _("Body"), value="body.name"),
        Column("lead", _("Leads the team"), value=lambda row: row.lead),
        Column("opened_on", _("Case opened on"), kind="day", order="newest"),
        Column("touched_on", _("Last touched"), kind="day", order="still"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("acted_on", _("Day of the act"), kind="day", only="workbook"),
        Column("team", _("Team"), value=lambda row: row.team_names, only="workbook"),
        Column("concluded_on", _("Concluded on"), kind="day", only="workbook"),
        Column("decided_on", _("Decided on"), kind="day", only="workbook"),
        Column("closed_on", _("Closed on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q",
            _("Contains"),
            search=_search,
            placeholder=_("Number, words of the title, or whom it is about"),
        ),
        ChoiceFilter("state", _("Stands at"), choices=Case.State.choices),
        PickFilter(
            "body",
            _("Body"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="body",
            more=True,
        ),
        DatesFilter("opened", _("Case opened on"), lookup="opened_on", more=True),
        FlagFilter("open", _("Only what is open"), condition=Q(closed_on__isnull=True), more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-opened_on", "-id")),
        Order("oldest", _("Oldest first"), ("opened_on", "id")),
        Order("still", _("Untouched the longest first"), ("touched_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s case", "%(shown)s cases", "count"),
    empty=Empty(
        _("No case here"),
        _("A case is opened from an accepted complaint, or with the button above."),
        icon="folder-search",
    ),
    decorate=_decorate,
)


def _respond(request: Request, rows: Rows, key: str, title: str) -> HttpResponse:
    if text := request.GET.get("q", "").strip():
        by = account(request)
        record_read(by, by=by, on=clock.today(), what="search", query=text[:100])
    tabs = [
        Tab("cases", gettext("All that I see"), reverse("cases:cases")),
        Tab("mine", gettext("Mine"), reverse("cases:mine")),
    ]
    if request.standing.roles & set(OVERSEERS):
        tabs.append(Tab("still", gettext("Lying still"), reverse("cases:still")))
    context = {
        "tabs": tabs,
        "tab": key,
        "may_open": bool(request.standing.roles & set(OPENERS)),
    }
    return CASES.respond(request, rows, title=title, template="cases/list.html", context=context)


@never_cache
@needs(*READERS)
@require_GET
def cases(request: Request) -> HttpResponse:
    """Show the cases that one sees."""
    return _respond(request, lists.visible(request.standing), "cases", gettext("Cases"))


@never_cache
@needs(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show the cases that one looks into."""
    return _respond(request, lists.mine(request.standing), "mine", gettext("My cases"))


@never_cache
@needs(*OVERSEERS)
@require_GET
def still(request: Request) -> HttpResponse:
    """Show the open cases that nobody has touched for the plan's time, to others than the team."""
    rows = lists.lying_still(request.standing, clock.today())
    return _respond(request, rows, "still", gettext("Cases lying still"))


__all__ = ["CASES", "cases", "mine", "still"]
