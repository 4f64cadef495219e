"""The acts on an appeal: each page shows what follows, then does it once."""

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

from zhiyong.appeals import forms, plan, services
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors import page as parts
from zhiyong.appeals.selectors.access import READERS, heard_by
from zhiyong.appeals.selectors.drafts import chosen_of
from zhiyong.appeals.selectors.offers import offer
from zhiyong.appeals.views.common import account, appeal_or_404, attempt
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows from an act, and what it rests on."""

    text: str
    basis: Clause | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what it does, what is then said, what follows from it."""

    form: type[forms.ActForm]
    do: Callable[[Appeal, Any, Request], object]
    done: Any
    button: Any
    follows: Callable[[Appeal], list[Line]]
    is_grave: bool = False
    shows_undoing: bool = False
    template: str = "appeals/act.html"


def _on() -> dict[str, Any]:
    return {"on": clock.today()}


def _accept(appeal: Appeal, form: Any, request: Request) -> object:
    reason = form.cleaned_data.get("reason", "")
    return services.accept(appeal=appeal, reason=reason, by=account(request), **_on())


def _decline(appeal: Appeal, form: Any, request: Request) -> object:
    reason = form.cleaned_data["reason"]
    return services.decline(appeal=appeal, reason=reason, by=account(request), **_on())


def _handler(appeal: Appeal, form: Any, request: Request) -> object:
    person = form.cleaned_data["person"]
    return services.name_handler(appeal=appeal, person=person, by=account(request), **_on())


def _step_back(appeal: Appeal, form: Any, request: Request) -> object:
    by = account(request)
    assert by.person is not None, "whoever hears an appeal is a person"
    reason = form.cleaned_data["reason"]
    return services.step_back(appeal=appeal, person=by.person, reason=reason, by=by, **_on())


def _draft(appeal: Appeal, form: Any, request: Request) -> object:
    data = form.cleaned_data
    return services.draft(
        appeal=appeal,
        lock=data["lock"],
        outcome=data["outcome"],
        answer_text=data["answer_text"],
        measures=data["chosen"],
        against_offer=data["against_offer"],
        by=account(request),
        **_on(),
    )


def _put(appeal: Appeal, form: Any, request: Request) -> object:
    lock = form.cleaned_data["lock"]
    return services.put_before_meeting(appeal=appeal, lock=lock, by=account(request), **_on())


def _decide(appeal: Appeal, form: Any, request: Request) -> object:
    lock = form.cleaned_data["lock"]
    return services.decide(appeal=appeal, lock=lock, by=account(request), **_on())


def _close(appeal: Appeal, form: Any, request: Request) -> object:
    return services.close(appeal=appeal, by=account(request), **_on())


def _withdraw(appeal: Appeal, form: Any, request: Request) -> object:
    return services.withdraw(appeal=appeal, by=account(request), **_on())


# --- what follows --------------------------------------------------------------------------------


def _clause(appeal: Appeal) -> Clause | None:
    return plan.rule_of(pack_of(appeal.decision.adoption)).clause


def _after_accepting(appeal: Appeal) -> list[Line]:
    rule = plan.rule_of(pack_of(appeal.decision.adoption))
    lines = [
        Line(
            _("Then somebody who took no part in the first decision is named to hear it."),
            rule.clause,
        )
    ]
    if not rule.suspends:
        lines.append(Line(_("The decision is carried out meanwhile."), rule.clause))
    clock_ = plan.answer_clock(pack_of(appeal.decision.adoption))
    if clock_:
        lines.append(
            Line(_("{body} owes the answer.").format(body=appeal.body.name), clock_.clause)
        )
    return lines


def _after_declining(appeal: Appeal) -> list[Line]:
    slip = plan.refusal_slip(pack_of(appeal.decision.adoption))
    lines = [Line(_("The appeal ends here; the decision stands."))]
    if slip:
        text = _("A paper is issued, to be served on the appellant: {paper}.")
        lines.append(Line(text.format(paper=slip.label.say(labels.language()))))
    return lines


def _after_naming(appeal: Appeal) -> list[Line]:
    return [
        Line(
            _("They are told, read the case, draft the answer, and owe it by name."),
            _clause(appeal),
        )
    ]


def _after_drafting(appeal: Appeal) -> list[Line]:
    pack, on = pack_of(appeal.decision.adoption), clock.today()
    rule = plan.rule_of(pack)
    panel = plan.panel_of(appeal.decision.adoption, appeal.body, on)
    decides = (
        Line(_("The meeting of {body} decides.").format(body=panel.body.name), panel.rule.clause)
        if panel
        else Line(_("The head of {body} decides.").format(body=appeal.body.name))
    )
    lines = [Line(_("Nothing is told to anybody yet.")), decides]
    if not rule.heavier:
        lines.append(Line(_("It never ends heavier than it began."), rule.clause))
    return lines


def _after_putting(appeal: Appeal) -> list[Line]:
    panel = plan.panel_of(appeal.decision.adoption, appeal.body, clock.today())
    if panel is None:
        return []
    text = _("It stands on the agenda of the next meeting of {body}; the draft is fixed till then.")
    return [Line(text.format(body=panel.body.name), panel.rule.clause)]


def _after_deciding(appeal: Appeal) -> list[Line]:
    slip = plan.answer_slip(pack_of(appeal.decision.adoption))
    lines = [Line(_("The outcome takes effect at once and cannot be taken back."), _clause(appeal))]
    if slip:
        text = _("A paper is issued, to be served on the appellant: {paper}.")
        lines.append(Line(text.format(paper=slip.label.say(labels.language())), slip.clause))
    lines.append(Line(_("The bodies and people concerned are told.")))
    return lines


def _after_leaving(appeal: Appeal) -> list[Line]:
    return [Line(_("Somebody else of {body} is named.").format(body=appeal.body.name))]


def _after_closing(appeal: Appeal) -> list[Line]:
    return [Line(_("Nothing more is done on it; everything stays visible."))]


def _after_withdrawing(appeal: Appeal) -> list[Line]:
    lines = [Line(_("The decision stands as it did."))]
    if appeal.window_until and appeal.window_until >= clock.today():
        lines.append(Line(_("Another appeal is possible within the window."), _clause(appeal)))
    return lines


PAGES: dict[str, Page] = {
    "accept": Page(
        forms.AcceptForm,
        _accept,
        gettext_lazy("The appeal is taken on."),
        gettext_lazy("Take the appeal on"),
        _after_accepting,
    ),
    "decline": Page(
        forms.DeclineForm,
        _decline,
        gettext_lazy("The appeal is not taken on; the notice is issued."),
        gettext_lazy("Do not take it on"),
        _after_declining,
        is_grave=True,
    ),
    "handler": Page(
        forms.HandlerForm,
        _handler,
        gettext_lazy("Named."),
        gettext_lazy("Name who hears it"),
        _after_naming,
        template="appeals/handler.html",
    ),
    "step-back": Page(
        forms.StepBackForm,
        _step_back,
        gettext_lazy("You hear it no more."),
        gettext_lazy("Step back from it"),
        _after_leaving,
    ),
    "draft": Page(
        forms.DraftForm,
        _draft,
        gettext_lazy("The draft is kept."),
        gettext_lazy("Keep the draft"),
        _after_drafting,
        template="appeals/draft.html",
    ),
    "put": Page(
        forms.LockForm,
        _put,
        gettext_lazy("It is before the meeting."),
        gettext_lazy("Put it before the meeting"),
        _after_putting,
        shows_undoing=True,
    ),
    "decide": Page(
        forms.LockForm,
        _decide,
        gettext_lazy("The appeal is answered; the answer waits to be served."),
        gettext_lazy("Decide so"),
        _after_deciding,
        is_grave=True,
        shows_undoing=True,
    ),
    "close": Page(
        forms.NothingForm,
        _close,
        gettext_lazy("The appeal is closed."),
        gettext_lazy("Close the appeal"),
        _after_closing,
    ),
    "withdraw": Page(
        forms.NothingForm,
        _withdraw,
        gettext_lazy("It is entered that the appeal was withdrawn."),
        gettext_lazy("Enter that it was withdrawn"),
        _after_withdrawing,
        is_grave=True,
    ),
}


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on an appeal asks and what follows; do it on sending."""
    appeal = appeal_or_404(request, pk)
    today = clock.today()
    offered = offer(key, appeal, request.standing, today)
    if offered is None or key not in PAGES:
        raise Http404
    page = PAGES[key]
    form = page.form(
        request.POST if request.method == "POST" else None,
        appeal=appeal,
        on=today,
        initial=_initial(appeal),
    )
    if form.is_bound and offered.why_not:
        form.add_error(None, f"{offered.why_not} {offered.basis}".strip())
    if form.is_valid() and attempt(form, lambda: page.do(appeal, form, request)):
        messages.success(request, page.done)
        return go_to(request, _back(request, appeal))
    context = {
        "appeal": appeal,
        "offer": offered,
        "page": page,
        "form": form,
        "follows": [] if offered.why_not else page.follows(appeal),
        "said": parts.said_of(appeal),
        "back": reverse("appeals:appeal", args=[appeal.pk]),
        **_undoing(page, key, appeal, form),
    }
    return render(request, page.template, context, status=422 if form.is_bound else 200)


def _undoing(page: Page, key: str, appeal: Appeal, form: Any) -> dict[str, Any]:
    """Return what the outcome would undo, line by line: that of the draft, or of what is typed."""
    today = clock.today()
    if page.shows_undoing:
        lines, why_not = parts.would_undo(appeal, appeal.effect, chosen_of(appeal), today)
        return {"undoes": lines, "no_reckoning": why_not, "shows_undoing": True}
    if key != "draft":
        return {}
    data = getattr(form, "cleaned_data", None) or {}
    found = plan.outcome(pack_of(appeal.decision.adoption), data.get("outcome", ""))
    if found is None or (found.effect == "changed" and not data.get("chosen")):
        found = plan.outcome(pack_of(appeal.decision.adoption), appeal.outcome)
        chosen = chosen_of(appeal)
    else:
        chosen = data.get("chosen", [])
    if found is None:
        return {"versions": parts.versions(appeal.decision)}
    lines, why_not = parts.would_undo(appeal, found.effect, chosen, today)
    return {
        "undoes": lines,
        "no_reckoning": why_not,
        "shows_undoing": found.effect != "stands",
        "versions": parts.versions(appeal.decision),
    }


def _initial(appeal: Appeal) -> dict[str, Any]:
    return {
        "lock": appeal.lock,
        "outcome": appeal.outcome,
        "measures": [one.measure for one in chosen_of(appeal)],
        "stated": "\n".join(
            f"{key}: {value}"
            for one in chosen_of(appeal)
            for key, value in (one.stated or {}).items()
        ),
        "answer_text": appeal.answer,
        "against_offer": appeal.against_offer,
    }


def _back(request: Request, appeal: Appeal) -> str:
    """Return where to go: to the appeal's page, or to the list if it is not seen any more."""
    still = heard_by(request.standing).filter(pk=appeal.pk).exists()
    return reverse("appeals:appeal", args=[appeal.pk]) if still else reverse("appeals:list")
