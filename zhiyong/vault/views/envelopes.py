"""Envelopes: what there is, opening, giving to the handling team."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyong.directory.standing import account_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, signed_in
from zhiyong.vault import forms, selectors, services, wording
from zhiyong.vault.models import Envelope
from zhiyong.vault.views.common import attempt, page, secret


@signed_in
@require_GET
def envelopes(request: Request, reference: str) -> HttpResponse:
    """List the envelopes of a subject."""
    found = list(
        selectors.envelopes_visible_to(request.standing, clock.today())
        .filter(subject=reference, superseded_on=None)
        .order_by("pk")
    )
    if not found:
        raise Http404
    return render(
        request,
        "vault/envelopes.html",
        {"envelopes": found, **_subject(reference, request)},
    )


@signed_in
@require_GET
def envelope(request: Request, pk: int) -> HttpResponse:
    """Show an envelope from outside, and who opened it when and why."""
    found = _envelope(request, pk)
    return render(
        request,
        "vault/envelope.html",
        {
            "envelope": found,
            "openings": selectors.openings_visible_to(request.standing)
            .filter(envelope=found)
            .order_by("-id")[:100],
            **_rights(request, found),
            **_subject(found.subject, request),
        },
    )


@signed_in
@secret
def open_envelope(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason and the passphrase; the answer shows the content, this once."""
    found = _envelope(request, pk)
    if not _rights(request, found)["may_open"]:
        raise Http404
    form = forms.OpenEnvelope(request.POST or None)
    if request.method == "POST":
        content = attempt(
            form,
            lambda: services.open_envelope(
                envelope=found,
                by=account_of(request),
                passphrase=form.cleaned_data["passphrase"],
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                at=clock.now(),
            ),
        )
        if content:
            return render(
                request,
                "vault/opened.html",
                {
                    "envelope": found,
                    "lines": wording.lines(content),
                    "files": wording.files(content),
                    "reason": form.cleaned_data["reason"],
                    **_subject(found.subject, request),
                },
            )
    return page(
        request, "vault/open.html", form, envelope=found, **_subject(found.subject, request)
    )


@signed_in
@secret
def grant(request: Request, pk: int) -> HttpResponse:
    """Give the handling team's envelope to a person until a day."""
    found = _envelope(request, pk)
    if not _rights(request, found)["may_grant"]:
        raise Http404
    form = forms.Grant(
        request.POST or None, people=selectors.people_to_give_to(found, clock.today())
    )
    if request.method == "POST" and attempt(
        form,
        lambda: services.grant_team(
            envelope=found,
            to=form.cleaned_data["person"],
            until=form.cleaned_data["until"],
            by=account_of(request),
            passphrase=form.cleaned_data["passphrase"],
            reason=form.cleaned_data["reason"],
            on=clock.today(),
            at=clock.now(),
        ),
    ):
        messages.success(request, _("The envelope is given."))
        return redirect("vault:envelope", pk)
    return page(
        request, "vault/grant.html", form, envelope=found, **_subject(found.subject, request)
    )


def _envelope(request: Request, pk: int) -> Envelope:
    visible = selectors.envelopes_visible_to(request.standing, clock.today())
    found: Envelope = get_object_or_404(visible, pk=pk)
    return found


def _rights(request: Request, envelope: Envelope) -> dict[str, bool]:
    custodian = envelope.audience in request.standing.units(Role.CUSTODIAN)
    granted = selectors.is_granted(envelope, request.standing, clock.today())
    return {
        "may_open": custodian or granted,
        "may_grant": custodian and envelope.kind == Envelope.Kind.TEAM,
    }


def _subject(reference: str, request: Request) -> dict[str, str | None]:
    """Return title and page of a subject, if the person may see it."""
    title = kinds.titles([reference], request.standing).get(reference)
    return {"title": title, "subject_url": kinds.url(reference) if title else None}
