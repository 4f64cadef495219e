"""The pages of a return to office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.decisions import forms, plan, services
from zhiyong.decisions.models import Reappointment
from zhiyong.decisions.selectors import drafts
from zhiyong.decisions.selectors.access import DRAFTERS
from zhiyong.decisions.selectors.returning import clearance_of, look, obstacles
from zhiyong.decisions.views.acts import Line
from zhiyong.decisions.views.common import (
    READERS,
    account,
    attempt,
    decision_or_404,
    reappointment_or_404,
)
from zhiyong.intake import labels
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Entry, Fact

ANSWER = (Role.LEADER, Role.OFFICE, Role.SECTION_HEAD)


def _url(pk: int) -> str:
    return reverse("decisions:reappointment", args=[pk])


@never_cache
@needs(*DRAFTERS)
@require_http_methods(["GET", "POST"])
def begin(request: Request, pk: int) -> HttpResponse:
    """Propose that somebody takes office again after a decision."""
    row = decision_or_404(request, pk)
    person = row.respondent.person
    clearance = clearance_of(plan.pack(row))
    if person is None or clearance is None or not drafts(request.standing, row):
        raise Http404
    form = forms.ReturnForm(request.POST if request.method == "POST" else None)
    made: list[Reappointment] = []

    def do() -> None:
        made.append(
            services.propose_reappointment(
                person=person,
                adoption=row.adoption,
                unit=form.cleaned_data["unit"],
                post_title=form.cleaned_data["post_title"],
                reasons=form.cleaned_data["reasons"],
                by=account(request),
                on=clock.today(),
            )
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The return to office is proposed."))
        return go_to(request, _url(made[0].pk))
    context = {
        "title": _("Propose a return to office"),
        "who": person.name,
        "form": form,
        "button": _("Propose it"),
        "follows": [
            Line(clearance.label.say(labels.language()), clearance.clause),
            Line(_("The time to wait, the checks and the gates are shown with their days.")),
        ],
        "back": reverse("decisions:decision", args=[pk]),
    }
    return render(
        request, "decisions/return_act.html", context, status=422 if form.is_bound else 200
    )


@never_cache
@needs(*READERS)
@require_GET
def reappointment(request: Request, pk: int) -> HttpResponse:
    """Show a return to office: what stands in its way and until when, checks, reasons."""
    row = reappointment_or_404(request, pk)
    pack = pack_of(row.adoption)
    clearance = pack.element("clearances", row.clearance)
    open_ = row.state == Reappointment.State.PROPOSED
    found = look(row, clock.today())
    lines = timeline(kinds.ref(row), request.standing)
    context = {
        "row": row,
        "clearance": clearance,
        "clearance_label": clearance.label.say(labels.language()),
        "obstacles": obstacles(row, found) if open_ else [],
        "facts": [
            Fact(_("Who"), row.person.name),
            Fact(_("Post"), row.post_title),
            Fact(_("Unit"), row.unit.name),
            Fact(_("Proposed on"), row.proposed_on),
            Fact(_("Discussed on"), row.discussed_on),
            Fact(_("Answered on"), row.answered_on),
            Fact(
                _("After decision"),
                row.decision.number if row.decision else "",
                url=kinds.url(kinds.ref(row.decision)) or "" if row.decision else "",
            ),
            Fact(_("The time to wait ends"), found.review.waits_until),
        ],
        "shows": [
            {
                "label": labels.label(pack, "measures", one.measure),
                "on": one.on,
                "linked": one.linked,
            }
            for one in found.review.shows
        ],
        "may_enter": open_
        and bool(request.standing.units(*DRAFTERS) & {row.audience, *_bodies(row)}),
        "may_answer": open_
        and bool(request.standing.units(*ANSWER) & {row.audience, *_bodies(row)}),
        "clear": found.clear,
        "lines": [Entry(one.html, at=one.entry.on) for one in lines],
    }
    return render(request, "decisions/reappointment.html", context)


def _bodies(row: Reappointment) -> set[int]:
    return {row.decision.audience} if row.decision else set()


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Enter checks of a return to office, answer it, or give it up."""
    row = reappointment_or_404(request, pk)
    may = {
        "checks": DRAFTERS,
        "clear": ANSWER,
        "refuse": ANSWER,
        "withdraw": DRAFTERS,
    }
    if key not in may or row.state != Reappointment.State.PROPOSED:
        raise Http404
    if not request.standing.units(*may[key]) & {row.audience, *_bodies(row)}:
        raise Http404
    pack = pack_of(row.adoption)
    found = look(row, clock.today())
    data = request.POST if request.method == "POST" else None
    form: Form
    if key == "checks":
        form = forms.ChecksForm(
            data,
            clearance=pack.element("clearances", row.clearance),
            freezes=found.freezes,
            pack=pack,
        )
    else:
        form = forms.NothingForm(data)
    if form.is_valid() and attempt(form, lambda: _do(key, row, form, request)):
        messages.success(request, _("It is entered."))
        return go_to(request, _url(pk))
    titles = {
        "checks": _("Enter checks and answers"),
        "clear": _("Clear the return to office"),
        "refuse": _("Refuse the return to office"),
        "withdraw": _("Give the proposal up"),
    }
    context = {
        "title": titles[key],
        "who": row.person.name,
        "form": form,
        "button": titles[key],
        "grave": key in ("refuse", "withdraw"),
        "stands_against": obstacles(row, found) if key == "clear" else [],
        "follows": _follows(key),
        "back": _url(pk),
    }
    return render(
        request, "decisions/return_act.html", context, status=422 if form.is_bound else 200
    )


def _follows(key: str) -> list[Line]:
    match key:
        case "clear":
            return [Line(_("The reasons are made public together with the return."))]
        case "refuse":
            return [Line(_("It stays on record; it may be proposed again later."))]
    return []


def _do(key: str, row: Reappointment, form: Form, request: Request) -> object:
    by, on = account(request), clock.today()
    if key == "checks":
        assert isinstance(form, forms.ChecksForm)
        return services.enter_checks(reappointment=row, by=by, on=on, **form.given())
    if key == "withdraw":
        return services.withdraw_reappointment(reappointment=row, by=by, on=on)
    return services.answer_reappointment(reappointment=row, clears=key == "clear", by=by, on=on)
