"""Pages of approvals: what waits for me, one draft with its steps, and what I may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyong.approvals import drafts, selectors, services, sheets
from zhiyong.approvals.forms import DecideForm, DelegateForm, PaperForm
from zhiyong.approvals.models import Approval
from zhiyong.approvals.models import Step as Signature
from zhiyong.directory.models import Person
from zhiyong.directory.standing import account_of
from zhiyong.files.services import store
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.parts import Entry, Step

READERS = tuple(sorted(READS_CASES))
ENTERS = (Role.CLERK, Role.HANDLER, Role.OFFICE, Role.SECTION_HEAD, Role.SUPERVISOR)
"""Who enters what was signed on paper."""
MOST = 200


@require_GET
@needs(*READERS)
def waiting(request: Request) -> HttpResponse:
    """List the drafts that wait for me, the oldest first."""
    me = request.standing.person_id
    steps = [
        step
        for step in selectors.waiting_for(request.standing)[:MOST]
        if step.delegated_to_id != me or _counts(step, me)
    ]
    titles = kinds.titles([step.approval.subject for step in steps], request.standing)
    rows = [
        {
            "step": step,
            "title": titles.get(step.approval.subject, ""),
            "what": _chain(step.approval),
            "passed_on_by": step.delegated_by if step.delegated_to_id == me else None,
        }
        for step in steps
    ]
    return render(request, "approvals/waiting.html", {"rows": rows})


def _counts(step: Signature, me: int | None) -> bool:
    """Whether a step that was passed on to me is still mine to take."""
    return me in [person.pk for person in selectors.takers(step, clock.today())]


@require_GET
@needs(*READERS)
def approval(request: Request, pk: int) -> HttpResponse:
    """Show one draft: what it says, its steps and opinions, and what I may do."""
    return _page(request, _approval(request, pk))


@require_POST
@needs(*READERS)
def decide(request: Request, pk: int) -> HttpResponse:
    """Agree to a draft, or send it back."""
    found = _approval(request, pk)
    form = DecideForm(request.POST)
    if form.is_valid() and _done(
        form,
        lambda: services.decide(
            step=_turn(found),
            verdict=Signature.Verdict(form.cleaned_data["verdict"]),
            opinion=form.cleaned_data["opinion"],
            by=account_of(request),
            on=clock.today(),
            at=clock.moment(),
        ),
    ):
        messages.success(request, _("Your decision is written down."))
        return redirect("approvals:waiting")
    return _page(request, found, decide_form=form)


@require_POST
@needs(*READERS)
def delegate(request: Request, pk: int) -> HttpResponse:
    """Pass my step on to somebody else."""
    found = _approval(request, pk)
    form = DelegateForm(request.POST)
    if form.is_valid() and _done(
        form,
        lambda: services.delegate(
            step=_turn(found), to=form.cleaned_data["to"], by=account_of(request), on=clock.today()
        ),
    ):
        messages.success(request, _("The step is passed on; that person is told."))
        return redirect("approvals:waiting")
    return _page(request, found, delegate_form=form)


@require_POST
@needs(*ENTERS)
def on_paper(request: Request, pk: int) -> HttpResponse:
    """Enter what was signed on the printed sheet."""
    found = _approval(request, pk)
    step = selectors.current_step(found)
    if step is None or not _may_enter(request, found):
        raise Http404
    form = PaperForm(request.POST, request.FILES, signers=_signers(step))
    if form.is_valid() and _done(form, lambda: _signed(request, found, step, form)):
        messages.success(request, _("The signature is entered, with its scan."))
        return redirect("approvals:approval", found.pk)
    return _page(request, found, paper_form=form)


@require_POST
@needs(*READERS)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take my own draft out of its chain."""
    found = _approval(request, pk)
    try:
        services.withdraw(approval=found, by=account_of(request), on=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is withdrawn."))
    return redirect("approvals:approval", found.pk)


def _signed(request: Request, found: Approval, step: Signature, form: PaperForm) -> None:
    with transaction.atomic():
        scan = store(
            upload=form.cleaned_data["scan"],
            of=found,
            purpose="approval.scan",
            by=account_of(request),
            on=clock.today(),
            audience=found.audience,
        )
        services.decide_on_paper(
            step=step,
            verdict=Signature.Verdict(form.cleaned_data["verdict"]),
            opinion=form.cleaned_data["opinion"],
            signer=form.cleaned_data["signer"],
            signed_on=form.cleaned_data["signed_on"],
            scan=scan,
            by=account_of(request),
            on=clock.today(),
        )


def _page(request: Request, found: Approval, **forms: Form) -> HttpResponse:
    step = selectors.current_step(found)
    takers = selectors.takers(step, clock.today()) if step else []
    is_mine = request.standing.person_id in [person.pk for person in takers]
    may_enter = step is not None and not is_mine and _may_enter(request, found)
    titles = kinds.titles([found.subject], request.standing)
    told = timeline(kinds.ref(found), request.standing)
    context: dict[str, Any] = {
        "approval": found,
        "what": _chain(found),
        "about": titles.get(found.subject, ""),
        "about_url": kinds.url(found.subject) if found.subject in titles else None,
        "lines": drafts.lines(found),
        "stepper": _steps(found, step, takers),
        "passed_on": _passed_on(step, takers),
        "signatures": found.steps.select_related(
            "decided_by", "delegated_to", "delegated_by", "recorded_by__person", "scan"
        ).order_by("round", "order"),
        "is_mine": is_mine,
        "may_withdraw": found.started_by_id == account_of(request).pk
        and found.state in (Approval.State.RUNNING, Approval.State.RETURNED),
        "sheet_url": sheets.address_of(found) if step is not None else "",
        "decide_form": forms.get("decide_form") or (DecideForm() if is_mine else None),
        "delegate_form": forms.get("delegate_form") or (DelegateForm() if is_mine else None),
        "paper_form": forms.get("paper_form")
        or (_empty_paper(step) if may_enter and step else None),
        "paper_open": "paper" in request.GET,
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    return render(request, "approvals/approval.html", context, status=422 if forms else 200)


def _chain(found: Approval) -> str:
    if found.adoption is None:
        return found.chain
    return pack_of(found.adoption).approval(found.chain).label.say(language())


def _passed_on(step: Signature | None, takers: list[Person]) -> str:
    """Say that a step was passed on, by whom and to whom, while that counts."""
    if step is None or step.delegated_to is None or step.delegated_to not in takers:
        return ""
    said = _("{name} passed this step on to {other}; whoever holds the position may still act.")
    return said.format(name=step.delegated_by, other=step.delegated_to)


def _steps(found: Approval, turn: Signature | None, takers: list[Person]) -> list[Step]:
    steps = []
    for one in found.steps.filter(round=found.round).select_related("decided_by").order_by("order"):
        named = {"propose": _("Proposal"), "review": _("Review"), "issue": _("Issue")}
        label = named.get(one.code, one.code)
        if found.adoption is not None:
            pack = pack_of(found.adoption)
            act = pack.approval(found.chain).steps[one.order]
            label = f"{act.label.say(language())} · {party(pack, one.role)}"
        state: Any = "done" if one.verdict else "now" if turn and turn.pk == one.pk else "next"
        note = one.decided_by.name if one.decided_by else ""
        if turn and turn.pk == one.pk:
            names = "、".join(person.name for person in takers)
            note = names or _("Nobody holds this position now.")
        steps.append(Step(label, state, on=one.decided_on, clause=one.clause, note=note))
    return steps


def _may_enter(request: Request, found: Approval) -> bool:
    on_paper = found.adoption is not None and pack_of(found.adoption).approval(found.chain).on_paper
    return on_paper and found.audience in request.standing.units(*ENTERS)


def _signers(step: Signature) -> Any:
    """Return who may have signed: whoever may now, and who was asked when it was sent."""
    now = [person.pk for person in selectors.takers(step, clock.today())]
    return Person.objects.filter(pk__in={*now, *step.candidates}).order_by("pinyin", "pk")


def _empty_paper(step: Signature) -> PaperForm:
    """Return the form for what was signed on paper, with what is likely filled in."""
    signers = list(_signers(step))
    return PaperForm(
        signers=_signers(step),
        initial={
            "signer": signers[0].pk if len(signers) == 1 else None,
            "signed_on": clock.today(),
            "verdict": Signature.Verdict.AGREE,
        },
    )


def _turn(found: Approval) -> Signature:
    step = selectors.current_step(found)
    if step is None:
        raise services.NotYourTurn(
            _("It is not this step's turn: somebody may have acted just now.")
        )
    return step


def _approval(request: Request, pk: int) -> Approval:
    found = (
        selectors.approvals_visible_to(request.standing)
        .select_related("adoption__pack", "unit", "started_by__person")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _done(form: Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
