"""One entry: every reason, its gates, its duties, its acts; and each act's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.consequences import forms, plan, services, wording
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import entries_visible_to
from zhiyong.consequences.selectors.offers import offer, offers
from zhiyong.consequences.selectors.record import with_all
from zhiyong.consequences.selectors.rights import body_of_gate
from zhiyong.consequences.showing import decorate, page_of, url_of
from zhiyong.consequences.views.common import entry_or_404
from zhiyong.directory.models import Account
from zhiyong.directory.standing import account_of
from zhiyong.duties.selectors import of_subject
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.sanctions import Gate
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form as AnyForm
from zhiyong.shell.parts import Entry as Told
from zhiyong.shell.parts import Fact

Form = Any


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what it does, what is then said."""

    form: type[AnyForm]
    do: Callable[[Entry, Form, Account, date], object]
    done: Any
    button: Any
    is_grave: bool = False


def _carry_out(entry: Entry, form: Form, by: Account, on: date) -> object:
    data = form.cleaned_data
    return services.carry_out(
        entry=entry, note=data["note"], proof=data["proof"] or None, by=by, on=on
    )


def _pass_gate(entry: Entry, form: Form, by: Account, on: date) -> object:
    data = form.cleaned_data
    gate = plan.next_gate(entry, entry.gates_passed.all())
    return services.pass_gate(
        entry=entry,
        gate=gate.id if gate else "",
        note=data["note"],
        proof=data["proof"] or None,
        by=by,
        on=on,
    )


def _end(entry: Entry, form: Form, by: Account, on: date) -> object:
    return services.end(entry=entry, reason=form.cleaned_data["note"], by=by, on=on)


PAGES = {
    "carry-out": Page(
        forms.ProofForm,
        _carry_out,
        gettext_lazy("It is entered as carried out, with its proof."),
        gettext_lazy("Carried out"),
    ),
    "gate": Page(
        forms.GateForm,
        _pass_gate,
        gettext_lazy("The gate is confirmed."),
        gettext_lazy("Confirm"),
    ),
    "end": Page(
        forms.EndForm, _end, gettext_lazy("It is ended."), gettext_lazy("End it"), is_grave=True
    ),
}


@never_cache
@signed_in
@require_GET
def entry(request: Request, pk: int) -> HttpResponse:
    """Show an entry with its reasons."""
    found = entry_or_404(request, pk)
    today = clock.today()
    siblings = list(
        with_all(entries_visible_to(request.standing))
        .filter(source=found.source)
        .exclude(pk=found.pk)
        .order_by("version", "pk")[:50]
    )
    decorate([found, *siblings], request.standing)
    reference = kinds.ref(found)
    shown = {
        "entry": found,
        "facts": _facts(found, request),
        "siblings": siblings,
        "gates": _gates(found, today),
        "acts": offers(found, request.standing, today),
        "duties": list(of_subject(reference, request.standing)),
        "lines": [
            Told(line.html, at=line.entry.on) for line in timeline(reference, request.standing)
        ],
        "today": today,
    }
    return render(request, "consequences/entry.html", shown)


def _facts(found: Entry, request: Request) -> list[Fact]:
    whom, pk = ("person", found.person_id) if found.person_id else ("unit", found.unit_id)
    case = kinds.titles([found.case], request.standing).get(found.case, "")
    said: dict[str, Any] = found.shown  # type: ignore[attr-defined]
    lines = [
        Fact(_("Who it falls on"), said["whom"], reverse(f"directory:{whom}", args=[pk])),
        Fact(_("By what place"), _place(found)),
        Fact(_("Effect"), said["effect"]),
        Fact(_("What it does"), said["what"]),
        Fact(_("Measure"), said["measure"]),
        Fact(_("How it came"), wording.ORIGINS.get(found.origin, found.origin)),
        Fact(_("Stands"), said["days"]),
        Fact(_("Amount (yuan)"), found.amount),
        Fact(_("Due"), found.due_on),
        Fact(_("Carried out by"), found.carried_out_by.name if found.carried_out_by else None),
        Fact(_("Carried out"), found.carried_out_on),
        Fact(
            _("The decision"),
            found.decision or found.source,  # type: ignore[attr-defined]
            found.decision_url,  # type: ignore[attr-defined]
        ),
        Fact(_("Case"), case or None, url_of(found.case) if case else ""),
        Fact(_("Booked"), found.booked_on),
        Fact(_("Told to them"), found.served_on),
    ]
    return [line for line in lines if line.value not in (None, "")]


def _place(found: Entry) -> str:
    said: str = found.shown["place"]  # type: ignore[attr-defined]
    if found.post is None:
        return said
    return f"{said} · {found.post.unit.name} {found.post.title}"


def _gates(found: Entry, on: date) -> list[dict[str, Any]]:
    freeze = plan.freeze_of(found)
    if freeze is None:
        return []
    passed = {one.gate: one for one in found.gates_passed.all()}
    return [
        {
            "label": gate.label.say(plan.language()),
            "clause": gate.clause,
            "passed": passed.get(gate.id),
            "body": _name_of(found, gate, on),
        }
        for gate in freeze.gates
    ]


def _name_of(found: Entry, gate: Gate, on: date) -> str:
    body = body_of_gate(found, gate, on)
    return body.name if body else plan.party(pack_of(found.adoption), gate.by)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on an entry does, then do it."""
    found = entry_or_404(request, pk)
    page, offered = PAGES.get(key), offer(found, request.standing, clock.today(), key)
    if page is None or offered is None:
        raise Http404
    decorate([found], request.standing)
    filled = request.method == "POST"
    form: Form = page.form(request.POST if filled else None, request.FILES if filled else None)
    if filled and not offered.why_not and form.is_valid():
        try:
            page.do(found, form, account_of(request), clock.today())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, page.done)
            return redirect(page_of(found))
    context = {
        "entry": found,
        "offer": offered,
        "page": page,
        "form": form,
        "back": page_of(found),
        "freeze_ends": key == "gate" and len(found.gates_passed.all()) + 1 == found.gates,
    }
    return render(request, "consequences/act.html", context, status=422 if filled else 200)
