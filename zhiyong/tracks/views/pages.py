"""One talk, one resignation, one oversight item."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.cases.selectors import cases_visible_to
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.papers.selectors import of_subjects
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Entry, Fact, Offer
from zhiyong.tracks import plan, selectors
from zhiyong.tracks.models import Oversight, Resignation, Talk
from zhiyong.tracks.selectors.offers import oversight_offers, resignation_offers, talk_offers
from zhiyong.tracks.slips import told
from zhiyong.tracks.views.common import READERS, account, row_or_404


def _page(
    request: Request,
    row: Talk | Resignation | Oversight,
    *,
    title: str,
    facts: list[Fact],
    offers: list[Offer],
    crumb: str,
    lists: str,
    notes: list[tuple[str, str, Any]] | None = None,
    files: list[tuple[str, int]] | None = None,
    **more: Any,
) -> HttpResponse:
    record_read(row, by=account(request), on=clock.today())
    reference = kinds.ref(row)
    context = {
        "row": row,
        "title": title,
        "facts": facts,
        "offers": offers,
        "crumb_label": crumb,
        "lists": reverse(lists),
        "notes": notes or [],
        "files": files or [],
        "papers": [
            (label(pack_of(one.adoption), "slips", one.slip) if one.adoption else one.slip, one)
            for one in of_subjects([reference], request.standing)
        ],
        "duties": list(duties_of(reference, request.standing)),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(reference, request.standing)
        ],
        **more,
    }
    return render(request, "tracks/thing.html", context)


def _case(request: Request, row: Talk | Resignation | Oversight) -> list[Fact]:
    """Return the line that leads to the case, for whoever sees it."""
    if row.case_id is None:
        return []
    case = cases_visible_to(request.standing).filter(pk=row.case_id).first()
    if case is None:
        return []
    return [Fact(_("Case"), f"{case.number} {case.title}", reverse("cases:case", args=[case.pk]))]


@never_cache
@needs(*READERS)
@require_GET
def talk(request: Request, pk: int) -> HttpResponse:
    """Show one talk."""
    rows = selectors.talks_visible_to(request.standing)
    row: Talk = row_or_404(
        rows, pk, "unit", "talker", "with_person", "with_unit", "adoption__pack", "paper"
    )
    present = "、".join(one.name for one in row.attendees.order_by("pk"))
    facts = [
        Fact(_("Talk with"), row.with_whom),
        Fact(_("Held by"), f"{row.talker.name} · {row.unit.name}"),
        *_case(request, row),
        Fact(_("Called for"), told(row.on)),
        Fact(_("Place"), row.place),
        *([Fact(_("Who was there"), present)] if present else []),
        *([Fact(_("Held on"), told(row.held_on))] if row.held_on else []),
        Fact(_("What the talk is about"), row.reason, "", True),
        *_said(row),
    ]
    return _page(
        request,
        row,
        title=_("Talk with {name}").format(name=row.with_whom),
        facts=facts,
        offers=talk_offers(row, request.standing, clock.today()),
        crumb=_("Talks"),
        lists="tracks:talks",
        notes=[("info", _("A talk is no measure: it is counted apart from the ladder."), "")],
    )


def _said(row: Talk) -> list[Fact]:
    state = Talk.State
    if row.state == state.CANCELLED:
        return [Fact(_("Why it was called off"), row.record, "", True)]
    facts = []
    if row.record:
        facts.append(Fact(_("What was pointed out"), row.record, "", True))
    if row.agreed:
        facts.append(Fact(_("What was agreed"), row.agreed, "", True))
    if row.recheck_on:
        facts.append(Fact(_("To be looked at again on"), told(row.recheck_on)))
    if row.rechecked_on:
        facts.append(Fact(_("Looked at again on"), told(row.rechecked_on)))
        facts.append(Fact(_("What was seen"), row.recheck, "", True))
    return facts


@never_cache
@needs(*READERS)
@require_GET
def resignation(request: Request, pk: int) -> HttpResponse:
    """Show one resignation: what it waits for, what was looked into, the answer."""
    rows = selectors.resignations_visible_to(request.standing)
    row: Resignation = row_or_404(
        rows, pk, "person", "post__unit", "unit", "approver", "adoption__pack", "request", "case"
    )
    pack = pack_of(row.adoption)
    track = plan.resigning(pack)
    facts = [
        Fact(_("Person"), row.person.name, reverse("directory:person", args=[row.person_id])),
        Fact(_("From the post"), f"{row.post.unit.name} {row.post.title}"),
        Fact(_("How it came about"), row.get_origin_display()),
        Fact(_("Filed on"), told(row.filed_on)),
        *_case(request, row),
        Fact(_("Answered by"), row.approver.name if row.approver else _("A body outside")),
        *(
            Fact(pack.vocabulary.say_fact(name, language()), _("Yes") if value else _("No"))
            for name, value in row.stated.items()
        ),
        *([Fact(_("Number of the ground"), row.basis)] if row.basis else []),
        Fact(_("What the request says"), row.reason, "", True),
        *(
            Fact(one.label.say(language()), row.examined.get(one.id, ""), "", True)
            for one in (track.fields if track and row.examined else ())
        ),
    ]
    if row.answered_on:
        facts.append(Fact(_("Answered on"), told(row.answered_on)))
        facts.append(Fact(_("What the answer says"), row.answer, "", True))
    if row.effective_on:
        facts.append(Fact(_("With effect from"), told(row.effective_on)))
    return _page(
        request,
        row,
        title=_("Resignation of {name}").format(name=row.person.name),
        facts=facts,
        offers=resignation_offers(row, request.standing),
        crumb=_("Resignations"),
        lists="tracks:resignations",
        notes=_remarks(request, row),
        files=[(_("The person's own writing (scan)"), row.request_id)] if row.request_id else [],
    )


def _remarks(request: Request, row: Resignation) -> list[tuple[str, str, Any]]:
    pack = pack_of(row.adoption)
    track = plan.resigning(pack)
    clause = track.clause if track else ""
    notes: list[tuple[str, str, Any]] = []
    if row.state == Resignation.State.PENDING:
        seen = kinds.titles({one["case"] for one in row.waits}, request.standing)
        for one in row.waits:
            where = seen.get(one["case"], _("a case that you do not see"))
            name = label(pack, "tracks", one["track"]) or _("not named yet")
            text = _("It waits for the track “{track}”: {case}.").format(track=name, case=where)
            notes.append(("warning", text, clause))
    if row.state == Resignation.State.APPROVED:
        text = _("The post does not end by itself: whoever keeps the directory enters it.")
        notes.append(("info", text, ""))
    text = _("It finds no fault, and closes no case on another track.")
    return [*notes, ("info", text, clause)]


@never_cache
@needs(*READERS)
@require_GET
def oversight(request: Request, pk: int) -> HttpResponse:
    """Show one item of oversight."""
    rows = selectors.oversights_visible_to(request.standing)
    row: Oversight = row_or_404(
        rows, pk, "unit", "congress", "person", "of_unit", "adoption__pack", "case"
    )
    facts = [
        Fact(_("What it is"), row.get_kind_display()),
        Fact(_("People's congress"), row.congress.name),
        *([Fact(_("Organ that must answer"), row.of_unit.name)] if row.of_unit else []),
        *([Fact(_("Person"), row.person.name)] if row.person else []),
        *_case(request, row),
        *([Fact(_("How many moved it"), row.movers)] if row.movers else []),
        Fact(_("Came on"), told(row.received_on)),
        *([Fact(_("To be answered by"), told(row.answer_by))] if row.answer_by else []),
        Fact(_("What is asked or moved"), row.text, "", True),
    ]
    if row.answered_on:
        facts.append(Fact(_("Answered on"), told(row.answered_on)))
    if row.answer:
        facts.append(Fact(_("What the answer says"), row.answer, "", True))
    if row.votes_cast is not None:
        facts.append(
            Fact(_("Vote"), _("{n} of {all} for it").format(n=row.votes_for, all=row.votes_cast))
        )
    if row.closed_on:
        facts.append(Fact(_("Closed on"), told(row.closed_on)))
    notes: list[tuple[str, str, Any]] = []
    today = clock.today()
    if row.state == Oversight.State.OPEN and row.answer_by and row.answer_by < today:
        notes.append(("warning", _("Its day has passed without an answer."), ""))
    if row.kind == Oversight.Kind.REMOVAL_MOTION:
        text = _("Nobody's post changes before the vote, and none by itself after it.")
        notes.append(("info", text, ""))
    return _page(
        request,
        row,
        title=f"{row.get_kind_display()} · {row.of_whom}",
        facts=facts,
        offers=oversight_offers(row, request.standing),
        crumb=_("Oversight by the people's congress"),
        lists="tracks:oversights",
        notes=notes,
    )
