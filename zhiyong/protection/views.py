"""Pages of the watch: for custodians alone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyong.directory.standing import account_of
from zhiyong.journal.selectors import timeline
from zhiyong.protection import forms, services
from zhiyong.protection.lists import WATCHES
from zhiyong.protection.models import Concern, Watch
from zhiyong.protection.selectors import concerns_visible_to, watches_visible_to
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.parts import Entry
from zhiyong.vault.forms import OpenEnvelope
from zhiyong.vault.views.common import attempt, page, secret


@require_GET
@needs(Role.CUSTODIAN)
def watches(request: Request) -> HttpResponse:
    """List the complainants whom I protect, by the numbers of their complaints."""
    rows = watches_visible_to(request.standing).select_related("complaint", "unit")
    return WATCHES.respond(request, rows, title=_("Retaliation watch"))


@secret
@needs(Role.CUSTODIAN)
def watch(request: Request, pk: int) -> HttpResponse:
    """Show one watch; with the passphrase, what befell the complainant since, this once."""
    found = _watch(request, pk)
    form = OpenEnvelope(request.POST or None)
    looked = None
    if request.method == "POST":
        looked = attempt(
            form,
            lambda: services.look(
                watch=found,
                passphrase=form.cleaned_data["passphrase"],
                reason=form.cleaned_data["reason"],
                by=account_of(request),
                on=clock.today(),
                at=clock.now(),
            ),
        )
    told = timeline(kinds.ref(found), request.standing)
    context = {
        "watch": found,
        "looked": looked,
        "concerns": found.concerns.select_related("by__person").order_by("-pk"),
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    shown = OpenEnvelope() if looked else form
    return page(request, "protection/watch.html", shown, **context)


@secret
@needs(Role.CUSTODIAN)
def concern(request: Request, pk: int) -> HttpResponse:
    """Note what gives concern."""
    found = _watch(request, pk)
    form = forms.ConcernForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.note_concern(
            watch=found,
            kind=Concern.Kind(form.cleaned_data["kind"]),
            note=form.cleaned_data["note"],
            by=account_of(request),
            on=clock.today(),
        ),
    ):
        messages.success(request, _("The concern is noted."))
        return redirect("protection:watch", pk)
    title = _("Note a concern")
    return page(request, "protection/act.html", form, watch=found, title=title)


@secret
@needs(Role.CUSTODIAN)
def close(request: Request, pk: int) -> HttpResponse:
    """Say what became of a concern."""
    rows = concerns_visible_to(request.standing).select_related("watch__complaint")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.ClosingForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.close_concern(
            concern=found,
            closing=form.cleaned_data["closing"],
            by=account_of(request),
            on=clock.today(),
        ),
    ):
        messages.success(request, _("The concern is closed."))
        return redirect("protection:watch", found.watch_id)
    title = _("Close a concern")
    return page(request, "protection/act.html", form, watch=found.watch, title=title)


def _watch(request: Request, pk: int) -> Watch:
    rows = watches_visible_to(request.standing).select_related("complaint", "unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
