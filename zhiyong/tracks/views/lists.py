"""The lists: talks, resignations, oversight, and what waits for another body."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
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
from zhiyong.tracks import selectors
from zhiyong.tracks.models import Oversight, Resignation, Talk
from zhiyong.tracks.selectors.access import ACTS_HERE
from zhiyong.tracks.views.common import READERS
from zhiyong.tracks.waiting import waiting_for

Rows = QuerySet[Any, Any]
DUE = Column("due", _("Next due"), kind="day", value=lambda row: row.duty and row.duty.due_on)
LIGHT = Column("light", _("Light"), kind="light", value=lambda row: row.light or None)
STATE = Column("state", _("Stands at"), value=lambda row: row.get_state_display())
CASE = Column(
    "case",
    _("Case"),
    value="case.number",
    url=lambda row: reverse("cases:case", args=[row.case_id]) if row.case_id else None,
)


def _search_talks(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__contains=wanted)
        | Q(with_person__name__contains=wanted)
        | Q(with_unit__name__contains=wanted)
    )


def _search_people(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__contains=wanted)
        | Q(person__name__contains=wanted)
        | Q(post__unit__name__contains=wanted)
    )


def _search_oversight(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__contains=wanted)
        | Q(person__name__contains=wanted)
        | Q(of_unit__name__contains=wanted)
    )


def _with_talk_duties(rows: Sequence[Any], request: Request) -> None:
    selectors.with_duties(rows, "talk", request.standing, clock.today())


def _with_oversight_duties(rows: Sequence[Any], request: Request) -> None:
    selectors.with_duties(rows, "oversight", request.standing, clock.today())


def _waits(row: Any) -> str:
    if row.state != Resignation.State.PENDING:
        return ""
    pack = pack_of(row.adoption)
    names = [label(pack, "tracks", one["track"]) or one["case"] for one in row.waits]
    return "、".join(dict.fromkeys(names))


TALKS = ListPage(
    name="talks",
    columns=(
        Column(
            "with",
            _("Talk with"),
            value="with_whom",
            head=True,
            url=lambda row: reverse("tracks:talk", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("talker", _("Held by"), value="talker.name", sub=lambda row: row.unit.name),
        CASE,
        Column("on", _("Called for"), kind="day", order="newest"),
        Column("held_on", _("Held on"), kind="day"),
        DUE,
        LIGHT,
        STATE,
        Column("place", _("Place"), only="workbook"),
        Column("agreed", _("What was agreed"), only="workbook", wide=True),
        Column("recheck_on", _("Looked at again on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter("q", _("Contains"), search=_search_talks, placeholder=_("Number or name")),
        ChoiceFilter("state", _("Stands at"), choices=Talk.State.choices, lookup="state"),
        DatesFilter("on", _("Called for"), lookup="on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-on", "-id")),
        Order("oldest", _("Oldest first"), ("on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s talk", "%(shown)s talks", "count"),
    empty=Empty(
        _("No talk here"),
        _("A talk is no measure: it names problems, agrees what is put right, and is looked at "
          "again. Call one here, or from the page of a case."),
        icon="messages-square",
    ),
    decorate=_with_talk_duties,
)  # fmt: skip

RESIGNATIONS = ListPage(
    name="resignations",
    columns=(
        Column(
            "person",
            _("Person"),
            value="person.name",
            head=True,
            url=lambda row: reverse("tracks:resignation", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("post", _("Post"), value="post.title", sub=lambda row: row.post.unit.name),
        Column("origin", _("How it came about"), value=lambda row: row.get_origin_display()),
        Column("filed_on", _("Filed"), kind="day", order="newest"),
        Column("approver", _("Answered by"), value="approver.name"),
        STATE,
        Column("waits", _("Waits for"), value=_waits),
        Column("answered_on", _("Answered on"), kind="day"),
        Column("effective_on", _("With effect from"), kind="day"),
        Column("alone", _("No case beside it"), kind="yes_no", value="alone"),
    ),
    filters=(
        TextFilter("q", _("Contains"), search=_search_people, placeholder=_("Number or name")),
        ChoiceFilter("state", _("Stands at"), choices=Resignation.State.choices, lookup="state"),
        ChoiceFilter(
            "origin",
            _("How it came about"),
            choices=Resignation.Origin.choices,
            lookup="origin",
        ),
        FlagFilter("alone", _("Only those without a case beside"), condition=Q(alone=True)),
        DatesFilter("filed", _("Filed"), lookup="filed_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-filed_on", "-id")),
        Order("oldest", _("Oldest first"), ("filed_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s resignation", "%(shown)s resignations", "count"),
    empty=Empty(
        _("No resignation here"),
        _("A resignation is filed with the person's own writing, waits while direct "
          "responsibility is open, and is answered by the body with the power."),
        icon="door-open",
    ),
)  # fmt: skip


def _late(rows: Rows) -> Rows:
    return selectors.unanswered(rows, clock.today())


def _unanswered(rows: Rows, value: str) -> Rows:
    return _late(rows) if value == "late" else rows


OVERSIGHT = ListPage(
    name="oversight",
    columns=(
        Column(
            "of",
            _("Organ or person"),
            value="of_whom",
            head=True,
            url=lambda row: reverse("tracks:oversight", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("kind", _("What it is"), value=lambda row: row.get_kind_display()),
        Column("congress", _("People's congress"), value="congress.name"),
        Column("received_on", _("Came on"), kind="day", order="newest"),
        Column("answer_by", _("To be answered by"), kind="day"),
        LIGHT,
        Column("answered_on", _("Answered on"), kind="day"),
        STATE,
        Column("movers", _("How many moved it"), kind="num", only="workbook"),
        Column("votes_for", _("Votes for it"), kind="num", only="workbook"),
        Column("votes_cast", _("Votes cast"), kind="num", only="workbook"),
    ),
    filters=(
        TextFilter("q", _("Contains"), search=_search_oversight, placeholder=_("Number or name")),
        ChoiceFilter("kind", _("What it is"), choices=Oversight.Kind.choices, lookup="kind"),
        ChoiceFilter("state", _("Stands at"), choices=Oversight.State.choices, lookup="state"),
        ChoiceFilter(
            "answer",
            _("Answer"),
            choices=[("late", _("Unanswered, its day has passed"))],
            narrowing=_unanswered,
        ),
        DatesFilter("received", _("Came on"), lookup="received_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-received_on", "-id")),
        Order("oldest", _("Oldest first"), ("received_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s item", "%(shown)s items", "count"),
    empty=Empty(
        _("The people's congress has asked nothing here"),
        _("Interpellations, special inquiries and motions to remove are registered here, with "
          "the day by which they are answered and what came of them."),
        icon="landmark",
    ),
    decorate=_with_oversight_duties,
)  # fmt: skip


def _may(request: Request) -> bool:
    return bool(request.standing.units(*ACTS_HERE))


@never_cache
@needs(*READERS)
@require_GET
def talks(request: Request) -> HttpResponse:
    """Show the talks of one's units and cases."""
    context = {"may": _may(request), "new": reverse("tracks:call"), "new_label": _("Call a talk")}
    return TALKS.respond(
        request,
        selectors.talks(request.standing),
        title=gettext("Talks"),
        template="tracks/list.html",
        context=context,
    )


@never_cache
@needs(*READERS)
@require_GET
def resignations(request: Request) -> HttpResponse:
    """Show the resignations that one's units keep or answer, with the share of those asked for."""
    rows = selectors.resignations(request.standing)
    total, asked, share = selectors.voluntary_share(rows)
    context = {
        "may": _may(request),
        "new": reverse("tracks:file"),
        "new_label": _("File a resignation"),
        "total": total,
        "asked": asked,
        "share": f"{float(share):.1%}" if share is not None else "",
    }
    return RESIGNATIONS.respond(
        request,
        rows,
        title=gettext("Resignations"),
        template="tracks/list.html",
        context=context,
    )


@never_cache
@needs(*READERS)
@require_GET
def oversights(request: Request) -> HttpResponse:
    """Show what the people's congress asks and moves."""
    context = {
        "may": _may(request),
        "new": reverse("tracks:register"),
        "new_label": _("Register an item"),
    }
    return OVERSIGHT.respond(
        request,
        selectors.oversights(request.standing),
        title=gettext("Oversight by the people's congress"),
        template="tracks/list.html",
        context=context,
    )


@never_cache
@needs(*READERS)
@require_GET
def waiting(request: Request) -> HttpResponse:
    """Show what waits for the decision of another body, room by room, the longest first."""
    found = waiting_for(request.standing, clock.today())
    return render(request, "tracks/waiting.html", {"rows": found})
