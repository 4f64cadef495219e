"""My vault key."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyong.directory.standing import account_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, signed_in
from zhiyong.vault import forms, selectors, services
from zhiyong.vault.views.common import attempt, page, secret


@signed_in
@secret
def key(request: Request) -> HttpResponse:
    """Show whether one has a key and what it opens; set it up for the first time."""
    by = account_of(request)
    mine = selectors.live_key_of(by)
    form = forms.NewPassphrase(request.POST or None)
    if mine is None and request.method == "POST":
        made = attempt(
            form,
            lambda: services.make_key(
                by=by, passphrase=form.cleaned_data["passphrase"], on=clock.today()
            ),
        )
        if made:
            messages.success(request, _("Your vault passphrase is set up."))
            return redirect("vault:key")
        return page(request, "vault/key.html", form, key=None)
    return render(
        request,
        "vault/key.html",
        {
            "form": form,
            "key": mine,
            "custodies": selectors.custodies_opened_by(mine) if mine else [],
            "granted": selectors.granted_to(request.standing, clock.today()),
        },
    )


@signed_in
@secret
def change_passphrase(request: Request) -> HttpResponse:
    """Put another passphrase in place of the old one."""
    form = forms.ChangePassphrase(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.change_passphrase(
            by=account_of(request),
            old=form.cleaned_data["old"],
            new=form.cleaned_data["passphrase"],
            on=clock.today(),
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Your vault passphrase is changed."))
        return redirect("vault:key")
    return page(request, "vault/change_passphrase.html", form)


@signed_in
@secret
def start_over(request: Request) -> HttpResponse:
    """Make a new key after the passphrase was forgotten."""
    form = forms.StartOver(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: services.start_over(
            by=account_of(request),
            passphrase=form.cleaned_data["passphrase"],
            on=clock.today(),
        ),
    ):
        messages.success(
            request,
            _("You have a new key. As a custodian, have another custodian admit you again."),
        )
        return redirect("vault:key")
    return page(request, "vault/start_over.html", form)
