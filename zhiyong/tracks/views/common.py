"""What the pages of this room share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory.models import Account
from zhiyong.shell.access import READS_CASES, Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Offer

READERS = tuple(sorted(READS_CASES))
"""Who may open these pages; the selectors decide which."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows from an act, and what it rests on."""

    text: Any
    basis: Any = ""


def row_or_404(rows: QuerySet[Any], pk: int, *related: str) -> Any:
    """Return one of the rows that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = rows.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def case_of(request: Request) -> Case | None:
    """Return the case from which a page was opened, if the reader may see it."""
    pk = request.GET.get("case", "") or request.POST.get("case", "")
    if not pk.isdigit():
        return None
    rows = cases_visible_to(request.standing).select_related("body", "adoption__pack")
    return rows.filter(pk=int(pk)).first()


def account(request: Request) -> Account:
    """Return the account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def attempt(form: Any, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def wanted(offers: Sequence[Offer], key: str) -> Offer:
    """Return an act that is offered.

    :raises Http404: if it is not.
    """
    found = next((one for one in offers if one.key == key), None)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Doing:
    """One act's page: its form, what it does, where it then leads, what follows from it."""

    title: Any
    about: str
    form: Any
    do: Callable[[], object]
    then: Callable[[], str]
    done: Any
    button: Any
    crumb: Any
    lists: str
    back: str
    follows: Sequence[Line] = ()
    is_grave: bool = False
    why_not: str = ""
    basis: Any = ""


def act_page(request: Request, doing: Doing) -> HttpResponse:
    """Show what an act asks and what follows; do it on sending."""
    form = doing.form
    if form.is_bound and doing.why_not:
        form.add_error(None, f"{doing.why_not} {doing.basis}".strip())
    if form.is_bound and form.is_valid() and attempt(form, doing.do):
        messages.success(request, doing.done)
        return go_to(request, doing.then())
    context = {"doing": doing, "form": form, "case": request.GET.get("case", "")}
    return render(request, "tracks/act.html", context, status=422 if form.is_bound else 200)


def data(request: Request) -> tuple[Any, Any]:
    """Return what a form is filled with: nothing, until it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
