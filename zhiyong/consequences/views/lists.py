"""The ledger as a list, to be filtered, taken away and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import formats
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.consequences import wording
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import lists, stood_on
from zhiyong.consequences.showing import decorate, page_of
from zhiyong.consequences.views.common import READERS
from zhiyong.directory.picks import find_people, find_units, get_holder, get_unit
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    Empty,
    Filter,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
)

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class StoodFilter(Filter):
    """Rows that stood against somebody on one day, as the ledger was told by then."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.DateField(label=self.label, required=False)}

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        day: date | None = asked.get(self.name)
        return rows.filter(stood_on(day)) if day else rows

    def words(self, asked: dict[str, Any]) -> list[str]:
        day: date | None = asked.get(self.name)
        return [f"{self.label}: {formats.date_format(day)}"] if day else []


def _of_person(rows: Rows, key: str) -> Rows:
    kind, _dash, pk = key.partition("-")
    if not pk.isdigit():
        return rows.none()
    return rows.filter(person=pk) if kind == "person" else rows.filter(post=pk)


def _decorate(rows: Sequence[Any], request: Request) -> None:
    decorate(rows, request.standing)


LEDGER = ListPage(
    name="consequences",
    columns=(
        Column(
            "whom",
            _("Who it falls on"),
            value=wording.whom_name,
            head=True,
            url=page_of,
            sub=lambda row: row.shown["place"],
        ),
        Column(
            "what",
            _("Consequence"),
            value=lambda row: row.shown["label"],
            wide=True,
            sub=lambda row: row.shown["what"],
        ),
        Column("effect", _("Effect"), value=lambda row: row.shown["effect"]),
        Column(
            "clause",
            _("Clause"),
            template="consequences/cells/clause.html",
            export=lambda row: "; ".join(row.clauses),
        ),
        Column(
            "decision",
            _("The decision"),
            value=lambda row: row.decision or row.source,
            url=lambda row: row.decision_url,
        ),
        Column("days", _("Stands"), value=lambda row: row.shown["days"]),
        Column("due_on", _("Due"), kind="day"),
        Column(
            "state",
            _("State"),
            template="consequences/cells/state.html",
            export=lambda row: row.get_state_display(),
        ),
        Column(
            "unit_then",
            _("Unit then"),
            value=lambda row: row.post.unit.name if row.post else None,
            only="workbook",
        ),
        Column("measure", _("Measure"), value=lambda row: row.shown["measure"], only="workbook"),
        Column("share", _("Share"), value=lambda row: row.shown["share"], only="workbook"),
        Column("amount", _("Amount (yuan)"), kind="num", only="workbook"),
        Column("since", _("First day"), kind="day", only="workbook"),
        Column("through", _("Last day"), kind="day", only="workbook"),
        Column(
            "doer",
            _("Carried out by"),
            value=lambda row: row.carried_out_by.name if row.carried_out_by else None,
            only="workbook",
        ),
        Column("carried_out_on", _("Carried out"), kind="day", only="workbook"),
        Column("booked_on", _("Booked"), kind="day", order="newest", only="workbook"),
    ),
    filters=(
        ChoiceFilter("state", _("State"), choices=Entry.State.choices),
        ChoiceFilter("effect", _("Effect"), choices=list(wording.EFFECTS.items())),
        PickFilter(
            "person",
            _("Person"),
            find=find_people,
            get=get_holder,
            search_url=reverse_lazy("directory:find_person"),
            narrowing=_of_person,
        ),
        PickFilter(
            "unit",
            _("Unit"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            narrowing=lists.of_unit,
            more=True,
        ),
        StoodFilter("day", _("Stood on"), more=True),
        FlagFilter(
            "late",
            _("Only what is not carried out in time"),
            condition=lambda rows: lists.late(rows, clock.today()),
            more=True,
        ),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-booked_on", "-id")),
        Order("oldest", _("Oldest first"), ("booked_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s entry", "%(shown)s entries", "count"),
    empty=Empty(
        _("No entry here"),
        _("What follows from a decision is booked here the moment it is made, line by line."),
        icon="scale",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*READERS)
@require_GET
def ledger(request: Request) -> HttpResponse:
    """Show the ledger."""
    return LEDGER.respond(
        request,
        lists.ledger(request.standing),
        title=gettext("Ledger of consequences"),
        template="consequences/ledger.html",
    )
