"""Sheets of persons: one's own, and those that one is named to read. No other way leads to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns.forms.work import NothingForm, SheetForm, WhyForm, initial_parts
from zhiyong.campaigns.models import Assignment, Campaign, Sheet
from zhiyong.campaigns.selectors import contents, work
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.selectors.work_offers import offer
from zhiyong.campaigns.services import sheets as acts
from zhiyong.campaigns.views.work.common import (
    account,
    assignment_or_404,
    attempt,
    desk_of,
    sheet_or_404,
    tabs,
)
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.plans.wording import language
from zhiyong.registers.wording import say_value
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Entry, Fact

MOST = 200


@never_cache
@signed_in
@require_GET
def sheets(request: Request) -> HttpResponse:
    """Show one's own sheets, and those that one is named to read."""
    rows = (
        work.sheets_visible_to(request.standing)
        .select_related("assignment__task", "assignment__campaign", "assignment__unit", "person")
        .order_by("-pk")[:MOST]
    )
    me = request.standing.person_id
    waiting = set(work.sheets_to_look_at(request.standing).values_list("pk", flat=True))
    every = list(rows)
    context = {
        "own": [one for one in every if one.person_id == me],
        "read": [one for one in every if one.person_id != me],
        "waiting": waiting,
        "owed": work.sheets_owed(request.standing, clock.today()),
        "tabs": tabs(request.standing),
        "tab": "sheets",
    }
    return render(request, "campaigns/work/sheets.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def my_sheet(request: Request, pk: int) -> HttpResponse:
    """Write one's own sheet, and hand it in to those whom one names."""
    found = assignment_or_404_or_own(request, pk)
    if offer("sheet", desk_of(request, found)) is None:
        raise Http404
    today = clock.today()
    me = request.standing.person_id
    own = Sheet.objects.filter(assignment=found, person=me or 0).first()
    if own is not None and own.handed_in_on is not None:
        return go_to(request, reverse("campaigns:sheet", args=[own.pk]))
    task = contents.asked(found)
    is_sent = request.method == "POST"
    initial: dict[str, Any] = {}
    if own is not None:
        initial = initial_parts(task, own.values) | {
            "text": own.text,
            "readers": [str(one) for one in own.readers.values_list("pk", flat=True)],
        }
    form = SheetForm(
        request.POST if is_sent else None, assignment=found, on=today, me=me, initial=initial
    )
    made: list[Sheet] = []

    def keep() -> None:
        made.append(
            acts.write_sheet(
                assignment=found,
                values=form.values(),
                text=form.cleaned_data["text"],
                by=account(request),
                on=today,
            )
        )

    if form.is_valid() and attempt(request, form, keep):
        if request.POST.get("next") != "hand-in":
            messages.success(request, _("The draft is kept. It is not handed in yet."))
            return go_to(request, reverse("campaigns:sheet", args=[made[0].pk]))
        if attempt(request, form, lambda: _hand_in(made[0], form, request)):
            messages.success(request, _("Your sheet is handed in to those whom you named."))
            return go_to(request, reverse("campaigns:sheet", args=[made[0].pk]))
    context = {
        "assignment": found,
        "task": task,
        "form": form,
        "given_back": own.checked_why if own is not None else "",
        "back": reverse("campaigns:sheets"),
    }
    return render(request, "campaigns/work/my_sheet.html", context, status=422 if is_sent else 200)


def assignment_or_404_or_own(request: Request, pk: int) -> Assignment:
    """Return what a unit owes to whoever sees it, or is on its roster: they write their sheet."""
    home = request.standing.home_unit_id
    found = (
        Assignment.objects.filter(pk=pk, campaign__state=Campaign.State.RUNNING)
        .select_related("campaign__adoption__pack", "task", "unit", "receiver", "person")
        .first()
    )
    if found is not None and home is not None and contents.by_person(contents.asked(found)):
        people = roster(found, clock.today())
        if people.filter(pk=request.standing.person_id or 0).exists():
            return found
    return assignment_or_404(request, pk)


def _hand_in(sheet: Sheet, form: SheetForm, request: Request) -> None:
    acts.hand_in_sheet(sheet=sheet, readers=form.readers(), by=account(request), on=clock.today())


@never_cache
@signed_in
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """Show a sheet to its writer and to those who are named as its readers."""
    found = sheet_or_404(request, pk)
    is_own = found.person_id == request.standing.person_id
    record_read(found, by=account(request), on=clock.today())
    task = contents.asked(found.assignment)
    said = [
        Fact(part.label.say(language()), say_value(part, found.values.get(part.id)), "", True)
        for part in task.parts
    ]
    if found.text:
        said.append(Fact(_("In words"), found.text, "", True))
    context = {
        "sheet": found,
        "assignment": found.assignment,
        "said": said,
        "is_own": is_own,
        "on_paper": found.handed_in_on is not None and not found.salt,
        "readers": list(found.readers.order_by("pinyin", "pk")),
        "waits": found.handed_in_on is not None and found.checked_on is None,
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(kinds.ref(found), request.standing)
        ],
    }
    return render(request, "campaigns/work/sheet.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def sheet_act(request: Request, pk: int, key: str) -> HttpResponse:
    """Take a sheet as good, or give it back with reasons."""
    found = sheet_or_404(request, pk)
    waits = found.handed_in_on is not None and found.checked_on is None
    if key not in ("take", "give-back") or not waits:
        raise Http404
    if found.person_id == request.standing.person_id:
        raise Http404
    is_sent = request.method == "POST"
    made: type[Form] = NothingForm if key == "take" else WhyForm
    form = made(request.POST if is_sent else None)

    def do() -> None:
        acts.check_sheet(
            sheet=found,
            is_taken=key == "take",
            why=form.cleaned_data.get("why", ""),
            by=account(request),
            on=clock.today(),
        )

    if form.is_valid() and attempt(request, form, do):
        said = _("The sheet is taken as good.") if key == "take" else _("The sheet is given back.")
        messages.success(request, said)
        return go_to(request, reverse("campaigns:sheets"))
    context = {"sheet": found, "assignment": found.assignment, "form": form, "key": key}
    return render(request, "campaigns/work/sheet_act.html", context, status=422 if is_sent else 200)
