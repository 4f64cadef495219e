"""Custodians, and the recovery key."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.directory.standing import account_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.vault import forms, selectors, services
from zhiyong.vault.models import Custody
from zhiyong.vault.views.common import attempt, page, secret


@needs(Role.CUSTODIAN)
@require_GET
def custodies(request: Request) -> HttpResponse:
    """List the custodies where one is custodian, and the units that have none yet."""
    found = selectors.custodies_visible_to(request.standing).select_related("unit")
    return render(
        request,
        "vault/custodies.html",
        {
            "custodies": [(each, len(selectors.live_custodians(each))) for each in found],
            "without": selectors.units_without_custody(request.standing, clock.today()),
            "fewest": selectors.FEWEST_CUSTODIANS,
        },
    )


@needs(Role.CUSTODIAN)
@secret
def establish(request: Request, unit: int) -> HttpResponse:
    """Set up the custody of a unit; the answer shows the recovery key, this once."""
    found = get_object_or_404(
        Unit, pk=unit, pk__in=request.standing.units(Role.CUSTODIAN), custody=None
    )
    people = people_with(Role.CUSTODIAN, found, clock.today())
    ready = people.filter(pk__in=selectors.people_with_keys())
    form = forms.Establish(request.POST or None, people=ready)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: services.establish_custody(
                unit=found,
                custodians=form.cleaned_data["custodians"],
                by=account_of(request),
                on=clock.today(),
            ),
        )
        if made:
            custody, paper = made
            return _paper(request, custody, paper)
    waiting = people.exclude(pk__in=ready.values("pk"))
    return page(
        request,
        "vault/establish.html",
        form,
        unit=found,
        waiting=waiting,
        enough=len(ready) >= selectors.FEWEST_CUSTODIANS,
        fewest=selectors.FEWEST_CUSTODIANS,
    )


@needs(Role.CUSTODIAN)
@require_GET
def custody(request: Request, pk: int) -> HttpResponse:
    """Show who the custodians are, and what can be done."""
    found = _custody(request, pk)
    return render(
        request,
        "vault/custody.html",
        {
            "custody": found,
            "custodians": selectors.custodians_with_standing(found, clock.today()),
            "recovery": selectors.recovery_key_of(found),
            "candidates": selectors.candidates(found, clock.today()),
            "fewest": selectors.FEWEST_CUSTODIANS,
            "mine": selectors.holds_share(found, request.standing),
            "default": found.is_default,
        },
    )


@needs(Role.CUSTODIAN)
@secret
def admit(request: Request, pk: int) -> HttpResponse:
    """Admit a custodian."""
    found = _custody(request, pk)
    people = selectors.candidates(found, clock.today()).filter(pk__in=selectors.people_with_keys())
    form = forms.Admit(request.POST or None, people=people)
    if request.method == "POST" and attempt(
        form,
        lambda: services.admit_custodian(
            custody=found,
            person=form.cleaned_data["person"],
            by=account_of(request),
            passphrase=form.cleaned_data["passphrase"],
            on=clock.today(),
            at=clock.now(),
        ),
    ):
        messages.success(request, _("The custodian is admitted."))
        return redirect("vault:custody", pk)
    return page(request, "vault/admit.html", form, custody=found)


@needs(Role.CUSTODIAN)
@secret
def remove(request: Request, pk: int, person: int) -> HttpResponse:
    """Take the share from a custodian."""
    found = _custody(request, pk)
    whom = get_object_or_404(
        Person, pk=person, vault_keys__in=selectors.live_custodians(found).values("pk")
    )
    form = forms.Unlock(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.remove_custodian(
            custody=found,
            person=whom,
            by=account_of(request),
            passphrase=form.cleaned_data["passphrase"],
            on=clock.today(),
            at=clock.now(),
        ),
    ):
        messages.success(request, _("The custodian is removed."))
        return redirect("vault:custody", pk)
    return page(request, "vault/remove.html", form, custody=found, person=whom)


@needs(Role.CUSTODIAN)
@secret
def replace_recovery(request: Request, pk: int) -> HttpResponse:
    """Replace the recovery key; the answer shows the new one, this once."""
    found = _custody(request, pk)
    form = forms.Unlock(request.POST or None)
    if request.method == "POST":
        paper = attempt(
            form,
            lambda: services.replace_recovery_key(
                custody=found,
                by=account_of(request),
                passphrase=form.cleaned_data["passphrase"],
                on=clock.today(),
                at=clock.now(),
            ),
        )
        if paper:
            return _paper(request, found, paper)
    return page(request, "vault/replace_recovery.html", form, custody=found)


@needs(Role.CUSTODIAN)
@secret
def recover(request: Request, pk: int) -> HttpResponse:
    """Get back in with the printed recovery key."""
    found = _custody(request, pk)
    form = forms.Recover(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.recover_custody(
            custody=found,
            paper=form.cleaned_data["paper"],
            by=account_of(request),
            on=clock.today(),
        ),
    ):
        messages.success(request, _("You can open envelopes again."))
        return redirect("vault:custody", pk)
    return page(request, "vault/recover.html", form, custody=found)


def _custody(request: Request, pk: int) -> Custody:
    found: Custody = get_object_or_404(
        selectors.custodies_visible_to(request.standing).select_related("unit"), pk=pk
    )
    return found


def _paper(request: Request, custody: Custody, paper: str) -> HttpResponse:
    return render(request, "vault/paper.html", {"custody": custody, "groups": paper.split("-")})
