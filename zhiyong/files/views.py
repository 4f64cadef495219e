"""Downloads: the copy for whoever may see the subject, the original for a custodian."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyong.directory.standing import account_of
from zhiyong.files import selectors, services, serving
from zhiyong.files.errors import FileRefused
from zhiyong.files.models import File
from zhiyong.journal.services import record_read
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.vault.forms import OpenEnvelope
from zhiyong.vault.views.common import attempt, page, secret


@signed_in
@require_GET
def download(request: Request, pk: int) -> HttpResponseBase:
    """Hand out the copy without metadata; the read is recorded."""
    file = _visible(request, pk)
    try:
        response = serving.served(file)
    except FileRefused as refusal:
        return render(request, "files/gone.html", {"file": file, "why": refusal}, status=410)
    record_read(file, by=account_of(request), on=clock.today())
    return response


@needs(Role.CUSTODIAN)
@secret
def original(request: Request, pk: int) -> HttpResponseBase:
    """Ask for the reason and the passphrase, and hand out the original as it was sent."""
    file = selectors.original_visible_to(request.standing, pk)
    if file is None:
        raise Http404
    form = OpenEnvelope(request.POST or None)
    if request.method == "POST":
        pieces = attempt(
            form,
            lambda: services.open_original(
                file=file,
                by=account_of(request),
                passphrase=form.cleaned_data["passphrase"],
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                at=clock.now(),
            ),
        )
        if pieces is not None:
            return serving.original(file, pieces)
    return page(request, "files/original.html", form, file=file)


def _visible(request: Request, pk: int) -> File:
    file = selectors.visible_file(pk, request.standing)
    if file is None:
        raise Http404
    return file
