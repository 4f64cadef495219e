"""Writing a version: the plan's parts as fields, who was there, files; drafts are kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.campaigns.forms.work import WriteForm, initial_parts
from zhiyong.campaigns.models import Assignment, Submission
from zhiyong.campaigns.selectors import gathering
from zhiyong.campaigns.selectors.work_offers import offer
from zhiyong.campaigns.services import writing
from zhiyong.campaigns.views.work.common import account, assignment_or_404, attempt, desk_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.htmx import go_to


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def write(request: Request, pk: int) -> HttpResponse:
    """Write a version of what a unit owes; it is handed in on its own page."""
    found = assignment_or_404(request, pk)
    desk = desk_of(request, found)
    offered = offer("write", desk)
    if offered is None:
        raise Http404
    today = clock.today()
    addendum = found.state == Assignment.State.ACCEPTED
    before = None if offered.why_not else desk.draft or _last(desk.versions, addendum=addendum)
    drawn: list[dict[str, Any]] = []
    initial = _initial(desk.task, before)
    skeleton = None
    if request.GET.get("draw") and not addendum:
        skeleton = gathering.skeleton(found)
        drawn = skeleton.drawn
        parts = initial_parts(desk.task, skeleton.values)
        initial |= {name: said for name, said in parts.items() if said}
        initial["text"] = skeleton.text or initial.get("text", "")
    is_sent = request.method == "POST"
    form = WriteForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        assignment=found,
        on=today,
        addendum=addendum,
        drawn=drawn,
        before=before,
        initial=initial,
    )
    if offered.why_not and is_sent:
        form.add_error(None, offered.why_not)

    def do() -> None:
        writing.write(
            assignment=found,
            draft=form.draft(),
            uploads=form.uploads(),
            by=account(request),
            on=today,
        )

    if form.is_valid() and attempt(request, form, do):
        if request.POST.get("next") == "hand-in":
            return go_to(request, reverse("campaigns:assignment_act", args=[found.pk, "hand-in"]))
        messages.success(request, _("The draft is kept. It is not handed in yet."))
        return go_to(request, reverse("campaigns:assignment", args=[found.pk]))
    context = {
        "assignment": found,
        "task": desk.task,
        "offer": offered,
        "form": form,
        "addendum": addendum,
        "returned": _returned(desk.versions),
        "draws": bool(desk.task.gathers) or _is_fed(found),
        "skeleton": skeleton,
        "back": reverse("campaigns:assignment", args=[found.pk]),
    }
    return render(
        request, "campaigns/work/write.html", context, status=422 if form.is_bound else 200
    )


def _last(versions: list[Submission], *, addendum: bool) -> Submission | None:
    """Return the version that a new one begins with: the last one that may be read."""
    if addendum:
        return None
    return next(
        (one for one in versions if not one.addendum and getattr(one, "is_open", False)), None
    )


def _returned(versions: list[Submission]) -> Submission | None:
    first = next((one for one in versions if one.state != Submission.State.DRAFT), None)
    return first if first and first.state == Submission.State.RETURNED else None


def _initial(task: Any, before: Submission | None) -> dict[str, Any]:
    if before is None:
        return {}
    return initial_parts(task, before.values) | {
        "text": before.text,
        "nothing": before.nothing,
        "held_on": before.held_on,
        "subunits": [str(one) for one in before.subunits],
        "readers": [str(pk) for pk in before.readers.values_list("pk", flat=True)],
    }


def _is_fed(found: Assignment) -> bool:
    return any(one.assignment.campaign_id != found.campaign_id for one in gathering.sources(found))
