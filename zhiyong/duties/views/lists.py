"""Duties as lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhiyong.directory.picks import find_units, get_unit
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import late_ones, of_light
from zhiyong.duties.showing import lines
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Standing
from zhiyong.shell.lights import Light
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
)
from zhiyong.shell.lists.filters import Rows
from zhiyong.shell.templatetags.ui.states import time_left


def late_count(standing: Standing) -> int:
    """Return how many of somebody's own duties are late or nearly due, for the navigation."""
    return late_ones(standing, clock.today())


def decorate(rows: Sequence[Duty], request: Request) -> None:
    """Give duties their subjects' titles and addresses, lights, and what is left."""
    titles = kinds.titles([row.subject for row in rows], request.standing)
    for line in lines(rows, clock.today(), clock.moment()):
        row: Any = line.duty
        row.light, row.left, row.left_in = line.light, line.left, line.left_in
        row.about = titles.get(row.subject, "")
        row.about_url = kinds.url(row.subject) if row.subject in titles else None


def _clocks() -> Iterable[tuple[str, str]]:
    """Return the clocks of the plans in force, by code."""
    known: dict[str, str] = {}
    for adoption in adoptions_in_force(clock.today()):
        for one in pack_of(adoption).clocks:
            if one.nature == "duty":
                known.setdefault(one.id, one.label.say(language()))
    return known.items()


def _by_light(rows: Rows, value: str) -> Rows:
    return of_light(rows, value, clock.today())


def _left(row: Any) -> str:
    return "" if row.left is None else time_left(row.left, row.left_in)


WHAT = Column(
    "label",
    _("What is owed"),
    head=True,
    url=lambda row: reverse("duties:duty", args=[row.pk]),
)
ABOUT = Column("about", _("What it is about"), wide=True, url=lambda row: row.about_url)
OWNER = Column("owner", _("Owed by"), value="owner_unit.name", sub="owner_person.name")
LIGHT = Column("light", _("Light"), kind="light")
URGED = Column("urged", _("Urged"), kind="num", value=lambda row: row.urged or None)
FILTERS = (
    ChoiceFilter("code", _("What is owed"), choices=_clocks, lookup="code"),
    PickFilter(
        "unit",
        _("Owed by unit"),
        find=find_units,
        get=get_unit,
        search_url=reverse_lazy("directory:find_unit"),
        lookup="owner_unit_id",
        more=True,
    ),
)

RUNNING = ListPage(
    name="duties",
    columns=(
        WHAT,
        ABOUT,
        OWNER,
        Column("due_on", _("Due"), kind="day", order="due"),
        Column("left", _("Time left"), template="duties/cells/left.html", export=_left),
        LIGHT,
        URGED,
    ),
    filters=(
        ChoiceFilter(
            "light",
            _("Light"),
            choices=[
                (each.value, each.label)
                for each in Light
                if each.value in ("OVERDUE", "DUE_SOON", "NORMAL")
            ],
            narrowing=_by_light,
        ),
        *FILTERS,
        DatesFilter("due", _("Due"), lookup="due_on", more=True),
        FlagFilter("urged", _("Only urged ones"), condition=lambda rows: rows.filter(urged__gt=0)),
    ),
    orders=(
        Order("due", _("Due first"), ("due_on", "id")),
        Order("late", _("Due last"), ("-due_on", "-id")),
    ),
    noun=ngettext_lazy("%(shown)s duty", "%(shown)s duties", "count"),
    empty=Empty(
        _("Nothing is owed here"),
        _("What the plan wants done by a day appears here by itself, the next due first."),
        icon="calendar-check",
    ),
    decorate=decorate,
    keep=("whose",),
)

OTHERS = ListPage(
    name="duties-over",
    columns=(
        WHAT,
        ABOUT,
        OWNER,
        Column("due_on", _("Due"), kind="day"),
        Column("met_on", _("Done on"), kind="day"),
        Column("state", _("State"), value=lambda row: row.get_state_display()),
        LIGHT,
        URGED,
    ),
    filters=(
        ChoiceFilter(
            "state",
            _("State"),
            choices=[one for one in Duty.State.choices if one[0] != "OPEN"],
            lookup="state",
        ),
        *FILTERS,
        DatesFilter("met", _("Done on"), lookup="met_on", more=True),
    ),
    orders=(Order("newest", _("Newest first"), ("-id",)),),
    noun=ngettext_lazy("%(shown)s duty", "%(shown)s duties", "count"),
    empty=Empty(_("No such duty"), _("Duties that are done, lapsed or stopped are kept here.")),
    decorate=decorate,
    keep=("whose",),
)
