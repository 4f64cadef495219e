"""The acts on a matter: each page shows what follows, then does it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.models import Account
from zhiyong.intake import labels
from zhiyong.matters import forms, plan, services, slips
from zhiyong.matters.models import Matter, Note
from zhiyong.matters.selectors import consequences, matters_visible_to, offer
from zhiyong.matters.selectors.consequences import Line
from zhiyong.matters.selectors.disputes import decider_of, is_contested
from zhiyong.matters.selectors.duties import owed_first, reply_duty
from zhiyong.matters.views.common import READERS, account, attempt, matter_or_404, page_of
from zhiyong.papers.services import preview
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to

Form = Any


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, and when."""

    by: Account
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what follows from it, what it does, what is then said."""

    form: type[forms.ActForm]
    do: Callable[[Matter, Form, Doing], object]
    done: Any
    button: Any
    follows: Callable[[Matter, date], list[Line]] = lambda matter, on: []  # noqa: ARG005
    is_grave: bool = False
    initial: Callable[[Matter], dict[str, Any]] = lambda matter: {}  # noqa: ARG005
    template: str = "matters/act.html"


# --- what each does ------------------------------------------------------------------------------


def _sign_for(matter: Matter, form: Form, doing: Doing) -> object:
    return services.sign_for(matter=matter, by=doing.by, on=doing.on)


def _return(matter: Matter, form: Form, doing: Doing) -> object:
    return services.ask_return(
        matter=matter,
        reason=form.cleaned_data["reason"],
        belongs_to=form.cleaned_data["belongs_to"],
        by=doing.by,
        on=doing.on,
    )


def _act_first(matter: Matter, form: Form, doing: Doing) -> object:
    text = form.cleaned_data["text"]
    return services.act_first(matter=matter, text=text, by=doing.by, on=doing.on)


def _judge(matter: Matter, form: Form, doing: Doing) -> object:
    return services.judge(matter=matter, by=doing.by, on=doing.on, **form.cleaned_data)


def _settle(matter: Matter, form: Form, doing: Doing) -> object:
    return services.settle_return(
        matter=matter,
        agree=form.cleaned_data["verdict"] == "agree",
        reason=form.cleaned_data["reason"],
        by=doing.by,
        on=doing.on,
    )


def _take_back(matter: Matter, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.take_back(matter=matter, reason=reason, by=doing.by, on=doing.on)


def _handler(matter: Matter, form: Form, doing: Doing) -> object:
    return services.set_handler(
        matter=matter,
        person=form.person(),
        declared_none=form.cleaned_data["declared_none"],
        by=doing.by,
        on=doing.on,
    )


def _recuse(matter: Matter, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.recuse(matter=matter, reason=reason, by=doing.by, on=doing.on)


def _note(matter: Matter, form: Form, doing: Doing) -> object:
    return services.note(matter=matter, text=form.cleaned_data["text"], by=doing.by, on=doing.on)


def _message(matter: Matter, form: Form, doing: Doing) -> object:
    text = form.cleaned_data["text"]
    return services.write_to_complainant(matter=matter, text=text, by=doing.by, on=doing.on)


def _urge(matter: Matter, form: Form, doing: Doing) -> object:
    return services.urge(matter=matter, text=form.cleaned_data["text"], by=doing.by, on=doing.on)


def _supervise(matter: Matter, form: Form, doing: Doing) -> object:
    text = form.cleaned_data["text"]
    return services.supervise(matter=matter, text=text, by=doing.by, on=doing.on)


def _answer_urging(matter: Matter, form: Form, doing: Doing) -> object:
    text = form.cleaned_data["text"]
    return services.answer_urging(matter=matter, text=text, by=doing.by, on=doing.on)


def _answer_supervision(matter: Matter, form: Form, doing: Doing) -> object:
    text = form.cleaned_data["text"]
    return services.answer_supervision(matter=matter, text=text, by=doing.by, on=doing.on)


def _extend(matter: Matter, form: Form, doing: Doing) -> object:
    return services.ask_extension(
        matter=matter,
        term=form.term(),
        reason=form.cleaned_data["reason"],
        by=doing.by,
        on=doing.on,
    )


def _stop(matter: Matter, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.stop_clock(matter=matter, reason=reason, by=doing.by, on=doing.on)


def _run(matter: Matter, form: Form, doing: Doing) -> object:
    return services.run_clock(matter=matter, by=doing.by, on=doing.on)


def _outcome(matter: Matter, form: Form, doing: Doing) -> object:
    outcome = services.draft_outcome(matter=matter, by=doing.by, on=doing.on, **form.cleaned_data)
    if "submit" in form.data:
        services.submit_outcome(matter=matter, by=doing.by, on=doing.on)
    return outcome


def _report(matter: Matter, form: Form, doing: Doing) -> object:
    if form.cleaned_data["verdict"] == "back":
        reason = form.cleaned_data["reason"]
        return services.send_back(matter=matter, reason=reason, by=doing.by, on=doing.on)
    reply = form.cleaned_data["reply"]
    return services.accept_report(matter=matter, reply=reply, by=doing.by, on=doing.on)


def _call_back(matter: Matter, form: Form, doing: Doing) -> object:
    reached = form.cleaned_data["reached"] == "yes"
    return services.call_back(
        matter=matter,
        reached=reached,
        satisfaction=form.cleaned_data["satisfaction"] if reached else "",
        remark=form.cleaned_data["remark"],
        by=doing.by,
        on=doing.on,
    )


def _close(matter: Matter, form: Form, doing: Doing) -> object:
    return services.close(matter=matter, by=doing.by, on=doing.on, **form.cleaned_data)


def _reopen(matter: Matter, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.reopen(complaint=matter.complaint, reason=reason, by=doing.by, on=doing.on)


# --- what follows --------------------------------------------------------------------------------


def _after_signing(matter: Matter, on: date) -> list[Line]:
    return [Line(_("The unit has it; now somebody is named to handle it."))]


def _after_return(matter: Matter, on: date) -> list[Line]:
    slip = plan.slip_of(pack_of(matter.adoption), plan.RETURNED, "order")
    return [
        Line(_("{office} decides whether it comes back.").format(office=matter.keeper.name)),
        Line(_("The clocks go on until then.")),
        *consequences.paper(matter.adoption, slip.id if slip else None),
    ]


def _after_objecting(matter: Matter, on: date) -> list[Line]:
    """Say that a refused return, objected to, goes to the unit above both, and to whom."""
    said = pack_of(matter.adoption).routing.disputes
    refused = matter.notes.filter(kind=Note.Kind.RETURN_REFUSED).exists()
    if said is None or not (refused or is_contested(matter, None)):
        return _after_return(matter, on)
    decider = decider_of(matter, on)
    grounds = labels.grounds(pack_of(matter.adoption), said)
    name = decider.name if decider else "—"
    event = consequences.of_event(matter, plan.DISPUTED, on)
    return [
        Line(
            _("It goes to {unit}, which stands above both and decides.").format(unit=name), grounds
        ),
        Line(_("Your unit answers for it until then; the clocks go on.")),
        *event,
    ]


def _after_judging(matter: Matter, on: date) -> list[Line]:
    return [
        Line(_("The verdict counts for the unit, and it reads your reasons.")),
        Line(_("Sent back, the unit's clock begins anew in a new round.")),
    ]


def _after_acting(matter: Matter, on: date) -> list[Line]:
    return [Line(_("The clock of the first action stops; outcome and reply follow."))]


def _after_coming_back(matter: Matter, on: date) -> list[Line]:
    unit = matter.handling_unit.name
    return [
        Line(_("{unit} sees the complaint no more, and owes nothing on it.").format(unit=unit)),
        Line(_("It waits here to be given to somebody else; the clock of the reply goes on.")),
    ]


def _after_naming(matter: Matter, on: date) -> list[Line]:
    return [Line(_("The handler is told, and owes what the unit owes on this matter."))]


def _after_recusing(matter: Matter, on: date) -> list[Line]:
    return [
        Line(_("Somebody else of the unit is named; you cannot handle this matter again.")),
        Line(_("What you have written stays.")),
    ]


def _after_writing(matter: Matter, on: date) -> list[Line]:
    return [Line(_("Whoever left a contact gets a text that there is news, and nothing else."))]


def _after_urging(matter: Matter, on: date) -> list[Line]:
    urging, duty = pack_of(matter.adoption).urging, owed_first(matter)
    lines = []
    if duty:
        text = _("What is urged: “{duty}”, due on {day}; urging no. {n}.")
        due = slips.told(duty.due_on) if duty.due_on else "—"
        lines.append(Line(text.format(duty=duty.label, day=due, n=duty.urged + 1)))
    lines += consequences.paper(matter.adoption, urging.slip if urging else None)
    return [*lines, *consequences.of_event(matter, plan.URGED, on)]


def _after_supervising(matter: Matter, on: date) -> list[Line]:
    pack = pack_of(matter.adoption)
    mode, urging, owed = plan.supervision(pack), pack.urging, owed_first(matter)
    if mode is None:
        return []
    lines = []
    if urging and owed:
        text = _("Urged {n} times so far; after {most} without result the plan wants supervision.")
        grounds = labels.grounds(pack, urging)
        lines.append(Line(text.format(n=owed.urged, most=urging.supervise_after), grounds))
    return [
        *lines,
        *consequences.chain(matter.adoption, mode.approval, matter.keeper, on),
        *consequences.paper(matter.adoption, mode.slip),
        *consequences.of_event(matter, plan.SUPERVISED, on),
    ]


def _after_extending(matter: Matter, on: date) -> list[Line]:
    duty = reply_duty(matter)
    granted = pack_of(matter.adoption).clock(duty.code).extension if duty else None
    if duty is None or granted is None:
        return []
    due = slips.told(duty.due_on) if duty.due_on else "—"
    return [
        Line(_("Now due on {day}.").format(day=due)),
        *consequences.chain(matter.adoption, granted.approval, duty.owner_unit, on),
        *consequences.paper(matter.adoption, granted.slip),
    ]


def _after_stopping(matter: Matter, on: date) -> list[Line]:
    return [Line(_("The days until it goes on are not counted."))]


def _after_submitting(matter: Matter, on: date) -> list[Line]:
    slip = plan.reply_slip(pack_of(matter.adoption))
    report_back = plan.way_of(matter).report_back
    if report_back:
        text = _("Then {office} checks the report and sends the reply.")
        after = [Line(text.format(office=matter.keeper.name))]
    else:
        after = [
            *consequences.paper(matter.adoption, slip.id),
            Line(_("The complainant reads the reply on the follow-up page.")),
        ]
    return [
        *consequences.chain(matter.adoption, slip.approval, matter.handling_unit, on),
        *after,
    ]


def _after_checking(matter: Matter, on: date) -> list[Line]:
    slip = plan.reply_slip(pack_of(matter.adoption))
    return [
        *consequences.chain(matter.adoption, slip.approval, matter.keeper, on),
        *consequences.paper(matter.adoption, slip.id),
        Line(_("Sent back, the unit's clock begins anew in a new round.")),
    ]


def _after_calling(matter: Matter, on: date) -> list[Line]:
    return [Line(_("After the call-back the office can close the matter."))]


def _after_closing(matter: Matter, on: date) -> list[Line]:
    lines = [Line(_("The matter is closed; nothing more is owed on it."))]
    assert matter.replied_on is not None
    window = plan.window(matter.adoption, plan.RATED, matter.replied_on)
    if window:
        text = _("The complainant can have it taken up again until {day}.")
        lines.append(Line(text.format(day=slips.told(window.last)), window.clause))
    return lines


def _after_reopening(matter: Matter, on: date) -> list[Line]:
    who = matter.handler.name if matter.handler else "—"
    return [
        Line(_("A new round begins; {handler} handles it again.").format(handler=who)),
        *consequences.of_event(matter, plan.ACCEPTED, on),
    ]


def _draft(matter: Matter) -> dict[str, Any]:
    outcome = matter.outcomes.filter(round__lte=matter.round).order_by("-round").first()
    if outcome is None:
        return {}
    names = (
        "matter_outcome",
        "person_outcome",
        "findings",
        "reply",
        "system_cause",
        "no_cause",
    )
    return {name: getattr(outcome, name) for name in names}


PAGES: dict[str, Page] = {
    "sign-for": Page(
        forms.NothingForm,
        _sign_for,
        gettext_lazy("Signed for."),
        gettext_lazy("Sign for it"),
        _after_signing,
    ),
    "settle-return": Page(
        forms.SettleForm,
        _settle,
        gettext_lazy("It is settled."),
        gettext_lazy("Decide"),
        _after_coming_back,
    ),
    "return": Page(
        forms.ReturnForm,
        _return,
        gettext_lazy("The return is asked for."),
        gettext_lazy("Ask to return it"),
        _after_objecting,
    ),
    "first-action": Page(
        forms.FirstActionForm,
        _act_first,
        gettext_lazy("The first action is written down."),
        gettext_lazy("Write it down"),
        _after_acting,
    ),
    "judge": Page(
        forms.JudgeForm,
        _judge,
        gettext_lazy("The verdict is written down."),
        gettext_lazy("Give the verdict"),
        _after_judging,
        template="matters/judge.html",
    ),
    "take-back": Page(
        forms.ReasonForm,
        _take_back,
        gettext_lazy("It was taken back."),
        gettext_lazy("Take the matter back"),
        _after_coming_back,
        is_grave=True,
    ),
    "handler": Page(
        forms.HandlerForm,
        _handler,
        gettext_lazy("The handler is named."),
        gettext_lazy("Name the handler"),
        _after_naming,
        template="matters/handler.html",
    ),
    "change-handler": Page(
        forms.HandlerForm,
        _handler,
        gettext_lazy("Another handler is named."),
        gettext_lazy("Change the handler"),
        _after_naming,
        template="matters/handler.html",
    ),
    "recuse": Page(
        forms.ShortReasonForm,
        _recuse,
        gettext_lazy("You have stepped back from this matter."),
        gettext_lazy("Recuse myself"),
        _after_recusing,
        is_grave=True,
    ),
    "note": Page(
        forms.NoteForm, _note, gettext_lazy("The note is kept."), gettext_lazy("Keep the note")
    ),
    "message": Page(
        forms.MessageForm,
        _message,
        gettext_lazy("The message was sent."),
        gettext_lazy("Send it"),
        _after_writing,
    ),
    "urge": Page(
        forms.UrgeForm,
        _urge,
        gettext_lazy("The unit was urged."),
        gettext_lazy("Urge"),
        _after_urging,
    ),
    "supervise": Page(
        forms.SuperviseForm,
        _supervise,
        gettext_lazy("The proposal is on its way."),
        gettext_lazy("Send it for approval"),
        _after_supervising,
    ),
    "answer-urging": Page(
        forms.AnswerForm, _answer_urging, gettext_lazy("Answered."), gettext_lazy("Answer")
    ),
    "answer-supervision": Page(
        forms.AnswerForm, _answer_supervision, gettext_lazy("Answered."), gettext_lazy("Answer")
    ),
    "extension": Page(
        forms.ExtensionForm,
        _extend,
        gettext_lazy("The request is on its way."),
        gettext_lazy("Ask for it"),
        _after_extending,
    ),
    "stop-clock": Page(
        forms.StopForm,
        _stop,
        gettext_lazy("The clock stands still."),
        gettext_lazy("Stop the clock"),
        _after_stopping,
    ),
    "run-clock": Page(
        forms.NothingForm,
        _run,
        gettext_lazy("The clock goes on."),
        gettext_lazy("Let the clock go on"),
    ),
    "outcome": Page(
        forms.OutcomeForm,
        _outcome,
        gettext_lazy("Outcome and reply are kept."),
        gettext_lazy("Keep the draft"),
        _after_submitting,
        initial=_draft,
        template="matters/outcome.html",
    ),
    "report": Page(
        forms.ReportForm,
        _report,
        gettext_lazy("The report is dealt with."),
        gettext_lazy("Send it"),
        _after_checking,
        initial=_draft,
        template="matters/report.html",
    ),
    "call-back": Page(
        forms.CallBackForm,
        _call_back,
        gettext_lazy("The call-back is entered."),
        gettext_lazy("Enter the call-back"),
        _after_calling,
    ),
    "close": Page(
        forms.CloseForm,
        _close,
        gettext_lazy("The matter is closed."),
        gettext_lazy("Close the matter"),
        _after_closing,
    ),
    "reopen": Page(
        forms.ReopenForm,
        _reopen,
        gettext_lazy("It is taken up again."),
        gettext_lazy("Take the matter up again"),
        _after_reopening,
    ),
}


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on a matter asks and what follows; do it on sending."""
    matter = matter_or_404(request, pk)
    today = clock.today()
    offered = offer(key, matter, request.standing, today)
    if offered is None or key not in PAGES:
        raise Http404
    page = PAGES[key]
    form = page.form(
        request.POST if request.method == "POST" else None,
        matter=matter,
        on=today,
        initial=page.initial(matter),
    )
    doing = Doing(account(request), today, clock.moment())
    if form.is_bound and offered.why_not:
        form.add_error(None, f"{offered.why_not} {offered.basis}".strip())
    if form.is_valid() and attempt(form, lambda: page.do(matter, form, doing)):
        messages.success(request, page.done)
        return go_to(request, _back(request, matter))
    context = {
        "matter": matter,
        "complaint": matter.complaint,
        "offer": offered,
        "page": page,
        "form": form,
        "follows": [] if offered.why_not else page.follows(matter, today),
        "outcome": matter.outcomes.filter(round=matter.round).first(),
        "last_note": matter.notes.select_related("by__person").order_by("pk").last(),
        "report_back": plan.way_of(matter).report_back,
        "back": page_of(matter),
    }
    return render(request, page.template, context, status=422 if form.is_bound else 200)


def _back(request: Request, matter: Matter) -> str:
    """Return where to go: to the matter's page, or to the lists if it is not seen any more."""
    still = matters_visible_to(request.standing).filter(pk=matter.pk).exists()
    return page_of(matter) if still else reverse("matters:unit")


@never_cache
@needs(*READERS)
@require_GET
def preview_reply(request: Request, pk: int) -> HttpResponse:
    """Show the reply as it would go out: no number, no code, marked as a draft."""
    matter = matter_or_404(request, pk)
    outcome = matter.outcomes.filter(round=matter.round).first()
    if outcome is None:
        raise Http404
    slip = plan.reply_slip(pack_of(matter.adoption))
    unit = matter.keeper if plan.way_of(matter).report_back else matter.handling_unit
    today = clock.today()
    content = preview(
        slip=slip,
        unit=unit,
        fill=slips.reply(matter, outcome.reply, today),
        on=today,
        lang=matter.complaint.language,
    )
    name = slip.label.say(labels.language())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": str(content_disposition_header(True, f"{name}.pdf"))},
    )
