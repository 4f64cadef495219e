"""Pages of instructions: the register, one instruction, and what may be done with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.picks import find_units, get_unit
from zhiyong.directory.standing import account_of
from zhiyong.files.services import store
from zhiyong.instructions import forms, items, selectors, services
from zhiyong.instructions.models import Instruction
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.parts import Entry, Fact

READERS = tuple(sorted(READS_CASES))
State = Instruction.State
Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return (
        rows.filter(number__contains=wanted)
        | rows.filter(title__icontains=wanted)
        | rows.filter(leader__name__startswith=wanted)
    )


def _overdue(rows: Rows, wanted: str) -> Rows:
    return selectors.overdue(rows, clock.today()) if wanted == "late" else rows


def _decorate(rows: Sequence[Any], request: Request) -> None:
    selectors.with_duties(list(rows), clock.today())
    for row in rows:
        row.page = reverse("instructions:instruction", args=[row.pk])


REGISTER = ListPage(
    name="instructions",
    columns=(
        Column("number", gettext_lazy("Number"), head=True, url=lambda row: row.page),
        Column("title", gettext_lazy("Subject"), wide=True),
        Column(
            "leader",
            gettext_lazy("Leader"),
            value=lambda row: row.leader.name if row.leader else None,
            sub=lambda row: row.leader_title,
        ),
        Column("text", gettext_lazy("The leader's instruction"), value="text", wide=True),
        Column("written_on", gettext_lazy("Written on"), kind="day"),
        Column(
            "owner",
            gettext_lazy("Entrusted to"),
            value=lambda row: row.owner_unit.name if row.owner_unit else None,
            sub=lambda row: row.owner.name if row.owner else "",
        ),
        Column("feedback_by", gettext_lazy("Feedback by"), kind="day"),
        Column("light", gettext_lazy("Light"), kind="light", value=lambda row: row.light or None),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column(
            "registered_on",
            gettext_lazy("Registered on"),
            kind="day",
            order="newest",
            only="workbook",
        ),
        Column("fed_back_on", gettext_lazy("Fed back on"), kind="day", only="workbook"),
        Column("feedback", gettext_lazy("Feedback"), only="workbook"),
        Column("closed_on", gettext_lazy("Closed on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q",
            gettext_lazy("Contains"),
            search=_search,
            placeholder=gettext_lazy("Number, leader, or words of the subject"),
        ),
        ChoiceFilter("state", gettext_lazy("Stands at"), choices=State.choices, lookup="state"),
        ChoiceFilter(
            "due",
            gettext_lazy("Feedback"),
            choices=[("late", gettext_lazy("Overdue"))],
            narrowing=_overdue,
        ),
        PickFilter(
            "owner",
            gettext_lazy("Entrusted to"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="owner_unit",
            more=True,
        ),
        DatesFilter("registered", gettext_lazy("Registered on"), lookup="registered_on", more=True),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-registered_on", "-id")),
        Order("oldest", gettext_lazy("Oldest first"), ("registered_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s instruction", "%(shown)s instructions", "count"),
    empty=Empty(
        gettext_lazy("No leader's instruction yet"),
        gettext_lazy(
            "Register what a leader wrote, or submit a sheet to a leader: it gets its number,"
            " its owner and a day by which feedback is due."
        ),
        icon="stamp",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*READERS)
@require_GET
def register_list(request: Request) -> HttpResponse:
    """Show the register of leaders' instructions."""
    rows = selectors.ready(selectors.instructions_visible_to(request.standing))
    context = {"may_register": bool(request.standing.units(*selectors.REGISTRARS))}
    title = _("Leaders' instructions")
    template = "instructions/list.html"
    return REGISTER.respond(request, rows, title=title, template=template, context=context)


def _units(request: Request) -> list[tuple[str, str]]:
    rows = Unit.objects.filter(pk__in=request.standing.units(*selectors.REGISTRARS))
    return [(str(one.pk), one.name) for one in rows.order_by("pk")[:50]]


def _numbers(request: Request) -> str:
    """Return the numbers of what the address names, if it may be seen: "?of=complaint:3"."""
    wanted = [one for one in request.GET.getlist("of") if items.is_known(one)][:30]
    seen = kinds.visible(wanted, request.standing)
    return "\n".join(number for one in wanted if one in seen and (number := items.number(one)))


def _about_form(request: Request, form: type[forms.AboutForm]) -> forms.AboutForm:
    units = _units(request)
    if not units:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    initial = {"items": _numbers(request), "title": request.GET.get("title", "")[:200]}
    if form is forms.RegisterForm:
        initial["written_on"] = clock.today()  # type: ignore[assignment]
    return form(posted, standing=request.standing, units=units, initial=initial)


@never_cache
@needs(*selectors.REGISTRARS)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Register what a leader wrote elsewhere."""
    form = _about_form(request, forms.RegisterForm)
    made: list[Instruction] = []

    def do() -> None:
        data = dict(form.cleaned_data)
        data["unit"] = Unit.objects.get(pk=data["unit"])
        made.append(services.register(**data, by=account_of(request), on=clock.today()))

    if form.is_valid() and _done(form, do):
        messages.success(request, _("The instruction is registered; its owner is told."))
        return redirect("instructions:instruction", made[0].pk)
    context = {"form": form, "heading": _("Register an instruction"), "button": _("Register")}
    return _form_page(request, form, context)


@never_cache
@needs(*selectors.REGISTRARS)
@require_http_methods(["GET", "POST"])
def submit(request: Request) -> HttpResponse:
    """Prepare a sheet for a leader."""
    form = _about_form(request, forms.SubmitForm)
    made: list[Instruction] = []

    def do() -> None:
        data = dict(form.cleaned_data)
        data["unit"] = Unit.objects.get(pk=data["unit"])
        made.append(services.prepare(**data, by=account_of(request), on=clock.today()))

    if form.is_valid() and _done(form, do):
        messages.success(request, _("The sheet is prepared and on its way."))
        return redirect("instructions:instruction", made[0].pk)
    context = {"form": form, "heading": _("Submit to a leader"), "button": _("Submit it")}
    return _form_page(request, form, context)


def _form_page(request: Request, form: Form, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "instructions/form.html", context, status=status)


@never_cache
@needs(*READERS)
@require_GET
def instruction(request: Request, pk: int) -> HttpResponse:
    """Show one instruction: what was submitted, what the leader wrote, what was done."""
    return _page(request, _found(request, pk))


Do = Callable[[Request, Instruction, Mapping[str, Any]], object]


def _answer(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.answer(instruction=found, by=account_of(request), on=clock.today(), **data)


def _enter(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    with transaction.atomic():
        scan = store(
            upload=data["scan"],
            of=found,
            purpose="instruction.scan",
            by=account_of(request),
            on=clock.today(),
            audience=found.audience,
        )
        told = {**data, "scan": scan}
        return services.enter(instruction=found, by=account_of(request), on=clock.today(), **told)


def _again(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.send_again(instruction=found, by=account_of(request), on=clock.today(), **data)


def _feedback(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.feed_back(instruction=found, by=account_of(request), on=clock.today(), **data)


def _send_back(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.send_back(instruction=found, by=account_of(request), on=clock.today(), **data)


def _close(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.close(instruction=found, by=account_of(request), on=clock.today())


def _withdraw(request: Request, found: Instruction, data: Mapping[str, Any]) -> object:
    return services.withdraw(instruction=found, by=account_of(request), on=clock.today(), **data)


def _came_back(found: Instruction) -> bool:
    chain = selectors.chain_of(found)
    return (
        found.state == State.PENDING
        and found.paper_id is None
        and chain is not None
        and chain.state == Approval.State.RETURNED
    )


ACTS: dict[str, tuple[type[Form], Do, Any, Callable[[Request, Instruction], bool]]] = {
    "answer": (
        forms.OwnerForm,
        _answer,
        gettext_lazy("Your instruction is registered; its owner is told."),
        lambda request, one: selectors.may_answer(request.standing, one),
    ),
    "enter": (
        forms.PaperForm,
        _enter,
        gettext_lazy("The instruction is entered, with its scan."),
        lambda request, one: (
            selectors.is_with_leader(one) and selectors.may_follow(request.standing, one)
        ),
    ),
    "again": (
        forms.AgainForm,
        _again,
        gettext_lazy("The sheet is on its way again."),
        lambda request, one: _came_back(one) and selectors.may_follow(request.standing, one),
    ),
    "feedback": (
        forms.FeedbackForm,
        _feedback,
        gettext_lazy("The feedback is given."),
        lambda request, one: selectors.may_feed_back(request.standing, one),
    ),
    "send-back": (
        forms.SendBackForm,
        _send_back,
        gettext_lazy("It went back; a new term runs."),
        lambda request, one: (
            one.state == State.FED_BACK and selectors.may_follow(request.standing, one)
        ),
    ),
    "close": (
        forms.NothingForm,
        _close,
        gettext_lazy("The instruction is closed."),
        lambda request, one: (
            one.state == State.FED_BACK and selectors.may_follow(request.standing, one)
        ),
    ),
    "withdraw": (
        forms.ReasonForm,
        _withdraw,
        gettext_lazy("It is withdrawn; nothing is owed on it any more."),
        lambda request, one: (
            one.state not in (State.CLOSED, State.WITHDRAWN)
            and selectors.may_follow(request.standing, one)
        ),
    ),
}
"""What may be done with an instruction: form, act, what is then said, whose it is now."""


@never_cache
@needs(*READERS)
@require_POST
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Do one act on an instruction."""
    found = _found(request, pk)
    if key not in ACTS:
        raise Http404
    form_class, do, done, is_mine = ACTS[key]
    may = is_mine(request, found)
    if not may and not _could(request, found, key):
        raise Http404
    form = form_class(request.POST, request.FILES)
    if form.is_valid() and _done(form, lambda: do(request, found, form.cleaned_data)):
        messages.success(request, done)
        return redirect("instructions:instruction", found.pk)
    return _page(request, found, key, form)


def _could(request: Request, found: Instruction, key: str) -> bool:
    """Whether an act was somebody's before it moved on: they are told where it stands."""
    if key == "answer":
        return request.standing.person_id == found.leader_id
    if key == "feedback":
        owned = found.owner_unit_id in request.standing.units(*selectors.ANSWERERS)
        return owned or request.standing.person_id == found.owner_id
    return selectors.may_follow(request.standing, found)


def _page(
    request: Request, found: Instruction, key: str = "", bound: Form | None = None
) -> HttpResponse:
    offered = {
        name: bound if name == key else _empty(name, form)
        for name, (form, _do, _said, is_mine) in ACTS.items()
        if name == key or is_mine(request, found)
    }
    chain = selectors.chain_of(found)
    selectors.with_duties([found], clock.today())
    references = list(found.items.order_by("pk").values_list("reference", flat=True))
    told = timeline(kinds.ref(found), request.standing, also=[found.audience])
    context: dict[str, Any] = {
        "instruction": found,
        "offered": {name.replace("-", "_"): form for name, form in offered.items()},
        "opened": key or ("enter" if "paper" in request.GET else ""),
        "about": items.titles(references, request.standing),
        "hidden": len(references) - len(kinds.visible(references, request.standing)),
        "chain": chain,
        "facts": _facts(found),
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    status = 422 if bound is not None else 200
    return render(request, "instructions/instruction.html", context, status=status)


def _empty(name: str, form: type[Form]) -> Form:
    return form(initial={"written_on": clock.today()} if name == "enter" else {})


def _facts(found: Instruction) -> list[Fact]:
    def name(one: Unit | Person | None) -> str:
        return one.name if one else ""

    return [
        Fact(_("Leader"), f"{name(found.leader)} {found.leader_title}".strip()),
        Fact(_("Written on"), found.written_on),
        Fact(_("Registered by"), f"{found.unit.name} · {found.registered_by}"),
        Fact(_("Entrusted to"), name(found.owner_unit)),
        Fact(_("Person who answers for it"), name(found.owner)),
        Fact(_("Feedback by"), found.feedback_by),
        Fact(_("Fed back on"), found.fed_back_on),
        Fact(_("Closed on"), found.closed_on),
    ]


def _found(request: Request, pk: int) -> Instruction:
    found = (
        selectors.instructions_visible_to(request.standing)
        .select_related(
            "unit",
            "leader",
            "owner_unit",
            "owner",
            "paper__file",
            "scan",
            "adoption__pack",
            "registered_by__person",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _done(form: Form, do: Callable[[], object]) -> bool:
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
