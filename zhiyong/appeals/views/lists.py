"""The list of appeals."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import READERS, RECEIVERS
from zhiyong.appeals.selectors.lists import answers_owed, appeals
from zhiyong.appeals.selectors.panels import outcome_label
from zhiyong.appeals.views.common import account
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import pack_of
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
    TextFilter,
)

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__startswith=wanted)
        | Q(number__contains=f"〕{wanted}号")
        | Q(decision__number__startswith=wanted)
        | Q(person__name__startswith=wanted)
    )


def _decorate(rows: Sequence[Any], request: Request) -> None:
    owed = answers_owed(rows, clock.today())
    for row in rows:
        row.duty = owed.get(row.pk)
        row.light = row.duty.light if row.duty else ""
        row.outcome_label = outcome_label(row)
        row.to_label = plan.label_of(pack_of(row.decision.adoption), row.to)


LIST = ListPage(
    name="appeals",
    columns=(
        Column(
            "number",
            _("Appeal no."),
            head=True,
            url=lambda row: reverse("appeals:appeal", args=[row.pk]),
            sub=lambda row: gettext("late") if row.late else None,
        ),
        Column("appellant", _("Who appeals"), value="appellant"),
        Column(
            "decision",
            _("Against"),
            value="decision.number",
            sub=lambda row: row.decision.body.name,
            wide=True,
        ),
        Column("body", _("Heard by"), value="body.name", sub=lambda row: row.to_label),
        Column("received_on", _("Received"), kind="day", order="newest"),
        Column(
            "due",
            _("To be answered by"),
            kind="day",
            value=lambda row: row.duty and row.duty.due_on,
        ),
        Column("light", _("Light"), kind="light", value=lambda row: row.light or None),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("outcome", _("Outcome of the appeal"), value=lambda row: row.outcome_label or None),
        Column("filed_on", _("Filed"), kind="day", only="workbook"),
        Column("answered_on", _("Answered"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter("q", _("Contains"), search=_search, placeholder=_("Number, or a name")),
        ChoiceFilter("state", _("Stands at"), choices=Appeal.State.choices, lookup="state"),
        DatesFilter("received", _("Received"), lookup="received_on", more=True),
        FlagFilter("late", _("Only what came late"), condition=Q(late=True), more=True),
        FlagFilter("open", _("Only what is open"), condition=Q(closed_on__isnull=True), more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-received_on", "-id")),
        Order("oldest", _("Oldest first"), ("received_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s appeal", "%(shown)s appeals", "count"),
    empty=Empty(
        _("No appeal here"),
        _(
            "What is filed against a decision appears here with its clock: on paper you register"
            " it, and whoever is concerned files it signed in."
        ),
        icon="scale",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*READERS)
@require_GET
def appeals_list(request: Request) -> HttpResponse:
    """Show the appeals that one's bodies hear, and those that one hears by name."""
    if text := request.GET.get("q", "").strip():
        by = account(request)
        record_read(by, by=by, on=clock.today(), what="search", query=text[:100])
    return LIST.respond(
        request,
        appeals(request.standing),
        title=gettext("Appeals"),
        template="appeals/list.html",
        context={"may_register": bool(request.standing.roles & set(RECEIVERS))},
    )
