"""At the counter: which complaints belong to a number that somebody showed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.standing import account_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.vault import forms, selectors, services
from zhiyong.vault.views.common import attempt, page, secret


@needs(Role.CLERK, Role.CUSTODIAN)
@secret
def enquire(request: Request) -> HttpResponse:
    """Ask for a number; the notifier answers within seconds."""
    form = forms.Enquire(request.POST or None)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: services.enquire(
                kind=form.cleaned_data["kind"],
                value=form.cleaned_data["value"],
                reason=form.cleaned_data["reason"],
                by=account_of(request),
                on=clock.today(),
                at=clock.now(),
            ),
        )
        if made:
            return redirect("vault:enquiry", made.pk)
    return page(request, "vault/enquire.html", form)


@needs(Role.CLERK, Role.CUSTODIAN)
@never_cache
@require_GET
def enquiry(request: Request, pk: int) -> HttpResponse:
    """Show the answer once it is there: only what the person may see anyway."""
    found = get_object_or_404(selectors.enquiries_visible_to(request.standing), pk=pk)
    references = selectors.subjects_of(found)
    titles = kinds.titles(references or [], request.standing)
    return render(
        request,
        "vault/enquiry.html",
        {
            "enquiry": found,
            "waiting": references is None,
            "found": [(title, kinds.url(reference)) for reference, title in titles.items()],
        },
    )
