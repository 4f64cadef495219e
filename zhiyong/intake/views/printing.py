"""What the counter prints: registration slips, registers, blank forms, receipts."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhiyong.directory.models import Account
from zhiyong.intake import codes, labels, services, slips
from zhiyong.intake.models import BlankForm, Complaint
from zhiyong.intake.selectors.plan import BLANK_FORM_SLIP, REGISTRATION_SLIP, adoption_of
from zhiyong.intake.selectors.registers import lines
from zhiyong.intake.views.common import READERS, account, complaint_or_404, page_url
from zhiyong.intake.views.registers import asked_for
from zhiyong.journal.services import record_read
from zhiyong.papers.printing import as_pdf, joined
from zhiyong.papers.services import print_out
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Slip
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.htmx import go_to

MOST_LINES = 1000
"""How many lines one print of a register takes: some sixty sheets."""


def _language() -> str:
    return get_language() or "zh-hans"


def slip_in(adoption: Adoption, slip: str) -> Slip | None:
    """Return a slip of a plan, None where the plan has no such paper."""
    pack = pack_of(adoption)
    return pack.slip(slip) if pack.has("slips", slip) else None


def registration_slips(rows: list[Complaint], by: Account, on: date) -> bytes:
    """Return the registration slips of some complaints as one PDF, and write that down.

    :raises LookupError: if the plan of none of them has such a slip.
    """
    made = []
    for row in rows:
        slip = slip_in(row.adoption, REGISTRATION_SLIP)
        if slip is None:
            continue
        made.append(
            print_out(
                slip=slip,
                unit=row.keeper,
                fill=slips.registration(row, mark=_mark(row, by)),
                on=on,
                lang=_language(),
                number=row.number,
            )
        )
        record_read(row, by=by, on=on, what="export", facts={"as": "print"})
    if not made:
        raise LookupError(REGISTRATION_SLIP)
    return joined(made)


def _mark(complaint: Complaint, by: Account) -> str:
    """Return what stands across a sheet of a marked complaint: the mark, who printed it, when."""
    pack, mark = pack_of(complaint.adoption), complaint.distribution
    if not mark or not pack.has("marks", mark) or not pack.mark(mark).watermark:
        return ""
    label = labels.of(complaint.adoption, "distribution", mark)
    return f"{label}  {by}  {date_format(clock.moment(), 'SHORT_DATETIME_FORMAT')}"


@never_cache
@needs(*READERS)
@require_GET
def registration_slip(request: Request, pk: int) -> HttpResponse:
    """Hand out the registration slip of one complaint, to be printed."""
    found = complaint_or_404(request, pk)
    try:
        content = registration_slips([found], account(request), clock.today())
    except LookupError:
        messages.info(request, _("The plan has no registration slip."))
        return go_to(request, page_url(found))
    return as_pdf(content, f"{found.number or found.pk}.pdf")


@never_cache
@needs(*READERS)
@require_GET
def register(request: Request, slip: str) -> HttpResponse:
    """Hand out the register of one office for a period, ruled like the paper one."""
    asked = asked_for(request, slip)
    if asked is None:
        raise Http404
    rows = list(
        lines(request.standing, asked.unit, asked.register.channels, asked.since, asked.until)
        .select_related(None)
        .select_related("complaint__adoption__pack", "complaint__visit", "complaint__subject_unit")
        .order_by("registered_on", "pk")[: MOST_LINES + 1]
    )
    every = lines(request.standing, asked.unit, asked.register.channels, asked.since, asked.until)
    cut = every.count() - MOST_LINES if len(rows) > MOST_LINES else 0
    today, by = clock.today(), account(request)
    record_read(asked.unit, by=by, on=today, what="export", facts={"as": "register"})
    content = print_out(
        slip=pack_of(asked.adoption).slip(slip),
        unit=asked.unit,
        fill=slips.register(
            rows[:MOST_LINES],
            since=asked.since,
            until=asked.until,
            with_visitors="visit" in asked.register.channels,
            cut=cut,
        ),
        on=today,
        lang=_language(),
    )
    return as_pdf(content, f"{asked.register.title}{asked.since:%Y%m%d}-{asked.until:%Y%m%d}.pdf")


@never_cache
@needs(Role.CLERK)
@require_GET
def blank_forms(request: Request) -> HttpResponse:
    """Hand out a run of blank forms, each with its number."""
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    if not (first.isdigit() and last.isdigit()) or max(len(first), len(last)) > 18:
        raise Http404
    forms = list(
        BlankForm.objects.filter(
            unit__in=request.standing.units(Role.CLERK), pk__gte=int(first), pk__lte=int(last)
        )
        .select_related("unit")
        .order_by("pk")[: services.MOST_FORMS]
    )
    adoption = adoption_of(forms[0].unit, forms[0].printed_on) if forms else None
    slip = slip_in(adoption, BLANK_FORM_SLIP) if adoption else None
    if adoption is None or slip is None:
        raise Http404
    series = pack_of(adoption).number_series(slip.series) if slip.series else None
    made = [
        print_out(
            slip=slip,
            unit=one.unit,
            fill=slips.blank(),
            on=one.printed_on,
            lang=_language(),
            number=series.format(year=one.year, n=one.n) if series else "",
            code=one.code,
        )
        for one in forms
    ]
    return as_pdf(joined(made), f"{slip.label.say(labels.language())}{forms[0].code}.pdf")


@never_cache
@needs(Role.CLERK)
@require_POST
def receipt_slip(request: Request) -> HttpResponse:
    """Hand out the receipt of what was just entered, in large type; its code is kept nowhere."""
    try:
        prepared = codes.open_prepared(request.POST.get("prepared", ""))
    except codes.FormExpired as error:
        raise Http404 from error
    lodged = services.find_lodged(prepared)
    adoption = adoption_of(lodged.kept_by, clock.today()) if lodged else None
    slip = _receipt_in(adoption) if adoption else None
    if lodged is None or slip is None:
        raise Http404
    accept_by = lodged.receipt.document.body.accept_by
    received = lodged.complaint.received_on if lodged.complaint else clock.today()
    address = request.build_absolute_uri("/")

    def fill(sheet: Sheet) -> Sheet:
        fields = [
            Line(_("Received on"), date_format(received)),
            Line(_("Kept by"), lodged.kept_by.name),
            Line(_("To look it up"), address),
        ]
        if accept_by:
            fields.insert(2, Line(_("Told by"), date_format(accept_by)))
        return replace(
            sheet,
            secret=codes.grouped(lodged.code),
            paragraphs=(
                _(
                    "With this code you can ask how it stands: on the website, by telephone, or "
                    "at the counter. Whoever has the code can ask; keep it safe."
                ),
            ),
            fields=tuple(fields),
        )

    content = print_out(
        slip=slip, unit=lodged.kept_by, fill=fill, on=clock.today(), lang=_language()
    )
    return as_pdf(content, f"{slip.label.say(labels.language())}.pdf")


def _receipt_in(adoption: Adoption) -> Slip | None:
    return next((slip for slip in pack_of(adoption).slips if slip.kind == "receipt"), None)
