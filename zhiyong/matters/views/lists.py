"""The lists of matters, by whose they are."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.picks import find_units, get_unit
from zhiyong.duties.remaining import left
from zhiyong.intake import labels
from zhiyong.intake.selectors.queue import with_duties as with_complaint_duties
from zhiyong.intake.selectors.search import matching
from zhiyong.journal.services import record_read
from zhiyong.matters import plan, selectors
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors.lists import ASSIGNERS
from zhiyong.matters.views.common import READERS, account
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
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
    PickFilter,
    TextFilter,
)
from zhiyong.shell.parts import Tab

Rows = QuerySet[Any, Any]
STILL_DAYS = (7, 15, 30, 60)
"""The choices of how long nothing must have happened; the reader picks one."""

LIGHTS = [
    (light.value, light.label)
    for light in (Light.OVERDUE, Light.DUE_SOON, Light.NORMAL, Light.PAUSED)
]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__startswith=wanted)
        | Q(number__contains=f"〕{wanted}号")
        | Q(complaint__number__startswith=wanted)
        | Q(complaint__title__icontains=wanted)
    )


def _light(rows: Rows, light: str) -> Rows:
    return selectors.of_light(rows, light, clock.today())


def _modes() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for adoption in adoptions_in_force(clock.today()):
        ways = plan.ways(pack_of(adoption))
        found |= {way.id: way.label.say(labels.language()) for way in ways}
    return list(found.items())


def _decorate(rows: Sequence[Any], request: Request) -> None:
    today = clock.today()
    selectors.with_duties(rows, request.standing, today)
    _with_left(rows)
    for row in rows:
        row.mode_label = plan.way_of(row).label.say(labels.language())
        row.page = kinds.url(f"matter:{row.pk}") or ""


def _decorate_complaints(rows: Sequence[Any], request: Request) -> None:
    with_complaint_duties(rows, request.standing, clock.today())
    _with_left(rows)
    for row in rows:
        row.channel_label = labels.of(row.adoption, "channel", row.channel)


def _with_left(rows: Sequence[Any]) -> None:
    found = left([row.duty for row in rows if row.duty], clock.today())
    for row in rows:
        row.left = found.get(row.duty.pk) if row.duty else None


DUE = Column(
    "due",
    _("Next due"),
    value=lambda row: row.duty.due_on if row.duty else None,
    template="matters/cells/due.html",
    export=lambda row: row.duty.due_on if row.duty else None,
)
LIGHT = Column("light", _("Light"), kind="light", value=lambda row: row.light or None)

MATTERS = ListPage(
    name="matters",
    keep=("days",),
    columns=(
        Column(
            "number",
            _("Matter no."),
            head=True,
            url=lambda row: row.page,
            sub=lambda row: row.mode_label,
        ),
        Column(
            "title",
            _("What it is about"),
            value="complaint.title",
            wide=True,
            sub=lambda row: row.complaint.number,
        ),
        Column("unit", _("Handling unit"), value="handling_unit.name"),
        Column(
            "handler",
            _("Handler"),
            value=lambda row: row.handler.name if row.handler else None,
        ),
        Column("opened_on", _("Assigned"), kind="day", order="newest"),
        DUE,
        LIGHT,
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("touched_on", _("Last touched"), kind="day", only="workbook"),
        Column("replied_on", _("Replied"), kind="day", only="workbook"),
        Column("keeper", _("Kept by"), value="keeper.name", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q", _("Contains"), search=_search, placeholder=_("Number, or words of the title")
        ),
        ChoiceFilter("light", _("Light"), choices=LIGHTS, narrowing=_light),
        ChoiceFilter(
            "state",
            _("Stands at"),
            choices=Matter.State.choices,
            narrowing=selectors.in_state,
        ),
        ChoiceFilter("mode", _("Way of handling"), choices=_modes, more=True),
        PickFilter(
            "unit",
            _("Handling unit"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="handling_unit",
            more=True,
        ),
        DatesFilter("opened", _("Assigned"), lookup="opened_on", more=True),
        FlagFilter("open", _("Only what is open"), condition=Q(closed_on__isnull=True), more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-opened_on", "-id")),
        Order("oldest", _("Oldest first"), ("opened_on", "id")),
        Order("still", _("Untouched the longest first"), ("touched_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s matter", "%(shown)s matters", "count"),
    empty=Empty(
        _("No matter here"),
        _("What is assigned appears here at once, with its number, its handler and its clock."),
        icon="folder-open",
    ),
    decorate=_decorate,
)

TO_ASSIGN = ListPage(
    name="to-assign",
    columns=(
        Column(
            "number",
            _("Complaint no."),
            head=True,
            url=lambda row: reverse("matters:assign", args=[row.pk]),
            sub=lambda row: row.channel_label,
        ),
        Column("title", _("What it is about"), wide=True, sub=lambda row: row.subject_name),
        Column("received_on", _("Received"), kind="day", order="newest"),
        Column("decided_on", _("Accepted"), kind="day"),
        DUE,
        LIGHT,
        Column("keeper", _("Kept by"), value="keeper.name"),
    ),
    filters=(
        TextFilter(
            "q",
            _("Contains"),
            search=lambda rows, text: matching(rows, text, today=clock.today()),
            placeholder=_("Number, unit complained of, or words of the title"),
        ),
        DatesFilter("received", _("Received"), lookup="received_on"),
    ),
    orders=(
        Order("oldest", _("Oldest first"), ("received_on", "id")),
        Order("newest", _("Newest first"), ("-received_on", "-id")),
    ),
    noun=ngettext_lazy("%(shown)s complaint", "%(shown)s complaints", "count"),
    empty=Empty(
        _("Nothing waits to be assigned"),
        _("What your office accepts appears here until a unit has it."),
        icon="send",
    ),
    decorate=_decorate_complaints,
)


def _tabs(request: Request) -> list[Tab]:
    tabs = [
        Tab("mine", gettext("Mine"), reverse("matters:mine")),
        Tab("unit", gettext("Of my unit"), reverse("matters:unit")),
        Tab("kept", gettext("Assigned by us"), reverse("matters:kept")),
        Tab("still", gettext("Lying still"), reverse("matters:still")),
    ]
    if request.standing.roles & set(ASSIGNERS):
        tabs.append(Tab("to_assign", gettext("To be assigned"), reverse("matters:to_assign")))
    return tabs


def _acts(*names: str) -> tuple[BulkAct, ...]:
    known = {
        "sign-for": (gettext("Sign for them"), "stamp"),
        "handler": (gettext("Name a handler"), "user-round-plus"),
        "urge": (gettext("Urge"), "bell-ring"),
        "print": (gettext("Print"), "printer"),
    }
    return tuple(
        BulkAct(name, label, reverse("matters:bulk", args=[name]), icon=icon)
        for name, (label, icon) in known.items()
        if name in names
    )


def _respond(
    request: Request, rows: Rows, key: str, title: str, *acts: str, **context: Any
) -> HttpResponse:
    if text := request.GET.get("q", "").strip():
        by = account(request)
        record_read(by, by=by, on=clock.today(), what="search", query=text[:100])
    shown = {"tabs": _tabs(request), "tab": key, **context}
    return MATTERS.respond(
        request, rows, title=title, template="matters/list.html", context=shown, acts=_acts(*acts)
    )


@never_cache
@needs(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show the matters that one handles."""
    rows = selectors.mine(request.standing)
    return _respond(request, rows, "mine", gettext("My matters"), "print")


@never_cache
@needs(*READERS)
@require_GET
def unit(request: Request) -> HttpResponse:
    """Show the matters of one's units."""
    rows = selectors.of_my_units(request.standing)
    title = gettext("Matters of my unit")
    return _respond(request, rows, "unit", title, "sign-for", "handler", "print")


@never_cache
@needs(*READERS)
@require_GET
def kept(request: Request) -> HttpResponse:
    """Show the matters whose complaints one's offices keep."""
    rows = selectors.kept(request.standing)
    return _respond(request, rows, "kept", gettext("Matters assigned by us"), "urge", "print")


@never_cache
@needs(*READERS)
@require_GET
def still(request: Request) -> HttpResponse:
    """Show the open matters that nobody has touched for some days."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, STILL_DAYS) else STILL_DAYS[0]
    rows = selectors.lying_still(request.standing, clock.today() - timedelta(days=days))
    context = {"days": days, "still_days": STILL_DAYS}
    return _respond(request, rows, "still", gettext("Lying still"), "urge", "print", **context)


@never_cache
@needs(*ASSIGNERS)
@require_GET
def to_assign(request: Request) -> HttpResponse:
    """Show the accepted complaints that no unit has yet."""
    return TO_ASSIGN.respond(
        request,
        selectors.to_be_assigned(request.standing),
        title=gettext("To be assigned"),
        template="matters/list.html",
        context={"tabs": _tabs(request), "tab": "to_assign"},
    )


__all__ = ["MATTERS", "TO_ASSIGN", "kept", "mine", "still", "to_assign", "unit"]
