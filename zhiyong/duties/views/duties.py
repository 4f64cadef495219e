"""What is owed: lists, one duty with its reasons, urging, more time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyong.directory.standing import account_of
from zhiyong.duties import acts, services
from zhiyong.duties.counting import clock_of
from zhiyong.duties.forms import ExtendForm, UrgeForm
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import duties_visible_to, mine, of_my_units
from zhiyong.duties.showing import lines
from zhiyong.duties.views.lists import OTHERS, RUNNING
from zhiyong.duties.wording import explain, term_in_words
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import ground_of, label, parties
from zhiyong.rules.clock import Term
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.parts import Entry, Fact, Step, Tab

READERS = tuple(sorted(READS_CASES))


@needs(*READERS)
def duty_list(request: Request) -> HttpResponse:
    """List duties: mine, my units', all that I may see, or those that run no longer."""
    standing = request.standing
    whose = request.GET.get("whose", "mine")
    match whose:
        case "units":
            rows = of_my_units(standing)
        case "all":
            rows = duties_visible_to(standing).filter(state=Duty.State.OPEN)
        case "over":
            rows = duties_visible_to(standing).exclude(state=Duty.State.OPEN)
        case _other:
            whose, rows = "mine", mine(standing)
    page = OTHERS if whose == "over" else RUNNING
    return page.respond(
        request,
        rows.select_related("owner_unit", "owner_person").defer("basis"),
        title=_("Things due"),
        template="duties/list.html",
        context={"tabs": _tabs(), "whose": whose},
    )


_KEYS = ("mine", "units", "all", "over")


def _tabs() -> list[Tab]:
    labels = (_("My own"), _("Of my units"), _("All that I may see"), _("No longer running"))
    return [Tab(key, text, f"?whose={key}") for key, text in zip(_KEYS, labels, strict=True)]


@needs(*READERS)
def duty(request: Request, pk: int) -> HttpResponse:
    """Show one duty: why this day, what was stopped, added, urged, and what comes if it is late."""
    found = _duty(request, pk)
    (line,) = lines([found], clock.today(), clock.moment())
    titles = kinds.titles([found.subject], request.standing)
    told = timeline(kinds.ref(found), request.standing)
    context: dict[str, Any] = {
        "duty": found,
        "line": line,
        "about": titles.get(found.subject, ""),
        "about_url": kinds.url(found.subject) if found.subject in titles else None,
        "facts": _facts(found),
        "why": explain(found),
        "ground": _ground(found),
        "pauses": [(one, _reason(found, one.reason)) for one in found.pauses.order_by("pk")],
        "extensions": [
            (one, term_in_words(one.term))
            for one in found.extensions.select_related("approved_by__person").order_by("pk")
        ],
        "urgings": found.urgings.select_related("by__person").order_by("-number"),
        "steps": _escalation(found),
        "offers": acts.offers(found, request.standing),
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    return render(request, "duties/duty.html", context)


def _facts(found: Duty) -> list[Fact]:
    return [
        Fact(_("Owed by"), found.owner_unit.name),
        Fact(_("Responsible person"), found.owner_person.name if found.owner_person else ""),
        Fact(_("Began on"), _day(found.starts_on)),
        Fact(_("First due day"), _day(found.original_due_on)),
        Fact(_("State"), found.get_state_display()),
        Fact(_("Done on"), _day(found.met_on)),
    ]


def _day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def _ground(found: Duty) -> Any:
    if found.adoption is None:
        return None
    return ground_of(pack_of(found.adoption), clock_of(found.adoption, found.code))


def _reason(found: Duty, code: str) -> str:
    return label(pack_of(found.adoption), "pause_reasons", code) if found.adoption else code


def _escalation(found: Duty) -> list[Step]:
    """Return the plan's steps for when it is late, those that were taken as done."""
    if found.adoption is None:
        return []
    pack = pack_of(found.adoption)
    chain = clock_of(found.adoption, found.code).escalation
    if chain is None:
        return []
    steps = []
    for n, step in enumerate(pack.escalation(chain).steps):
        after = Term.parse(str(step.after))
        text = _("{term} late").format(term=term_in_words(str(step.after)))
        told = parties(pack, step.tell)
        is_next = n == found.escalation_step and found.state == Duty.State.OPEN
        steps.append(
            Step(
                _("When it is late") if after.is_at_once else text,
                "done" if n < found.escalation_step else "next",
                on=found.press_on if is_next else None,
                note=told,
            )
        )
    return steps


@require_http_methods(["GET", "POST"])
@needs(*READERS)
def urge(request: Request, pk: int) -> HttpResponse:
    """Urge whoever owes a duty."""
    found = _duty(request, pk)
    if not acts.may_urge(found, request.standing):
        raise Http404
    form = UrgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            urging = services.urge(
                duty=found, text=form.cleaned_data["text"], by=account_of(request), on=clock.today()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Urged, no. {n}.").format(n=urging.number))
            return redirect("duties:duty", found.pk)
    (line,) = lines([found], clock.today(), clock.moment())
    context = {"duty": found, "line": line, "form": form, "next": found.urged + 1}
    return render(request, "duties/urge.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(*READERS)
def extend(request: Request, pk: int) -> HttpResponse:
    """Give a duty more time, where the plan lets one person do so."""
    found = _duty(request, pk)
    granted = acts.extension_of(found)
    if granted is None or not acts.may_extend(found, request.standing):
        raise Http404
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.extend(
                duty=found,
                term=form.cleaned_data["term"],
                reason=form.cleaned_data["reason"],
                approved_by=account_of(request),
                by=account_of(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("There is more time now; those concerned see the new day."))
            return redirect("duties:duty", found.pk)
    context = {
        "duty": found,
        "form": form,
        "most": term_in_words(str(granted.most)),
        "times": granted.times,
        "back": reverse("duties:duty", args=[found.pk]),
    }
    return render(request, "duties/extend.html", context, status=422 if form.is_bound else 200)


def _duty(request: Request, pk: int) -> Duty:
    found = (
        duties_visible_to(request.standing)
        .select_related("owner_unit", "owner_person", "adoption__pack")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
