"""The acts on rounds, visits and findings: each page says what follows, then does it once."""

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
from django.views.decorators.http import require_http_methods, require_POST

from zhiyong.directory.models import Account
from zhiyong.inspections import forms, plan, selectors, services
from zhiyong.inspections.models import Finding, Round, Visit
from zhiyong.inspections.selectors.offers import finding_offers, round_offers, visit_offers
from zhiyong.inspections.services.planning import open_to_surprise
from zhiyong.inspections.views.common import (
    account,
    attempt,
    draw_or_404,
    finding_or_404,
    round_or_404,
    rule,
    visit_or_404,
)
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, parties
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Offer

Form = Any


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows from an act, and what it rests on."""

    text: Any
    basis: Any = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what it does, what is then said."""

    form: type[Any]
    do: Callable[[Any, Form, Account, date], object]
    done: Any
    button: Any
    follows: Callable[[Any], list[Line]] = lambda thing: []  # noqa: ARG005
    is_grave: bool = False
    initial: Callable[[Any, date], dict[str, Any]] = lambda thing, on: {}  # noqa: ARG005


# --- rounds --------------------------------------------------------------------------------------


@never_cache
@needs(*selectors.PLANS)
def choose(request: Request) -> HttpResponse:
    """Show the inspections of the plans in force that one may plan."""
    found = plan.plannable(selectors.planning_units(request.standing), clock.today())
    rows = [
        {
            "adoption": adoption,
            "rule": one,
            "unit": unit,
            "label": one.label.say(language()),
            "note": one.note.say(language()) if one.note else "",
            "by": parties(pack_of(adoption), one.by),
        }
        for adoption, one, unit in found
    ]
    return render(request, "inspections/choose.html", {"rows": rows})


@never_cache
@needs(*selectors.PLANS)
@require_http_methods(["GET", "POST"])
def new(request: Request, adoption: int, inspection: str, unit: int) -> HttpResponse:
    """Plan a round of one kind of inspection."""
    today = clock.today()
    mine = selectors.planning_units(request.standing).filter(pk=unit)
    found = [
        one
        for one in plan.plannable(mine, today)
        if (one[0].pk, one[1].id) == (adoption, inspection)
    ]
    if not found:
        raise Http404
    under, told, body = found[0]
    form = forms.PlanForm(
        request.POST if request.method == "POST" else None,
        adoption=under,
        rule=told,
        surprise=open_to_surprise(told),
        on=today,
        initial={"from_on": today, "unannounced": bool(told.unannounced)},
    )
    made: list[Round] = []

    def do() -> None:
        made.append(
            services.plan_round(
                adoption=under,
                inspection=told.id,
                unit=body,
                by=account(request),
                on=today,
                **form.cleaned_data,
            )
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The round is planned. Name its team and its units."))
        return go_to(request, reverse("inspections:round", args=[made[0].pk]))
    context = {
        "form": form,
        "rule": told,
        "label": told.label.say(language()),
        "unit": body,
        "rules": [one.label.say(language()) for one in told.unannounced],
        "back": reverse("inspections:choose"),
    }
    return render(request, "inspections/new.html", context, status=422 if form.is_bound else 200)


def _target(round_: Round, form: Form, by: Account, on: date) -> object:
    unit = form.cleaned_data["unit"]
    return services.add_target(round_=round_, unit=unit, team=form.team(), by=by, on=on)


def _member(round_: Round, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    return services.add_member(
        team=form.team(),
        person=said["person"],
        name=said["name"],
        from_body=said["from_body"],
        kind=said.get("kind", ""),
        is_head=said["is_head"],
        by=by,
        on=on,
    )


def _planner(round_: Round, form: Form, by: Account, on: date) -> object:
    person = form.cleaned_data["person"]
    return services.add_planner(round_=round_, person=person, by=by, on=on)


def _team(round_: Round, form: Form, by: Account, on: date) -> object:
    return services.add_team(round_=round_, by=by, on=on)


def _book(round_: Round, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    return services.book_visit(
        target=form.targets[said["target"]],
        planned_on=said["planned_on"],
        point=said.get("point", ""),
        by=by,
        on=on,
    )


def _seed(round_: Round, form: Form, by: Account, on: date) -> object:
    of = form.cleaned_data["of"]
    return services.commit_seed(round_=round_, of=of, team=form.team(), by=by, on=on)


def _report(round_: Round, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    return services.file_report(
        round_=round_, text=said["text"], outputs=said.get("outputs", ()), by=by, on=on
    )


def _call_off(round_: Round, form: Form, by: Account, on: date) -> object:
    return services.call_off(round_=round_, reason=form.cleaned_data["reason"], by=by, on=on)


def _after_seed(round_: Round) -> list[Line]:
    return [
        Line(_("A seed is made and kept; its digest is written into the record at once.")),
        Line(_("Only then you say who could be drawn. The seed is shown with the result.")),
        Line(_("Anybody who has the file of the draw can repeat it: zhiyong verify.")),
    ]


def _after_report(round_: Round) -> list[Line]:
    told = rule(round_)
    lines = [Line(_("The report is set as a paper and kept; it is not changed afterwards."))]
    if to := plan.report_units(told, round_.adoption):
        text = _("It goes to: {bodies}.").format(bodies="、".join(unit.name for unit in to))
        lines.append(Line(text, told.clause or ""))
    if round_.is_sealed:
        lines.append(Line(_("The round opens: who reads for your body may now know of it.")))
    count = round_.findings.count()
    if count:
        text = _("Each unit sees its own findings ({count} in all) and is told of them.")
        lines.append(Line(text.format(count=count)))
        if told.answer:
            clock_of = pack_of(round_.adoption).clock(told.answer)
            text = _("Each owes an answer: {clock}.")
            lines.append(Line(text.format(clock=clock_of.label.say(language())), clock_of.clause))
    waiting = round_.visits.filter(state=Visit.State.PLANNED, revisit_of__isnull=True).count()
    if waiting:
        text = _("Visits that were booked and not made lapse: {count}.")
        lines.append(Line(text.format(count=waiting)))
    return lines


def _after_planner(round_: Round) -> list[Line]:
    return [Line(_("They know of the round from now on, and may do what you may do with it."))]


ROUND_PAGES = {
    "target": Page(
        forms.TargetForm,
        _target,
        gettext_lazy("The unit is added."),
        gettext_lazy("Add it"),
    ),
    "member": Page(
        forms.MemberForm,
        _member,
        gettext_lazy("They are in the team."),
        gettext_lazy("Put them into the team"),
    ),
    "planner": Page(
        forms.PlannerForm,
        _planner,
        gettext_lazy("They plan the round, too."),
        gettext_lazy("Let them plan it"),
        _after_planner,
    ),
    "team": Page(
        forms.NothingForm, _team, gettext_lazy("The team is added."), gettext_lazy("Add a team")
    ),
    "visit": Page(
        forms.BookForm, _book, gettext_lazy("The visit is booked."), gettext_lazy("Book it")
    ),
    "seed": Page(
        forms.SeedForm,
        _seed,
        gettext_lazy("The seed is committed to. Now lay the frame."),
        gettext_lazy("Commit to a seed"),
        _after_seed,
        initial=lambda thing, on: {"of": "UNITS"},  # noqa: ARG005
    ),
    "report": Page(
        forms.ReportForm,
        _report,
        gettext_lazy("The report is filed."),
        gettext_lazy("File the report"),
        _after_report,
        is_grave=True,
    ),
    "call-off": Page(
        forms.ReasonForm,
        _call_off,
        gettext_lazy("The round is called off."),
        gettext_lazy("Call the round off"),
        is_grave=True,
    ),
}


@never_cache
@needs(*selectors.KNOWS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Do something with a round."""
    found = round_or_404(request, pk)
    offered = _offered(round_offers(found, request.standing), key)
    if key not in ROUND_PAGES:
        raise Http404
    back = reverse("inspections:round", args=[found.pk])
    return _do(request, found, "round_", ROUND_PAGES[key], offered, back)


def _offered(offers: list[Offer], key: str) -> Offer:
    found = next((one for one in offers if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _do(
    request: Request, thing: Any, name: str, page: Page, offered: Offer, back: str
) -> HttpResponse:
    today = clock.today()
    sent = request.method == "POST"
    form = page.form(
        request.POST if sent else None,
        request.FILES if sent else None,
        on=today,
        initial=page.initial(thing, today),
        **{name: thing},
    )
    if form.is_bound and offered.why_not:
        form.add_error(None, str(offered.why_not))
    if form.is_valid() and attempt(form, lambda: page.do(thing, form, account(request), today)):
        messages.success(request, page.done)
        return go_to(request, back)
    context = {
        "form": form,
        "page": page,
        "offer": offered,
        "follows": page.follows(thing),
        "thing": thing,
        "back": back,
    }
    return render(request, "inspections/act.html", context, status=422 if form.is_bound else 200)


# --- what is in a round --------------------------------------------------------------------------


@needs(*selectors.KNOWS)
@require_POST
def drop_target(request: Request, pk: int, target: int) -> HttpResponse:
    """Take a unit out of a round."""
    found = _run(request, pk)
    one = found.targets.filter(pk=target).select_related("round", "unit").first()
    if one is None:
        raise Http404
    return _at_once(
        request,
        found,
        lambda: services.drop_target(target=one, by=account(request), on=clock.today()),
        _("The unit is taken out."),
    )


@needs(*selectors.KNOWS)
@require_POST
def remove_member(request: Request, pk: int, member: int) -> HttpResponse:
    """Take somebody out of a team."""
    found = _run(request, pk)
    for team in found.teams.all():
        one = team.members.filter(pk=member).select_related("team__round", "person").first()
        if one is not None:
            return _at_once(
                request,
                found,
                lambda one=one: services.remove_member(  # type: ignore[misc]
                    member=one, by=account(request), on=clock.today()
                ),
                _("They left the team."),
            )
    raise Http404


def _run(request: Request, pk: int) -> Round:
    found = round_or_404(request, pk)
    if not selectors.may_run(request.standing, found):
        raise Http404
    return found


def _at_once(request: Request, found: Round, do: Callable[[], object], done: str) -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("inspections:round", found.pk)


# --- draws ---------------------------------------------------------------------------------------


@never_cache
@needs(*selectors.KNOWS)
@require_http_methods(["GET", "POST"])
def make_draw(request: Request, pk: int) -> HttpResponse:
    """Lay the frame of a draw and draw."""
    found = draw_or_404(request, pk)
    if found.drawn_on or not selectors.may_run(request.standing, found.round):
        raise Http404
    today = clock.today()
    form = forms.DrawForm(
        request.POST if request.method == "POST" else None,
        draw=found,
        on=today,
        initial={"within": found.round.adoption.body_id},
    )

    def do() -> object:
        return services.make_draw(
            made=found,
            frame=form.frame,
            excluded=form.left_out,
            count=form.cleaned_data["count"],
            kind=form.cleaned_data.get("kind", ""),
            by=account(request),
            on=today,
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("It is drawn."))
        return go_to(request, reverse("inspections:draw", args=[found.pk]))
    context = {
        "form": form,
        "draw": found,
        "round": found.round,
        "back": reverse("inspections:round", args=[found.round_id]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "inspections/make_draw.html", context, status=status)


# --- visits --------------------------------------------------------------------------------------


def _finding(visit: Visit, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    found = services.Found(
        said["text"], said.get("subject", ""), said["must_fix"], said["revisit_on"]
    )
    return services.add_finding(visit=visit, found=found, by=by, on=on)


def _drop(visit: Visit, form: Form, by: Account, on: date) -> object:
    return services.drop_visit(visit=visit, by=by, on=on)


VISIT_PAGES = {
    "finding": Page(
        forms.FindingForm,
        _finding,
        gettext_lazy("The finding is written down."),
        gettext_lazy("Write it down"),
    ),
    "drop": Page(
        forms.DropForm,
        _drop,
        gettext_lazy("The visit is not made."),
        gettext_lazy("It is not made"),
        is_grave=True,
    ),
}


@never_cache
@needs(*selectors.KNOWS)
@require_http_methods(["GET", "POST"])
def visit_act(request: Request, pk: int, key: str) -> HttpResponse:
    """Do something with a visit."""
    found = visit_or_404(request, pk)
    offered = _offered(visit_offers(found, request.standing, clock.today()), key)
    if key not in VISIT_PAGES:
        raise Http404
    back = reverse("inspections:visit", args=[found.pk])
    return _do(request, found, "visit", VISIT_PAGES[key], offered, back)


# --- findings ------------------------------------------------------------------------------------


def _answer(finding: Finding, form: Form, by: Account, on: date) -> object:
    return services.answer(finding=finding, text=form.cleaned_data["text"], by=by, on=on)


def _settle(finding: Finding, form: Form, by: Account, on: date) -> object:
    return services.settle(finding=finding, text=form.cleaned_data["text"], by=by, on=on)


def _lead(finding: Finding, form: Form, by: Account, on: date) -> object:
    return services.register_lead(
        finding=finding, by=by, on=on, at=clock.now(), **_said(form, "title", "text")
    )


def _item(finding: Finding, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    return services.put_on_ledger(
        finding=finding, problem=said["problem"], source=said.get("source", ""), by=by, on=on
    )


def _item_words(finding: Finding, on: date) -> dict[str, Any]:
    round_ = finding.round
    source = plan.ledger_source(rule(round_), round_.form, round_.sort, pack_of(round_.adoption))
    return {"problem": finding.text, "source": source}


def _after_item(finding: Finding) -> list[Line]:
    text = _("{unit} is told, and says how and by when it is put right.")
    return [Line(text.format(unit=finding.unit.name))]


def _case(finding: Finding, form: Form, by: Account, on: date) -> object:
    return services.propose_case(finding=finding, by=by, on=on, **_said(form, "title", "summary"))


def _expose(finding: Finding, form: Form, by: Account, on: date) -> object:
    return services.expose(
        finding=finding,
        by=by,
        on=on,
        **_said(form, "publication", "audience", "title", "text"),
    )


def _said(form: Form, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


def _words(finding: Finding, on: date) -> dict[str, Any]:
    first = finding.text.strip().splitlines()[0][:60]
    return {"title": first, "text": finding.text, "summary": finding.text}


def _after_lead(finding: Finding) -> list[Line]:
    return [
        Line(_("It is entered with the leads, and goes the way of any other from there.")),
        Line(_("It tells what was found at the unit; it does not name the team.")),
    ]


def _after_case(finding: Finding) -> list[Line]:
    text = _("A case of {body} about {unit} is opened, with the finding as its source.")
    return [Line(text.format(body=finding.round.unit.name, unit=finding.unit.name))]


def _after_expose(finding: Finding) -> list[Line]:
    told = rule(finding.round)
    return [
        Line(
            _("A draft is made; it goes out as the plan says, once it is sent."), told.clause or ""
        )
    ]


FINDING_PAGES = {
    "answer": Page(
        forms.AnswerForm,
        _answer,
        gettext_lazy("The answer is given."),
        gettext_lazy("Give the answer"),
    ),
    "settle": Page(
        forms.SettleForm,
        _settle,
        gettext_lazy("The finding is settled."),
        gettext_lazy("Settle it"),
    ),
    "lead": Page(
        forms.LeadForm,
        _lead,
        gettext_lazy("It is entered with the leads."),
        gettext_lazy("Enter it with the leads"),
        _after_lead,
        initial=_words,
    ),
    "item": Page(
        forms.ItemForm,
        _item,
        gettext_lazy("It is on the ledger."),
        gettext_lazy("Put it on the ledger"),
        _after_item,
        initial=_item_words,
    ),
    "case": Page(
        forms.CaseForm,
        _case,
        gettext_lazy("The case is opened."),
        gettext_lazy("Open a case"),
        _after_case,
        initial=_words,
    ),
    "expose": Page(
        forms.ExposeForm,
        _expose,
        gettext_lazy("The draft is made."),
        gettext_lazy("Draft it"),
        _after_expose,
        initial=_words,
    ),
}


@never_cache
@needs(*selectors.READERS)
@require_http_methods(["GET", "POST"])
def finding_act(request: Request, pk: int, key: str) -> HttpResponse:
    """Do something with a finding."""
    found = finding_or_404(request, pk)
    offered = _offered(finding_offers(found, request.standing), key)
    if key not in FINDING_PAGES:
        raise Http404
    back = reverse("inspections:finding", args=[found.pk])
    return _do(request, found, "finding", FINDING_PAGES[key], offered, back)
