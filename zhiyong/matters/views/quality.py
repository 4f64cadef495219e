"""How units handled what they were assigned: the verdicts, and the count by unit."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.picks import find_units, get_unit
from zhiyong.matters.selectors import judgements
from zhiyong.matters.views.common import READERS
from zhiyong.shell import kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    PickFilter,
)
from zhiyong.shell.parts import Tab

EFFECTS = (
    ("accepts", _("Accepted")),
    ("remarks", _("Accepted with remarks")),
    ("sends_back", _("Sent back")),
)


def _decorate(rows: Sequence[Any], request: Request) -> None:
    judgements.say(rows)
    for row in rows:
        row.page = kinds.url(f"matter:{row.matter_id}") or ""


def _decorate_units(rows: Sequence[Any], request: Request) -> None:
    for row in rows:
        row.page = f"{reverse('matters:judgements')}?unit={row.pk}"


VERDICTS = ListPage(
    name="judgements",
    columns=(
        Column(
            "matter",
            _("Matter no."),
            value="matter.number",
            head=True,
            url=lambda row: row.page,
            sub=lambda row: row.matter.complaint.title,
        ),
        Column("unit", _("Handling unit"), value="unit.name"),
        Column("round", _("Round"), kind="num"),
        Column("verdict", _("Verdict on the handling"), value=lambda row: row.verdict_label),
        Column(
            "failed",
            _("What it does not meet"),
            value=lambda row: "；".join(row.failed_labels),
            wide=True,
        ),
        Column("reason", _("Reason"), value="reason", wide=True),
        Column("by", _("Judged by"), value=lambda row: str(row.by)),
        Column("on", _("Judged on"), kind="day", order="newest"),
    ),
    filters=(
        ChoiceFilter("effect", _("Verdict on the handling"), choices=EFFECTS, lookup="effect"),
        PickFilter(
            "unit",
            _("Handling unit"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="unit",
        ),
        DatesFilter("on", _("Judged on"), lookup="on"),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-on", "-id")),
        Order("oldest", _("Oldest first"), ("on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s verdict", "%(shown)s verdicts", "count"),
    empty=Empty(
        _("No verdict yet"),
        _("When a unit has reported back, the office that assigned the matter judges it here."),
        icon="scale",
    ),
    decorate=_decorate,
)

UNITS = ListPage(
    name="judged-units",
    columns=(
        Column("name", _("Handling unit"), head=True, url=lambda row: row.page, order="name"),
        Column("judged", _("Rounds judged"), kind="num"),
        Column("accepted", _("Accepted"), kind="num"),
        Column("remarked", _("Accepted with remarks"), kind="num"),
        Column("sent_back", _("Sent back"), kind="num"),
    ),
    orders=(Order("name", _("By name"), ("name", "id")),),
    noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
    empty=Empty(
        _("No verdict yet"),
        _("When a unit has reported back, the office that assigned the matter judges it here."),
        icon="scale",
    ),
    decorate=_decorate_units,
)


def _tabs() -> list[Tab]:
    return [
        Tab("units", gettext("By unit"), reverse("matters:judged")),
        Tab("all", gettext("Each verdict"), reverse("matters:judgements")),
    ]


@never_cache
@needs(*READERS)
@require_GET
def judged(request: Request) -> HttpResponse:
    """Show how many verdicts of each kind each unit has."""
    return UNITS.respond(
        request,
        judgements.by_unit(request.standing),
        title=gettext("Quality of handling"),
        template="matters/list.html",
        context={"tabs": _tabs(), "tab": "units"},
    )


@never_cache
@needs(*READERS)
@require_GET
def verdicts(request: Request) -> HttpResponse:
    """Show each verdict with its reasons."""
    return VERDICTS.respond(
        request,
        judgements.ready(judgements.judgements_visible_to(request.standing)),
        title=gettext("Quality of handling"),
        template="matters/list.html",
        context={"tabs": _tabs(), "tab": "all"},
    )
