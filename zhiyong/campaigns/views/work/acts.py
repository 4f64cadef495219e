"""The acts on what a unit owes: each page shows what follows, then does it once."""

from collections.abc import Callable
from dataclasses import dataclass, field
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

from zhiyong.campaigns.forms import work as forms
from zhiyong.campaigns.models import Attendance, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.selectors.work_offers import Desk, offer
from zhiyong.campaigns.services import attending, crediting, judging, sheets, writing
from zhiyong.campaigns.views.work.common import (
    account,
    assignment_or_404,
    attempt,
    desk_of,
)
from zhiyong.directory.models import Account, Person
from zhiyong.files.selectors import files_of
from zhiyong.plans.wording import language
from zhiyong.shell import kinds
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to

Filled = Any


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from an act, in lines; `stops` is why it cannot be done now."""

    lines: list[str] = field(default_factory=list)
    stops: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what follows from it, what it does, what is then said."""

    form: Callable[..., Form]
    do: Callable[[Desk, Filled, Account, date], object]
    done: Any
    button: Any
    follows: Callable[[Desk], Follows] = lambda desk: Follows()  # noqa: ARG005
    is_grave: bool = False


def _the(found: Submission | None) -> Submission:
    if found is None:
        raise Http404
    return found


# ── handing in ────────────────────────────────────────────────────────────────────────────


def _after_handing_in(desk: Desk) -> Follows:
    """Tell what handing in means: whether it is late, lies back, lacks something."""
    draft = _the(desk.draft)
    draft.assignment = desk.assignment
    try:
        standing = writing.check(draft, desk.today)
    except Refusal as refusal:
        return Follows(stops=str(refusal))
    lines = [_("It goes to {unit} and never changes again; until it is judged it can be taken "
               "back.").format(unit=desk.assignment.receiver.name)]  # fmt: skip
    if draft.addendum:
        return Follows([*lines, _("What was accepted stays as it is; this is added to it.")])
    if standing.retroactive:
        lines.append(_("Its day lay before the launch: it is not late, and counts with its proof."))
    elif standing.late_by:
        lines.append(_("It is {days} days late.").format(days=standing.late_by))
    elif standing.due:
        lines.append(_("It is in time."))
    if draft.nothing:
        lines.append(_("It says that there is nothing to report."))
    if standing.times and standing.times[0] < standing.times[1]:
        told = _("The plan asks for it {times} times; with this it is done {done} times.")
        lines.append(told.format(times=standing.times[1], done=standing.times[0]))
    if standing.outstanding:
        found = contents.covering(desk.assignment, desk.task, desk.today, draft)
        if found:
            told = _("Covered are {part} of {base}: it is accepted once all have done it.")
            lines.append(told.format(part=found.part, base=found.base))
    if "NOT_CHAIRED" in standing.warnings and desk.task.chaired_by:
        told = _("The plan wants it led by: {who}. The receiver sees that it was not.")
        lines.append(told.format(who=desk.task.chaired_by.say(language())))
    if not files_of(kinds.ref(draft)).exists():
        lines.append(_("Nothing is attached to it."))
    return Follows(lines)


def _hand_in(desk: Desk, _form: Filled, by: Account, on: date) -> object:
    return writing.hand_in(submission=_the(desk.draft), by=by, on=on)


def _discard(desk: Desk, _form: Filled, by: Account, on: date) -> object:
    writing.discard(submission=_the(desk.draft), by=by, on=on)
    return None


def _take_back(desk: Desk, _form: Filled, by: Account, on: date) -> object:
    return writing.take_back(submission=_the(desk.waiting), by=by, on=on)


def _after_taking_back(desk: Desk) -> Follows:
    lines = [_("The unit owes it again, from the day that it was due.")]
    due = desk.assignment.due
    if due and due < desk.today:
        lines.append(_("That day has passed: handed in anew, it counts as late."))
    return Follows(lines)


# ── judging ───────────────────────────────────────────────────────────────────────────────


def _accept(desk: Desk, form: Filled, by: Account, on: date) -> object:
    note = form.cleaned_data["note"]
    return judging.accept(submission=_the(desk.waiting), note=note, by=by, on=on)


def _return(desk: Desk, form: Filled, by: Account, on: date) -> object:
    why = form.cleaned_data["why"]
    return judging.give_back(submission=_the(desk.waiting), why=why, by=by, on=on)


def _after_accepting(desk: Desk) -> Follows:
    one = _the(desk.waiting)
    lines = [
        _("Version {number} of {unit} is accepted and stays as it is.").format(
            number=one.number, unit=desk.assignment.unit.name
        )
    ]
    if one.late_by:
        lines.append(_("It came {days} days late.").format(days=one.late_by))
    if one.closed:
        lines.append(_("What it says is read by those who are named; you see that it was done."))
    found = contents.covering(desk.assignment, desk.task, desk.today, one)
    if found and found.missing and not one.nothing:
        told = _("Covered are {part} of {base}: it cannot be accepted before all have done it.")
        return Follows(lines, told.format(part=found.part, base=found.base))
    return Follows(lines)


def _after_returning(desk: Desk) -> Follows:
    told = _("{unit} owes it again, and reads your reasons.")
    return Follows([told.format(unit=desk.assignment.unit.name)])


# ── persons ───────────────────────────────────────────────────────────────────────────────


def _absent(desk: Desk) -> list[Attendance]:
    one = desk.standing_one
    if one is None:
        return []
    rows = one.attendances.exclude(state=Attendance.State.PRESENT).filter(made_up_on__isnull=True)
    return list(rows.select_related("person", "submission").order_by("person__pinyin", "pk"))


def _make_up(desk: Desk, form: Filled, by: Account, on: date) -> object:
    wanted = form.cleaned_data["person"]
    row = next(one for one in _absent(desk) if str(one.person_id) == wanted)
    day = form.cleaned_data["made_up_on"]
    return attending.make_up(attendance=row, made_up_on=day, by=by, on=on)


def _without_sheet(desk: Desk) -> list[Person]:
    written = desk.assignment.sheets.values("person")
    return list(roster(desk.assignment, desk.today).exclude(pk__in=written))


def _on_paper(desk: Desk, form: Filled, by: Account, on: date) -> object:
    person = Person.objects.get(pk=form.cleaned_data["person"])
    return sheets.note_paper_sheet(assignment=desk.assignment, person=person, by=by, on=on)


def _credit(desk: Desk, form: Filled, by: Account, on: date) -> object:
    return crediting.credit(
        submission=_the(desk.standing_one),
        programme=form.cleaned_data["programme"],
        by=by,
        on=on,
    )


def _form(made: Callable[..., Form]) -> Callable[..., Form]:
    return lambda data, desk: made(data)  # noqa: ARG005


def _programmes(data: Any, desk: Desk) -> Form:
    pack = contents.pack_for(desk.assignment)
    choices = [(one.id, one.label.say(language())) for one in pack.programmes]
    return forms.ProgrammeForm(data, choices=choices)


PAGES: dict[str, Page] = {
    "hand-in": Page(
        _form(forms.NothingForm),
        _hand_in,
        gettext_lazy("It is handed in."),
        gettext_lazy("Hand it in"),
        _after_handing_in,
    ),
    "discard": Page(
        _form(forms.NothingForm),
        _discard,
        gettext_lazy("The draft is given up."),
        gettext_lazy("Discard the draft"),
        is_grave=True,
    ),
    "take-back": Page(
        _form(forms.NothingForm),
        _take_back,
        gettext_lazy("It is taken back. The unit owes it again."),
        gettext_lazy("Take the version back"),
        _after_taking_back,
        is_grave=True,
    ),
    "accept": Page(
        _form(forms.NoteForm),
        _accept,
        gettext_lazy("It is accepted."),
        gettext_lazy("Accept it"),
        _after_accepting,
    ),
    "return": Page(
        _form(forms.WhyForm),
        _return,
        gettext_lazy("It is returned; the unit reads your reasons."),
        gettext_lazy("Return it"),
        _after_returning,
    ),
    "make-up": Page(
        lambda data, desk: forms.MakeUpForm(data, people=[one.person for one in _absent(desk)]),
        _make_up,
        gettext_lazy("It is noted who made up for it."),
        gettext_lazy("Note it"),
    ),
    "on-paper": Page(
        lambda data, desk: forms.PaperForm(data, people=_without_sheet(desk)),
        _on_paper,
        gettext_lazy("The sheet on paper is noted."),
        gettext_lazy("Note it"),
    ),
    "programme": Page(
        _programmes,
        _credit,
        gettext_lazy("It counts for the programme as well."),
        gettext_lazy("Count it as well"),
    ),
}


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on a unit's task asks and what follows; do it on sending."""
    found = assignment_or_404(request, pk)
    desk = desk_of(request, found)
    offered = offer(key, desk)
    if offered is None or key not in PAGES:
        raise Http404
    page = PAGES[key]
    is_sent = request.method == "POST"
    form = page.form(request.POST if is_sent else None, desk)
    if form.is_valid() and attempt(
        request, form, lambda: page.do(desk, form, account(request), desk.today)
    ):
        messages.success(request, page.done)
        return go_to(request, reverse("campaigns:assignment", args=[found.pk]))
    context = {
        "assignment": found,
        "offer": offered,
        "page": page,
        "form": form,
        "follows": page.follows(desk),
        "draft": desk.draft if key == "hand-in" else None,
        "back": reverse("campaigns:assignment", args=[found.pk]),
    }
    return render(request, "campaigns/work/act.html", context, status=422 if is_sent else 200)
