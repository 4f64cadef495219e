"""Giving an accepted complaint to a unit."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.approvals.models import Approval
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.matters import services
from zhiyong.matters.forms import AssignForm
from zhiyong.matters.selectors import consequences, offers_on_complaint
from zhiyong.matters.selectors.lists import ASSIGNERS
from zhiyong.matters.views.common import account, attempt
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to


@never_cache
@needs(*ASSIGNERS)
@require_http_methods(["GET", "POST"])
def assign(request: Request, pk: int) -> HttpResponse:
    """Show the plan's ways and what each entails; give the complaint to a unit on sending."""
    complaint = (
        complaints_visible_to(request.standing)
        .select_related("keeper", "subject_unit", "adoption__pack", "adoption__body")
        .filter(pk=pk)
        .first()
    )
    if complaint is None or complaint.audience not in request.standing.units(*ASSIGNERS):
        raise Http404
    today = clock.today()
    form = AssignForm(
        request.POST if request.method == "POST" else None, complaint=complaint, on=today
    )
    made: list[object] = []

    def do() -> None:
        data = form.cleaned_data
        made.append(
            services.assign(
                complaint=complaint,
                mode=data["mode"],
                handling_unit=data["unit"],
                instructions=data["instructions"],
                handler=form.handler(),
                declared_none=bool(data.get("declared_none")),
                by=account(request),
                on=today,
                at=clock.moment(),
            )
        )

    back = kinds.url(kinds.ref(complaint)) or ""
    if form.is_valid() and attempt(form, do):
        waits = isinstance(made[0], Approval)
        messages.success(
            request,
            _("The proposal is on its way; it is assigned when the chain has agreed.")
            if waits
            else _("It is assigned."),
        )
        return go_to(request, back)
    pack = pack_of(complaint.adoption)
    context = {
        "complaint": complaint,
        "form": form,
        "ways": consequences.ways(complaint, today),
        "recusals": pack.routing.recusals,
        "open": bool(offers_on_complaint(complaint, request.standing)),
        "matters": complaint.matters.select_related("handling_unit").filter(closed_on=None),
        "back": back,
    }
    return render(request, "matters/assign.html", context, status=422 if form.is_bound else 200)
