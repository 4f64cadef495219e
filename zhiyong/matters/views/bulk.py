"""One act on several matters: what would follow is shown first. Nothing is closed in bulk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhiyong.directory.models import Person
from zhiyong.journal.services import record_read
from zhiyong.matters import plan, services
from zhiyong.matters.forms import BulkHandlerForm, BulkUrgeForm
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors import handlers_of, matters_visible_to, offer
from zhiyong.matters.selectors.lists import ready
from zhiyong.matters.views.common import READERS, account
from zhiyong.papers.models import Paper
from zhiyong.papers.printing import as_pdf, bundle, check_count
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to
from zhiyong.shell.lists import picked

MOST = 200
"""More matters than one page of a list are never acted on at once."""


def _no_form(rows: list[Matter], data: Any) -> Form:
    return Form(data)


def _handler_form(rows: list[Matter], data: Any) -> Form:
    """Offer those who are handlers for every matter that was ticked."""
    shared: dict[int, Person] | None = None
    today = clock.today()
    units = {row.handling_unit_id: row for row in rows}
    for row in units.values():
        here = {person.pk: person for person in handlers_of(row, today)}
        shared = here if shared is None else {pk: p for pk, p in shared.items() if pk in here}
    return BulkHandlerForm(data, people=list((shared or {}).values()))


def _urge_form(rows: list[Matter], data: Any) -> Form:
    return BulkUrgeForm(data)


def _sign_for(matter: Matter, form: Form, request: Request) -> object:
    return services.sign_for(matter=matter, by=account(request), on=clock.today())


def _name_handler(matter: Matter, form: Form, request: Request) -> object:
    return services.set_handler(
        matter=matter,
        person=Person.objects.get(pk=form.cleaned_data["person"]),
        declared_none=form.cleaned_data["declared_none"],
        by=account(request),
        on=clock.today(),
    )


def _urge(matter: Matter, form: Form, request: Request) -> object:
    text = form.cleaned_data["text"]
    return services.urge(matter=matter, text=text, by=account(request), on=clock.today())


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act on several matters, one by one: some may be refused, the others stand."""

    name: str
    label: Any
    follows: Any
    form: Callable[[list[Matter], Any], Form]
    do: Callable[[Matter, Form, Request], object]


BULK = {
    one.name: one
    for one in (
        Bulk(
            "sign-for",
            gettext_lazy("Sign for them"),
            gettext_lazy("Your unit has them; the hours for signing stop."),
            _no_form,
            _sign_for,
        ),
        Bulk(
            "handler",
            gettext_lazy("Name a handler"),
            gettext_lazy("For each the recusal is checked; whoever must recuse does not get it."),
            _handler_form,
            _name_handler,
        ),
        Bulk(
            "urge",
            gettext_lazy("Urge"),
            gettext_lazy("Each unit gets an urging slip with its number, and owes an answer."),
            _urge_form,
            _urge,
        ),
    )
}


@never_cache
@needs(*READERS)
@require_POST
def bulk(request: Request, name: str) -> HttpResponse:
    """Show what was ticked and what would follow; do it on confirming."""
    rows, back = _ticked(request), _back(request)
    if not rows:
        messages.info(request, _("Nothing was ticked."))
        return go_to(request, back)
    if name == "print":
        return _print(request, rows)
    if name not in BULK:
        raise Http404
    chosen, confirmed = BULK[name], "confirm" in request.POST
    form = chosen.form(rows, request.POST if confirmed else None)
    if confirmed and form.is_valid():
        return _do(request, chosen, rows, form, back)
    context = {
        "act": chosen,
        "rows": _with_why_not(request, name, rows),
        "form": form,
        "back": back,
    }
    return render(request, "matters/bulk.html", context, status=422 if confirmed else 200)


def _do(request: Request, chosen: Bulk, rows: list[Matter], form: Form, back: str) -> HttpResponse:
    done, refused = 0, []
    for row in rows:
        if _reason(request, chosen.name, row):
            refused.append((row, _reason(request, chosen.name, row)))
            continue
        try:
            chosen.do(row, form, request)
            done += 1
        except Refusal as refusal:
            refused.append((row, str(refusal)))
    if done:
        said = ngettext("Done for {n} matter.", "Done for {n} matters.", done)
        messages.success(request, said.format(n=done))
    for row, why in refused:
        messages.error(request, f"{row.number}: {why}")
    return go_to(request, back)


def _reason(request: Request, name: str, matter: Matter) -> str:
    """Return why an act is not open for a matter to whoever asks; "" if it is."""
    offered = offer(name, matter, request.standing, clock.today())
    if offered is None:
        return _("This act is not yours.")
    return str(offered.why_not)


def _with_why_not(request: Request, name: str, rows: list[Matter]) -> list[Matter]:
    for row in rows:
        row.why_not = _reason(request, name, row)  # type: ignore[attr-defined]
    return rows


def _ticked(request: Request) -> list[Matter]:
    rows = matters_visible_to(request.standing).filter(pk__in=picked(request)[:MOST])
    return list(ready(rows).order_by("-opened_on", "-pk"))


def _back(request: Request) -> str:
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if ours else reverse("matters:unit")


def _print(request: Request, rows: list[Matter]) -> HttpResponse:
    """Hand out the slips of the ticked matters as one PDF, in the order of the list."""
    today, by = clock.today(), account(request)
    place = {pk: at for at, pk in enumerate(dict.fromkeys(picked(request)))}
    rows.sort(key=lambda row: place[row.pk])
    slips = _slips_of(rows)
    for row in rows:
        if row.pk not in slips:
            messages.info(request, _("{number}: no slip was issued.").format(number=row.number))
    try:
        check_count(len(slips))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        slips = {}
    if not slips:
        return go_to(request, _back(request))
    content = bundle([slips[row.pk] for row in rows if row.pk in slips])
    with transaction.atomic():
        for row in rows:
            if row.pk in slips:
                record_read(row, by=by, on=today, what="export", facts={"as": "print"})
    return as_pdf(content, f"{_('Slips of matters')}{today:%Y%m%d}.pdf")


def _slips_of(rows: list[Matter]) -> dict[int, Paper]:
    """Return the slip by which each matter was given, by the matter's id: the latest one."""
    wanted = {f"matter:{row.pk}": (row.pk, plan.way_of(row).slip) for row in rows}
    papers = Paper.objects.filter(subject__in=wanted, corrected_by__isnull=True)
    found: dict[int, Paper] = {}
    for paper in papers.select_related("file").defer("data").order_by("pk"):
        matter, slip = wanted[paper.subject]
        if paper.slip == slip:
            found[matter] = paper
    return found
