"""The record of a visit, as an inspector sends it from a phone: once, whatever the line does."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.files.errors import FileRefused
from zhiyong.files.services import Prepared, discard, prepare
from zhiyong.files.uploads import dropped
from zhiyong.inspections import selectors, services
from zhiyong.inspections.forms import VisitForm
from zhiyong.inspections.models import Visit
from zhiyong.inspections.selectors.offers import visit_offers
from zhiyong.inspections.views.common import account, rule, said, visit_or_404
from zhiyong.registers.wording import say_wrong
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal

SENT_BY_SCRIPT = "X-Zhiyong-Send"
"""The header of a draft that the page sends by itself: it is answered with JSON."""


@never_cache
@needs(*selectors.KNOWS)
@require_http_methods(["GET", "POST"])
def record(request: Request, pk: int) -> HttpResponse:
    """Show the checklist of a visit; take its record once, with its photographs."""
    visit = visit_or_404(request, pk)
    today = clock.today()
    by_script = SENT_BY_SCRIPT in request.headers
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        visit=visit,
        on=today,
    )
    if request.method == "POST":
        for one in dropped(request):
            form.add_error("photographs", one.sentence)
        token = form.fields["token"]
        try:
            sent = token.clean(request.POST.get("token"))
        except Exception:
            sent = None
        if sent and services.sent_before(visit, sent):
            return _taken(request, visit, by_script=by_script)
        if form.is_valid() and _take(request, visit, form):
            return _taken(request, visit, by_script=by_script)
        if by_script:
            return JsonResponse({"state": "refused", "errors": _errors(form)}, status=422)
    elif visit.state != Visit.State.PLANNED:
        return redirect("inspections:visit", visit.pk)
    offers = {one.key: one for one in visit_offers(visit, request.standing, today)}
    context = {
        "visit": visit,
        "round": visit.round,
        "form": form,
        "point": said(rule(visit.round).points, visit.point),
        "offer": offers.get("record"),
        "account": account(request),
        "back": reverse("inspections:visits"),
    }
    return render(request, "inspections/record.html", context, status=422 if form.errors else 200)


def _take(request: Request, visit: Visit, form: VisitForm) -> bool:
    """Take a record that is complete; show at the form why it was not taken."""
    ready: list[Prepared] = []
    data = form.cleaned_data
    try:
        for upload in data["photographs"]:
            ready.append(prepare(upload))
        services.record_visit(
            visit=visit,
            token=data["token"],
            visited_on=data["visited_on"],
            answers=form.answers(),
            notes=data["notes"],
            place=data["place"],
            findings=form.findings(),
            photographs=ready,
            by=account(request),
            on=clock.today(),
            at=clock.now(),
        )
    except services.BadAnswers as refusal:
        for one in refusal.wrong:
            name = f"c_{one.field}"
            form.add_error(name if name in form.fields else None, say_wrong(one))
    except FileRefused as refusal:
        form.add_error("photographs", str(refusal))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    for made in ready:
        discard(made)
    return False


def _taken(request: Request, visit: Visit, *, by_script: bool) -> HttpResponse:
    page = reverse("inspections:visit", args=[visit.pk])
    if by_script:
        return JsonResponse({"state": "sent", "url": page})
    messages.success(request, _("The record of the visit is sent."))
    return redirect(page)


def _errors(form: VisitForm) -> dict[str, list[Any]]:
    """Return what is wrong by the field's label, as the page lists it."""
    told: dict[str, list[Any]] = {}
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        told[label] = [str(one) for one in errors]
    return told
