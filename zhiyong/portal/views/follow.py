"""To follow up: with the code, and nothing else."""

import secrets
from collections.abc import Callable
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyong.files import serving
from zhiyong.intake.attempts import TooMany, codes
from zhiyong.intake.kinds import DECIDES
from zhiyong.intake.models import Complaint, Handover
from zhiyong.intake.selectors.codes import find_by_code, lodged_by_ref
from zhiyong.intake.services import post_message, receipt_of, withdraw
from zhiyong.journal import receipts
from zhiyong.matters.services import rate, reopen
from zhiyong.portal import attached, guards, sealing
from zhiyong.portal.attached import Attached
from zhiyong.portal.forms.following import CodeForm, MessageForm, RatingForm, ReopenForm
from zhiyong.portal.selectors import plan
from zhiyong.portal.selectors.following import Following
from zhiyong.portal.views.common import (
    adoption,
    change_language,
    open_door,
    page,
    remember_language,
)
from zhiyong.protection import services as protection
from zhiyong.shell import clock, kinds
from zhiyong.shell.errors import Refusal

OPENED, MESSAGE_FILES = "opened by its code", "message files"
PASS_SECONDS = 30 * 60
"""How long a page stays opened by its code; every act on it begins the time anew."""

HANDED_OVER = frozenset({"handover.made"})
Lodged = Complaint | Handover
Forms = dict[str, Any]


@open_door
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code, and show what it opens."""
    if request.method == "GET":
        return _code_page(request, CodeForm())
    form = CodeForm(request.POST)
    if wanted := change_language(request):
        form.errors.clear()
        return remember_language(request, _code_page(request, form), wanted)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    knocker = guards.knocker(request)
    try:
        codes.enter(knocker, solved=_solved(request))
    except TooMany as too_many:
        return _code_page(request, form, status=429, puzzle=too_many)
    found = find_by_code(form.cleaned_data["code"])
    if found is None:
        form.add_error("code", _("No report has this code. Please compare it with the receipt."))
        return _code_page(request, form, status=422)
    codes.found(knocker)
    return _show(request, found)


def _solved(request: HttpRequest) -> tuple[str, str] | None:
    salt, number = request.POST.get("salt", ""), request.POST.get("number", "")
    return (salt, number) if salt and number else None


@open_door
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, act: str) -> HttpResponseBase:
    """Do what somebody who has the code asks for."""
    if act not in ACTS:
        raise Http404
    if request.method == "GET":
        return HttpResponseRedirect(reverse("portal:follow_up"))
    try:
        opened = sealing.unseal(OPENED, request.POST.get("pass", ""), longest=PASS_SECONDS)
    except sealing.NotOurs:
        return _code_page(request, CodeForm(), status=422, expired=True)
    found = lodged_by_ref(opened["kind"], opened["pk"])
    if found is None:
        return _code_page(request, CodeForm(), status=422, expired=True)
    if wanted := change_language(request):
        return remember_language(request, _show(request, found), wanted)
    return ACTS[act](request, found)


# --- acts ---------------------------------------------------------------------------------------


def _again(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    return _show(request, found)


def _message(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint = _complaint(found)
    form = MessageForm(request.POST, request.FILES)
    silent = not complaint.is_real_name
    files = attached.from_form(request, MESSAGE_FILES, anonymous=silent, at=clock.now())
    form.is_valid()
    for message in files.refused:
        form.add_error("files", message)
    if not (form.errors or form.cleaned_data["text"].strip() or files.kept):
        form.add_error("text", _("Write something, or add a file."))
    if form.errors:
        return _show(request, complaint, {"message": form}, files=files.kept, status=422)
    text = form.cleaned_data["text"].strip() or _files_alone(files.kept)
    try:
        with attached.opened(files.kept, at=clock.now()) as ready:
            post_message(
                complaint=complaint,
                text=text,
                by="portal",
                on=clock.today(),
                token=request.POST.get("token", ""),
                files=ready,
            )
    except attached.Lost as lost:
        form.add_error("files", str(lost))
        return _show(request, complaint, {"message": form}, status=422)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, complaint, {"message": form}, files=files.kept, status=422)
    attached.forget(files.kept)
    return _show(request, complaint, done=_("It was sent. The answer will stand here."))


def _files_alone(files: list[Attached]) -> str:
    names = _(", ").join(one.name for one in files)
    return _("Files added: {names}").format(names=names)


def _rate(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint, form = _complaint(found), RatingForm(request.POST)
    return _acted(
        request,
        complaint,
        "rating",
        form,
        lambda: rate(
            complaint=complaint,
            grade=form.cleaned_data["grade"],
            remark=form.cleaned_data["remark"],
            by="portal",
            on=clock.today(),
        ),
        _("Thank you. Your rating counts in the public figures."),
    )


def _reopen(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint, form = _complaint(found), ReopenForm(request.POST)
    return _acted(
        request,
        complaint,
        "reopen",
        form,
        lambda: reopen(
            complaint=complaint,
            reason=form.cleaned_data["reason"],
            by="portal",
            on=clock.today(),
        ),
        _("It is taken up again. The days run anew from today."),
    )


def _withdraw(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint = _complaint(found)
    try:
        withdraw(complaint=complaint, by="portal", on=clock.today())
    except Refusal as refusal:
        return _show(request, complaint, refusal=refusal, status=422)
    return _show(request, complaint, done=_("You have taken it back."))


def _consent(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint = _complaint(found)
    try:
        protection.consent(complaint=complaint, by="portal", on=clock.today())
    except Refusal as refusal:
        return _show(request, complaint, refusal=refusal, status=422)
    return _show(request, complaint, done=_("You are watched over now. You can end it here."))


def _end_watch(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    complaint = _complaint(found)
    try:
        protection.withdraw(complaint=complaint, by="portal", on=clock.today())
    except Refusal as refusal:
        return _show(request, complaint, refusal=refusal, status=422)
    return _show(request, complaint, done=_("Nobody looks any more."))


def _acted(
    request: HttpRequest,
    complaint: Complaint,
    name: str,
    form: Any,
    do: Callable[[], object],
    done: str,
) -> HttpResponseBase:
    """Let an act be done; show what it refuses at its form."""
    if form.is_valid():
        try:
            do()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _show(request, complaint, {name: form}, status=422)
    return _show(request, complaint, done=done)


def _paper(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    """Hand out a paper addressed to the complainant."""
    following = Following(_complaint(found), clock.today())
    wanted = request.POST.get("paper", "")
    for paper in following.papers:
        if str(paper.pk) == wanted:
            return serving.served(paper.file)
    raise Http404


def _statement(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    """Hand out the office's signed word on where it stands, with the proof of the entry."""
    text = receipts.follow_up(
        leaf=receipt_of(found).leaf,
        thread=kinds.ref(found),
        decides=DECIDES | HANDED_OVER,
        at=clock.now(),
    )
    return _file(text, f"stage-{clock.today()}.json")


def _receipt(request: HttpRequest, found: Lodged) -> HttpResponseBase:
    """Hand out the signed promise again."""
    return _file(receipt_of(found).text, "receipt.json")


ACTS: dict[str, Callable[[HttpRequest, Lodged], HttpResponseBase]] = {
    "show": _again,
    "message": _message,
    "rate": _rate,
    "reopen": _reopen,
    "withdraw": _withdraw,
    "consent": _consent,
    "end-watch": _end_watch,
    "paper": _paper,
    "statement": _statement,
    "receipt": _receipt,
}


def _complaint(found: Lodged) -> Complaint:
    """Return the complaint; what was handed over to another body has no more acts here."""
    if not isinstance(found, Complaint):
        raise Http404
    return found


def _file(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


# --- pages --------------------------------------------------------------------------------------


def _code_page(
    request: HttpRequest,
    form: CodeForm,
    *,
    status: int = 200,
    puzzle: TooMany | None = None,
    expired: bool = False,
) -> HttpResponse:
    """Ask for the code; what was typed before the page closed is kept in it."""
    return page(
        request,
        "code",
        under=adoption(),
        status=status,
        form=form,
        puzzle=puzzle,
        wait=ceil(puzzle.seconds) if puzzle else 0,
        expired=expired,
        held=request.POST.get("held", "") or request.POST.get("text", ""),
    )


def _show(
    request: HttpRequest,
    found: Lodged,
    forms: Forms | None = None,
    *,
    files: list[Attached] | None = None,
    done: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show what the code opens, with the forms as they were filled in."""
    sealed = sealing.seal(OPENED, {"kind": kinds.of(type(found)).name, "pk": found.pk})
    if isinstance(found, Handover):
        return page(
            request, "handed_over", under=found.adoption, found=found, done=done, opened=sealed
        )
    found.refresh_from_db()
    held = request.POST.get("held", "")
    message = MessageForm(initial={"text": held or ("" if done else _typed(request))})
    given = {"message": message, "rating": RatingForm(), "reopen": ReopenForm(), **(forms or {})}
    return page(
        request,
        "following",
        under=found.adoption,
        status=status,
        it=Following(found, clock.today()),
        message_form=given["message"],
        rating_form=given["rating"],
        reopen_form=given["reopen"],
        files=files or [],
        kept=attached.sealed(MESSAGE_FILES, files) if files else "",
        token=secrets.token_hex(16) if done or not forms else _token(request),
        opened=sealed,
        done=done,
        refusal=refusal,
        rated=plan.RATED,
    )


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "")


def _token(request: HttpRequest) -> str:
    return request.POST.get("token", "") or secrets.token_hex(16)
