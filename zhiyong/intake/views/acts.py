"""The acts on a complaint: each shows its consequences first, then does it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.directory.models import Account
from zhiyong.duties.counting import days
from zhiyong.duties.selectors import running as running_duties
from zhiyong.duties.services import clocks_from
from zhiyong.intake import labels, selectors, services
from zhiyong.intake.forms.acts import (
    AcceptForm,
    ActForm,
    ClassForm,
    CorrectForm,
    MajorForm,
    MarkForm,
    MergeForm,
    ReferForm,
    RefuseForm,
    RegisterForm,
    SplitForm,
    ToldForm,
    UrgencyForm,
    field_labels,
)
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.notices import notice_slip
from zhiyong.intake.selectors.offers import SPECS, Spec, running_approval, why_not_now
from zhiyong.intake.selectors.plan import registration_series
from zhiyong.intake.services.common import NotNow
from zhiyong.intake.services.marking import CORRECTABLE, swapped
from zhiyong.intake.views.common import (
    ENTERS,
    account,
    attempt,
    complaint_or_404,
    page_url,
)
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import parties, party
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to

Sentences = Callable[[Complaint, date], list[str]]
Do = Callable[[Complaint, Mapping[str, Any], Account, date], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One act as a page: what it asks, what follows from it, what it does, what is said then."""

    name: str
    do: Do
    done: Any
    form: type[ActForm] = ActForm
    consequences: Sentences = field(default=lambda _complaint, _on: [])

    @property
    def spec(self) -> Spec:
        """Where the act is open, and how it looks."""
        return SPECS[self.name]


def _day(day: date) -> str:
    return formats.date_format(day)


def _clocks(complaint: Complaint, event: str, on: date) -> list[str]:
    """Say which duties begin with an event, until when, and on what ground."""
    pack = pack_of(complaint.adoption)
    lines = []
    for each in clocks_from(pack, event, kind=complaint.input_class, urgency=complaint.urgency):
        try:
            counted = days(complaint.adoption, each, on)
        except Refusal as refusal:
            lines.append(str(refusal))
            continue
        until = _day(counted.due_on) if counted.due_on else "—"
        line = _("“{duty}” begins, until {day} ({basis}).").format(
            duty=each.label.say(labels.language()),
            day=until,
            basis=pack.say_grounds(each, labels.language()),
        )
        lines.append(line)
    return lines


def _on_register(complaint: Complaint, _on: date) -> list[str]:
    series = registration_series(complaint.adoption)
    told = [
        _("It gets the next number of {unit}; the number is never given again.").format(
            unit=complaint.keeper.name
        )
    ]
    if series:
        told.append(_("Form of the number: {form}").format(form=series.format(year=_on.year, n=1)))
    return told


def _on_accept(complaint: Complaint, on: date) -> list[str]:
    told = _("The complainant sees on the follow-up page that it was accepted.")
    return [told, *_clocks(complaint, "complaint.accepted", on)]


def _on_refuse(complaint: Complaint, _on: date) -> list[str]:
    pack = pack_of(complaint.adoption)
    told = [_("It ends here. The complainant sees the reason, its basis and what can be done.")]
    if any(each.approval for each in pack.refusals):
        told.append(_("It takes effect when the chain of the plan has agreed."))
    return told


def _on_refer(_complaint: Complaint, _on: date) -> list[str]:
    return [
        _("A unit here has it in its queue at once; your office keeps only the line."),
        _("The day of receipt stays the first one; the complainant is told."),
        _("To a body outside: it ends here, and the complainant sees which body it is."),
    ]


def _on_send_up(complaint: Complaint, _on: date) -> list[str]:
    way = services.way_up(complaint)
    where = way.keeper.name if way else "—"
    return [
        _("It goes to {unit}, with its files, messages, duties and sealed names.").format(
            unit=where
        ),
        _("You and your office lose sight of it at once. This cannot be undone here."),
        _("In the register a line stays: number, day, “sent up”. Nothing else."),
    ]


def _on_hand_over(complaint: Complaint, _on: date) -> list[str]:
    return [
        _("Text, names, messages and files are sealed to the body it belongs to."),
        _("They are emptied here. This cannot be undone."),
        _("The complainant sees that it was handed over, and when."),
    ]


def _on_withdraw(complaint: Complaint, _on: date) -> list[str]:
    told = [_("At the complainant's request. It ends, and nothing is owed any more.")]
    if running_approval(complaint):
        told.append(_("The refusal that is in approval lapses."))
    if Complaint.objects.filter(merged_into=complaint).exists():
        told.append(_("What was joined with it stands by itself again."))
    return told


def _on_major(complaint: Complaint, _on: date) -> list[str]:
    pack = pack_of(complaint.adoption)
    told = dict.fromkeys(one for each in pack.major_matters for one in each.tell)
    names = parties(pack, tuple(told))
    return [_("At once told: {parties}.").format(parties=names)]


def _on_notice(complaint: Complaint, on: date) -> list[str]:
    pack, slip = pack_of(complaint.adoption), notice_slip(complaint)
    if slip is None:
        return []
    told = [_("A paper is issued: {paper}.").format(paper=slip.label.say(labels.language()))]
    if slip.approval:
        steps = pack.approval(slip.approval).steps[1:]
        who = [f"{one.label.say(labels.language())} {party(pack, one.actor)}" for one in steps]
        text = _("It takes effect when these have agreed: {steps}.")
        told.append(text.format(steps=" → ".join(who)))
    if complaint.is_real_name:
        told.append(_("Print it with its proof of service, and serve it."))
    told.append(_("The complainant finds it on the follow-up page."))
    return told


def _on_merge(_complaint: Complaint, _on: date) -> list[str]:
    return [
        _("It goes on as a part of the other: one handling, one reply, and its own clocks."),
        _("Its complainant sees with the own code how the other one goes on."),
        _("It can be taken out again."),
    ]


def _on_split(complaint: Complaint, _on: date) -> list[str]:
    return [
        _("It stands by itself again, with its own number and its own clocks."),
        _("What the decision or reply about {other} had met is owed again to its sender.").format(
            other=complaint.merged_into
        ),
    ]


def _on_classify(complaint: Complaint, _on: date) -> list[str]:
    """Say for each class by what it is handled, and which clocks would run instead."""
    pack, told = pack_of(complaint.adoption), []
    running = {duty.code: duty for duty in running_duties(kinds.ref(complaint))}
    for kind in pack.kinds:
        pairs = swapped(
            complaint,
            (complaint.input_class, complaint.urgency),
            (kind.id, complaint.urgency),
        )
        lines = []
        for was, now in pairs:
            duty = running.get(was.id)
            if duty is None:
                continue
            counted = days(complaint.adoption, now, duty.starts_on)
            lines.append(
                _("“{old}” lapses, “{new}” runs until {day} ({basis})").format(
                    old=was.label.say(labels.language()),
                    new=now.label.say(labels.language()),
                    day=_day(counted.due_on) if counted.due_on else "—",
                    basis=pack.say_grounds(now, labels.language()),
                )
            )
        here = kind.id == complaint.input_class
        follows = _("; ").join(lines) or (
            _("as it is now") if here else _("the running clocks stay")
        )
        told.append(
            _("{kind} ({basis}): {follows}.").format(
                kind=kind.label.say(labels.language()),
                basis=pack.say_grounds(kind, labels.language()),
                follows=follows,
            )
        )
    return told


def _merge(complaint: Complaint, data: Mapping[str, Any], by: Account, on: date) -> object:
    into = Complaint.objects.filter(keeper=complaint.keeper, number=data["into"].strip()).first()
    if into is None:
        raise NotNow(_("Your office keeps no complaint of this number."))
    return services.merge(complaint=complaint, into=into, by=by, on=on)


def _plain(act: Callable[..., object]) -> Do:
    def do(complaint: Complaint, data: Mapping[str, Any], by: Account, on: date) -> object:
        return act(complaint=complaint, by=by, on=on, **data)

    return do


ACTS = {
    act.name: act
    for act in (
        Act(
            "register",
            _plain(services.register_complaint),
            gettext_lazy("It was registered."),
            RegisterForm,
            _on_register,
        ),
        Act(
            "accept",
            _plain(services.accept_complaint),
            gettext_lazy("It was accepted."),
            AcceptForm,
            _on_accept,
        ),
        Act(
            "refuse",
            _plain(services.refuse_complaint),
            gettext_lazy("The refusal was entered."),
            RefuseForm,
            _on_refuse,
        ),
        Act(
            "refer",
            _plain(services.refer_complaint),
            gettext_lazy("It was passed on."),
            ReferForm,
            _on_refer,
        ),
        Act(
            "send-up",
            _plain(services.send_up_sealed),
            gettext_lazy("It was sent up, sealed. You see it no more."),
            ActForm,
            _on_send_up,
        ),
        Act(
            "hand-over",
            _plain(services.hand_over_complaint),
            gettext_lazy("It was handed over, sealed."),
            ActForm,
            _on_hand_over,
        ),
        Act(
            "urgency",
            _plain(services.set_urgency),
            gettext_lazy("The urgency was changed."),
            UrgencyForm,
        ),
        Act(
            "major",
            _plain(services.report_major),
            gettext_lazy("It was reported."),
            MajorForm,
            _on_major,
        ),
        Act(
            "mark",
            _plain(services.mark_distribution),
            gettext_lazy("The mark was set."),
            MarkForm,
        ),
        Act(
            "confirm-name",
            _plain(services.confirm_name),
            gettext_lazy("It is noted that the name was confirmed."),
        ),
        Act(
            "told",
            _plain(services.note_told),
            gettext_lazy("It is noted that the complainant was told."),
            ToldForm,
        ),
        Act(
            "notice",
            _plain(services.write_notice),
            gettext_lazy("The notice is written: it is issued, or on its way to be signed."),
            ActForm,
            _on_notice,
        ),
        Act("merge", _merge, gettext_lazy("It was joined."), MergeForm, _on_merge),
        Act(
            "split",
            _plain(services.split),
            gettext_lazy("It stands by itself again."),
            SplitForm,
            _on_split,
        ),
        Act(
            "classify",
            _plain(services.classify),
            gettext_lazy("The class was said, and the clocks counted."),
            ClassForm,
            _on_classify,
        ),
        Act(
            "receipt",
            _plain(services.note_receipt),
            gettext_lazy("It is noted that the receipt went back."),
        ),
        Act(
            "answer",
            _plain(services.note_answer),
            gettext_lazy("It is noted that the sender was answered."),
        ),
        Act(
            "withdraw",
            _plain(services.withdraw),
            gettext_lazy("It was withdrawn."),
            ActForm,
            _on_withdraw,
        ),
    )
}


@never_cache
@needs(Role.CLERK)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, name: str) -> HttpResponse:
    """Show what an act would do, and do it on sending."""
    if name not in ACTS:
        raise Http404
    chosen = ACTS[name]
    complaint = _mine_or_404(request, pk)
    today = clock.today()
    form = chosen.form(
        request.POST if request.method == "POST" else None,
        complaint=complaint,
        initial={"today": today},
    )
    back = page_url(complaint)
    if form.is_valid() and attempt(
        form, lambda: chosen.do(complaint, form.values(), account(request), today)
    ):
        messages.success(request, chosen.done)
        still = selectors.complaints_visible_to(request.standing).filter(pk=complaint.pk).exists()
        return go_to(request, back if still else reverse("intake:queue"))
    context = {
        "act": chosen.spec,
        "complaint": complaint,
        "form": form,
        "consequences": chosen.consequences(complaint, today),
        "why_not": why_not_now(
            chosen.spec, complaint, in_approval=running_approval(complaint) is not None
        ),
        "back": back,
    }
    return render(request, "intake/act.html", context, status=422 if form.is_bound else 200)


@never_cache
@needs(Role.CLERK)
def corrections(request: Request, pk: int) -> HttpResponse:
    """Show which entries can be corrected, and what they say."""
    complaint = _mine_or_404(request, pk)
    rows = [(name, label, labels_of(complaint, name)) for name, label in field_labels().items()]
    context = {"complaint": complaint, "rows": rows, "back": page_url(complaint)}
    return render(request, "intake/corrections.html", context)


@never_cache
@needs(Role.CLERK)
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int, name: str) -> HttpResponse:
    """Correct one entry; the old one stays beside it."""
    if name not in CORRECTABLE:
        raise Http404
    complaint = _mine_or_404(request, pk)
    form = CorrectForm(
        request.POST if request.method == "POST" else None, complaint=complaint, name=name
    )
    back = page_url(complaint)

    def do() -> None:
        services.correct(
            complaint=complaint, by=account(request), on=clock.today(), **form.values()
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("It was corrected; the old entry stays visible."))
        return go_to(request, back)
    context = {
        "complaint": complaint,
        "form": form,
        "label": field_labels()[name],
        "now": labels_of(complaint, name),
        "back": back,
    }
    return render(request, "intake/correct.html", context, status=422 if form.is_bound else 200)


def labels_of(complaint: Complaint, name: str) -> str:
    """Return what an entry says, as people read it."""
    if name == "subject_unit":
        return complaint.subject_unit.name if complaint.subject_unit else ""
    value = str(getattr(complaint, name))
    return labels.of(complaint.adoption, name, value) if name in labels.SECTIONS else value


def _mine_or_404(request: Request, pk: int) -> Complaint:
    """Return a complaint on which the reader may act as a clerk."""
    complaint = complaint_or_404(request, pk)
    if not selectors.may_act(request.standing, complaint, *ENTERS):
        raise Http404
    return complaint
