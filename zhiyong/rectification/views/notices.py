"""Notices to slow units, and the list of key units."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.models import Unit
from zhiyong.directory.picks import find_units, get_unit
from zhiyong.directory.standing import account_of
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.journal.selectors import timeline
from zhiyong.papers.models import Paper
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.plans.wording import language
from zhiyong.rectification import forms, plan, selectors, services
from zhiyong.rectification.access import READERS, WATCHERS, keepers_of, watches
from zhiyong.rectification.models import Item, SlowNotice, Watched
from zhiyong.rectification.offers import notice_offers
from zhiyong.rectification.services.common import told
from zhiyong.rectification.slips import colour_word
from zhiyong.rectification.views.common import Doing, Line, act_page, row_or_404, wanted
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    PickFilter,
)
from zhiyong.shell.parts import Entry, Fact

TONES = {"none": "", "blue": "blue", "yellow": "soon", "orange": "soon", "red": "overdue"}
"""By which tone of the house a colour of the plan is shown; the word stands beside it."""


def _decorate(rows: Sequence[Any], request: Request) -> None:
    for row in rows:
        step = plan.step_called(row.adoption, row.step)
        row.step_shown = step.label.say(language()) if step else row.step
        row.colour_shown = colour_word(step) if step else ""
        row.tone = TONES[step.colour] if step else ""


def _repaired(row: Any) -> str:
    if row.repaired_on is None:
        return ""
    return _("put right late") if row.repaired_late else _("put right in time")


NOTICES = ListPage(
    name="slow-notices",
    columns=(
        Column(
            "number",
            gettext_lazy("Notice no."),
            value=lambda row: row.number or f"#{row.pk}",
            head=True,
            url=lambda row: reverse("rectification:notice", args=[row.pk]),
            sub="step_shown",
        ),
        Column(
            "colour",
            pgettext_lazy("slip", "Colour"),
            template="rectification/cells/colour.html",
            export=lambda row: row.colour_shown,
        ),
        Column("unit", gettext_lazy("Unit"), value="unit.name", wide=True),
        Column("issued_on", gettext_lazy("Issued on"), kind="day", order="newest"),
        Column("answer_by", gettext_lazy("To be answered by"), kind="day"),
        Column(
            "state",
            gettext_lazy("Stands at"),
            value=lambda row: row.get_state_display(),
            sub=_repaired,
        ),
    ),
    filters=(
        PickFilter(
            "unit",
            gettext_lazy("Unit"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="unit_id",
        ),
        ChoiceFilter("state", gettext_lazy("Stands at"), choices=SlowNotice.State.choices),
        DatesFilter("issued", gettext_lazy("Issued"), lookup="issued_on", more=True),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-issued_on", "-id")),
        Order("oldest", gettext_lazy("Oldest first"), ("issued_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s notice", "%(shown)s notices", "count"),
    empty=Empty(
        gettext_lazy("No notice was issued yet"),
        gettext_lazy(
            "Urgings and slips to units that are slow stand here, each with its number, its basis "
            "and its answer. Repetition raises the step; what is put right late lowers it."
        ),
        icon="bell-ring",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*READERS)
@require_GET
def notices(request: Request) -> HttpResponse:
    """Show the notices to slow units that somebody may read."""
    rows = selectors.notices_visible_to(request.standing).select_related("unit", "adoption__pack")
    ladders = [(one, pack_of(one).short_title.say(language())) for one in _with_ladder(request)]
    return NOTICES.respond(
        request,
        rows,
        title=_("Notices to slow units"),
        template="rectification/notices.html",
        context={"ladders": ladders},
    )


def _with_ladder(request: Request) -> list[Adoption]:
    """Return the plans in force with a ladder under which the reader issues notices."""
    units = request.standing.units(*WATCHERS)
    here = [one for one in adoptions_in_force(clock.today()) if plan.ladder_of(one)]
    if not units or not here:
        return []
    keepers = keepers_of(here)
    return [one for one in here if keepers[one.pk] & units]


@never_cache
@needs(*READERS)
@require_GET
def notice(request: Request, pk: int) -> HttpResponse:
    """Show one notice, its answer, and the unit's others before it."""
    found = _notice(request, pk)
    step = plan.step_called(found.adoption, found.step)
    ladder = plan.ladder_of(found.adoption)
    reference = kinds.ref(found)
    titles = kinds.titles([found.subject], request.standing) if found.subject else {}
    about = titles.get(found.subject, "")
    facts = [
        Fact(_("To which unit"), found.unit.name),
        Fact(_("Issued by"), found.issuer.name),
        Fact(_("Issued on"), told(found.issued_on)),
        Fact(_("To be answered by"), told(found.answer_by)),
        Fact(_("Answered on"), told(found.answered_on)),
        Fact(_("Put right"), f"{told(found.repaired_on)} {_repaired(found)}".strip()),
    ]
    if about:
        facts.append(Fact(_("About"), about, kinds.url(found.subject) or "", True))
    if found.skipped:
        facts.append(Fact(_("Why a step was passed over"), found.skipped, "", True))
    history = [
        one for one in selectors.history_of(found.adoption, found.unit) if one.pk != found.pk
    ]
    _decorate([found, *history], request)
    context = {
        "notice": found,
        "step": step,
        "title": getattr(found, "step_shown", ""),
        "ladder": ladder,
        "rungs": [
            (one.label.say(language()), colour_word(one), TONES[one.colour], one.id == found.step)
            for one in (ladder.steps if ladder else ())
        ],
        "facts": facts,
        "history": history,
        "papers": [*Paper.objects.filter(subject=reference, proves=None).order_by("pk")],
        "duties": [*duties_of(reference, request.standing)],
        "offers": notice_offers(found, request.standing),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(reference, request.standing)
        ],
    }
    return render(request, "rectification/notice.html", context)


def _notice(request: Request, pk: int) -> SlowNotice:
    rows = selectors.notices_visible_to(request.standing).select_related(
        "unit", "issuer", "adoption__pack", "adoption__body"
    )
    found: SlowNotice = row_or_404(rows, pk)
    return found


@never_cache
@needs(*WATCHERS)
@require_http_methods(["GET", "POST"])
def add(request: Request, adoption: int) -> HttpResponse:
    """Issue a notice to a unit, at the step that the ladder comes to or another with its reason."""
    found = next((one for one in _with_ladder(request) if one.pk == adoption), None)
    if found is None:
        raise Http404
    today, item = clock.today(), _item(request, adoption)
    unit = item.unit if item else Unit.objects.filter(pk=_number(request, "unit")).first()
    standing = selectors.standing_on(found, unit, today) if unit else None
    initial: dict[str, Any] = {}
    if unit is not None and standing is not None and standing.next is not None:
        initial = {"unit": unit.pk, "step": standing.next.id}
    if item is not None:
        text = _("No. {number}: {problem}. To be put right by {day}, still open.")
        initial["text"] = text.format(
            number=item.number, problem=item.problem[:200], day=told(item.due_on) or "—"
        )
    form = forms.NoticeForm(
        request.POST if request.method == "POST" else None, adoption=found, initial=initial
    )
    made: list[SlowNotice] = []

    def do() -> None:
        made.append(
            services.issue_notice(
                adoption=found,
                issuer=_issuer(request, found),
                subject=item if item is not None else "",
                by=account_of(request),
                on=today,
                **form.cleaned_data,
            )
        )

    follows = []
    ladder = plan.ladder_of(found)
    if unit is not None and standing is not None and standing.next is not None:
        text = _("{unit} has {n} notices that count; the ladder comes to “{step}”.")
        said = text.format(
            unit=unit.name, n=standing.counted, step=standing.next.label.say(language())
        )
        follows.append(Line(said, (ladder.clause if ladder else None) or ""))
    follows.append(Line(_("The unit is told, and owes an answer.")))
    lists = reverse("rectification:notices")
    return act_page(
        request,
        Doing(
            title=_("Issue a notice"),
            about=pack_of(found).title.say(language()),
            form=form,
            do=do,
            done=_("The notice is issued."),
            button=_("Issue it"),
            back=reverse("rectification:item", args=[item.pk]) if item else lists,
            crumbs=[(_("Notices to slow units"), lists)],
            follows=follows,
            then=lambda: reverse("rectification:notice", args=[made[0].pk]),
        ),
    )


def _number(request: Request, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdigit() and len(asked) < 18 else 0


def _item(request: Request, adoption: int) -> Item | None:
    pk = _number(request, "item")
    if not pk:
        return None
    rows = selectors.items_visible_to(request.standing).select_related("unit")
    return rows.filter(pk=pk, adoption=adoption).first()


def _issuer(request: Request, adoption: Adoption) -> Unit:
    """Return the body for which somebody issues a notice: the plan's own, first."""
    units = request.standing.units(*WATCHERS)
    ladder = plan.ladder_of(adoption)
    bound = dict(
        adoption.bindings.filter(role__in=ladder.by if ladder else ()).values_list("role", "unit")
    )
    pk = next((unit for unit in bound.values() if unit in units), None)
    return Unit.objects.get(pk=pk) if pk else adoption.body


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Answer a notice, say that it was put right, take it back."""
    found = _notice(request, pk)
    offer = wanted(notice_offers(found, request.standing), key)
    today, by = clock.today(), account_of(request)
    post = request.POST if request.method == "POST" else None
    form: Any
    follows: list[Line] = []
    match key:
        case "answer":
            form, done = forms.AnswerForm(post), _("The answer is entered.")

            def do() -> object:
                return services.answer_notice(notice=found, by=by, on=today, **form.cleaned_data)
        case "repaired":
            form = forms.RepairForm(post, initial={"repaired_on": today})
            done = _("It is written down.")
            follows = [Line(_("In time, the notice counts no more; late, the unit stands lower."))]

            def do() -> object:
                return services.note_repair(notice=found, by=by, on=today, **form.cleaned_data)
        case "withdraw":
            form, done = forms.ReasonForm(post), _("The notice is taken back.")
            follows = [Line(_("It counts no more, and stays readable with the reason."))]

            def do() -> object:
                return services.withdraw_notice(notice=found, by=by, on=today, **form.cleaned_data)
        case _unknown:
            raise Http404
    back = reverse("rectification:notice", args=[found.pk])
    return act_page(
        request,
        Doing(
            title=str(offer.label),
            about=f"{found} · {found.unit.name}",
            form=form,
            do=do,
            done=done,
            button=str(offer.label),
            back=back,
            crumbs=[
                (_("Notices to slow units"), reverse("rectification:notices")),
                (str(found), back),
            ],
            follows=follows,
            is_grave=offer.kind == "grave",
        ),
    )


# ── the list of key units ─────────────────────────────────────────────────────────────────


@never_cache
@needs(*WATCHERS)
@require_GET
def watch(request: Request) -> HttpResponse:
    """Show which units the figures propose for the list of key units, and which stand on it."""
    today = clock.today()
    groups = []
    for adoption in adoptions_in_force(today):
        if not watches(request.standing, adoption) or not plan.ways_of(adoption).watch:
            continue
        pack = pack_of(adoption)
        grounds = {one.id: one for one in plan.ways_of(adoption).watch}
        listed = (
            Watched.objects.filter(adoption=adoption)
            .select_related("unit", "by__person")
            .order_by("-pk")
        )
        rows: list[dict[str, Any]] = [
            {"row": row, "ground": grounds[row.watch].label.say(language()) if row.watch in grounds
             else row.watch}
            for row in listed
        ]  # fmt: skip
        groups.append(
            {
                "adoption": adoption,
                "title": pack.title.say(language()),
                "proposals": [
                    {
                        "unit": one.unit,
                        "ground": one.watch.label.say(language()),
                        "watch": one.watch.id,
                        "counted": _counted(one.facts),
                    }
                    for one in selectors.proposals(adoption, today)
                ],
                "listed": [one for one in rows if one["row"].state == Watched.State.LISTED],
                "past": [one for one in rows if one["row"].state != Watched.State.LISTED],
            }
        )
    return render(request, "rectification/watch.html", {"groups": groups})


def _counted(facts: dict[str, int]) -> list[tuple[str, int]]:
    names = {
        "unit.items_open": _("open"),
        "unit.items_late": _("late"),
        "unit.items_reopened": _("opened again"),
        "unit.items_recurred": _("came up again"),
        "unit.items_moved": _("promise moved"),
        "unit.notices": _("notices"),
    }
    return [(names[key], facts[key]) for key in names if facts.get(key)]


@never_cache
@needs(*WATCHERS)
@require_http_methods(["GET", "POST"])
def judge(request: Request, adoption: int, unit: int, code: str) -> HttpResponse:
    """Put a unit that the figures propose on the list, or do not; with the reason."""
    found = Adoption.objects.select_related("pack", "body").filter(pk=adoption).first()
    if found is None or not watches(request.standing, found):
        raise Http404
    today = clock.today()
    proposal = next(
        (
            one
            for one in selectors.proposals(found, today)
            if one.unit.pk == unit and one.watch.id == code
        ),
        None,
    )
    if proposal is None:
        raise Http404
    form = forms.JudgeForm(request.POST if request.method == "POST" else None)

    def do() -> object:
        return services.judge_proposal(
            adoption=found,
            unit=proposal.unit,
            watch=code,
            lists=form.cleaned_data["lists"] == "yes",
            why=form.cleaned_data["why"],
            by=account_of(request),
            on=today,
        )

    said = "、".join(f"{name} {many}" for name, many in _counted(proposal.facts))
    back = reverse("rectification:watch")
    ground = proposal.watch.label.say(language())
    return act_page(
        request,
        Doing(
            title=_("List of key units"),
            about=f"{proposal.unit.name} · {ground}",
            form=form,
            do=do,
            done=_("The decision is written down."),
            button=_("Write it down"),
            back=back,
            crumbs=[(_("Key units"), back)],
            follows=[
                Line(_("Counted: {said}.").format(said=said), proposal.watch.clause or ""),
                Line(_("The figures only propose. A unit that is listed is told.")),
            ],
        ),
    )


@never_cache
@needs(*WATCHERS)
@require_http_methods(["GET", "POST"])
def take_off(request: Request, pk: int) -> HttpResponse:
    """Take a unit off the list of key units."""
    row = Watched.objects.select_related("adoption__pack", "unit").filter(pk=pk).first()
    if row is None or not watches(request.standing, row.adoption):
        raise Http404
    if row.state != Watched.State.LISTED:
        return redirect("rectification:watch")
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)

    def do() -> object:
        return services.take_off(
            row=row, why=form.cleaned_data["reason"], by=account_of(request), on=clock.today()
        )

    back = reverse("rectification:watch")
    return act_page(
        request,
        Doing(
            title=_("Take it off the list"),
            about=row.unit.name,
            form=form,
            do=do,
            done=_("The unit is off the list."),
            button=_("Take it off the list"),
            back=back,
            crumbs=[(_("Key units"), back)],
        ),
    )
