"""Pages of the archive: case files, their parts, slips for personnel files."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.archives import forms, services
from zhiyong.archives.lists import DOSSIERS, SLIPS
from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.archives.selectors import (
    KEEPERS,
    documents_of,
    dossiers_visible_to,
    may_keep,
    parts_of,
    slips_visible_to,
)
from zhiyong.archives.services.slips import archive_of
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.decisions.models import Decision
from zhiyong.directory.standing import account_of
from zhiyong.journal.models import Read
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.plans.parties import addressees
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import READS_CASES, Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.parts import Entry, Fact

READERS = tuple(sorted(READS_CASES))
SLIP_READERS = (*READERS, Role.PERSONNEL)
LAST_READS = 50


@require_GET
@needs(*READERS)
def dossier_list(request: Request) -> HttpResponse:
    """List the case files of the cases I read."""
    rows = dossiers_visible_to(request.standing).select_related("case", "unit")
    return DOSSIERS.respond(request, rows, title=_("Case files"))


@never_cache
@require_GET
@needs(*READERS)
def dossier(request: Request, pk: int) -> HttpResponse:
    """Show one case file: its index, who opened it, what can be done. Opening it is recorded."""
    found = _dossier(request, pk)
    record_read(found, by=account_of(request), on=clock.today(), what="open")
    return render(request, "archives/dossier.html", _context(request, found))


def _context(request: Request, found: Dossier) -> dict[str, Any]:
    today = clock.today()
    told = timeline(kinds.ref(found), request.standing)
    reads = Read.objects.filter(subject=kinds.ref(found)).order_by("-id")[:LAST_READS]
    return {
        "dossier": found,
        "parts": parts_of(found, request.standing),
        "facts": [
            Fact(_("Case"), f"{found.case.number} {found.case.title}", _case_url(found)),
            Fact(_("Body"), found.unit.name),
            Fact(_("Year"), str(found.year)),
            Fact(_("Kept for"), found.get_retention_display()),
            Fact(_("Why it is kept so long"), found.retention_basis),
            Fact(_("Kept until"), found.retain_until),
            Fact(_("Put together by"), str(found.filed_by or "")),
            Fact(_("Checked and filed by"), str(found.checked_by or "")),
            Fact(_("Filed on"), found.filed_on),
            Fact(_("Remarks on the file"), found.remarks, wide=True),
        ],
        "may_keep": may_keep(request.standing, found.audience),
        "is_over": found.retain_until is not None and today > found.retain_until,
        "reads": [
            (read.recorded_at, kinds.titles([read.actor], request.standing).get(read.actor, ""))
            for read in reads
        ],
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }


def _case_url(found: Dossier) -> str:
    return kinds.url(f"case:{found.case_id}") or ""


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def put_together(request: Request, pk: int) -> HttpResponse:
    """Put the documents of a closed case together, shown in their order before."""
    case = (
        cases_visible_to(request.standing)
        .filter(pk=pk, audience__in=request.standing.units(*KEEPERS))
        .select_related("body", "adoption__pack")
        .first()
    )
    if case is None:
        raise Http404
    documents = documents_of(case, request.standing)
    there = Dossier.objects.filter(case=case).first()
    initial = {
        "retention": there.retention if there else Dossier.Retention.FOREVER,
        "basis": there.retention_basis if there else "",
    }
    form = forms.TogetherForm(request.POST or None, initial=initial)
    made: list[Dossier] = []

    def act() -> None:
        made.append(
            services.put_together(
                case=case,
                documents=documents,
                retention=Dossier.Retention(form.cleaned_data["retention"]),
                basis=form.cleaned_data["basis"],
                by=account_of(request),
                on=clock.today(),
            )
        )

    if _done(request, form, act):
        messages.success(request, _("The file is put together. Somebody else checks and files it."))
        return redirect("archives:dossier", made[0].pk)
    context = {"case": case, "documents": documents, "form": form, "back": _page_of(case)}
    return _form_page(request, "archives/put_together.html", form, context)


def _page_of(case: Case) -> str:
    return kinds.url(f"case:{case.pk}") or reverse("archives:dossiers")


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def file_dossier(request: Request, pk: int) -> HttpResponse:
    """Check a file that somebody else put together, and file it for good."""
    found = _kept(request, pk)
    form = forms.FileForm(request.POST or None)

    def act() -> None:
        services.file_dossier(
            dossier=found,
            remarks=form.cleaned_data["remarks"],
            by=account_of(request),
            on=clock.today(),
        )

    return _act(
        request, found, form, act, _("Check and file"), _("The file is filed."), filing_follows
    )


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def add(request: Request, pk: int) -> HttpResponse:
    """Add a document to a filed case file."""
    found = _kept(request, pk)
    form = forms.AddForm(request.POST or None, request.FILES or None)

    def act() -> None:
        services.add(
            dossier=found,
            title=form.cleaned_data["title"],
            reason=form.cleaned_data["reason"],
            upload=form.cleaned_data["upload"],
            is_original=form.cleaned_data["is_original"],
            by=account_of(request),
            on=clock.today(),
        )

    return _act(request, found, form, act, _("Add a document"), _("It was added."), adding_follows)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def original(request: Request, pk: int, order: int) -> HttpResponse:
    """Put the scan of the sealed copy in the place of a document."""
    found = _kept(request, pk)
    part = found.parts.select_related("file").filter(order=order).first()
    if part is None or part.is_apart:
        raise Http404
    form = forms.OriginalForm(request.POST or None, request.FILES or None)

    def act() -> None:
        services.put_original(
            part=part,
            upload=form.cleaned_data["upload"],
            by=account_of(request),
            on=clock.today(),
        )

    title = _("Scan of the sealed copy: {title}").format(title=part.title)
    return _act(request, found, form, act, title, _("The scan is the valid original now."))


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def destruction(request: Request, pk: int) -> HttpResponse:
    """Propose to destroy a file whose time is over; or, as another person, confirm or keep it."""
    found = _kept(request, pk)
    form = Form(request.POST or None)
    by, today = account_of(request), clock.today()
    if found.state != Dossier.State.TO_DESTROY:
        return _act(
            request,
            found,
            form,
            lambda: services.propose_destruction(dossier=found, by=by, on=today),
            _("Propose to destroy it"),
            _("Proposed. Another person confirms it, or keeps the file."),
        )
    if "spare" in request.POST:
        return _act(
            request,
            found,
            form,
            lambda: services.spare(dossier=found, by=by, on=today),
            _("Keep the file"),
            _("The file is kept."),
        )
    return _act(
        request,
        found,
        form,
        lambda: services.destroy(dossier=found, by=by, on=today),
        _("Destroy it"),
        _("The documents are destroyed; the record of what they were is kept."),
        destroying_follows,
        is_grave=True,
    )


def filing_follows() -> list[str]:
    return [
        _("It gets its number, and one PDF with index and remarks is bound."),
        _("From then on documents are only added; none is taken out or replaced."),
    ]


def adding_follows() -> list[str]:
    return [_("Index and PDF are bound anew with the addition; the earlier PDF is kept.")]


def destroying_follows() -> list[str]:
    return [
        _("Every document of the file is erased for good, its copies here included."),
        _("What stays: the index with every digest, who proposed and who confirmed it, and when."),
        _("What another file holds as well stays there, and so does what belongs to a complaint."),
    ]


@require_GET
@needs(*SLIP_READERS)
def slip_list(request: Request) -> HttpResponse:
    """List the slips for personnel files."""
    rows = slips_visible_to(request.standing).select_related("person", "keeper")
    return SLIPS.respond(request, rows, title=_("Personnel-file slips"))


@require_http_methods(["GET", "POST"])
@needs(*SLIP_READERS)
def slip(request: Request, pk: int) -> HttpResponse:
    """Show one slip, and enter its receipt."""
    rows = slips_visible_to(request.standing).select_related(
        "person", "keeper", "paper__file", "corrects", "receipt"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    may_enter = (
        may_keep(request.standing, found.audience)
        or found.keeper_id in request.standing.units(Role.PERSONNEL)
    ) and not found.received_on
    form = forms.ReceiptForm(
        request.POST or None, request.FILES or None, initial={"received_on": clock.today()}
    )

    def act() -> None:
        services.receive_slip(
            slip=found,
            received_on=form.cleaned_data["received_on"],
            received_by=form.cleaned_data["received_by"],
            upload=form.cleaned_data["upload"],
            by=account_of(request),
            on=clock.today(),
        )

    if request.method == "POST" and not may_enter:
        raise Http404
    if _done(request, form, act):
        messages.success(request, _("The receipt is entered."))
        return redirect("archives:slip", found.pk)
    told = timeline(kinds.ref(found), request.standing)
    context = {
        "slip": found,
        "form": form if may_enter else None,
        "facts": [
            Fact(_("Person"), found.person.name),
            Fact(_("Keeper of the personnel file"), found.keeper.name),
            Fact(
                _("Decision on the person"), _title(request, found), kinds.url(found.decision) or ""
            ),
            Fact(_("Sent on"), found.sent_on),
            Fact(_("Received on"), found.received_on),
            Fact(_("Signed for by"), found.received_by),
        ],
        "entries": [Entry(one.html, at=one.entry.on, by=one.actor) for one in told],
    }
    return _form_page(request, "archives/slip.html", form, context)


def _title(request: Request, found: FileSlip) -> str:
    return kinds.titles([found.decision], request.standing).get(found.decision, "—")


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def send_slip(request: Request, pk: int) -> HttpResponse:
    """Send the slip for the personnel file of the person whom a decision is about."""
    decision = (
        Decision.objects.filter(
            pk=pk,
            case__in=cases_visible_to(request.standing),
            case__audience__in=request.standing.units(*KEEPERS),
        )
        .select_related(
            "adoption__pack", "body", "case", "respondent__person", "respondent__unit_then"
        )
        .first()
    )
    archive = archive_of(decision) if decision else None
    if decision is None or archive is None:
        raise Http404
    keeper = addressees(
        decision.adoption,
        archive.copies_to[0],
        unit=decision.respondent.unit_then or decision.body,
        on=clock.today(),
    ).unit
    form = forms.SlipForm(request.POST or None, initial={"keeper": keeper.pk if keeper else None})
    made: list[FileSlip] = []

    def act() -> None:
        made.append(
            services.send_slip(
                decision=decision,
                keeper=form.cleaned_data["keeper"],
                by=account_of(request),
                on=clock.today(),
            )
        )

    if _done(request, form, act):
        messages.success(request, _("The slip is sent; enter the receipt when it comes back."))
        return redirect("archives:slip", made[0].pk)
    context = {
        "title": _("Send the slip for the personnel file"),
        "lead": f"{decision.number} · {decision.respondent.name}",
        "back": _page_of(decision.case),
        "form": form,
        "button": _("Send"),
        "follows": [
            _("A numbered slip is issued, with the decision and the materials as enclosures."),
            _("If the decision is changed or revoked, a correction goes after it by itself."),
        ],
    }
    return _form_page(request, "archives/act.html", form, context)


# --- what the acts share -------------------------------------------------------------------------


def _dossier(request: Request, pk: int) -> Dossier:
    rows = dossiers_visible_to(request.standing).select_related(
        "case", "unit", "bound", "filed_by__person", "checked_by__person"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _kept(request: Request, pk: int) -> Dossier:
    found = _dossier(request, pk)
    if not may_keep(request.standing, found.audience):
        raise Http404
    return found


def _done(request: Request, form: Form, act: Callable[[], object]) -> bool:
    """Run an act if its form is good; a refusal stands at the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _act(
    request: Request,
    found: Dossier,
    form: Form,
    act: Callable[[], object],
    title: str,
    done: str,
    follows: Callable[[], list[str]] = list,
    *,
    is_grave: bool = False,
) -> HttpResponse:
    """Show an act on a case file with what follows from it, and do it once."""
    back = reverse("archives:dossier", args=[found.pk])
    if _done(request, form, act):
        messages.success(request, done)
        return redirect(back)
    context = {
        "title": title,
        "lead": f"{found.number or found.case.number} · {found.case.title}",
        "back": back,
        "form": form,
        "button": title,
        "follows": follows(),
        "is_grave": is_grave,
        "may_spare": is_grave,
    }
    return _form_page(request, "archives/act.html", form, context)


def _form_page(
    request: Request, template: str, form: Form, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
