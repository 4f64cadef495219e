"""One letter: what it says, its list, what came back; its files for whoever may have them."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.cases.selectors import cases_visible_to
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.files import serving
from zhiyong.files.errors import FileRefused
from zhiyong.files.models import File
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.papers.models import Paper
from zhiyong.papers.services import preview
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.rules.clauses import Clause
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Entry, Fact, Step
from zhiyong.transfers import plan, slips
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors import offers
from zhiyong.transfers.selectors.lists import AWAITED
from zhiyong.transfers.views.common import READERS, account, transfer_or_404

State = Transfer.State


@never_cache
@needs(*READERS)
@require_GET
def transfer(request: Request, pk: int) -> HttpResponse:
    """Show one letter. Who received it reads the letter and its list, not the case."""
    found = transfer_or_404(request, pk)
    record_read(found, by=account(request), on=clock.today())
    case = cases_visible_to(request.standing).filter(pk=found.case_id).first()
    context = {
        "transfer": found,
        "case": case,
        "facts": _facts(found, sees_case=case is not None),
        "came": _came(found),
        "clauses": [Clause.from_dict(one) for one in found.clauses],
        "steps": _steps(found),
        "waits": found.state in AWAITED,
        "has_form": plan.letter_of(pack_of(found.adoption), found.kind, found.measure) is not None,
        "items": list(found.items.select_related("file").order_by("number")),
        "papers": list(_papers(found)),
        "duties": list(duties_of(kinds.ref(found), request.standing)),
        "offers": offers(found, request.standing),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in (timeline(kinds.ref(found), request.standing) if case else [])
        ],
        "back": reverse("transfers:sent" if case else "transfers:received"),
    }
    return render(request, "transfers/transfer.html", context)


def _facts(found: Transfer, *, sees_case: bool) -> list[Fact]:
    pack = pack_of(found.adoption)
    about = found.respondent.name if found.respondent else ""
    return [
        Fact(_("What it is"), found.get_kind_display()),
        Fact(_("To what body"), found.get_line_display()),
        Fact(_("From"), found.unit.name),
        Fact(_("Addressed to"), found.addressee),
        *(
            [
                Fact(
                    _("Case"),
                    found.case.number,
                    reverse("cases:case", args=[found.case_id]),
                ),
                Fact(_("About"), about or _("The whole case")),
            ]
            if sees_case
            else []
        ),
        Fact(_("Measure of the plan"), label(pack, "measures", found.measure)),
        Fact(_("Drafted on"), slips.told(found.drafted_on)),
        Fact(_("Sent on"), slips.told(found.sent_on)),
    ]


def _came(found: Transfer) -> list[Fact]:
    facts = []
    if found.received_on:
        facts.append(Fact(_("Received on"), slips.told(found.received_on)))
        facts.append(Fact(_("Receipt no."), found.receipt_number))
    if found.state == State.REPLIED:
        verdict = (
            _("Taken note of")
            if found.followed is None
            else _("Followed")
            if found.followed
            else _("Declined")
        )
        facts.append(Fact(_("Replied on"), slips.told(found.replied_on)))
        facts.append(Fact(_("Outcome"), verdict))
    if found.outcome:
        said = _("Why it came back") if found.state == State.RETURNED else _("What the reply says")
        facts.append(Fact(said, found.outcome, "", True))
    if found.waived_on:
        facts.append(Fact(_("Why the case need not wait"), found.waiver, "", True))
    return facts


def _steps(found: Transfer) -> list[Step]:
    if found.state in (State.WITHDRAWN, State.RETURNED):
        return []
    order = [State.DRAFT, State.SENT, State.RECEIVED, State.REPLIED]
    days = [found.drafted_on, found.sent_on, found.received_on, found.replied_on]
    at = order.index(State.DRAFT if found.state == State.IN_APPROVAL else State(found.state))
    return [
        Step(
            state.label,
            "now" if place == at else "done" if place < at else "next",
            on=day,
        )
        for place, (state, day) in enumerate(zip(order, days, strict=True))
    ]


def _papers(found: Transfer) -> list[Paper]:
    rows = (
        Paper.objects.filter(subject=kinds.ref(found), proves__isnull=True)
        .select_related("file", "adoption__pack")
        .defer("data")
        .order_by("pk")
    )
    papers = list(rows)
    for one in papers:
        name = label(pack_of(one.adoption), "slips", one.slip) if one.adoption else one.slip
        one.name = f"{name} {one.number}".strip()  # type: ignore[attr-defined]
    return papers


@never_cache
@needs(*READERS)
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    """Show the letter as it would go out: no number, no code, marked as a draft."""
    found = transfer_or_404(request, pk)
    slip = plan.letter_of(pack_of(found.adoption), found.kind, found.measure)
    if slip is None:
        raise Http404
    content = preview(slip=slip, unit=found.unit, fill=slips.letter(found), on=clock.today())
    name = slip.label.say(language())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": str(content_disposition_header(True, f"{name}.pdf"))},
    )


@never_cache
@needs(*READERS)
@require_GET
def material(request: Request, pk: int, number: int) -> HttpResponseBase:
    """Hand out one thing of the list, to whoever may read the letter; the read is recorded."""
    found = transfer_or_404(request, pk)
    item = found.items.select_related("file").filter(number=number).first()
    if item is None or item.file is None or item.file.withdrawn_on is not None:
        raise Http404
    return _served(request, item.file)


@never_cache
@needs(*READERS)
@require_GET
def paper(request: Request, pk: int, paper: int) -> HttpResponseBase:
    """Hand out the letter, or its list, to whoever may read it."""
    found = transfer_or_404(request, pk)
    issued = Paper.objects.filter(pk=paper, subject=kinds.ref(found)).select_related("file").first()
    if issued is None:
        raise Http404
    return _served(request, issued.file)


def _served(request: Request, file: File) -> HttpResponseBase:
    try:
        response = serving.served(file)
    except FileRefused as refusal:
        return render(request, "files/gone.html", {"file": file, "why": refusal}, status=410)
    record_read(file, by=account(request), on=clock.today())
    return response
