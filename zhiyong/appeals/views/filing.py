"""An appeal comes in: registered from paper, or filed by the person themself."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.appeals import forms, plan, services
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import RECEIVERS, decisions_about, heard_by
from zhiyong.appeals.selectors.decided import mine as decisions_on_me
from zhiyong.appeals.selectors.decided import to_register
from zhiyong.appeals.selectors.hearing import served_on
from zhiyong.appeals.selectors.lists import answers_owed
from zhiyong.appeals.selectors.panels import outcome_label
from zhiyong.appeals.views.common import account, attempt, own_or_404
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Person, Unit
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Fact


@never_cache
@needs(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Find the decision by its number, then register the appeal against it."""
    today = clock.today()
    asked = request.GET.get("decision", "")
    if not asked.isdigit() or len(asked) > 18:
        return _find(request)
    decision = to_register(request.standing, int(asked), today)
    if decision is None or pack_of(decision.adoption).appeals is None:
        raise Http404
    form = forms.RegisterForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        decision=decision,
        on=today,
        mine=request.standing.units(*RECEIVERS),
        initial={"filed_on": today, "received_on": today, "way": Appeal.Way.COUNTER},
    )
    made: list[Appeal] = []
    if form.is_valid() and attempt(form, lambda: made.append(_registered(request, form, decision))):
        messages.success(request, _("The appeal is registered: no. {number}.").format(
            number=made[0].number
        ))  # fmt: skip
        return go_to(request, _page_of(request, made[0]))
    context = {
        "form": form,
        "decision": decision,
        "facts": _facts(decision, decision.respondent.person, decision.respondent.unit),
        "rule": pack_of(decision.adoption).appeals,
    }
    status = 422 if form.is_bound else 200
    return render(request, "appeals/register.html", context, status=status)


def _find(request: Request) -> HttpResponse:
    form = forms.FindForm(
        request.GET if "number" in request.GET else None,
        standing=request.standing,
        on=clock.today(),
    )
    if form.is_valid() and len(form.found) == 1:
        return redirect(f"{reverse('appeals:register')}?decision={form.found[0].pk}")
    return render(request, "appeals/find.html", {"form": form, "found": form.found})


def _registered(request: Request, form: forms.RegisterForm, decision: Decision) -> Appeal:
    data = form.cleaned_data
    kind, _colon, pk = data["appellant"].partition(":")
    return services.file_appeal(
        decision=decision,
        person=Person.objects.get(pk=pk) if kind == "person" else None,
        unit=Unit.objects.get(pk=pk) if kind == "unit" else None,
        to=data["to"],
        grounds=data["grounds"],
        way=data["way"],
        filed_on=data["filed_on"],
        received_on=data["received_on"],
        late_reason=data["late_reason"],
        scan=data["scan"],
        by=account(request),
        on=clock.today(),
    )


def _page_of(request: Request, appeal: Appeal) -> str:
    seen = heard_by(request.standing).filter(pk=appeal.pk).exists()
    return reverse("appeals:appeal", args=[appeal.pk]) if seen else reverse("appeals:list")


def _facts(decision: Decision, person: Person | None, unit: Unit | None) -> list[Fact]:
    served = served_on(decision, person, unit)
    until = plan.window_until(decision.adoption, served)
    return [
        Fact(_("Number of the decision"), decision.number),
        Fact(_("Decided by"), decision.body.name),
        Fact(_("Made on"), decision.made_on),
        Fact(_("Served on"), served),
        Fact(_("An appeal is in time until"), until),
    ]


# ── one's own ─────────────────────────────────────────────────────────────────────────────


@never_cache
@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show the decisions about oneself, and one's appeals against them."""
    context = {"rows": decisions_on_me(request.standing, clock.today())}
    return render(request, "appeals/mine.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def file(request: Request, pk: int) -> HttpResponse:
    """File an appeal against a decision about oneself."""
    today = clock.today()
    known = decisions_on_me(request.standing, today)
    row = next((one for one in known if one.decision.pk == pk), None)
    if row is None or not row.may_appeal:
        raise Http404
    decision = decisions_about(request.standing).select_related(
        "adoption__pack", "body", "case", "respondent"
    ).get(pk=pk)  # fmt: skip
    form = forms.FilingForm(
        request.POST if request.method == "POST" else None, decision=decision, on=today
    )
    made: list[Appeal] = []

    def act() -> None:
        person = account(request).person
        made.append(
            services.file_appeal(
                decision=decision,
                person=person,
                to=form.cleaned_data["to"],
                grounds=form.cleaned_data["grounds"],
                late_reason=form.cleaned_data["late_reason"],
                way=Appeal.Way.ONLINE,
                filed_on=today,
                by=account(request),
                on=today,
            )
        )

    if form.is_valid() and attempt(form, act):
        text = _("Your appeal is registered: no. {number}.")
        messages.success(request, text.format(number=made[0].number))
        return go_to(request, reverse("appeals:own", args=[made[0].pk]))
    context = {"form": form, "row": row, "rule": pack_of(decision.adoption).appeals}
    return render(request, "appeals/file.html", context, status=422 if form.is_bound else 200)


@never_cache
@signed_in
@require_GET
def own(request: Request, pk: int) -> HttpResponse:
    """Show one's own appeal: where it stands, by when it is answered, the answer."""
    appeal = own_or_404(request, pk)
    owed = _due(appeal)
    context = {
        "appeal": appeal,
        "outcome": outcome_label(appeal),
        "due": owed,
        "may_withdraw": appeal.is_open,
        "may_acknowledge": appeal.state == Appeal.State.ANSWERED
        and appeal.notified_on is None
        and appeal.paper_id is not None,
        "facts": [
            Fact(_("Number of the decision"), appeal.decision.number),
            Fact(_("Heard by"), appeal.body.name),
            Fact(_("Appeal filed on"), appeal.filed_on),
            Fact(_("Received on"), appeal.received_on),
            Fact(_("To be answered by"), owed),
            Fact(_("Stands at"), appeal.get_state_display()),
        ],
    }
    return render(request, "appeals/own.html", context)


def _due(appeal: Appeal) -> date | None:
    """Return the day by which an appeal is answered, while it is not."""
    duty = answers_owed([appeal], clock.today()).get(appeal.pk)
    return duty.due_on if duty else None


@never_cache
@signed_in
@require_http_methods(["POST"])
def own_act(request: Request, pk: int, key: str) -> HttpResponse:
    """Withdraw one's own appeal, or say that one has received its answer."""
    appeal = own_or_404(request, pk)
    acts = {"withdraw": services.withdraw, "received": services.acknowledge}
    if key not in acts:
        raise Http404
    form = forms.NothingForm({}, appeal=appeal, on=clock.today())
    form.is_valid()
    if attempt(form, lambda: acts[key](appeal=appeal, by=account(request), on=clock.today())):
        done = {
            "withdraw": _("Your appeal is withdrawn."),
            "received": _("It is noted that you have the answer."),
        }
        messages.success(request, done[key])
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(reverse("appeals:own", args=[appeal.pk]))
