"""The acts on a meeting and on its items: each page shows what follows, then does it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyong.directory.models import Account, Body, Person
from zhiyong.directory.standing import account_of
from zhiyong.files.services import store
from zhiyong.meetings import forms, offers, plan, services
from zhiyong.meetings.models import Item, Meeting, StepAside
from zhiyong.meetings.scene import Scene, item_scene, scene_of
from zhiyong.meetings.selectors import RUNNERS, series_run_by, waiting_items
from zhiyong.meetings.views.common import attempt, item_or_404, meeting_or_404, page_of
from zhiyong.meetings.views.page import show
from zhiyong.meetings.wording import result_said
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.htmx import go_to

Form = Any


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, on which day."""

    by: Account
    on: date
    request: Request

    @property
    def person(self) -> Person:
        """The person who does it.

        :raises Http404: if the account is nobody's.
        """
        if self.by.person is None:
            raise Http404
        return self.by.person


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what follows, what it does, what is then said."""

    form: type[forms.MeetingForm]
    do: Callable[[Any, Form, Doing], object]
    done: Any
    button: Any
    follows: tuple[Any, ...] = ()
    is_grave: bool = False
    template: str = "meetings/act.html"
    upload: bool = False


# --- a meeting is called ------------------------------------------------------------------------


@never_cache
@needs(*RUNNERS)
@require_http_methods(["GET", "POST"])
def call(request: Request) -> HttpResponse:
    """Call a meeting, with everything that waits for it."""
    today = clock.today()
    known = {
        f"{one.adoption.pk}-{one.body.pk}-{one.rule.id}": one
        for one in series_run_by(request.standing, today)
    }
    form = forms.CallForm(
        request.POST or None, choices=known, initial={"series": next(iter(known), ""), "day": today}
    )
    made: list[Meeting] = []

    def do() -> None:
        chosen = form.chosen()
        made.append(
            services.call_meeting(
                body=chosen.body,
                adoption=chosen.adoption,
                rule=chosen.rule.id,
                day=form.cleaned_data["day"],
                place=form.cleaned_data["place"],
                reason=form.cleaned_data["reason"],
                by=account_of(request),
                on=today,
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, do):
        messages.success(request, gettext("The meeting is called; its members are told."))
        return go_to(request, page_of(made[0]))
    bodies = {one.body.pk: one.body for one in known.values()}
    waiting = {body.name: _titles_waiting(body, request) for body in bodies.values()}
    context = {"form": form, "known": known, "waiting": waiting}
    status = 422 if form.errors else 200
    return render(request, "meetings/call.html", context, status=status)


def _titles_waiting(body: Body, request: Request) -> list[str]:
    subjects = waiting_items(body).values_list("subject", flat=True)
    return list(kinds.titles(subjects, request.standing).values())


# --- what each does to a meeting ----------------------------------------------------------------


def _presence(meeting: Meeting, form: Form, doing: Doing) -> object:
    return services.record_presence(
        meeting=meeting,
        presence=form.presence(),
        remarks=form.remarks(),
        by=doing.by,
        on=doing.on,
    )


def _open(meeting: Meeting, form: Form, doing: Doing) -> object:
    return services.open_meeting(
        meeting=meeting,
        chair=form.cleaned_data["chair"],
        recorder=form.cleaned_data["recorder"],
        by=doing.by,
        on=doing.on,
    )


@transaction.atomic
def _take_on(meeting: Meeting, form: Form, doing: Doing) -> object:
    return [
        services.take_on(meeting=meeting, item=item, by=doing.by, on=doing.on)
        for item in form.cleaned_data["items"]
    ]


def _invite(meeting: Meeting, form: Form, doing: Doing) -> object:
    return services.invite(meeting=meeting, by=doing.by, on=doing.on, **form.cleaned_data)


def _reschedule(meeting: Meeting, form: Form, doing: Doing) -> object:
    return services.reschedule(meeting=meeting, by=doing.by, on=doing.on, **form.cleaned_data)


def _cancel(meeting: Meeting, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.cancel(meeting=meeting, reason=reason, by=doing.by, on=doing.on)


def _minutes(meeting: Meeting, form: Form, doing: Doing) -> object:
    minutes, outputs = form.cleaned_data["minutes"], form.outputs()
    return services.write_minutes(
        meeting=meeting, minutes=minutes, outputs=outputs, by=doing.by, on=doing.on
    )


def _close(meeting: Meeting, form: Form, doing: Doing) -> object:
    minutes, outputs = form.cleaned_data["minutes"], form.outputs()
    return services.close_meeting(
        meeting=meeting, minutes=minutes, outputs=outputs, by=doing.by, on=doing.on
    )


@transaction.atomic
def _signed(meeting: Meeting, form: Form, doing: Doing) -> object:
    scan = store(
        upload=form.cleaned_data["scan"],
        of=meeting,
        purpose="meeting.signed",
        by=doing.by,
        on=doing.on,
        audience=meeting.audience,
    )
    code = form.cleaned_data["code"]
    return services.attach_signed(meeting=meeting, code=code, scan=scan, by=doing.by, on=doing.on)


MEETING: dict[str, Page] = {
    "presence": Page(
        forms.PresenceForm,
        _presence,
        _("It is written down who is there."),
        _("Write it down"),
        template="meetings/presence.html",
    ),
    "open": Page(
        forms.OpenForm,
        _open,
        _("The meeting is in session."),
        _("Open the meeting"),
        (
            _("Who belongs to the meeting is fixed as it stands today."),
            _("Members may vote on the items from now on."),
        ),
    ),
    "take-on": Page(
        forms.TakeOnForm,
        _take_on,
        _("It is on the agenda."),
        _("Put on the agenda"),
    ),
    "invite": Page(
        forms.InviteForm,
        _invite,
        _("They are asked to come."),
        _("Ask them"),
        (_("A guest speaks and has no vote."),),
    ),
    "reschedule": Page(
        forms.RescheduleForm,
        _reschedule,
        _("The meeting is moved; its members are told."),
        _("Move the meeting"),
        (_("Who belongs to it is read anew for the new day."),),
    ),
    "cancel": Page(
        forms.ReasonForm,
        _cancel,
        _("The meeting is called off; its members are told."),
        _("Call it off"),
        (_("What is on its agenda waits for the next meeting."),),
        is_grave=True,
    ),
    "minutes": Page(
        forms.MinutesForm,
        _minutes,
        _("The minutes are kept."),
        _("Keep the minutes"),
    ),
    "close": Page(
        forms.MinutesForm,
        _close,
        _("The meeting is closed; its minutes are issued."),
        _("Close the meeting"),
        (
            _("The minutes are issued with their number and cannot be changed any more."),
            _("Print them, have the members sign, and bring the scan back by the printed code."),
        ),
    ),
    "signed": Page(
        forms.SignedForm,
        _signed,
        _("The signed minutes are kept with the meeting."),
        _("Keep the signed minutes"),
        upload=True,
    ),
}


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show what an act on a meeting asks and does; do it."""
    found = meeting_or_404(request, pk)
    page = MEETING.get(act)
    scene = scene_of(found, request.standing, clock.today())
    offer = next((one for one in offers.of_meeting(scene) if one.key == act), None)
    if page is None or offer is None:
        raise Http404
    form = page.form(
        request.POST or None,
        request.FILES or None,
        meeting=found,
        on=scene.today,
        initial=_initial(act, scene),
    )
    if isinstance(form, forms.TakeOnForm):
        form.leave_out(request.standing)
        subjects = waiting_items(found.body).values_list("subject", flat=True)
        form.name(kinds.titles(subjects, request.standing))
    doing = Doing(account_of(request), scene.today, request)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: page.do(found, form, doing)):
        messages.success(request, str(page.done))
        return go_to(request, page_of(found))
    return _answer(request, found, None, page, offer, form)


def _initial(act: str, scene: Scene) -> dict[str, Any]:
    meeting = scene.meeting
    if act == "reschedule":
        return {"day": meeting.on, "place": meeting.place}
    if act not in ("minutes", "close"):
        return {}
    results = "\n".join(
        f"{place}. {scene.title(item)} {result_said(item)}"
        for place, item in enumerate(scene.items, start=1)
        if item.result
    )
    rows = meeting.outputs or {}
    rule = plan.rule_of(meeting.adoption, meeting.rule)
    wanted = {f"output_{one.id}": rows.get(one.id) or results for one in rule.outputs}
    return {"minutes": meeting.minutes, **wanted}


def _answer(
    request: Request, found: Meeting, item: Item | None, page: Page, offer: Any, form: Form
) -> HttpResponse:
    titles = kinds.titles([item.subject], request.standing) if item else {}
    context = {
        "meeting": found,
        "item": item,
        "title": titles.get(item.subject, "") if item else "",
        "page": page,
        "offer": offer,
        "form": form,
        "back": page_of(found, item),
    }
    return render(request, page.template, context, status=422 if form.errors else 200)


# --- what each does to an item ------------------------------------------------------------------


def _step_aside(item: Item, form: Form, doing: Doing) -> object:
    return services.step_aside(
        item=item,
        person=doing.person,
        reason=form.cleaned_data["reason"],
        by=doing.by,
        on=doing.on,
    )


def _ask_aside(item: Item, form: Form, doing: Doing) -> object:
    return services.ask_aside(item=item, by=doing.by, on=doing.on, **form.cleaned_data)


def _postpone(item: Item, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.postpone(item=item, reason=reason, by=doing.by, on=doing.on)


@transaction.atomic
def _paper_votes(item: Item, form: Form, doing: Doing) -> object:
    scan = store(
        upload=form.cleaned_data["scan"],
        of=form.meeting,
        purpose="meeting.votes",
        by=doing.by,
        on=doing.on,
        audience=form.meeting.audience,
    )
    return [
        services.cast(
            item=item,
            lock=form.cleaned_data["lock"],
            person=person,
            choice=choice,
            reason=reason,
            by=doing.by,
            on=doing.on,
            scan=scan,
        )
        for person, choice, reason in form.votes()
    ]


def _close_vote(item: Item, form: Form, doing: Doing) -> object:
    return services.close_vote(item=item, by=doing.by, on=form.cleaned_data["day"])


ITEM: dict[str, Page] = {
    "step-aside": Page(
        forms.ItemReasonForm,
        _step_aside,
        _("You take no part in this item."),
        _("Step aside"),
        (
            _("You do not see this item any more and do not vote on it."),
            _("The reason goes into the minutes. It cannot be taken back."),
        ),
    ),
    "ask-aside": Page(
        forms.AskAsideForm,
        _ask_aside,
        _("It was asked; the chair decides."),
        _("Ask it"),
        (_("The chair decides; about the chair, another member."),),
    ),
    "postpone": Page(
        forms.ItemReasonForm,
        _postpone,
        _("The item waits for the next meeting."),
        _("Put it off"),
        (_("Votes cast so far count no more; at the next meeting all vote anew."),),
    ),
    "paper-votes": Page(
        forms.PaperVotesForm,
        _paper_votes,
        _("The votes of the list are entered."),
        _("Enter the votes"),
        (_("Each vote counts as that of the member; the scan of the list stays with it."),),
        template="meetings/paper_votes.html",
        upload=True,
    ),
    "close-vote": Page(
        forms.CloseVoteForm,
        _close_vote,
        _("The votes are counted."),
        _("Count the votes"),
        (
            _("What was decided takes effect at once: numbers are given, clocks run."),
            _("How each member voted is shown, and goes into the minutes."),
        ),
        is_grave=True,
    ),
}


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def item_act(request: Request, pk: int, item: int, act: str) -> HttpResponse:
    """Show what an act on an item asks and does; do it."""
    found = meeting_or_404(request, pk)
    scene = scene_of(found, request.standing, clock.today())
    chosen = next((one for one in scene.items if one.pk == item), None)
    page = ITEM.get(act)
    if chosen is None or page is None:
        raise Http404
    chosen.meeting = found
    shown = item_scene(scene, chosen, request.standing)
    offer = next((one for one in offers.of_item(scene, shown) if one.key == act), None)
    if offer is None:
        raise Http404
    form = page.form(
        request.POST or None,
        request.FILES or None,
        meeting=found,
        item=chosen,
        on=scene.today,
        initial={"lock": chosen.lock, "day": found.on},
    )
    doing = Doing(account_of(request), scene.today, request)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: page.do(chosen, form, doing)):
        chosen.refresh_from_db()
        messages.success(request, result_said(chosen) or str(page.done))
        return go_to(request, page_of(found, chosen if chosen.meeting_id else None))
    return _answer(request, found, chosen, page, offer, form)


@never_cache
@signed_in
@require_POST
def vote(request: Request, pk: int, item: int) -> HttpResponse:
    """Vote on an item, as a member."""
    found = meeting_or_404(request, pk)
    chosen = item_or_404(found, item)
    form = forms.VoteForm(request.POST, meeting=found, item=chosen, on=clock.today())
    doing = Doing(account_of(request), clock.today(), request)

    def do() -> object:
        return services.cast(
            item=chosen, person=doing.person, by=doing.by, on=doing.on, **form.cleaned_data
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, gettext("Your vote is written down."))
        return go_to(request, page_of(found, chosen))
    return show(request, found, form=form, item=chosen)


@never_cache
@signed_in
@require_POST
def decide_aside(request: Request, pk: int, aside: int) -> HttpResponse:
    """Decide whether a member steps aside, as asked."""
    found = meeting_or_404(request, pk)
    row = StepAside.objects.filter(pk=aside, item__meeting=found).first()
    if row is None:
        raise Http404
    doing = Doing(account_of(request), clock.today(), request)
    agree = request.POST.get("verdict") == "agree"
    form = forms.NothingForm(request.POST, meeting=found, on=doing.on)

    def do() -> object:
        return services.decide_aside(
            aside=row, agree=agree, decider=doing.person, by=doing.by, on=doing.on
        )

    if attempt(form, do):
        messages.success(request, gettext("It is decided; it goes into the minutes."))
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return go_to(request, page_of(found, row.item))
