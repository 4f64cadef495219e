"""The page on which a case is opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.cases import services
from zhiyong.cases.forms import NewCaseForm
from zhiyong.cases.models import Case
from zhiyong.cases.selectors.offers import OPENERS
from zhiyong.cases.services import Source
from zhiyong.cases.views.common import account, attempt
from zhiyong.directory.models import Unit
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.plans.selectors import adoption_for, pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to


@never_cache
@needs(*OPENERS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Open a case: from a complaint, a register's lead, an instruction, or assigned from above."""
    complaint = _complaint(request)
    reference = _reference(request)
    bodies = _bodies(request, complaint)
    form = NewCaseForm(
        request.POST if request.method == "POST" else None,
        bodies=bodies,
        channels=_channels(bodies) if complaint is None else [],
        initial=_initial(complaint, reference, request),
    )
    made: list[Case] = []
    if bodies and form.is_valid():
        today = clock.today()
        body = form.body()
        adoption = complaint.adoption if complaint else adoption_for(body, today)
        if adoption is None:
            form.add_error(None, _("No plan is in force for this body today."))
        elif attempt(
            form,
            lambda: made.append(
                services.open_case(
                    adoption=adoption,
                    body=body,
                    title=form.cleaned_data["title"],
                    summary=form.cleaned_data["summary"],
                    sources=_sources(form, complaint, reference),
                    respondents=form.respondents(),
                    acted_on=form.cleaned_data["acted_on"],
                    by=account(request),
                    on=today,
                )
            ),
        ):
            messages.success(request, _("The case is opened."))
            return go_to(request, kinds.url(kinds.ref(made[0])) or "")
    context = {"form": form, "complaint": complaint, "reference": reference, "bodies": bodies}
    return render(request, "cases/new.html", context, status=422 if form.is_bound else 200)


def _complaint(request: Request) -> Complaint | None:
    asked = request.GET.get("complaint", "")
    if not (asked.isdigit() and len(asked) < 20):
        return None
    return complaints_visible_to(request.standing).filter(pk=asked).first()


def _reference(request: Request) -> str:
    """Return what else the case comes from, if it is something that one sees."""
    return _seen(request, request.GET.get("from", ""))


def _seen(request: Request, asked: str) -> str:
    """Return what an address names, if there is such a thing and one sees it."""
    name, _colon, pk = asked.partition(":")
    if name not in {one.name for one in kinds.every()} or not pk.isdigit():
        return ""
    return asked if kinds.visible([asked], request.standing) else ""


def _bodies(request: Request, complaint: Complaint | None) -> list[Unit]:
    """Return the bodies for which somebody may open a case, of a complaint those that have it."""
    units = request.standing.units(*OPENERS)
    if complaint is not None:
        has = {complaint.keeper_id, *complaint.matters.values_list("handling_unit", flat=True)}
        units = units & has
    return list(Unit.objects.filter(pk__in=units, closed_on=None).order_by("pinyin", "pk")[:200])


def _channels(bodies: list[Unit]) -> list[tuple[str, str]]:
    adoption = adoption_for(bodies[0], clock.today()) if bodies else None
    pack = pack_of(adoption) if adoption else None
    return labels.choices(pack, "channels") if pack and pack.channels else []


def _initial(complaint: Complaint | None, reference: str, request: Request) -> dict[str, Any]:
    if complaint is not None:
        return {
            "title": complaint.title,
            "summary": complaint.text[:5000],
            "unit": str(complaint.subject_unit_id or ""),
        }
    about = request.GET.get("about", "")
    kind, _colon, pk = about.partition(":")
    named = {"person": f"person-{pk}", "unit": pk}
    titles = kinds.titles([reference], request.standing) if reference else {}
    initial = {"title": titles.get(reference, "")[:200]}
    return initial | ({kind: named[kind]} if kind in named and _seen(request, about) else {})


def _sources(form: NewCaseForm, complaint: Complaint | None, reference: str) -> list[Source]:
    note = form.cleaned_data["note"]
    channel = form.cleaned_data.get("channel") or ""
    if complaint is not None:
        return [Source(complaint=complaint, note=note)]
    if reference:
        return [Source(reference=reference, channel=channel, note=note)]
    return [Source(reference="above", channel=channel, note=note)] if note or channel else []
