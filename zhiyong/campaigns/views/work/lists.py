"""What my unit owes, as a list and by month; what waits to be accepted."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.campaigns.models import Assignment
from zhiyong.campaigns.selectors import work
from zhiyong.campaigns.selectors.inbox import Arrived, arrived
from zhiyong.campaigns.selectors.visible import EVERYBODY, OWES
from zhiyong.campaigns.views.work.common import tabs
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Standing, needs
from zhiyong.shell.days import say_turn
from zhiyong.shell.lights import Light
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

SHOWN = [one for one in Light if one is not Light.PAUSED]


def _state(row: Any) -> str:
    said = str(row.get_state_display())
    if row.is_late:
        return gettext("{state}, late").format(state=said)
    if row.retroactive:
        return gettext("{state}, lay before the launch").format(state=said)
    return said


def _covered(row: Any) -> str:
    return f"{row.covered} / {row.base}" if row.base else ""


def _phase(row: Any) -> str:
    return row.task.stage.label if row.task.stage else ""


TASK = Column(
    "task",
    _("Task"),
    value=lambda row: row.task.label,
    head=True,
    wide=True,
    url=lambda row: reverse("campaigns:assignment", args=[row.pk]),
    sub=lambda row: " · ".join(filter(None, [row.campaign.title, say_turn(row.period)])),
)
UNIT = Column("unit", _("Unit"), value="unit.name")
PHASE = Column("phase", _("Phase"), value=_phase)
DUE = Column("due", _("Due"), kind="day", value="due", order="due")
LIGHT = Column("light", _("Light"), kind="light", value="light")
STATE = Column("state", _("Stands at"), value=_state)
COVERED = Column("covered", _("Covered"), value=_covered)
HANDED_IN = Column("handed_in_on", _("Handed in"), kind="day")

FILTERS = (
    TextFilter("q", _("Contains"), ("task__label_zh__contains", "unit__name__contains")),
    ChoiceFilter(
        "state",
        _("Stands at"),
        choices=[one for one in Assignment.State.choices if one[0] != Assignment.State.VOID],
        lookup="state",
    ),
    ChoiceFilter(
        "light",
        _("Light"),
        choices=[(one.value, one.label) for one in SHOWN],
        narrowing=lambda rows, value: rows.filter(light=value),
    ),
    DatesFilter("due", _("Due"), lookup="due", more=True),
    FlagFilter("mine", _("Only what bears my name"), condition=Q(person__isnull=False), more=True),
)
OWED = ListPage(
    name="campaign-owed",
    columns=(TASK, PHASE, UNIT, DUE, LIGHT, STATE, COVERED, HANDED_IN),
    filters=FILTERS,
    orders=(
        Order("due", _("Due first"), ("day", "id")),
        Order("latest", _("Due last"), ("-day", "-id")),
    ),
    noun=ngettext_lazy("%(shown)s task", "%(shown)s tasks", "count"),
    empty=Empty(
        _("Your unit owes nothing"),
        _("Once a campaign is launched in which your unit takes part, its tasks stand here."),
        icon="list-checks",
    ),
)
TO_JUDGE = ListPage(
    name="campaign-to-accept",
    columns=(
        TASK,
        UNIT,
        Column("handed_in_on", _("Handed in"), kind="day", order="first"),
        DUE,
        STATE,
        COVERED,
    ),
    filters=FILTERS[:1],
    orders=(Order("first", _("Handed in first"), ("handed_in_on", "id")),),
    noun=ngettext_lazy("%(shown)s task", "%(shown)s tasks", "count"),
    empty=Empty(
        _("Nothing waits to be accepted"),
        _("What units hand in to your unit stands here until you accept or return it."),
        icon="inbox",
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def owed(request: Request) -> HttpResponse:
    """Show everything that one's units owe."""
    return OWED.respond(
        request,
        work.with_light(work.owed_by(request.standing), clock.today()),
        title=gettext("What my unit owes"),
        template="campaigns/work/list.html",
        context={"tabs": tabs(request.standing), "tab": "owed"},
    )


@never_cache
@needs(*EVERYBODY)
@require_GET
def to_judge(request: Request) -> HttpResponse:
    """Show what waits to be accepted or returned."""
    return TO_JUDGE.respond(
        request,
        work.with_light(work.to_judge(request.standing), clock.today()),
        title=gettext("To accept"),
        template="campaigns/work/list.html",
        context={"tabs": tabs(request.standing), "tab": "judge"},
    )


@never_cache
@needs(*EVERYBODY)
@require_GET
def month(request: Request) -> HttpResponse:
    """Show the month of one's unit: late, returned, due, going on, done."""
    today = clock.today()
    found = work.month_of(work.owed_at_home(request.standing), _day(request, today), today)
    groups = [
        ("late", gettext("Late"), found.late, True),
        ("returned", gettext("Returned, to be handed in again"), found.returned, True),
        ("due", gettext("Due this month"), found.due, True),
        ("going_on", gettext("Without a last day"), found.going_on, False),
        ("done", pgettext("assignment", "Handed in"), found.done, False),
    ]
    context = {
        "month": found,
        "arrived": [(WANTS[one.kind], _address(one), one) for one in _came(request)],
        "groups": [one for one in groups if one[2]],
        "tabs": tabs(request.standing),
        "tab": "month",
        "today": today,
    }
    return render(request, "campaigns/work/month.html", context)


WANTS = {
    "bulletin": _("Bulletin, to be signed for"),
    "meeting": _("Notice of a meeting, to be answered"),
    "feedback": _("Feedback, to be answered"),
    "request": _("Request of another unit, to be answered"),
}


def _came(request: Request) -> list[Arrived]:
    """Return what waits for the unit's signature or answer, if one acts for it."""
    home = request.standing.home_unit_id
    return arrived(home) if home in request.standing.units(*OWES) else []


def _address(one: Arrived) -> str:
    name = "bulletin" if one.kind == "meeting" else one.kind
    return reverse(f"campaigns:{name}", args=[one.pk])


def late_count(standing: Standing) -> int:
    """Return how much of what one's unit owes is late or was returned, for the navigation."""
    return work.count_owed_late(standing, clock.today())


def _day(request: Request, today: date) -> date:
    try:
        day = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2100 else today
