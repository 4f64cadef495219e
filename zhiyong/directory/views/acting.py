"""One page for each act: a form, what will follow from it, then the act itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from zhiyong.directory.models import Account
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to

CONFIRMED = "confirmed"

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """An act on something.

    `do` gets the cleaned data and returns the address to go to (None: `back`). `foresee` returns
    what will follow, in sentences: then the page asks once more before `do` is called.
    """

    title: Any
    form: forms.Form
    do: Callable[[Data], str | None]
    back: str
    submit: Any
    done: Any
    lead: Any = ""
    subject: Any = ""
    kind: str = "primary"
    foresee: Callable[[Data], Sequence[Any]] | None = None
    crumbs: Sequence[tuple[Any, str]] = field(default=())
    files: bool = False


def perform(request: Request, act: Act) -> HttpResponse:
    """Show the form; foresee; then do it, and go on. A refusal is shown at the form (422)."""
    form = act.form
    following: Sequence[Any] = ()
    asks = False
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            if act.foresee and not request.POST.get(CONFIRMED):
                following = act.foresee(data)
                asks = bool(following)
            if not asks:
                url = act.do(data) or act.back
                messages.success(request, str(act.done))
                return go_to(request, url)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            asks = False
    status = 422 if form.is_bound and not form.is_valid() else 200
    shown = {"act": act, "form": form, "following": following, "asks": asks}
    return render(request, "directory/act.html", shown, status=status)


def posted(request: Request) -> Any:
    """Return what was posted, None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def account_of(request: Request) -> Account:
    """Return who acts."""
    return cast(Account, request.user)
