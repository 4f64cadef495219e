"""The acts on items: enter, plan, approve, tell, move, hand in, look at, open again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.directory.models import Account
from zhiyong.directory.standing import account_of
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rectification import forms, plan, services
from zhiyong.rectification.access import ENTERS, READERS, watches, works_for
from zhiyong.rectification.models import Item, Move
from zhiyong.rectification.offers import offers
from zhiyong.rectification.selectors import items_visible_to
from zhiyong.rectification.services.checking import confirmers
from zhiyong.rectification.services.common import told
from zhiyong.rectification.views.common import (
    Doing,
    Line,
    act_page,
    adoption_or_404,
    adoptions_here,
    attempt,
    files_of,
    item_or_404,
    wanted,
)
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to

# ── a new one ─────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*ENTERS)
@require_http_methods(["GET"])
def choose(request: Request) -> HttpResponse:
    """Choose the plan under which a problem is entered; go straight on where there is one."""
    here = adoptions_here(request)
    if len(here) == 1:
        return redirect("rectification:register", here[0].pk)
    rows = [(one, pack_of(one).title.say(language())) for one in here]
    return render(request, "rectification/choose.html", {"rows": rows})


@never_cache
@needs(*ENTERS)
@require_http_methods(["GET", "POST"])
def register(request: Request, adoption: int) -> HttpResponse:
    """Enter a problem in the ledger."""
    found = adoption_or_404(request, adoption)
    today, by = clock.today(), account_of(request)
    source_ref = _source_ref(request)
    home = request.standing.home_unit_id
    form = forms.RegisterForm.of(
        found,
        request.POST if request.method == "POST" else None,
        initial={
            "found_on": today,
            "unit": _unit_asked(request)
            or (home if works_for(request.standing, home or 0) else None),
        },
    )
    made: list[Item] = []

    def do() -> None:
        said = form.stated()
        unit = said.pop("unit")
        if not watches(request.standing, found) and not works_for(request.standing, unit):
            raise services.NotTheirs(_("You enter problems of your own unit only."))
        if found.body_id not in unit.path:
            raise services.NotTheirs(_("This plan does not bind that unit."))
        number = said.pop("recurs", "")
        made.append(
            services.register_item(
                adoption=found,
                unit=unit,
                by=by,
                on=today,
                source_ref=source_ref,
                recurs=_earlier(request, found.pk, number),
                values=form.values,
                **said,
            )
        )

    if form.is_bound and form.is_valid() and attempt(form, do):
        text = _("Entered under no. {number}.")
        messages.success(request, text.format(number=made[0].number))
        return go_to(request, reverse("rectification:item", args=[made[0].pk]))
    titles = kinds.titles([source_ref], request.standing) if source_ref else {}
    context = {
        "form": form,
        "adoption": found,
        "plan_title": pack_of(found).title.say(language()),
        "source_ref": source_ref,
        "source_title": titles.get(source_ref, ""),
        "modes": [
            (one.label.say(language()), one.clause) for one in plan.modes_of(found) if one.clause
        ],
        "back": reverse("rectification:items"),
    }
    return render(
        request, "rectification/register.html", context, status=422 if form.is_bound else 200
    )


def _unit_asked(request: Request) -> int | None:
    """Return the unit that the thing is about, where the address names one."""
    asked = request.GET.get("unit", "")
    return int(asked) if asked.isdigit() and len(asked) < 19 else None


def _source_ref(request: Request) -> str:
    """Return the thing that a problem comes from, if the reader may see it."""
    asked = request.POST.get("from") or request.GET.get("from", "")
    return asked if asked and kinds.visible([asked], request.standing) else ""


def _earlier(request: Request, adoption: int, number: str) -> Item | None:
    if not number.strip():
        return None
    found = items_visible_to(request.standing).filter(number=number.strip()).order_by("-pk").first()
    if found is None:
        raise services.Incomplete(_("No item that you may see has this number."))
    return found


# ── the acts on one ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that is asked for: on what, by whom, when."""

    request: Request
    item: Item
    by: Account
    on: date

    @property
    def post(self) -> Any:
        """What was sent."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def files(self) -> Any:
        """The files that were sent."""
        return self.request.FILES if self.request.method == "POST" else None


Act = tuple[Any, Callable[[], object], str, list[Line]]
Page = Callable[[Asked], Act]


def _plan(asked: Asked) -> Act:
    form = forms.PlanForm.of(asked.item, asked.post)
    follows = []
    for mode in plan.modes_of(asked.item.adoption):
        label = mode.label.say(language())
        if mode.approver:
            who = plan.approver_named(asked.item, mode)
            text = _("“{mode}” is approved by: {who}.").format(mode=label, who=who)
            follows.append(Line(text, mode.clause or ""))
        elif mode.term and mode.term != "unspecified":
            text = _("“{mode}” ends with its term from the day on which the problem was found.")
            follows.append(Line(text.format(mode=label), mode.clause or ""))

    def do() -> object:
        return services.plan_item(
            item=asked.item, values=form.values, by=asked.by, on=asked.on, **form.stated()
        )

    return form, do, _("The plan is entered."), follows


def _change(asked: Asked) -> Act:
    form = forms.PlanForm.of(asked.item, asked.post, changes=True)

    def do() -> object:
        return services.change_item(
            item=asked.item, values=form.values, by=asked.by, on=asked.on, **form.stated()
        )

    follows = [Line(_("The class and the promised day stay as they are."))]
    return form, do, _("The plan is written anew."), follows


def _approve(asked: Asked) -> Act:
    form = forms.NothingForm(asked.post)

    def do() -> object:
        return services.approve(item=asked.item, by=asked.by, on=asked.on)

    return form, do, _("It is approved."), [Line(_("The work begins; the unit is told."))]


def _send_back(asked: Asked) -> Act:
    form = forms.ReasonForm(asked.post)

    def do() -> object:
        return services.send_back(item=asked.item, by=asked.by, on=asked.on, **form.cleaned_data)

    return form, do, _("It is sent back."), [Line(_("The unit plans it anew."))]


def _progress(asked: Asked) -> Act:
    form = forms.ProgressForm(asked.post, asked.files)

    def do() -> object:
        return services.report_progress(
            item=asked.item,
            text=form.cleaned_data["text"],
            before=files_of(asked.request, "before"),
            after=files_of(asked.request, "after"),
            by=asked.by,
            on=asked.on,
        )

    return form, do, _("It is written down."), []


def _done(asked: Asked) -> Act:
    form = forms.HandInForm.of(asked.item, asked.post, asked.files, on=asked.on)

    def do() -> object:
        return services.hand_in(
            item=asked.item,
            text=form.cleaned_data["text"],
            done_on=form.cleaned_data["done_on"],
            values=form.values,
            before=files_of(asked.request, "before"),
            after=files_of(asked.request, "after"),
            by=asked.by,
            on=asked.on,
        )

    follows = [
        Line(_("Looked at by somebody else: {who}.").format(who=confirmers(asked.item))),
        Line(_("Only then is the number struck off.")),
    ]
    return form, do, _("It is handed in; somebody else looks at it now."), follows


def _check(asked: Asked) -> Act:
    form = forms.CheckForm.of(asked.item, asked.post, asked.files, on=asked.on)

    def do() -> object:
        said = form.cleaned_data
        return services.check_item(
            item=asked.item,
            passed=said["passed"] == "yes",
            how=said["how"],
            looked_on=said["looked_on"],
            where=said["where"],
            found=said["found"],
            values=form.values,
            files=files_of(asked.request, "files"),
            by=asked.by,
            standing=asked.request.standing,
            on=asked.on,
        )

    closing = plan.ways_of(asked.item.adoption).closing
    follows = [
        Line(_("It is not struck off without: {fields}.").format(fields=one.label.say(language())),
             one.clause or "")
        for one in closing
        if one.required
    ]  # fmt: skip
    return form, do, _("What was found is written down."), follows


def _reopen(asked: Asked) -> Act:
    form = forms.ReopenForm(asked.post)

    def do() -> object:
        return services.reopen_item(
            item=asked.item,
            by=asked.by,
            standing=asked.request.standing,
            on=asked.on,
            **form.cleaned_data,
        )

    follows = [Line(_("Its number stays; every round is kept. The unit is told."))]
    return form, do, _("It is open again."), follows


def _move(asked: Asked) -> Act:
    form = forms.MoveForm(asked.post)

    def do() -> object:
        return services.ask_move(item=asked.item, by=asked.by, on=asked.on, **form.cleaned_data)

    item = asked.item
    text = _("Now due on {day}; moved {n} times so far. The old day stays visible beside the new.")
    follows = [Line(text.format(day=told(item.due_on) or "—", n=item.moved))]
    return form, do, _("The later day is asked for."), follows


def _answer_move(asked: Asked) -> Act:
    form = forms.AnswerMoveForm(asked.post)
    move = next((one for one in asked.item.moves.all() if one.state == Move.State.ASKED), None)
    if move is None:
        raise Http404
    move.item = asked.item

    def do() -> object:
        return services.answer_move(
            move=move,
            granted=form.cleaned_data["granted"] == "yes",
            answer=form.cleaned_data["answer"],
            by=asked.by,
            standing=asked.request.standing,
            on=asked.on,
        )

    text = _("Asked for: {was} → {to}. {reason}")
    said = text.format(was=told(move.was_on) or "—", to=told(move.to_on), reason=move.reason)
    return form, do, _("The answer is entered."), [Line(said)]


def _milestone(asked: Asked) -> Act:
    waiting = {str(one.pk): one for one in asked.item.milestones.all() if one.reached_on is None}
    form = forms.MilestoneForm(
        asked.post,
        choices=[(pk, told(one.day)) for pk, one in waiting.items()],
        initial={"reached_on": asked.on},
    )

    def do() -> object:
        return services.reach_milestone(
            milestone=waiting[form.cleaned_data["milestone"]],
            reached_on=form.cleaned_data["reached_on"],
            by=asked.by,
            on=asked.on,
        )

    return form, do, _("It is written down."), []


def _withdraw(asked: Asked) -> Act:
    form = forms.ReasonForm(asked.post)

    def do() -> object:
        return services.withdraw_item(
            item=asked.item, by=asked.by, on=asked.on, **form.cleaned_data
        )

    follows = [
        Line(_("It stays in the ledger with its number and the reason, and counts no more."))
    ]
    return form, do, _("It is marked as entered in error."), follows


PAGES: dict[str, Page] = {
    "plan": _plan,
    "change": _change,
    "approve": _approve,
    "send-back": _send_back,
    "progress": _progress,
    "done": _done,
    "check": _check,
    "reopen": _reopen,
    "move": _move,
    "answer-move": _answer_move,
    "milestone": _milestone,
    "withdraw": _withdraw,
}


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on an item asks and what follows; do it on sending."""
    item = item_or_404(request, pk)
    if key not in PAGES:
        raise Http404
    offer = wanted(offers(item, request.standing, clock.today()), key)
    form, do, done, follows = PAGES[key](Asked(request, item, account_of(request), clock.today()))
    back = reverse("rectification:item", args=[item.pk])
    number = _("No. {number}").format(number=item.number)
    return act_page(
        request,
        Doing(
            title=str(offer.label),
            about=f"{number} · {item.unit.name} · {item.problem[:60]}",
            form=form,
            do=do,
            done=done,
            button=str(offer.label),
            back=back,
            crumbs=[
                (_("Rectification ledger"), reverse("rectification:items")),
                (number, back),
            ],
            follows=follows,
            why_not=offer.why_not,
            basis=offer.basis,
            is_grave=offer.kind == "grave",
        ),
    )
