"""The acts on a letter: each page shows what follows, then does it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.directory.models import Account
from zhiyong.duties.services import clocks_from
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to
from zhiyong.transfers import forms, plan, services
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors import offer, offers_on_case, transfers_visible_to
from zhiyong.transfers.views.common import (
    READERS,
    account,
    attempt,
    case_or_404,
    transfer_or_404,
)

Form = Any


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows from an act, and what it rests on."""

    text: Any
    basis: Any = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what follows from it, what it does, what is then said."""

    form: type[forms.ActForm]
    do: Callable[[Transfer, Form, Account, date], object]
    done: Any
    button: Any
    follows: Callable[[Transfer], list[Line]] = lambda transfer: []  # noqa: ARG005
    is_grave: bool = False
    initial: Callable[[Transfer, date], dict[str, Any]] = lambda transfer, on: {}  # noqa: ARG005


# --- what each does ------------------------------------------------------------------------------


def _send(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    number = form.cleaned_data.get("number", "")
    return services.send(transfer=transfer, number=number, by=by, on=on)


def _edit(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    text = form.cleaned_data["text"]
    return services.relist(transfer=transfer, text=text, items=form.listed(), by=by, on=on)


def _withdraw(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    return services.withdraw(transfer=transfer, by=by, on=on)


def _sign(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    number = form.cleaned_data["number"]
    return services.receive(
        transfer=transfer, received_on=on, number=number, signed=True, by=by, on=on
    )


def _receipt(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    return services.receive(transfer=transfer, by=by, on=on, **form.cleaned_data)


def _reply(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    said = form.cleaned_data
    return services.reply(
        transfer=transfer,
        followed=form.verdict(),
        outcome=said["outcome"],
        replied_on=said["replied_on"],
        scan=said["scan"],
        by=by,
        on=on,
    )


def _give_back(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    return services.give_back(transfer=transfer, by=by, on=on, **form.cleaned_data)


def _waive(transfer: Transfer, form: Form, by: Account, on: date) -> object:
    reason = form.cleaned_data["reason"]
    return services.waive_reply(transfer=transfer, reason=reason, by=by, on=on)


# --- what follows --------------------------------------------------------------------------------


def _after_sending(transfer: Transfer) -> list[Line]:
    pack = pack_of(transfer.adoption)
    slip = plan.letter_of(pack, transfer.kind, transfer.measure)
    listing = plan.slip_for(pack, plan.MATERIALS)
    lines = []
    if slip is not None and slip.approval:
        chain = label(pack, "approvals", slip.approval)
        lines.append(Line(_("It first passes “{chain}”.").format(chain=chain), slip.clause or ""))
    if slip is not None:
        lines.append(
            Line(_("“{slip}” is issued with its number.").format(slip=slip.label.say(language())))
        )
    if listing is not None and transfer.items.exists():
        lines.append(Line(_("The list of materials is issued with it.")))
    if transfer.to_unit:
        text = _("{unit} sees the letter and its list, signs for it and replies here.")
        lines.append(Line(text.format(unit=transfer.to_unit.name)))
    else:
        lines.append(Line(_("Print it; its receipt comes back by the code on it.")))
    if transfer.whole:
        lines.append(Line(_("Once it is signed for, the case stands as handed over.")))
    lines += _clocks(transfer)
    lines.append(Line(_("It cannot be withdrawn any more.")))
    return lines


def _clocks(transfer: Transfer) -> list[Line]:
    pack = pack_of(transfer.adoption)
    return [
        Line(
            _("Once received, a clock runs: {clock}.").format(clock=clock_.label.say(language())),
            clock_.clause or "",
        )
        for name in plan.events(transfer.line, replied=False)
        for clock_ in clocks_from(pack, name)
    ]


def _after_receipt(transfer: Transfer) -> list[Line]:
    lines = _clocks(transfer)
    if transfer.whole:
        lines.append(Line(_("The case then stands as handed over.")))
    return lines


def _after_reply(transfer: Transfer) -> list[Line]:
    lines = [Line(_("What is owed on it is met, and the body that sent it is told."))]
    if transfer.decision:
        lines.append(Line(_("The decision that it carries out takes the outcome.")))
    return lines


def _after_giving_back(transfer: Transfer) -> list[Line]:
    return [Line(_("What was owed on it lapses; {unit} is told.").format(unit=transfer.unit.name))]


def _today(*names: str) -> Callable[[Transfer, date], dict[str, Any]]:
    return lambda transfer, on: dict.fromkeys(names, on)  # noqa: ARG005


def _draft(transfer: Transfer, on: date) -> dict[str, Any]:
    items = list(transfer.items.order_by("number"))
    return {
        "text": transfer.text,
        "materials": [one.reference for one in items if one.reference],
        "originals": any(one.is_original for one in items if one.reference),
        "things": "\n".join(one.title for one in items if not one.reference),
    }


PAGES: dict[str, Page] = {
    "send": Page(
        forms.SendForm,
        _send,
        gettext_lazy("The letter is on its way."),
        gettext_lazy("Send it"),
        _after_sending,
        is_grave=True,
    ),
    "edit": Page(
        forms.EditForm,
        _edit,
        gettext_lazy("The draft is kept."),
        gettext_lazy("Keep the draft"),
        initial=_draft,
    ),
    "withdraw": Page(
        forms.NothingForm,
        _withdraw,
        gettext_lazy("The letter is withdrawn."),
        gettext_lazy("Withdraw it"),
        is_grave=True,
    ),
    "sign-for": Page(
        forms.SignForm,
        _sign,
        gettext_lazy("Signed for."),
        gettext_lazy("Sign for it"),
        _after_receipt,
    ),
    "receipt": Page(
        forms.ReceiptForm,
        _receipt,
        gettext_lazy("The receipt is entered."),
        gettext_lazy("Enter the receipt"),
        _after_receipt,
        initial=_today("received_on"),
    ),
    "reply": Page(
        forms.ReplyForm,
        _reply,
        gettext_lazy("The reply is sent."),
        gettext_lazy("Send the reply"),
        _after_reply,
        initial=_today("replied_on"),
    ),
    "enter-reply": Page(
        forms.ReplyForm,
        _reply,
        gettext_lazy("The reply is entered."),
        gettext_lazy("Enter the reply"),
        _after_reply,
        initial=_today("replied_on"),
    ),
    "give-back": Page(
        forms.GiveBackForm,
        _give_back,
        gettext_lazy("The letter was given back."),
        gettext_lazy("Give it back"),
        _after_giving_back,
        is_grave=True,
        initial=_today("returned_on"),
    ),
    "came-back": Page(
        forms.GiveBackForm,
        _give_back,
        gettext_lazy("It is entered that the letter came back."),
        gettext_lazy("Enter that it came back"),
        _after_giving_back,
        initial=_today("returned_on"),
    ),
    "waive": Page(
        forms.WaiveForm,
        _waive,
        gettext_lazy("The reason is written down."),
        gettext_lazy("Write it down"),
    ),
}


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on a letter asks and what follows; do it on sending."""
    transfer = transfer_or_404(request, pk)
    today = clock.today()
    offered = offer(key, transfer, request.standing)
    if offered is None or key not in PAGES:
        raise Http404
    page = PAGES[key]
    form = page.form(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        transfer=transfer,
        on=today,
        initial=page.initial(transfer, today),
    )
    if form.is_valid() and attempt(form, lambda: page.do(transfer, form, account(request), today)):
        messages.success(request, page.done)
        return go_to(request, _back(request, transfer))
    context = {
        "transfer": transfer,
        "offer": offered,
        "page": page,
        "form": form,
        "follows": page.follows(transfer),
        "back": reverse("transfers:transfer", args=[transfer.pk]),
    }
    return render(request, "transfers/act.html", context, status=422 if form.is_bound else 200)


def _back(request: Request, transfer: Transfer) -> str:
    """Return the letter's page, or the list of what was received, once it is not seen any more."""
    still = transfers_visible_to(request.standing).filter(pk=transfer.pk).exists()
    if still:
        return reverse("transfers:transfer", args=[transfer.pk])
    return reverse("transfers:received")


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def prepare(request: Request, pk: int) -> HttpResponse:
    """Draft a letter out of a case; it goes out only when it is sent."""
    case = case_or_404(request, pk)
    today = clock.today()
    offered = next(iter(offers_on_case(case, request.standing, today)), None)
    if offered is None:
        raise Http404
    form = forms.PrepareForm(
        request.POST if request.method == "POST" else None,
        case=case,
        on=today,
        initial=_initial(request, case, today),
    )
    made: list[Transfer] = []

    def do() -> None:
        data = form.cleaned_data
        made.append(
            services.prepare(
                case=case,
                respondent=form.respondent(),
                kind=data["kind"],
                line=data["line"],
                to_unit=data["to_unit"],
                to_name=data["to_name"],
                text=data["text"],
                items=form.listed(),
                whole=data["whole"],
                by=account(request),
                on=today,
            )
        )

    if form.is_bound and offered.why_not:
        form.add_error(None, str(offered.why_not))
    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The letter is drafted. Look it over, then send it."))
        return go_to(request, reverse("transfers:transfer", args=[made[0].pk]))
    context = {
        "case": case,
        "form": form,
        "offer": offered,
        "offered": _offered(case),
        "back": reverse("cases:case", args=[case.pk]),
    }
    return render(request, "transfers/prepare.html", context, status=422 if form.is_bound else 200)


def _offered(case: Any) -> list[Line]:
    """Return what letters the plan knows, with the clause and the form of each."""
    pack = pack_of(case.adoption)
    lines = []
    for kind in Transfer.Kind:
        slip = plan.letter_of(pack, kind)
        measure = plan.measure_of(pack, kind)
        if slip is None:
            continue
        said = slip.label.say(language())
        if measure is not None:
            said = f"{said}：{measure.label.say(language())}"
        lines.append(Line(f"{kind.label} · {said}", (measure or slip).clause or slip.clause or ""))
    return lines


def _initial(request: Request, case: Any, today: date) -> dict[str, Any]:
    """Return what the plan would send, and to whom: its own body for what was found."""
    kind = request.GET.get("kind", Transfer.Kind.HAND_OVER)
    if kind not in Transfer.Kind.values:
        kind = Transfer.Kind.HAND_OVER
    pack = pack_of(case.adoption)
    measure = plan.measure_of(pack, kind)
    first = (
        case.respondents.filter(removed_on__isnull=True)
        .select_related("unit", "unit_then")
        .order_by("pk")
        .first()
    )
    place = (first.unit or first.unit_then) if first else None
    bodies = plan.bodies_for(case.adoption, measure, place, today)
    line = request.GET.get("line", "")
    if line not in Transfer.Line.values:
        line = (
            Transfer.Line.DISCIPLINE if kind == Transfer.Kind.HAND_OVER else Transfer.Line.SUPERIOR
        )
    return {
        "kind": kind,
        "line": line,
        "to_unit": bodies[0].pk if bodies else None,
        "respondent": str(first.pk) if first else "",
    }
