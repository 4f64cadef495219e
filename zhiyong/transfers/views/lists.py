"""The lists: what we handed on, and what reached us."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

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
from zhiyong.shell.parts import Tab
from zhiyong.transfers import selectors
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.lists import AWAITED, with_duties
from zhiyong.transfers.views.common import READERS

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__contains=wanted)
        | Q(to_name__icontains=wanted)
        | Q(to_unit__name__icontains=wanted)
        | Q(receipt_number__contains=wanted)
    )


def _decorate(rows: Sequence[Any], request: Request) -> None:
    with_duties(rows, request.standing, clock.today())


def _outcome(row: Any) -> str:
    if row.state != Transfer.State.REPLIED:
        return ""
    if row.followed is None:
        return gettext("Taken note of")
    return gettext("Followed") if row.followed else gettext("Declined")


NUMBER = Column(
    "number",
    _("Letter no."),
    value=str,
    head=True,
    url=lambda row: reverse("transfers:transfer", args=[row.pk]),
    sub=lambda row: row.get_kind_display(),
)
DUE = Column("due", _("Reply due"), kind="day", value=lambda row: row.duty and row.duty.due_on)
LIGHT = Column("light", _("Light"), kind="light", value=lambda row: row.light or None)
STATE = Column("state", _("Stands at"), value=lambda row: row.get_state_display())
OUTCOME = Column("outcome", _("Outcome"), value=_outcome)
FILTERS = (
    TextFilter("q", _("Contains"), search=_search, placeholder=_("Number, or name of the body")),
    ChoiceFilter("kind", _("What it is"), choices=Transfer.Kind.choices, lookup="kind"),
    ChoiceFilter(
        "state", _("Stands at"), choices=Transfer.State.choices, narrowing=selectors.in_state
    ),
    DatesFilter("sent", _("Sent"), lookup="sent_on", more=True),
    FlagFilter("awaited", _("Only what is awaited"), condition=Q(state__in=AWAITED), more=True),
)

SENT = ListPage(
    name="transfers",
    columns=(
        NUMBER,
        Column("to", _("To"), value="addressee", wide=True, sub=lambda row: row.get_line_display()),
        Column(
            "case",
            _("Case"),
            value="case.number",
            url=lambda row: reverse("cases:case", args=[row.case_id]),
            sub=lambda row: row.respondent.name if row.respondent else "",
        ),
        Column("drafted_on", _("Drafted"), kind="day", order="newest"),
        Column("sent_on", _("Sent"), kind="day"),
        Column("received_on", _("Received"), kind="day"),
        DUE,
        LIGHT,
        STATE,
        OUTCOME,
        Column("receipt_number", _("Receipt no."), only="workbook"),
        Column("replied_on", _("Replied"), kind="day", only="workbook"),
    ),
    filters=FILTERS,
    orders=(
        Order("newest", _("Newest first"), ("-drafted_on", "-id")),
        Order("oldest", _("Oldest first"), ("drafted_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s letter", "%(shown)s letters", "count"),
    empty=Empty(
        _("Nothing was handed on"),
        _("On the page of a case choose “Hand over, notify or suggest”; the letter, its receipt "
          "and its reply are then followed here."),
        icon="send",
    ),
    decorate=_decorate,
)  # fmt: skip

RECEIVED = ListPage(
    name="transfers-received",
    columns=(
        NUMBER,
        Column("from", _("From"), value="unit.name", wide=True),
        Column("for", _("For"), value="addressee"),
        Column("sent_on", _("Sent"), kind="day", order="newest"),
        Column("received_on", _("Received"), kind="day"),
        DUE,
        LIGHT,
        STATE,
        OUTCOME,
    ),
    filters=FILTERS,
    orders=(
        Order("newest", _("Newest first"), ("-sent_on", "-id")),
        Order("oldest", _("Oldest first"), ("sent_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s letter", "%(shown)s letters", "count"),
    empty=Empty(
        _("Nothing has reached your unit"),
        _("What other bodies hand over, notify or suggest to your unit stands here: sign for it, "
          "and reply."),
        icon="inbox",
    ),
    decorate=_decorate,
)  # fmt: skip


def _tabs() -> list[Tab]:
    return [
        Tab("sent", gettext("Handed on by us"), reverse("transfers:sent")),
        Tab("received", gettext("Received by us"), reverse("transfers:received")),
    ]


@never_cache
@needs(*READERS)
@require_GET
def sent(request: Request) -> HttpResponse:
    """Show the letters out of the cases that one sees."""
    return SENT.respond(
        request,
        selectors.sent_by(request.standing),
        title=gettext("Handed on"),
        template="transfers/list.html",
        context={"tabs": _tabs(), "tab": "sent"},
    )


@never_cache
@needs(*READERS)
@require_GET
def received(request: Request) -> HttpResponse:
    """Show the letters that reached one's units."""
    return RECEIVED.respond(
        request,
        selectors.received_by(request.standing),
        title=gettext("Letters received"),
        template="transfers/list.html",
        context={"tabs": _tabs(), "tab": "received"},
    )
