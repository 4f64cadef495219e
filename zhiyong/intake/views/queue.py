"""The queue of an office, by step."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.intake import labels
from zhiyong.intake.selectors.queue import ALL, STEPS, counts, of_light, step, with_duties
from zhiyong.intake.selectors.queue import queue as queue_of
from zhiyong.intake.selectors.search import matching
from zhiyong.intake.views.common import READERS, account, page_url
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.lights import Light
from zhiyong.shell.lists import (
    BulkAct,
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

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    return matching(rows, text, today=clock.today())


def _light(rows: Rows, light: str) -> Rows:
    return of_light(rows, light, clock.today())


def _choices(section: str) -> Any:
    """Return the elements of a section of every plan in force."""

    def choices() -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for adoption in adoptions_in_force(clock.today()):
            found |= dict(labels.choices(pack_of(adoption), section))
        return list(found.items())

    return choices


def _decorate(rows: Sequence[Any], request: Request) -> None:
    with_duties(rows, request.standing, clock.today())
    for row in rows:
        row.page_url = page_url(row)
        row.channel_label = labels.of(row.adoption, "channel", row.channel)
        row.urgency_label = labels.of(row.adoption, "urgency", row.urgency)
        row.is_urgent = row.urgency != labels.default(pack_of(row.adoption), "urgencies")
        row.major_label = labels.of(row.adoption, "major", row.major)


LIGHTS = [
    (light.value, light.label)
    for light in (Light.OVERDUE, Light.DUE_SOON, Light.NORMAL, Light.PAUSED)
]

QUEUE = ListPage(
    name="complaints",
    keep=("step",),
    columns=(
        Column(
            "number",
            _("Registration number"),
            value=lambda row: row.number or _("not registered"),
            head=True,
            url=lambda row: row.page_url,
            sub=lambda row: row.channel_label,
        ),
        Column(
            "title",
            _("What it is about"),
            wide=True,
            template="intake/cells/title.html",
            export=lambda row: row.title,
        ),
        Column(
            "subject", _("Unit complained of"), value=lambda row: row.subject_name, only="workbook"
        ),
        Column("received_on", _("Received on"), kind="day", order="newest"),
        Column(
            "due",
            _("Next due"),
            kind="day",
            value=lambda row: row.duty.due_on if row.duty else None,
            template="intake/cells/due.html",
            export=lambda row: row.duty.due_on if row.duty else None,
        ),
        Column("light", _("Light"), kind="light", value=lambda row: row.light or None),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("keeper", _("Kept by"), value="keeper.name"),
        Column("urgency", _("Urgency"), value=lambda row: row.urgency_label, only="workbook"),
        Column("channel", _("Channel"), value=lambda row: row.channel_label, only="workbook"),
        Column("outside", _("Number given elsewhere"), value="outside_number", only="workbook"),
        Column(
            "brought",
            _("What came with it"),
            value=labels.brought_in_a_line,
            only="workbook",
        ),
    ),
    filters=(
        TextFilter(
            "q",
            _("Contains"),
            search=_search,
            placeholder=_("Number, unit complained of, or words of the title"),
        ),
        ChoiceFilter("light", _("Light"), choices=LIGHTS, narrowing=_light),
        ChoiceFilter("channel", _("Channel"), choices=_choices("channels"), lookup="channel"),
        DatesFilter("received", _("Received on"), lookup="received_on", more=True),
        ChoiceFilter(
            "class", _("Class"), choices=_choices("kinds"), lookup="input_class", more=True
        ),
        ChoiceFilter(
            "urgency", _("Urgency"), choices=_choices("urgencies"), lookup="urgency", more=True
        ),
        ChoiceFilter(
            "major",
            _("Major matter"),
            choices=_choices("major_matters"),
            lookup="major",
            more=True,
        ),
        FlagFilter(
            "named",
            _("Only under a real name"),
            condition=lambda rows: rows.filter(is_real_name=True),
            more=True,
        ),
        FlagFilter(
            "went_up",
            _("Only what came from below, sealed"),
            condition=lambda rows: rows.filter(went_up=True),
            more=True,
        ),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-received_on", "-id")),
        Order("oldest", _("Oldest first"), ("received_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s complaint", "%(shown)s complaints", "count"),
    empty=Empty(
        _("Nothing waits here"),
        _("What the routing brings to your office appears here at once."),
        reverse_lazy("intake:enter"),
        _("Enter a complaint"),
    ),
    decorate=_decorate,
)

BULK = {
    "register": (
        BulkAct("register", _("Register"), "", icon="stamp"),
        BulkAct("print", _("Print"), "", icon="printer"),
        BulkAct("merge", _("Join"), "", icon="merge"),
    ),
    "decide": (
        BulkAct("accept", _("Accept"), "", icon="check"),
        BulkAct("print", _("Print"), "", icon="printer"),
        BulkAct("urge", _("Urge"), "", icon="bell"),
        BulkAct("merge", _("Join"), "", icon="merge"),
    ),
}
ALWAYS = (
    BulkAct("print", _("Print"), "", icon="printer"),
    BulkAct("urge", _("Urge"), "", icon="bell"),
)
"""Nothing is ever closed in bulk."""


def _bulk(request: Request, key: str) -> tuple[BulkAct, ...]:
    if Role.CLERK not in request.standing.roles:
        return ()
    return tuple(
        BulkAct(act.name, act.label, reverse("intake:bulk", args=[act.name]), act.kind, act.icon)
        for act in BULK.get(key, ALWAYS)
    )


@never_cache
@needs(*READERS)
@require_GET
def queue(request: Request) -> HttpResponse:
    """Show what waits for the reader's offices, by step."""
    where = step(request.GET.get("step", ""))
    many = counts(request.standing)
    tabs = [
        Tab(each.key, each.label, f"{reverse('intake:queue')}?step={each.key}", many.get(each.key))
        for each in (*STEPS, ALL)
    ]
    if text := request.GET.get("q", "").strip():
        record_read(
            "unit:0"
            if request.standing.home_unit_id is None
            else f"unit:{request.standing.home_unit_id}",
            by=account(request),
            on=clock.today(),
            what="search",
            query=text[:100],
            facts={"list": "complaints", "step": where.key},
        )
    return QUEUE.respond(
        request,
        queue_of(request.standing, where),
        title=_("Complaints"),
        template="intake/queue.html",
        context={"tabs": tabs, "step": where},
        acts=_bulk(request, where.key),
    )
