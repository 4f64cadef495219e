"""Staff enter what came by telephone, letter, visit, mail, box, or from another office."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory.models import Unit
from zhiyong.intake import codes, labels, selectors, services
from zhiyong.intake.drafts import Incomplete
from zhiyong.intake.forms.entry import EntryForm, initial
from zhiyong.intake.selectors.plan import adoption_of, channels
from zhiyong.intake.services import Lodged
from zhiyong.intake.views.common import account, page_url
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal

ICONS = {
    "telephone": "phone",
    "letter": "mail",
    "visit": "users",
    "mail": "at-sign",
    "box": "inbox",
    "survey": "clipboard-list",
    "media": "newspaper",
    "inspection": "search",
    "order": "arrow-down-to-line",
    "transfer": "corner-down-right",
    "work_order": "headphones",
    "lead": "radar",
}
"""By the form of the channel."""


def _units(request: Request) -> list[Unit]:
    """Return the units for which somebody enters complaints, their own first."""
    ids = request.standing.units(Role.CLERK)
    units = list(Unit.objects.filter(pk__in=ids, closed_on__isnull=True).order_by("pinyin", "pk"))
    home = request.standing.home_unit_id
    return sorted(units, key=lambda unit: unit.pk != home)


def _pack(units: list[Unit]) -> Pack | None:
    adoption = adoption_of(units[0] if units else None, clock.today())
    return pack_of(adoption) if adoption else None


@never_cache
@needs(Role.CLERK)
@require_GET
def choose(request: Request) -> HttpResponse:
    """Show the ways by which something may have come."""
    pack = _pack(_units(request))
    offered = [
        {
            "id": channel.id,
            "label": channel.label.say(labels.language()),
            "icon": ICONS.get(channel.form, "file-text"),
            "url": reverse("intake:enter_by", args=[channel.id]),
        }
        for channel in (channels(pack, "staff") if pack else [])
    ]
    return render(request, "intake/choose.html", {"channels": offered})


@never_cache
@needs(Role.CLERK)
@require_http_methods(["GET", "POST"])
def enter(request: Request, channel: str) -> HttpResponse:
    """Enter a complaint; the receipt is shown once, for the printer."""
    units = _units(request)
    pack = _pack(units)
    if not units or pack is None or not pack.has("channels", channel):
        raise Http404
    if pack.channel(channel).entered_by != "staff":
        raise Http404
    posted = request.method == "POST"
    form = EntryForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        pack=pack,
        channel=channel,
        units=units,
        today=clock.today(),
        initial={**initial(pack, units, clock.today()), "prepared": codes.prepare_receipt()},
    )
    if form.is_valid() and (lodged := _lodge(request, form)):
        return _receipt(request, lodged, form.cleaned_data["prepared"])
    label = pack.channel(channel).label.say(labels.language())
    context = {"form": form, "channel": channel, "label": label}
    return render(request, "intake/enter.html", context, status=422 if form.is_bound else 200)


def _lodge(request: Request, form: EntryForm) -> Lodged | None:
    """Lodge what was entered, or show at the form why it cannot be."""
    try:
        prepared = codes.open_prepared(form.cleaned_data["prepared"])
        return services.lodge_complaint(
            draft=form.draft(prepared), by=account(request), on=clock.today(), at=clock.moment()
        )
    except codes.FormExpired as refusal:
        form.data = {**form.data.dict(), "prepared": codes.prepare_receipt()}  # type: ignore[attr-defined]
        form.add_error(None, str(refusal))
    except Incomplete as refusal:
        form.take_errors(refusal.fields)
        if refusal.basis:
            form.add_error(None, str(refusal))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _receipt(request: Request, lodged: Lodged, sealed: str) -> HttpResponse:
    seen = (
        lodged.complaint is not None
        and selectors.complaints_visible_to(request.standing)
        .filter(pk=lodged.complaint.pk)
        .exists()
    )
    context: dict[str, Any] = {
        "lodged": lodged,
        "code": codes.grouped(lodged.code),
        "prepared": sealed,
        "seen": seen,
        "page": page_url(lodged.complaint) if lodged.complaint and seen else "",
        "accept_by": lodged.receipt.document.body.accept_by,
        "received_on": lodged.complaint.received_on if lodged.complaint else clock.today(),
    }
    return render(request, "intake/receipt.html", context, status=200 if lodged.repeated else 201)


@never_cache
@needs(Role.CLERK)
@require_POST
def receipt_file(request: Request) -> HttpResponse:
    """Hand out the signed proof file of what was just entered."""
    try:
        prepared = codes.open_prepared(request.POST.get("prepared", ""))
    except codes.FormExpired as error:
        raise Http404 from error
    lodged = services.find_lodged(prepared)
    if lodged is None:
        raise Http404
    response = HttpResponse(lodged.receipt.text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{services.RECEIPT_NAME}"'
    return response
