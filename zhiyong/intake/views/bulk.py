"""One act on several complaints: what would follow is shown first. Nothing is closed in bulk."""

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

from zhiyong.duties.models import Duty
from zhiyong.duties.services import urge
from zhiyong.intake import selectors, services
from zhiyong.intake.models import Complaint
from zhiyong.intake.views.common import account
from zhiyong.intake.views.printing import registration_slips
from zhiyong.papers.printing import as_pdf, check_count
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import tidy
from zhiyong.shell.htmx import go_to
from zhiyong.shell.lists import picked

Do = Callable[[Complaint, Request], object]


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act on several complaints, one by one: some may be refused, the others stand."""

    name: str
    label: Any
    consequence: Any
    do: Do


def _register(complaint: Complaint, request: Request) -> object:
    return services.register_complaint(complaint=complaint, by=account(request), on=clock.today())


def _accept(complaint: Complaint, request: Request) -> object:
    return services.accept_complaint(complaint=complaint, by=account(request), on=clock.today())


def _urge(complaint: Complaint, request: Request) -> object:
    text = tidy(request.POST.get("text", "")).replace("\0", "").strip()[:1000]
    duties = Duty.objects.filter(subject=kinds.ref(complaint), state=Duty.State.OPEN)
    duty = duties.order_by("due_on", "pk").first()
    if duty is None:
        raise services.NotNow(_("Nothing is owed for it now."))
    return urge(
        duty=duty, text=text or _("Please see to it."), by=account(request), on=clock.today()
    )


BULK = {
    act.name: act
    for act in (
        Bulk(
            "register",
            gettext_lazy("Register"),
            gettext_lazy("Each gets the next number, in the order of this list."),
            _register,
        ),
        Bulk(
            "accept",
            gettext_lazy("Accept"),
            gettext_lazy(
                "Each complainant sees that it was accepted; the clock of the reply begins."
            ),
            _accept,
        ),
        Bulk(
            "urge",
            gettext_lazy("Urge"),
            gettext_lazy("Whoever owes the next step is urged; each urging is counted."),
            _urge,
        ),
    )
}


@never_cache
@needs(Role.CLERK)
@require_POST
def bulk(request: Request, name: str) -> HttpResponse:
    """Show what was ticked and what would follow; do it on confirming."""
    rows = _ticked(request)
    back = _back(request)
    if not rows:
        messages.info(request, _("No complaint was ticked."))
        return go_to(request, back)
    if name == "print":
        return _print(request, rows)
    if name == "merge":
        return _merge(request, rows, back)
    if name not in BULK:
        raise Http404
    chosen = BULK[name]
    if "confirm" not in request.POST:
        context = {"act": chosen, "rows": rows, "back": back}
        return render(request, "intake/bulk.html", context)
    done, refused = 0, []
    for row in rows:
        try:
            chosen.do(row, request)
            done += 1
        except Refusal as refusal:
            refused.append((row, str(refusal)))
    _tell(request, done, refused)
    return go_to(request, back)


def _tell(request: Request, done: int, refused: list[tuple[Complaint, str]]) -> None:
    if done:
        text = ngettext("Done for {n} complaint.", "Done for {n} complaints.", done)
        messages.success(request, text.format(n=done))
    for row, why in refused:
        messages.error(request, f"{row}: {why}")


def _ticked(request: Request) -> list[Complaint]:
    """Return the ticked complaints on which the reader may act, in the order they came."""
    rows = selectors.complaints_kept_by(request.standing, Role.CLERK)
    return list(
        rows.filter(pk__in=picked(request))
        .select_related("subject_unit", "keeper", "adoption__pack", "entered_by", "entered_unit")
        .order_by("received_on", "pk")
    )


def _back(request: Request) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if safe else reverse("intake:queue")


def _print(request: Request, rows: list[Complaint]) -> HttpResponse:
    """Hand out the registration slips as one PDF, in the order of the list."""
    place = {pk: at for at, pk in enumerate(dict.fromkeys(picked(request)))}
    rows.sort(key=lambda row: place[row.pk])
    try:
        check_count(len(rows))
        with transaction.atomic():
            content = registration_slips(rows, account(request), clock.today())
    except LookupError:
        messages.info(request, _("The plan has no registration slip."))
        return go_to(request, _back(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go_to(request, _back(request))
    return as_pdf(content, f"{_('Registration slips')}{clock.today():%Y%m%d}.pdf")


def _merge(request: Request, rows: list[Complaint], back: str) -> HttpResponse:
    """Join the ticked complaints with one of them, the earliest unless another is chosen."""
    chosen = request.POST.get("into", "")
    if "confirm" not in request.POST or not chosen.isdigit():
        return render(request, "intake/bulk_merge.html", {"rows": rows, "back": back})
    into = next((row for row in rows if row.pk == int(chosen)), None)
    if into is None:
        raise Http404
    done, refused = 0, []
    for row in rows:
        if row.pk == into.pk:
            continue
        try:
            services.merge(complaint=row, into=into, by=account(request), on=clock.today())
            done += 1
        except Refusal as refusal:
            refused.append((row, str(refusal)))
    _tell(request, done, refused)
    return go_to(request, back)
