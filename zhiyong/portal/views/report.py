"""To report something: the form, the check before sending, the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.intake import labels
from zhiyong.intake.attempts import TooMany
from zhiyong.intake.codes import FormExpired, Prepared, grouped, open_prepared, prepare_receipt
from zhiyong.intake.drafts import Incomplete, Lodging
from zhiyong.intake.services import Lodged, lodge_complaint, lodged_before
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.portal import attached, guards, sealing, stencils, suggesting, summary, tells
from zhiyong.portal.attached import Attached
from zhiyong.portal.forms.report import ReportForm, lodging_of, said_before, step_of
from zhiyong.portal.selectors import plan, units
from zhiyong.portal.views.common import (
    SAVED,
    adoption,
    change_language,
    open_door,
    page,
    remember_language,
    to_keep,
)
from zhiyong.shell import clock, faults, picking
from zhiyong.shell.errors import Refusal

FORM, CHECKED = "report form", "checked report"
FIND = reverse_lazy("portal:find_unit")


@dataclass(frozen=True, slots=True)
class State:
    """What a report is between its steps: it is in the browser's hands alone.

    `data` is what was typed, `said` what it means, as it was checked under the adoption `under`.
    """

    data: dict[str, str]
    files: list[Attached]
    category: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    under: int = 0

    def sealed(self) -> str:
        """Return it as the form of the last step carries it."""
        return sealing.seal(
            CHECKED,
            {
                "data": self.data,
                "files": attached.as_data(self.files),
                "category": self.category,
                "said": self.said,
                "under": self.under,
            },
        )

    @classmethod
    def opened(cls, sealed: str) -> "State":
        """Return what a form carried.

        :raises NotOurs: if it was not sealed here.
        """
        found = sealing.unseal(CHECKED, sealed)
        return cls(**found | {"files": attached.from_data(found["files"])})


@dataclass
class Report:
    """A report that comes back to be sent: as it was checked, and as a form where it is shown."""

    under: Adoption
    state: State
    category: str

    @cached_property
    def form(self) -> ReportForm:
        """The form that was filled in, checked again."""
        form = _form(self.under, self.state.data, self.category)
        form.is_valid()
        return form

    @cached_property
    def said(self) -> Mapping[str, Any] | None:
        """What it says; None if it must be looked at again, since plan or office changed."""
        if self.state.under == self.under.pk:
            found = said_before(self.state.said, clock.today())
            if found:
                return found
        return None if self.form.errors else self.form.cleaned_data

    def lodging(self, prepared: Prepared, **more: Any) -> Lodging:
        """Return what intake is given."""
        assert self.said is not None
        channel = plan.public_channel(pack_of(self.under))
        return lodging_of(
            self.said,
            channel=channel.id if channel else "",
            category=self.category,
            language=get_language() or settings.LANGUAGE_CODE,
            prepared=prepared,
            **more,
        )


@open_door
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the form; take it, say what is wrong with it, or lead to the last step."""
    under = adoption()
    if under is None:
        return page(request, "closed", under=None, status=200)
    if request.method == "GET":
        return _form_page(request, under, _form(under), [])
    wanted = change_language(request)
    if "state" in request.POST:
        try:
            state = State.opened(request.POST["state"])
        except sealing.NotOurs:
            return HttpResponseRedirect(reverse("portal:report"))
        return _form_page(request, under, _form(under, state.data, state.category), state.files)
    form = _form(under, request.POST, request.POST.get("category", ""))
    files = attached.from_form(request, FORM, anonymous=not form.is_real_name, at=clock.now())
    if wanted:
        shown = _form_page(request, under, form.without_errors(), files.kept)
        return remember_language(request, shown, wanted)
    form.is_valid()
    for message in files.refused:
        form.add_error("files", message)
    if form.errors:
        return _form_page(request, under, form, files.kept, status=422)
    return _check_page(request, under, form, files.kept)


@open_door
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Lodge what was checked, and show its receipt; sent again, the same receipt."""
    if request.method == "GET":
        return HttpResponseRedirect(reverse("portal:report"))
    try:
        return _send(request)
    except (OperationalError, InterfaceError) as error:
        trouble = faults.trouble_of(error)
        return render(request, "portal/try_again.html", {"trouble": trouble}, status=503)


def _send(request: HttpRequest) -> HttpResponse:
    under = adoption()
    if under is None:
        return page(request, "closed", under=None)
    try:
        state = State.opened(request.POST.get("state", ""))
    except sealing.NotOurs:
        return page(request, "lost", under=under, status=422)
    category = request.POST.get("category", "") or request.POST.get("other_category", "")
    sent = Report(under, state, category)
    if sent.said is None:
        return _form_page(request, under, sent.form, state.files, status=422)
    if wanted := change_language(request):
        receipt = request.POST.get("receipt", "")
        shown = _check_page(request, under, sent.form, state.files, receipt=receipt)
        return remember_language(request, shown, wanted)
    return _lodge(request, sent)


def _lodge(request: HttpRequest, sent: Report) -> HttpResponse:
    under, state = sent.under, sent.state
    try:
        prepared = open_prepared(request.POST.get("receipt", ""))
    except FormExpired as refusal:
        return _check_page(request, under, sent.form, state.files, refusal=refusal)
    puzzle = _puzzle(request)
    if puzzle or state.files or not prepared.fresh:  # else lodging itself looks, before it writes
        before = lodged_before(draft=sent.lodging(prepared), on=clock.today())
        if before:
            return _receipt_page(request, under, before)
    if not prepared.fresh:
        expired = FormExpired(_("This page was open too long. Please check it and send it again."))
        return _check_page(request, under, sent.form, state.files, refusal=expired)
    if puzzle:
        return _check_page(
            request, under, sent.form, state.files, receipt=request.POST["receipt"], puzzle=puzzle
        )
    try:
        with attached.opened(state.files, at=clock.now()) as files:
            lodged = lodge_complaint(
                draft=sent.lodging(prepared, files=files), by="portal", on=clock.today()
            )
    except attached.Lost as lost:
        sent.form.add_error("files", str(lost))
        kept = [one for one in state.files if one not in lost.files]
        return _form_page(request, under, sent.form, kept, status=422)
    except Incomplete as wrong:
        sent.form.add_wrong(wrong.fields)
        return _form_page(request, under, sent.form, state.files, status=422)
    except Refusal as refusal:
        return _check_page(request, under, sent.form, state.files, refusal=refusal)
    if lodged.repeated:
        attached.close(files)
    attached.forget(state.files)
    return _receipt_page(request, under, lodged)


def _puzzle(request: HttpRequest) -> TooMany | None:
    solved = request.POST.get("salt", ""), request.POST.get("number", "")
    try:
        guards.lodgings().enter(guards.knocker(request), solved=solved if all(solved) else None)
    except TooMany as too_many:
        return too_many
    return None


def _form(under: Adoption, data: Any = None, category: str = "") -> ReportForm:
    return ReportForm(data, adoption=under, on=clock.today(), search_url=FIND, category=category)


def _form_page(
    request: HttpRequest,
    under: Adoption,
    form: ReportForm,
    files: list[Attached],
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "report",
        under=under,
        status=status,
        form=form,
        files=files,
        kept=attached.sealed(FORM, files) if files else "",
        bodies=_(", ").join(body.name for body in plan.receiving_bodies(under)),
        step=step_of(form.errors) if form.is_bound and form.errors else 1,
    )


def _check_page(
    request: HttpRequest,
    under: Adoption,
    form: ReportForm,
    files: list[Attached],
    *,
    refusal: Refusal | None = None,
    receipt: str = "",
    puzzle: TooMany | None = None,
) -> HttpResponse:
    """Show what will be sent, what in it may tell who wrote it, and the button that sends it."""
    said = form.cleaned_data
    anonymous = not form.is_real_name
    state = State(form.carried, files, form.category, form.as_data(), under.pk)
    asks_category = form.pack.kind(said["kind"]).handling == "here"
    status = 429 if puzzle else 422 if refusal else 200
    return page(
        request,
        "check",
        under=under,
        status=status,
        state=state.sealed(),
        receipt=receipt or prepare_receipt(),
        summary=summary.of(form.lodging(channel=""), form.pack, files),
        text=said["text"],
        anonymous=anonymous,
        tells=tells.tells_in(said["text"], [one.name for one in files]) if anonymous else [],
        pictures=anonymous and any(one.is_picture for one in files),
        categories=_categories(form) if asks_category else None,
        refusal=refusal,
        puzzle=puzzle,
        wait=ceil(puzzle.seconds) if puzzle else 0,
    )


def _categories(form: ReportForm) -> dict[str, Any]:
    lang = labels.language()
    found = suggesting.suggested(form.pack, form.cleaned_data["text"])
    chosen = form.category or (found[0].id if found else "")
    shown = [(one.id, suggesting.said(one, lang)) for one in found]
    return {
        "suggested": shown,
        "others": suggesting.grouped(form.pack, lang, without={one.id for one in found}),
        "chosen": chosen,
        "is_other": bool(chosen) and chosen not in dict(shown),
    }


def _receipt_page(request: HttpRequest, under: Adoption, lodged: Lodged) -> HttpResponse:
    """Show the code, once, and what to keep. But for these, one receipt is like another."""
    promised = lodged.receipt.document.body
    shown = {
        "place": under.body.name,
        "body": lodged.kept_by.name,
        "is_handed_over": lodged.handover is not None,
        "repeated": lodged.repeated,
        "differs": lodged.differs,
        "received_on": promised.received_on,
        "accept_by": promised.accept_by,
        "follow_up": request.build_absolute_uri(reverse("portal:follow_up")),
    }
    code = grouped(lodged.code)
    slip = stencils.filled("portal/receipt.txt", shown, {"code": code})
    holes = {
        "code": code,
        "proof": to_keep("receipt.json", lodged.receipt.text, "application/json"),
        "slip": to_keep("receipt.txt", slip, "text/plain; charset=utf-8"),
    }
    return HttpResponse(stencils.filled("portal/receipt.html", shown, holes))


@open_door
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Hand back a file that the page carried, to be saved."""
    if request.method == "GET":
        return HttpResponseRedirect(reverse("portal:home"))
    try:
        found = sealing.unseal(SAVED, request.POST.get("file", ""))
    except sealing.NotOurs:
        return HttpResponseRedirect(reverse("portal:home"))
    return HttpResponse(
        found["content"],
        content_type=found["media_type"],
        headers={
            "Content-Disposition": f'attachment; filename="{found["name"]}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@open_door
@require_GET
def find_unit(request: HttpRequest) -> HttpResponse:
    """Answer the box of the form with the offices that a plain name may mean."""
    return picking.respond(request, lambda text: units.find_units(text, clock.today()))
