"""Pages of papers: the list, one paper with its services, and the way home of a scan."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import approvals_visible_to
from zhiyong.directory.standing import account_of
from zhiyong.files.services import store
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.papers import approval_sheets, proofs, services
from zhiyong.papers.effects import home_of
from zhiyong.papers.forms import CodeForm, ServiceForm
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import PAPERS, acts, service_of
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.printing import as_pdf, bundle, check_count
from zhiyong.papers.selectors import by_code, papers_visible_to, seen
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists import picked
from zhiyong.shell.parts import Entry, Fact

READERS = tuple(sorted(READS_CASES))
ENTERS = (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.OFFICE)


@require_GET
@needs(*READERS)
def paper_list(request: Request) -> HttpResponse:
    """List the papers of the units whose cases I read.

    Proofs of service stand with their papers, unless they are asked for.
    """
    rows: QuerySet[Paper] = papers_visible_to(request.standing)
    rows = rows.select_related("unit", "adoption__pack").prefetch_related("services").defer("data")
    if not (request.GET.get("q") or request.GET.get("slip")):
        rows = rows.filter(proves__isnull=True)
    title = _("Papers issued")
    return PAPERS.respond(request, rows, title=title, template="papers/list.html", acts=acts())


@never_cache
@require_POST
@needs(*READERS)
def print_many(request: Request) -> HttpResponse:
    """Hand out the ticked papers as one PDF, in the order of the list."""
    ticked = _ticked(request)
    try:
        check_count(len(ticked))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("papers:papers")
    return _print(request, ticked)


@never_cache
@require_POST
@needs(*ENTERS)
def print_proofs(request: Request) -> HttpResponse:
    """Hand out the ticked papers, each that is served with its proof of service behind it."""
    ticked = _ticked(request)
    try:
        check_count(len(ticked))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("papers:papers")
    with transaction.atomic():
        papers = []
        for one in ticked:
            papers.append(one)
            if proofs.may_have(one) and one.audience in request.standing.units(*ENTERS):
                papers.append(
                    proofs.proof_for(
                        paper=one, by=account_of(request), on=clock.today(), lang=_language()
                    )
                )
    return _print(request, papers)


@never_cache
@require_POST
@needs(*ENTERS)
def proof(request: Request, pk: int) -> HttpResponse:
    """Hand out a paper with its proof of service; the proof gets its number when first printed."""
    found = _paper(request, pk)
    if found.audience not in request.standing.units(*ENTERS):
        raise Http404
    try:
        with_it = proofs.proof_for(
            paper=found, by=account_of(request), on=clock.today(), lang=_language()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("papers:paper", found.pk)
    return _print(request, [found, with_it])


def _ticked(request: Request) -> list[Paper]:
    """Return the ticked papers that the reader may see, in the order of the list."""
    place = {pk: at for at, pk in enumerate(dict.fromkeys(picked(request)))}
    rows = Paper.objects.filter(pk__in=place).select_related("file", "unit", "adoption__pack")
    return sorted(seen(rows, request.standing), key=lambda paper: place[paper.pk])


def _print(request: Request, papers: list[Paper]) -> HttpResponse:
    """Hand out papers as one PDF, and write down that they were taken away."""
    if not papers:
        messages.info(request, _("No paper was ticked."))
        return redirect("papers:papers")
    content = bundle(papers)
    with transaction.atomic():
        for one in papers:
            record_read(
                one, by=account_of(request), on=clock.today(), what="export", facts={"as": "print"}
            )
    name = papers[0].file.name if len(papers) == 1 else f"{_('Papers')}{clock.today():%Y%m%d}.pdf"
    return as_pdf(content, name)


def _language() -> str:
    return get_language() or "zh-hans"


@require_GET
@needs(*READERS)
def paper(request: Request, pk: int) -> HttpResponse:
    """Show one paper: its file, how it was served, what corrects it."""
    return _page(request, _paper(request, pk))


@require_POST
@needs(*ENTERS)
def serve(request: Request, pk: int) -> HttpResponse:
    """Enter how a paper reached its addressee."""
    found = _paper(request, pk)
    if found.audience not in request.standing.units(*ENTERS):
        raise Http404
    form = ServiceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _served(request, found, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The service is entered."))
            return redirect("papers:paper", found.pk)
    return _page(request, found, form)


def _served(request: Request, found: Paper, form: ServiceForm) -> None:
    data = form.cleaned_data
    with transaction.atomic():
        scan = None
        if data["scan"]:
            scan = store(
                upload=data["scan"],
                of=found.subject,
                purpose="paper.service",
                by=account_of(request),
                on=clock.today(),
                audience=found.audience,
            )
        services.prove_service(
            paper=found,
            way=ServiceOfPaper.Way(data["way"]),
            served_on=data["served_on"],
            receiver=data["receiver"],
            server=data["server"],
            witness=data["witness"],
            remarks=data["remarks"],
            scan=scan,
            by=account_of(request),
            on=clock.today(),
        )


@require_http_methods(["GET", "POST"])
@needs(*READERS)
def home(request: Request) -> HttpResponse:
    """Bring a sheet home: its code leads to the paper, or to the approval that it signs."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        found = by_code(code, request.standing)
        if found and found.proves_id:
            place = reverse("papers:paper", args=[found.proves_id])
            return redirect(f"{place}#service")
        if found:
            return redirect(home_of(found) or reverse("papers:paper", args=[found.pk]))
        approval = approvals_visible_to(request.standing).filter(paper_code=code).first()
        if approval:
            place = reverse("approvals:approval", args=[approval.pk])
            return redirect(f"{place}?paper=1#paper")
        form.add_error("code", _("No sheet that you may see carries this code. Read it once more."))
    return render(request, "papers/home.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@needs(*READERS)
def approval_sheet(request: Request, pk: int) -> HttpResponse:
    """Hand out the sheet of an approval, to be signed with a pen."""
    rows = approvals_visible_to(request.standing).select_related("adoption__pack", "unit")
    found: Approval | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    titles = kinds.titles([found.subject], request.standing)
    try:
        content = approval_sheets.sheet(
            found,
            title=titles.get(found.subject, ""),
            on=clock.today(),
            lang=_language(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:approval", found.pk)
    return as_pdf(content, f"{found.paper_code}.pdf")


def _page(request: Request, found: Paper, form: ServiceForm | None = None) -> HttpResponse:
    titles = kinds.titles([found.subject], request.standing)
    told = timeline(kinds.ref(found), request.standing)
    may_enter = found.audience in request.standing.units(*ENTERS)
    context: dict[str, Any] = {
        "paper": found,
        "title": title_of(found, language()),
        "about": titles.get(found.subject, ""),
        "about_url": kinds.url(found.subject) if found.subject in titles else None,
        "facts": [
            Fact(_("Number"), found.number),
            Fact(_("Code"), found.code),
            Fact(_("Issued by"), found.unit.name),
            Fact(_("Signed out by"), str(found.issued_by or "")),
        ],
        "services": found.services.select_related("recorded_by__person", "scan").order_by("-pk"),
        "service": service_of(found),
        "proof": Paper.objects.filter(proves=found).select_related("file").first(),
        "may_prove": may_enter and proofs.may_have(found),
        "corrected_by": found.corrected_by.order_by("-pk"),
        "form": form or (_empty_form(request) if may_enter and not found.proves_id else None),
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    return render(request, "papers/paper.html", context, status=422 if form else 200)


def _empty_form(request: Request) -> ServiceForm:
    person = account_of(request).person
    return ServiceForm(
        initial={"served_on": clock.today(), "server": person.name if person else ""}
    )


def _paper(request: Request, pk: int) -> Paper:
    rows = Paper.objects.filter(pk=pk).select_related(
        "unit", "file", "adoption__pack", "corrects", "issued_by__person", "proves__adoption__pack"
    )
    found = seen(rows, request.standing).first()
    if found is None:
        raise Http404
    return found
