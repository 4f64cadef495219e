"""The acts on a talk, a resignation, an oversight item, a track."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.directory.models import Account
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Offer
from zhiyong.tracks import forms, plan, selectors, services
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk
from zhiyong.tracks.selectors.access import acts_for
from zhiyong.tracks.selectors.offers import oversight_offers, resignation_offers, talk_offers
from zhiyong.tracks.views.common import (
    READERS,
    Doing,
    Line,
    account,
    act_page,
    data,
    row_or_404,
    wanted,
)


def _show(
    request: Request,
    row: Any,
    *,
    name: str,
    about: str,
    crumb: str,
    lists: str,
    offer: Offer,
    form: Any,
    do: Callable[[], object],
    done: str,
    follows: Sequence[Line] = (),
    is_grave: bool = False,
) -> HttpResponse:
    back = reverse(f"tracks:{name}", args=[row.pk])
    doing = Doing(
        title=offer.label,
        about=about,
        form=form,
        do=do,
        then=lambda: back,
        done=done,
        button=offer.label,
        crumb=crumb,
        lists=reverse(lists),
        back=back,
        follows=follows,
        is_grave=is_grave,
        why_not=offer.why_not,
        basis=offer.basis,
    )
    return act_page(request, doing)


# ── talks ─────────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def talk(request: Request, pk: int, key: str) -> HttpResponse:
    """Enter a talk, what was seen afterwards, or that it is called off."""
    rows = selectors.talks_visible_to(request.standing)
    row: Talk = row_or_404(rows, pk, "unit", "with_person", "with_unit", "adoption__pack")
    today, by = clock.today(), account(request)
    offer = wanted(talk_offers(row, request.standing, today), key)
    post, _files = data(request)
    form: Any
    match key:
        case "hold":
            form = forms.HoldForm(post, initial={"held_on": today})
            done, follows = _("The talk is entered."), _after_talk(row)

            def do() -> object:
                return services.hold_talk(talk=row, by=by, on=today, **form.cleaned_data)
        case "recheck":
            form = forms.RecheckForm(post, initial={"rechecked_on": today})
            done, follows = _("What was seen is entered."), [Line(_("What was owed is met."))]

            def do() -> object:
                return services.recheck_talk(talk=row, by=by, on=today, **form.cleaned_data)
        case "cancel":
            form = forms.ReasonForm(post)
            done, follows = _("The talk is called off."), []

            def do() -> object:
                return services.cancel_talk(talk=row, by=by, on=today, **form.cleaned_data)
        case _unknown:
            raise Http404
    return _show(
        request,
        row,
        name="talk",
        about=row.with_whom,
        crumb=_("Talks"),
        lists="tracks:talks",
        offer=offer,
        form=form,
        do=do,
        done=done,
        follows=follows,
    )


def _after_talk(row: Talk) -> list[Line]:
    lines = [Line(_("Looking again is owed from now, by {name}.").format(name=row.talker.name))]
    if row.adoption is None:
        return lines
    slip = plan.slip_for(pack_of(row.adoption), plan.TALK_RECORD)
    if slip is not None:
        text = _("“{slip}” is issued.").format(slip=slip.label.say(language()))
        lines.append(Line(text, slip.clause or ""))
    return lines


# ── resignations ──────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def resignation(request: Request, pk: int, key: str) -> HttpResponse:
    """Examine, answer, look again at, or withdraw a resignation."""
    rows = selectors.resignations_visible_to(request.standing)
    row: Resignation = row_or_404(
        rows, pk, "person", "post__unit", "unit", "approver", "adoption__pack"
    )
    today, by = clock.today(), account(request)
    offer = wanted(resignation_offers(row, request.standing), key)
    post, _files = data(request)
    form: Any
    follows: list[Line] = []
    match key:
        case "examine":
            form = forms.ExamineForm(post, row=row, initial=row.examined)
            done = _("It is written down.")

            def do() -> object:
                fields = form.cleaned_data
                return services.examine(resignation=row, fields=fields, by=by, on=today)
        case "answer":
            form = forms.AnswerForm(post, initial={"effective_on": today})
            done, follows = _("The answer is entered."), _after_answer(row)

            def do() -> object:
                return _answer(row, form.cleaned_data, by, today)
        case "review":
            form = forms.NothingForm(post)
            done = _("It was looked at again.")

            def do() -> object:
                return services.review(resignation=row, by=by, on=today)
        case "withdraw":
            form = forms.ReasonForm(post)
            done = _("The resignation is withdrawn.")

            def do() -> object:
                reason = form.cleaned_data["reason"]
                return services.withdraw_resignation(
                    resignation=row, reason=reason, by=by, on=today
                )
        case _unknown:
            raise Http404
    return _show(
        request,
        row,
        name="resignation",
        about=f"{row.person.name} · {row.post.unit.name} {row.post.title}",
        crumb=_("Resignations"),
        lists="tracks:resignations",
        offer=offer,
        form=form,
        do=do,
        done=done,
        follows=follows,
        is_grave=key == "answer",
    )


def _answer(row: Resignation, said: dict[str, Any], by: Account, on: date) -> object:
    agree = said["verdict"] == "yes"
    return services.answer(
        resignation=row,
        agree=agree,
        text=said["text"],
        effective_on=said["effective_on"] if agree else None,
        by=by,
        on=on,
    )


def _after_answer(row: Resignation) -> list[Line]:
    pack = pack_of(row.adoption)
    track = plan.resigning(pack)
    lines = [
        Line(_("Approved: whoever keeps the directory is told to enter the end of the post.")),
        Line(_("It closes no case, and finds no fault."), (track.clause if track else "") or ""),
    ]
    slip = plan.slip_for(pack, plan.RESIGNATION_ANSWER)
    if slip is not None and slip.approval:
        chain = label(pack, "approvals", slip.approval)
        lines.insert(0, Line(_("It first passes “{chain}”.").format(chain=chain)))
    return lines


# ── oversight ─────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def oversight(request: Request, pk: int, key: str) -> HttpResponse:
    """Enter the answer to the congress, what came of it, or that it was withdrawn."""
    rows = selectors.oversights_visible_to(request.standing)
    row: Oversight = row_or_404(rows, pk, "unit", "of_unit", "person", "adoption__pack")
    today, by = clock.today(), account(request)
    offer = wanted(oversight_offers(row, request.standing), key)
    post, _files = data(request)
    form: Any
    follows: list[Line] = []
    match key:
        case "answer":
            form = forms.OversightAnswerForm(post, initial={"answered_on": today})
            done, follows = _("The answer is entered."), [Line(_("What was owed is met."))]

            def do() -> object:
                return services.answer_oversight(
                    oversight=row, by=by, on=today, **form.cleaned_data
                )
        case "settle":
            form = forms.SettleForm(post, row=row, initial={"closed_on": today})
            done = _("What came of it is entered.")
            if row.kind == Oversight.Kind.REMOVAL_MOTION:
                text = _("Carried: whoever keeps the directory is told to enter the end of it.")
                follows = [Line(text)]

            def do() -> object:
                return services.settle_oversight(
                    oversight=row, by=by, on=today, **form.cleaned_data
                )
        case "withdraw":
            form = forms.NothingForm(post)
            done, follows = _("It is withdrawn."), [Line(_("What was owed lapses."))]

            def do() -> object:
                state = Oversight.State.WITHDRAWN
                return services.settle_oversight(
                    oversight=row, state=state, closed_on=today, by=by, on=today
                )
        case _unknown:
            raise Http404
    return _show(
        request,
        row,
        name="oversight",
        about=row.of_whom,
        crumb=_("Oversight by the people's congress"),
        lists="tracks:oversights",
        offer=offer,
        form=form,
        do=do,
        done=done,
        follows=follows,
    )


# ── tracks ────────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def track(request: Request, pk: int, key: str) -> HttpResponse:
    """Write down what was found on a track, or end it with its result."""
    rows = selectors.case_tracks_visible_to(request.standing).filter(ended_on__isnull=True)
    row: CaseTrack = row_or_404(
        rows, pk, "case__adoption__pack", "respondent__person", "respondent__unit"
    )
    if not acts_for(request.standing, row.case.audience):
        raise Http404
    today, by = clock.today(), account(request)
    post, _files = data(request)
    form: Any
    match key:
        case "establish":
            form = forms.EstablishForm(post, initial=_found(row))
            title, button = _("Enter what was found"), _("Write it down")
            done = _("It is written down.")

            def do() -> object:
                said = form.cleaned_data
                return services.establish(
                    row=row,
                    responsibility=said["responsibility"],
                    own_act=forms.truth(said["own_act"]),
                    link=forms.truth(said["link"]),
                    by=by,
                    on=today,
                )
        case "end":
            form = forms.ResultForm(post)
            title, done, button = _("End the track"), _("The track has ended."), _("End it")

            def do() -> object:
                result = form.cleaned_data["result"]
                return services.end_track(row=row, result=result, by=by, on=today)
        case _unknown:
            raise Http404
    back = f"{reverse('cases:case', args=[row.case_id])}?tab=tracks"
    name = label(pack_of(row.case.adoption), "tracks", row.track)
    doing = Doing(
        title=title,
        about=f"{row.case.number} · {row.respondent.name} · {name}",
        form=form,
        do=do,
        then=lambda: back,
        done=done,
        button=button,
        crumb=_("Cases"),
        lists=reverse("cases:cases"),
        back=back,
        follows=[
            Line(_("The other tracks go on.")),
            Line(_("A resignation that waits for it is looked at again.")),
        ],
    )
    return act_page(request, doing)


def _found(row: CaseTrack) -> dict[str, str]:
    word = {True: "yes", False: "no", None: ""}
    return {
        "own_act": word[row.own_act],
        "link": word[row.link],
        "responsibility": row.responsibility,
    }
