"""Pages of approvals: what waits for me, one draft with its steps, and what I may do."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyong.approvals import drafts, recusals, selectors, services, sheets
from zhiyong.approvals.forms import DecideForm, DelegateForm, PaperForm, StandInForm
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
    form = DecideForm(request.POST, may_dissent=_may_dissent(request, found))
    if form.is_valid() and _done(
        form,
        lambda: services.decide(
            step=_turn(request, found),
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
            step=_turn(request, found),
            to=form.cleaned_data["to"],
            by=account_of(request),
            on=clock.today(),
        ),
    ):
        messages.success(request, _("The step is passed on; that person is told."))
        return redirect("approvals:waiting")
    return _page(request, found, delegate_form=form)


@require_POST
@needs(*services.NAMES_STAND_INS)
def stand_in(request: Request, pk: int) -> HttpResponse:
    """Name who signs in the place of somebody who must recuse."""
    found = _approval(request, pk)
    step = _without_hand(found)
    if step is None or not _may_name(request, found):
        raise Http404
    form = StandInForm(request.POST)
    if form.is_valid() and _done(
        form,
        lambda: services.name_stand_in(
            step=step, to=form.cleaned_data["to"], by=account_of(request), on=clock.today()
        ),
    ):
        messages.success(request, _("The stand-in is named and told."))
        return redirect("approvals:approval", found.pk)
    return _page(request, found, stand_in_form=form)


def _without_hand(found: Approval) -> Signature | None:
    """Return the step that nobody may take, since all who hold it must recuse."""
    today = clock.today()
    return next((one for one in selectors.open_steps(found) if selectors.recused(one, today)), None)


def _may_name(request: Request, found: Approval) -> bool:
    me = account_of(request).person
    if me is None or recusals.barred(found.subject, [me], clock.today()):
        return False
    return found.unit_id in request.standing.units(*services.NAMES_STAND_INS)


def _stand_in(request: Request, found: Approval, form: Form | None) -> dict[str, Any]:
    """Return that a step waits for a stand-in, why, and the form for whoever names one."""
    step = _without_hand(found)
    if step is None:
        return {}
    today = clock.today()
    proposed = selectors.next_in_line(step, today)
    initial = {"to": f"person-{proposed.pk}"} if proposed else {}
    return {
        "recused": list(selectors.recused(step, today).values()),
        "stand_in_form": form
        or (StandInForm(initial=initial) if _may_name(request, found) else None),
    }


@require_POST
@needs(*ENTERS)
def on_paper(request: Request, pk: int) -> HttpResponse:
    """Enter what was signed on the printed sheet."""
    found = _approval(request, pk)
    steps = list(selectors.open_steps(found))
    if not steps or not _may_enter(request, found):
        raise Http404
    form = PaperForm(
        request.POST,
        request.FILES,
        signers=_signers(steps),
        may_dissent=services.may_dissent(steps[0]),
    )
    if form.is_valid() and _done(form, lambda: _signed(request, found, steps, form)):
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


def _signed(request: Request, found: Approval, steps: list[Signature], form: PaperForm) -> None:
    step = _seat_of(steps, form.cleaned_data["signer"], form.cleaned_data["signed_on"])
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


def _seat_of(steps: list[Signature], signer: Person, on: date) -> Signature:
    """Return the seat that a signature on paper fills, of those who sign jointly."""
    return next((one for one in steps if signer in selectors.takers(one, on)), steps[0])


def _page(request: Request, found: Approval, **forms: Form) -> HttpResponse:
    today = clock.today()
    steps = list(selectors.open_steps(found))
    mine = selectors.step_of(found, request.standing.person_id, today)
    step = mine or (steps[0] if steps else None)
    who = {one.pk: selectors.takers(one, today) for one in steps}
    takers = who[step.pk] if step else []
    is_mine = mine is not None
    may_enter = bool(steps) and (not is_mine or len(steps) > 1) and _may_enter(request, found)
    dissent = step is not None and services.may_dissent(step)
    titles = kinds.titles([found.subject], request.standing)
    told = timeline(kinds.ref(found), request.standing)
    context: dict[str, Any] = {
        "approval": found,
        "what": _chain(found),
        "about": titles.get(found.subject, ""),
        "about_url": kinds.url(found.subject) if found.subject in titles else None,
        "lines": drafts.lines(found),
        "stepper": _steps(found, steps, who),
        "jointly": _seats(found, steps, who) if len(steps) > 1 or _is_joint(found, step) else [],
        "due_on": step.due_on if step else None,
        "is_late": bool(step and step.due_on and step.due_on < today),
        "passed_on": _passed_on(step, takers),
        **_stand_in(request, found, forms.get("stand_in_form")),
        "signatures": found.steps.select_related(
            "decided_by", "delegated_to", "delegated_by", "recorded_by__person", "scan"
        ).order_by("round", "order", "seat"),
        "is_mine": is_mine,
        "may_withdraw": found.started_by_id == account_of(request).pk
        and found.state in (Approval.State.RUNNING, Approval.State.RETURNED),
        "sheet_url": sheets.address_of(found) if step is not None else "",
        "decide_form": forms.get("decide_form")
        or (DecideForm(may_dissent=dissent) if is_mine else None),
        "delegate_form": forms.get("delegate_form") or (DelegateForm() if is_mine else None),
        "paper_form": forms.get("paper_form")
        or (_empty_paper(steps, may_dissent=dissent) if may_enter else None),
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


def _is_joint(found: Approval, step: Signature | None) -> bool:
    if step is None or found.adoption is None:
        return False
    return pack_of(found.adoption).approval(found.chain).steps[step.order].jointly


def _seats(
    found: Approval, steps: list[Signature], who: Mapping[int, list[Person]]
) -> list[dict[str, Any]]:
    """Return everybody who signs jointly now: for whom, who it is, what they said."""
    if not steps or found.adoption is None:
        return []
    pack = pack_of(found.adoption)
    rows = found.steps.filter(round=found.round, order=steps[0].order)
    return [
        {
            "party": party(pack, one.role),
            "place": one.place.name if one.place else "",
            "names": str(one.decided_by or "")
            or "、".join(person.name for person in who.get(one.pk, ()))
            or _("Nobody holds this position now."),
            "said": one.get_verdict_display(),
            "step": one,
        }
        for one in rows.select_related("decided_by", "place").order_by("seat")
    ]


def _steps(found: Approval, turns: list[Signature], who: Mapping[int, list[Person]]) -> list[Step]:
    now = {one.pk for one in turns}
    steps = []
    rows = found.steps.filter(round=found.round).select_related("decided_by")
    for one in rows.order_by("order", "seat"):
        named = {"propose": _("Proposal"), "review": _("Review"), "issue": _("Issue")}
        label = named.get(one.code, one.code)
        if found.adoption is not None:
            pack = pack_of(found.adoption)
            act = pack.approval(found.chain).steps[one.order]
            label = f"{act.label.say(language())} · {party(pack, one.role)}"
        state: Any = "done" if one.verdict else "now" if one.pk in now else "next"
        note = one.decided_by.name if one.decided_by else ""
        if one.pk in now:
            names = "、".join(person.name for person in who[one.pk])
            note = names or _("Nobody holds this position now.")
        steps.append(Step(label, state, on=one.decided_on, clause=one.clause, note=note))
    return steps


def _may_enter(request: Request, found: Approval) -> bool:
    on_paper = found.adoption is not None and pack_of(found.adoption).approval(found.chain).on_paper
    return on_paper and found.audience in request.standing.units(*ENTERS)


def _signers(steps: list[Signature]) -> Any:
    """Return who may have signed: whoever may now, and who was asked when it was sent."""
    now = {person.pk for step in steps for person in selectors.takers(step, clock.today())}
    asked = {pk for step in steps for pk in step.candidates}
    return Person.objects.filter(pk__in=now | asked).order_by("pinyin", "pk")


def _empty_paper(steps: list[Signature], *, may_dissent: bool) -> PaperForm:
    """Return the form for what was signed on paper, with what is likely filled in."""
    signers = list(_signers(steps))
    return PaperForm(
        signers=_signers(steps),
        may_dissent=may_dissent,
        initial={
            "signer": signers[0].pk if len(signers) == 1 else None,
            "signed_on": clock.today(),
            "verdict": Signature.Verdict.AGREE,
        },
    )


def _may_dissent(request: Request, found: Approval) -> bool:
    step = selectors.step_of(found, request.standing.person_id, clock.today())
    return step is not None and services.may_dissent(step)


def _turn(request: Request, found: Approval) -> Signature:
    """Return my own step of those whose turn it is; else the first, which is somebody else's."""
    mine = selectors.step_of(found, request.standing.person_id, clock.today())
    step = mine or selectors.current_step(found)
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
