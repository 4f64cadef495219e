"""The acts on a decision: each page shows what follows, then does it once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.cases.models import Respondent
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.decisions import forms, plan, services
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.selectors import drafts, notices_visible_to, page
from zhiyong.decisions.selectors.access import DRAFTERS
from zhiyong.decisions.selectors.deciders import way_of
from zhiyong.decisions.selectors.offers import offer
from zhiyong.decisions.selectors.waiting import waiting
from zhiyong.decisions.views.common import READERS, account, attempt, decision_or_404
from zhiyong.directory.models import Person
from zhiyong.intake import labels
from zhiyong.papers.models import ServiceOfPaper
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows from an act, and what it rests on."""

    text: str
    basis: Clause | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what it does, what is then said, what follows from it."""

    form: Callable[[Decision, Any], Form]
    do: Callable[[Decision, Any, Request], object]
    done: Any
    button: Any
    follows: Callable[[Decision], list[Line]] = lambda decision: []  # noqa: ARG005
    is_grave: bool = False
    shows_follows: bool = False


def _nothing(decision: Decision, data: Any) -> Form:
    return forms.NothingForm(data, initial={"lock": decision.lock})


def _waits(decision: Decision) -> dict[str, str]:
    pack = plan.pack(decision)
    found = sorted(waiting(decision))
    names = dict(
        Person.objects.filter(pk__in=[pk for pk, _measure in found]).values_list("pk", "name")
    )
    return {
        f"{pk}:{measure}": f"{names[pk]}：{labels.label(pack, 'measures', measure)}"
        for pk, measure in found
    }


# ── what each does ────────────────────────────────────────────────────────────────────────


def _lock(decision: Decision, form: Any) -> int:
    return int(form.cleaned_data.get("lock") or decision.lock)


def _propose(decision: Decision, form: Any, request: Request) -> object:
    return services.propose(
        decision=decision, lock=_lock(decision, form), by=account(request), on=clock.today()
    )


def _decide(decision: Decision, form: Any, request: Request) -> object:
    return services.decide(
        decision=decision,
        lock=_lock(decision, form),
        agrees=form.cleaned_data["verdict"] == "yes",
        by=account(request),
        on=clock.today(),
    )


def _offer_anew(decision: Decision, form: Any, request: Request) -> object:
    return services.offer_anew(
        decision=decision, lock=_lock(decision, form), by=account(request), on=clock.today()
    )


def _withdraw(decision: Decision, form: Any, request: Request) -> object:
    return services.withdraw(
        decision=decision, lock=_lock(decision, form), by=account(request), on=clock.today()
    )


def _outcome(decision: Decision, form: Any, request: Request) -> object:
    data = form.cleaned_data
    return services.record_outcome(
        decision=decision,
        measure=data["measure"],
        declined=data["verdict"] == "declined",
        answered_on=data["answered_on"],
        by=account(request),
        on=clock.today(),
    )


def _confirm(decision: Decision, form: Any, request: Request) -> object:
    data = form.cleaned_data
    pk, _colon, measure = data["waits"].partition(":")
    return services.confirm(
        decision=decision,
        person=Person.objects.get(pk=int(pk)),
        measure=measure,
        body=data["body"],
        number=data["number"],
        declined=data["verdict"] == "declined",
        confirmed_on=data["confirmed_on"],
        by=account(request),
        on=clock.today(),
    )


def _suspend(decision: Decision, form: Any, request: Request) -> object:
    return services.suspend(
        respondent=decision.respondent,
        measure=form.cleaned_data["measure"],
        reason=form.cleaned_data["reason"],
        from_on=form.cleaned_data["from_on"],
        by=account(request),
        on=clock.today(),
    )


def _end_suspension(decision: Decision, form: Any, request: Request) -> object:
    return services.end_suspension(
        suspension=decision.respondent.suspensions.get(until_on__isnull=True),
        reason=form.cleaned_data["reason"],
        by=account(request),
        on=clock.today(),
    )


# ── what follows ──────────────────────────────────────────────────────────────────────────


def _after_proposing(decision: Decision) -> list[Line]:
    way = way_of(decision, clock.today())
    pack = plan.pack(decision)
    if way.meeting is not None:
        clause = labels.grounds(pack, way.meeting)
        name = way.body.name if way.body else decision.body.name
        return [
            Line(
                _("It goes on the agenda of the next meeting of {body}.").format(body=name), clause
            ),
            Line(_("Until then the draft is fixed: whoever votes, votes on this version.")),
            Line(_("Not passed, it comes back as a draft.")),
        ]
    if way.chain is not None:
        chain = labels.label(pack, "approvals", way.chain)
        return [Line(_("It goes into the chain “{chain}”.").format(chain=chain))]
    return [Line(_("The head of {body} decides.").format(body=decision.body.name))]


def _after_deciding(decision: Decision) -> list[Line]:
    return [
        Line(_("Decided so, it gets its number at once, and what follows is booked.")),
        Line(_("The evidence is locked, and the notices are issued, to be served.")),
        Line(_("Sent back, it is a draft again.")),
    ]


def _after_withdrawing(decision: Decision) -> list[Line]:
    return [
        Line(_("The draft stays on record as given up; a new one can be begun.")),
        Line(_("A suspension that rested on it ends.")),
    ]


def _after_suspending(decision: Decision) -> list[Line]:
    rule = plan.pack(decision).suspension
    return [
        Line(
            _("It ends by itself when the decision is made or the draft is given up."),
            rule.clause if rule else None,
        ),
        Line(_("It is no measure: nothing is withheld because of it.")),
    ]


def _after_answering(decision: Decision) -> list[Line]:
    return [
        Line(_("Followed: what follows begins on the day of the answer.")),
        Line(_("Declined: nothing follows from this recommendation; it stays on record.")),
    ]


def _after_confirming(decision: Decision) -> list[Line]:
    return [Line(_("Imposed, it stands from that day on; not imposed, it does not come about."))]


PAGES: dict[str, Page] = {
    "propose": Page(
        _nothing,
        _propose,
        gettext_lazy("It lies before those who decide."),
        gettext_lazy("Put it before them"),
        _after_proposing,
        shows_follows=True,
    ),
    "decide": Page(
        lambda decision, data: forms.DecideForm(data, initial={"lock": decision.lock}),
        _decide,
        gettext_lazy("It is settled."),
        gettext_lazy("Make the decision"),
        _after_deciding,
        is_grave=True,
        shows_follows=True,
    ),
    "offer-anew": Page(
        _nothing,
        _offer_anew,
        gettext_lazy("The ladder has made its offer anew."),
        gettext_lazy("Have the ladder offer anew"),
        lambda decision: [  # noqa: ARG005
            Line(_("The facts, the history and the day are read anew; what was chosen stays."))
        ],
    ),
    "withdraw": Page(
        _nothing,
        _withdraw,
        gettext_lazy("The draft was given up."),
        gettext_lazy("Give the draft up"),
        _after_withdrawing,
        is_grave=True,
    ),
    "outcome": Page(
        lambda decision, data: forms.OutcomeForm(data, decision=decision),
        _outcome,
        gettext_lazy("The answer is entered."),
        gettext_lazy("Enter the answer"),
        _after_answering,
    ),
    "confirm": Page(
        lambda decision, data: forms.ConfirmForm(data, waits=_waits(decision)),
        _confirm,
        gettext_lazy("The other decision is entered."),
        gettext_lazy("Enter it"),
        _after_confirming,
    ),
    "suspend": Page(
        lambda decision, data: forms.SuspendForm(data, decision=decision),
        _suspend,
        gettext_lazy("They stand down until the decision."),
        gettext_lazy("Suspend"),
        _after_suspending,
        is_grave=True,
    ),
    "end-suspension": Page(
        lambda decision, data: forms.ReasonForm(data),  # noqa: ARG005
        _end_suspension,
        gettext_lazy("The suspension has ended."),
        gettext_lazy("End the suspension"),
    ),
}


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on a decision asks and what follows; do it on sending."""
    row = decision_or_404(request, pk)
    offered = offer(key, row, request.standing, clock.today())
    if offered is None or key not in PAGES:
        raise Http404
    found = PAGES[key]
    form = found.form(row, request.POST if request.method == "POST" else None)
    if form.is_bound and offered.why_not:
        form.add_error(None, f"{offered.why_not} {offered.basis}".strip())
    if form.is_valid() and attempt(form, lambda: found.do(row, form, request)):
        messages.success(request, found.done)
        return go_to(request, reverse("decisions:decision", args=[pk]))
    chosen = {one.measure for one in row.measures.all()}
    shown = page.offer_rows(row) if found.shows_follows else []
    context = {
        "decision": row,
        "offer": offered,
        "page": found,
        "form": form,
        "follows": [] if offered.why_not else found.follows(row),
        "chosen": [one for one in shown if one.measure in chosen],
        "drafted": page.measures(row) if found.shows_follows else [],
        "back": reverse("decisions:decision", args=[pk]),
    }
    return render(request, "decisions/act.html", context, status=422 if form.is_bound else 200)


# ── beginning and choosing ────────────────────────────────────────────────────────────────


@never_cache
@needs(*DRAFTERS)
@require_http_methods(["GET", "POST"])
def begin(request: Request, pk: int) -> HttpResponse:
    """Begin a decision about a respondent: the ladder makes its offer of today."""
    respondent = (
        Respondent.objects.select_related("case__body", "person", "unit", "case__adoption__pack")
        .filter(pk=pk, removed_on__isnull=True, case__in=cases_visible_to(request.standing))
        .first()
    )
    if respondent is None or respondent.case.audience not in request.standing.units(*DRAFTERS):
        raise Http404
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    made: list[Decision] = []

    def do() -> None:
        made.append(services.draft(respondent=respondent, by=account(request), on=clock.today()))

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The ladder has made its offer. Now choose."))
        return go_to(request, reverse("decisions:choose", args=[made[0].pk]))
    pack = pack_of(respondent.case.adoption)
    context = {
        "respondent": respondent,
        "case": respondent.case,
        "form": form,
        "follows": [
            Line(_("The plan's ladder offers measures on the findings, the history and today.")),
            Line(_("People choose; what the plan forbids is refused with its clause.")),
            Line(_("Only one decision about them is in hand at a time.")),
        ],
        "plan": pack.title.say(labels.language()),
        "back": kinds.url(kinds.ref(respondent.case)) or reverse("decisions:list"),
    }
    return render(request, "decisions/begin.html", context, status=422 if form.is_bound else 200)


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def choose(request: Request, pk: int) -> HttpResponse:
    """Show the offer with every reason; keep what people choose of it."""
    row = decision_or_404(request, pk)
    if row.state != Decision.State.DRAFT or not drafts(request.standing, row):
        raise Http404
    form = forms.ChooseForm(request.POST if request.method == "POST" else None, decision=row)

    def do() -> None:
        data = form.cleaned_data
        services.choose(
            decision=row,
            lock=data["lock"],
            measures=form.choices(),
            reasons=data["reasons"],
            against_offer=data["against_offer"],
            effective_on=data["effective_on"],
            matter_outcome=data.get("matter_outcome", ""),
            person_outcome=data.get("person_outcome", ""),
            bases=data.get(forms.LAW, []),
            by=account(request),
            on=clock.today(),
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The choice is kept."))
        return go_to(request, reverse("decisions:decision", args=[pk]))
    rows = [
        {"row": one, "box": form[one.measure], "fields": form.fields_of(one.measure)}
        for one in page.offer_rows(row)
    ]
    context = {
        "decision": row,
        "form": form,
        "rows": rows,
        "facts": page.facts(row),
        "outcomes": [
            form[name] for name in ("matter_outcome", "person_outcome") if name in form.fields
        ],
        "law": form[forms.LAW] if forms.LAW in form.fields else None,
        "back": reverse("decisions:decision", args=[pk]),
    }
    return render(request, "decisions/choose.html", context, status=422 if form.is_bound else 200)


# ── notices ───────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def serve(request: Request, pk: int) -> HttpResponse:
    """Enter how the notice of a decision reached its party."""
    notice = (
        notices_visible_to(request.standing)
        .select_related("decision", "person", "unit", "paper")
        .filter(pk=pk, of=DecisionNotice.Of.DECISION)
        .first()
    )
    if notice is None:
        raise Http404
    row = decision_or_404(request, notice.decision_id)
    if not drafts(request.standing, row):
        raise Http404
    form = forms.ServeForm(request.POST if request.method == "POST" else None)
    back = f"{reverse('decisions:decision', args=[row.pk])}?tab=notices"

    def do() -> None:
        data = form.cleaned_data
        services.serve(
            notice=notice,
            way=ServiceOfPaper.Way(data["way"]),
            served_on=data["served_on"],
            receiver=data["receiver"],
            server=data["server"],
            witness=data["witness"],
            remarks=data["remarks"],
            by=account(request),
            on=clock.today(),
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The service is entered."))
        return go_to(request, back)
    window = plan.window_of(plan.pack(row))
    follows = [Line(_("The paper's proof of service is written down."))]
    if window is not None and notice.party in ("subject_person", "subject_unit"):
        text = _("From this day runs the time to appeal (“{clock}”).")
        name = window.label.say(labels.language())
        follows.append(Line(text.format(clock=name), window.clause))
    context = {
        "decision": row,
        "notice": notice,
        "form": form,
        "follows": follows,
        "back": back,
    }
    return render(request, "decisions/serve.html", context, status=422 if form.is_bound else 200)
