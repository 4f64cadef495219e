"""Whose a matter is: the list of what is to be decided, and one dispute with both reasons."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import with_light
from zhiyong.intake import labels
from zhiyong.journal.selectors import timeline
from zhiyong.matters import services, slips
from zhiyong.matters.forms import DisputeForm
from zhiyong.matters.models import Dispute, Note
from zhiyong.matters.selectors import disputes_visible_to, may_decide, to_decide
from zhiyong.matters.selectors.disputes import DECIDERS, returned_before
from zhiyong.matters.views.common import READERS, account, attempt
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    FlagFilter,
    ListPage,
    Order,
)
from zhiyong.shell.parts import Entry, Fact


def _decorate(rows: Sequence[Any], request: Request) -> None:
    found = _duties([row.pk for row in rows])
    for row in rows:
        row.duty = found.get(f"dispute:{row.pk}")
        row.light = row.duty.light if row.duty else None
        row.page = reverse("matters:dispute", args=[row.pk])


def _duties(ids: Sequence[int]) -> dict[str, Any]:
    """Return what runs on some disputes: by when each is to be decided, with its light."""
    running = Duty.objects.filter(
        subject__in=[f"dispute:{pk}" for pk in ids], state=Duty.State.OPEN
    )
    return {duty.subject: duty for duty in with_light(running, clock.today())}


DISPUTES = ListPage(
    name="disputes",
    columns=(
        Column(
            "matter",
            gettext_lazy("Matter no."),
            value="matter.number",
            head=True,
            url=lambda row: row.page,
        ),
        Column(
            "title",
            gettext_lazy("What it is about"),
            value="matter.complaint.title",
            wide=True,
            sub=lambda row: row.matter.complaint.subject_name,
        ),
        Column("unit", gettext_lazy("Handling unit"), value="matter.handling_unit.name"),
        Column("keeper", gettext_lazy("Kept by"), value="matter.keeper.name"),
        Column("raised_on", gettext_lazy("Raised on"), kind="day", order="newest"),
        Column(
            "due",
            gettext_lazy("Due on"),
            kind="day",
            value=lambda row: row.duty.due_on if row.duty else None,
        ),
        Column("light", gettext_lazy("Light"), kind="light", value=lambda row: row.light),
        Column(
            "state",
            gettext_lazy("Stands at"),
            value=lambda row: row.get_state_display(),
        ),
        Column("decided_on", gettext_lazy("Decided on"), kind="day", only="workbook"),
    ),
    filters=(
        FlagFilter("open", gettext_lazy("Only what is to be decided"), condition=Q(state="OPEN")),
        ChoiceFilter(
            "state", gettext_lazy("Stands at"), choices=Dispute.State.choices, lookup="state"
        ),
        DatesFilter("raised", gettext_lazy("Raised on"), lookup="raised_on", more=True),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-raised_on", "-id")),
        Order("oldest", gettext_lazy("Oldest first"), ("raised_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s dispute", "%(shown)s disputes", "count"),
    empty=Empty(
        pgettext_lazy("disputes", "Nothing to decide"),
        gettext_lazy(
            "Where a unit and the office that gave it a matter do not agree whose it is, and your"
            " unit stands above both, it appears here with both reasons."
        ),
        icon="scale",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*DECIDERS)
@require_GET
def disputes(request: Request) -> HttpResponse:
    """Show what one's units decide as the ones above both."""
    rows = to_decide(request.standing).select_related(
        "matter__complaint", "matter__handling_unit", "matter__keeper"
    )
    return DISPUTES.respond(request, rows, title=_("Disputes to decide"))


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def dispute(request: Request, pk: int) -> HttpResponse:
    """Show one dispute with both reasons; decide it, for the unit above both."""
    found = (
        disputes_visible_to(request.standing)
        .select_related(
            "matter__complaint__subject_unit",
            "matter__adoption__pack",
            "matter__handling_unit",
            "matter__keeper",
            "decider",
            "claimed",
            "to_unit",
            "raised_by__person",
            "decided_by__person",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    decides = may_decide(request.standing, found)
    if request.method == "POST" and not decides:
        raise Http404
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: _decide(found, form, request)):
        messages.success(request, _("It is decided; both sides are told."))
        return go_to(request, reverse("matters:dispute", args=[found.pk]))
    offers = decides and (found.state == Dispute.State.OPEN or form.is_bound)
    context = _context(found, request) | {"form": form if offers else None}
    status = 422 if form.is_bound else 200
    return render(request, "matters/dispute.html", context, status=status)


def _decide(found: Dispute, form: DisputeForm, request: Request) -> object:
    return services.decide_dispute(
        dispute=found, by=account(request), on=clock.today(), **form.cleaned_data
    )


def _context(found: Dispute, request: Request) -> dict[str, Any]:
    matter, complaint = found.matter, found.matter.complaint
    said = pack_of(matter.adoption).routing.disputes
    duty = _duties([found.pk]).get(f"dispute:{found.pk}")
    earlier = Note.objects.filter(
        matter__in=returned_before(complaint).exclude(pk=matter.pk), kind=Note.Kind.RETURN
    )
    facts = [
        Fact(_("Decides"), found.decider.name),
        Fact(_("Unit complained of"), complaint.subject_name),
        Fact(_("Received on"), slips.told(complaint.received_on)),
        Fact(_("Due on"), slips.told(duty.due_on) if duty and duty.due_on else "—"),
    ]
    return {
        "dispute": found,
        "matter": matter,
        "complaint": complaint,
        "basis": labels.grounds(pack_of(matter.adoption), said) if said else None,
        "light": duty.light if duty else "",
        "earlier": earlier.select_related("matter__handling_unit").order_by("pk"),
        "facts": facts,
        "entries": [
            Entry(line.html, at=line.entry.on)
            for line in timeline(kinds.ref(found), request.standing, also=[matter.audience])
        ],
    }
