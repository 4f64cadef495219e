"""Pages of papers: the list, one paper with its services, and the way home of a scan."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import approvals_visible_to
from zhiyong.directory.standing import account_of
from zhiyong.files.services import store
from zhiyong.journal.selectors import timeline
from zhiyong.papers import approval_sheets, services
from zhiyong.papers.forms import CodeForm, ServiceForm
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import PAPERS
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.selectors import by_code, papers_visible_to, seen
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.parts import Entry, Fact

READERS = tuple(sorted(READS_CASES))
ENTERS = (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.OFFICE)


@require_GET
@needs(*READERS)
def paper_list(request: Request) -> HttpResponse:
    """List the papers of the units whose cases I read."""
    rows: QuerySet[Paper] = papers_visible_to(request.standing)
    rows = rows.select_related("unit", "adoption__pack").defer("data")
    return PAPERS.respond(request, rows, title=_("Papers issued"), template="papers/list.html")


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
            witness=data["witness"],
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
        if found:
            return redirect("papers:paper", found.pk)
        approval = approvals_visible_to(request.standing).filter(paper_code=code).first()
        if approval:
            return redirect("approvals:approval", approval.pk)
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
            lang=get_language() or "zh-hans",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:approval", found.pk)
    name = content_disposition_header(True, f"{found.paper_code}.pdf")
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": str(name)}
    )


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
        "corrected_by": found.corrected_by.order_by("-pk"),
        "form": form or (ServiceForm() if may_enter else None),
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    return render(request, "papers/paper.html", context, status=422 if form else 200)


def _paper(request: Request, pk: int) -> Paper:
    rows = Paper.objects.filter(pk=pk).select_related(
        "unit", "file", "adoption__pack", "corrects", "issued_by__person"
    )
    found = seen(rows, request.standing).first()
    if found is None:
        raise Http404
    return found
